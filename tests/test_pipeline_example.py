"""A worked exchange is shown beside a draft that has nothing of our own past to rest on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.cli.rendering import show_reply
from assistant.domain import Channel, Message, SourceKind
from assistant.journal import Journal, describe
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.exemplars import exemplar_of, exemplars
from assistant.models.embeddings import E5Embeddings
from assistant.pipeline import Assistant
from assistant.settings import Settings

EXEMPLAR = exemplars("es").exchanges[0]
ID = "exemplar/es/1"
MESSAGE = Message(EXEMPLAR.message, client="Lola", channel=Channel.EMAIL, day=date(2026, 11, 19))


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    embeddings = E5Embeddings(threads=1)
    with KnowledgeBase(tmp_path / "store", embeddings) as knowledge:
        yield Assistant(
            knowledge=knowledge,
            embed=embeddings.embed_array,
            relate=lambda asks, facts: [[1.0 for _ in facts] for _ in asks],
            settings=Settings(),
            journal=Journal(tmp_path),
        )


def test_the_example_is_named_among_the_sources_and_is_no_part_of_the_letter(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = assistant.reply(MESSAGE)
    (source,) = [each for each in describe(reply)["sources"] if each["id"] == ID]
    assert (source["kind"], source["quote"]) == ("playbook", EXEMPLAR.reply)
    assert EXEMPLAR.reply[:40] not in reply.draft.text
    show_reply(reply, saved=False)
    assert (
        f"Worked example, invented ({EXEMPLAR.situation}; calmreply playbook show {ID})"
        in capsys.readouterr().err
    )


def test_its_words_are_not_to_be_copied(assistant: Assistant) -> None:
    reply = assistant.reply(MESSAGE)
    evidence = assistant.evidence(reply.message, reply.reading, reply.plan)
    assert [each.rule for each in assistant.check(EXEMPLAR.reply, evidence) if each.rule == "echo"] != []


@pytest.mark.parametrize("words", ["Me quiero morir.", "zzz qqq"])
def test_a_stop_and_a_message_like_none_have_no_example(assistant: Assistant, words: str) -> None:
    message = replace(MESSAGE, text=words if words == "zzz qqq" else f"{EXEMPLAR.message}\n{words}")
    matches = assistant.reply(message).matches
    assert [match.id for match in matches if match.kind is SourceKind.PLAYBOOK and match.reply] == []


def test_an_example_is_shown_whole_by_its_id() -> None:
    shown = CliRunner().invoke(app, ["playbook", "show", ID])
    assert shown.exit_code == 0
    assert EXEMPLAR.message in shown.stdout and EXEMPLAR.reply in shown.stdout


@pytest.mark.parametrize(
    "identifier", ["exemplar/es/999", "exemplar/xx/1", "exemplar/es/0", "exemplar/es", "stop"]
)
def test_an_id_of_no_example_is_none(identifier: str) -> None:
    assert exemplar_of(identifier) is None
