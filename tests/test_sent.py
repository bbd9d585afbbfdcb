"""What was sent in the end: from the journal into the knowledge base, and back into the next letter."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.domain import SourceKind
from assistant.errors import InputError
from assistant.journal import Journal
from assistant.knowledge.base import KnowledgeBase
from assistant.sent import SOURCE, exchange_of, keep_sent
from tests.conftest import TopicEmbeddings

DRAFT = {
    "id": "261122-ab12",
    "reply": "The parcel left on 18 November. You will have an update by [FILL: day and time].",
    "channel": "chat",
    "gaps": ["day and time"],
    "message": {"text": "Where is my parcel??", "client": "Ann Lee", "date": "2026-11-20", "notes": []},
}
DAY = date(2026, 11, 21)
SENT = "The parcel left on 18 November and is with the courier. You hear from us on Friday at noon."


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(tmp_path / "store", TopicEmbeddings()) as opened:
        yield opened


def test_the_exchange_has_the_message_the_sent_words_and_the_day() -> None:
    exchange = exchange_of(DRAFT, f"  {SENT}\n", day=DAY)
    assert (exchange.client, exchange.channel.value, exchange.message, exchange.reply) == (
        "Ann Lee", "chat", "Where is my parcel??", SENT,
    )  # fmt: skip
    assert (str(exchange.asked_at)[:10], str(exchange.replied_at)[:10]) == ("2026-11-20", "2026-11-21")
    assert (exchange.reply_language, exchange.marks, exchange.place) == ("en", (), "261122-ab12")


def test_a_sent_apology_is_marked_and_never_an_example() -> None:
    assert "apology" in exchange_of(DRAFT, "We are so sorry, the parcel is late.", day=DAY).marks


def test_the_same_words_are_kept_once_and_the_journal_remembers(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    journal = Journal(tmp_path)
    keep_sent(knowledge, journal, DRAFT, SENT, day=DAY)
    keep_sent(knowledge, journal, DRAFT, SENT, day=DAY)
    kept = knowledge.list(client="Ann Lee", kind=SourceKind.EXCHANGE)
    assert [(each.reply, each.source) for each in kept] == [(SENT, SOURCE)]
    assert [each["text"] for each in journal.entries("sent")] == [SENT, SENT]


@pytest.mark.parametrize(
    "mark", ["[FILL: day]", "［FILL：日期］", "[ fill : day ]", "[CHECK: «la cuota»]", "[FILL: who [Ann]]"]
)
def test_a_text_with_a_mark_in_any_writing_was_not_sent(mark: str) -> None:
    with pytest.raises(InputError, match="still has gaps or CHECK marks"):
        exchange_of(DRAFT, f"{SENT} {mark}", day=DAY)


def test_a_bracket_of_ones_own_is_no_mark() -> None:
    assert exchange_of(DRAFT, f"{SENT} Guests [check in from 3 pm] at the desk.", day=DAY).reply


def test_nobodys_message_asks_for_a_name() -> None:
    nobody = DRAFT | {"message": {**DRAFT["message"], "client": None}}  # type: ignore[dict-item]
    with pytest.raises(InputError, match="Whose message this was"):
        exchange_of(nobody, SENT, day=DAY)
    assert exchange_of(nobody, SENT, day=DAY, client="Bo").client == "Bo"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path))
    return tmp_path


def test_drafts_are_listed_and_shown_by_the_first_letters_of_their_id(home: Path) -> None:
    Journal(home).add("draft", DRAFT, identifier="261122-ab12")
    run = CliRunner().invoke
    assert run(app, ["journal", "list"]).stdout == "261122-ab12  2026-11-20  Ann Lee  Where is my parcel??\n"
    assert run(app, ["journal", "show", "2611"]).stdout == f"{DRAFT['reply']}\n"


def test_a_draft_with_gaps_was_not_sent_as_it_stands(home: Path) -> None:
    Journal(home).add("draft", DRAFT, identifier="261122-ab12")
    result = CliRunner().invoke(app, ["journal", "sent", "2611"])
    assert result.exit_code == 1
    assert "Error: The text still has gaps" in result.stderr


def test_an_id_names_one_draft_and_never_what_was_sent(home: Path) -> None:
    journal = Journal(home)
    journal.add("draft", DRAFT, identifier="261122-ab12")
    journal.add("sent", {"draft": "261122-ab12", "text": SENT, "client": "Ann Lee"}, identifier="261122-ff00")
    assert journal.get("2611")["id"] == "261122-ab12"
    journal.add("draft", DRAFT, identifier="261123-cd34")
    with pytest.raises(InputError, match="'2611' begins 2 drafts: "):
        journal.get("2611")
