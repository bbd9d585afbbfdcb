"""Files become knowledge: sorted by content, the bad ones reported, nothing doubled, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain import Exchange, Outcome, SourceKind
from assistant.errors import InputError
from assistant.knowledge import KnowledgeBase
from assistant.learning import forget, learn
from assistant.models.embeddings import E5Embeddings

US = ["@studio.example"]
TERMS = "# Terms 2026\n\n1. Corrections cost EUR 80 an hour.\n\n2. A deposit is not refunded.\n"


class Lengths:
    """A text's vector is its length and its first letter: quick, and the same everywhere."""

    name = "lengths-2"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        length, letter = float(len(text) + 1), float(ord(text[:1] or "-"))
        size = (length**2 + letter**2) ** 0.5
        return [length / size, letter / size]


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(tmp_path / "store", Lengths()) as opened:
        yield opened


def mail(number: int, sender: str, to: str, text: str, answers: str = "") -> str:
    reference = f"In-Reply-To: <{answers}@x>\n" if answers else ""
    return (
        f"From - Mon Jan 01 09:00:00 2024\nFrom: {sender}\nTo: {to}\nSubject: Order {number}\n"
        f"Date: Mon, 05 Jan 2026 {9 if not answers else 11}:{number % 60:02}:00 +0000\n"
        f"Message-ID: <{'r' if answers else 'q'}{number}@x>\n{reference}\n{text}\n\n"
    )


def asked_and_answered(number: int) -> str:
    client = f"Leo {number} <leo{number}@client{number}.example>"
    ana = "Ana Berg <ana@studio.example>"
    return mail(number, client, ana, f"Where is order {number}, please?") + mail(
        number, ana, client, f"Order {number} leaves on Friday.\n\nBest wishes,\nAna, Studio", f"q{number}"
    )


def mailbox(path: Path, mails: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(asked_and_answered(number) for number in range(mails)), encoding="utf-8")
    return path


def exchanges(knowledge: KnowledgeBase) -> list[Exchange]:
    found = knowledge.list(kind=SourceKind.EXCHANGE)
    return [each for each in found if isinstance(each, Exchange)]


def replies(knowledge: KnowledgeBase) -> list[str]:
    return sorted(each.reply for each in exchanges(knowledge))


# --- what goes in -------------------------------------------------------------------------------------


def test_a_folder_may_hold_policies_mail_and_chats(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    folder = tmp_path / "export"
    mailbox(folder / "mail" / "box", 2)
    (folder / "terms.md").write_text(TERMS)
    (folder / "chat.txt").write_text("Client: Is it ready?\nUs: Tomorrow at noon.\n")
    learned = learn(knowledge, [folder], us=US)
    assert (learned.policies, learned.archives, learned.new, learned.skipped) == (1, 1, 5, [])
    assert replies(knowledge) == [
        "Order 0 leaves on Friday.", "Order 1 leaves on Friday.", "Tomorrow at noon."
    ]  # fmt: skip


def test_the_store_keeps_who_answered_and_how_they_signed(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    learn(knowledge, [mailbox(tmp_path / "box", 1)], us=US)
    kept = exchanges(knowledge)[0]
    assert (kept.reply_author, kept.reply_signature) == ("Ana Berg", "Ana, Studio")


BAD = {
    "cut.docx": (b"PK\x03\x04" + bytes(40), "is damaged: only a part of it is there"),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj<<>>", "is damaged and cannot be read"),
    "empty.eml": (b"", "the file is empty"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is encrypted, or in the old .doc format"
    ),
    "locked.zip": (
        b"PK\x03\x04\x14\x00\x01\x00" + bytes(40), "it is encrypted: unpack it with its password and add the folder"
    ),
    "logo.png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "neither text nor mail nor a chat"),
    "noise.txt": (bytes(range(256)) * 4, "is not a text file"),
    "sheet.csv": (b"sku,price\n1,2\n", "no conversation found in it"),
}  # fmt: skip


def test_bad_files_among_good_ones_are_reported_and_the_rest_is_added(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    folder = tmp_path / "export"
    mailbox(folder / "box", 1)
    (folder / "terms.md").write_text(TERMS)
    for name, (content, _) in BAD.items():
        (folder / name).write_bytes(content)
    (folder / "gone.md").symlink_to("/nowhere")
    learned = learn(knowledge, [folder], us=US)
    reasons = {Path(each.source).name: each.reason for each in learned.skipped}
    assert reasons == {name: reason for name, (_, reason) in BAD.items()} | {"gone.md": "a link to nothing"}
    assert (learned.policies, learned.archives, learned.new) == (1, 1, 3)
    assert {each.source for each in knowledge.stats().skipped} == {str(folder / name) for name in reasons}


def test_a_file_that_was_mended_is_no_longer_among_the_skipped(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    folder = tmp_path / "export"
    mailbox(folder / "box", 1)
    (folder / "second.mbox").write_bytes(b"")
    learn(knowledge, [folder], us=US)
    assert len(knowledge.stats().skipped) == 1
    mailbox(folder / "second.mbox", 2)
    assert learn(knowledge, [folder], us=US).new == 1
    assert [each.reason for each in knowledge.stats().skipped] == ["the same mail again"]


def test_a_table_with_headings_of_its_own_is_mapped(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    table = tmp_path / "answers.csv"
    table.write_text('Q,A,When\nWhere is it?,"On Friday.",2026-03-02\n')
    learned = learn(knowledge, [table], columns={"client": "Q", "reply": "A", "date": "When"})
    kept = exchanges(knowledge)[0]
    assert (learned.new, kept.message, kept.reply) == (1, "Where is it?", "On Friday.")
    assert kept.asked_at is not None and kept.asked_at.date().isoformat() == "2026-03-02"
    wrong = learn(knowledge, [table], columns={"client": "Question", "reply": "A"})
    assert [each.reason for each in wrong.skipped] == [
        "the table has no column Question. its columns are Q, A, When"
    ]
    assert replies(knowledge) == ["On Friday."]


# --- who we are ---------------------------------------------------------------------------------------


def test_without_us_nothing_is_added_and_the_likely_names_are_shown(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    folder = tmp_path / "export"
    mailbox(folder / "box", 3)
    (folder / "terms.md").write_text(TERMS)
    with pytest.raises(InputError) as caught:
        learn(knowledge, [folder])
    assert caught.value.message == "It is not known who 'we' are in export."
    assert "@studio.example (6)" in caught.value.hint and '--us "' in caught.value.hint
    assert knowledge.sources() == ()


def test_a_conversation_that_names_its_sides_needs_no_us(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    chat = tmp_path / "notes.txt"
    chat.write_text("Client: Is it ready?\nUs: Tomorrow at noon.\n")
    assert learn(knowledge, [chat]).new == 1


def test_a_wrong_us_is_doubted_and_the_right_one_puts_it_straight(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    box = mailbox(tmp_path / "box", 2)
    assert learn(knowledge, [box], us=["@studoi.example"]).doubts == [
        "No message of box is by @studoi.example: check --us and add it again if that is wrong."
    ]
    assert learn(knowledge, [box], us=US).doubts == []
    assert replies(knowledge) == ["Order 0 leaves on Friday.", "Order 1 leaves on Friday."]


def test_names_of_ours_that_were_not_given_are_asked_for(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    for client in ("Rui", "Ida"):
        chat = tmp_path / "export" / f"WhatsApp Chat with {client}.txt"
        chat.parent.mkdir(exist_ok=True)
        chat.write_text(
            f"12/03/2024, 09:02 - {client}: Where is it?\n12/03/2024, 09:41 - Ana Studio: It left at nine, {client}.\n"
        )
    folder = mailbox(tmp_path / "export" / "box", 1).parent
    learned = learn(knowledge, [folder], us=US)
    assert learned.doubts == [
        "In 2 chats nobody is known to be you, so that all who write there were taken for clients: "
        "“Ana Studio”, “Ida”, “Rui”. If one of them is you, add this again and name yourself so with one more --us."
    ]
    again = learn(knowledge, [folder], us=[*US, "Ana Studio"])
    assert again.doubts == []


def test_an_archive_that_cannot_be_read_says_so_each_time(
    tmp_path: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    pst = tmp_path / "outlook.pst"
    pst.write_bytes(b"!BDN" + bytes(600))
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    first, second = learn(knowledge, [pst], us=US), learn(knowledge, [pst], us=US)
    assert (first.archives, first.unchanged, second.unchanged, knowledge.sources()) == (0, 0, 0, ())
    assert first.skipped == second.skipped and "readpst" in first.skipped[0].reason
    assert knowledge.stats().skipped == tuple(first.skipped)


def test_links_and_closed_folders_are_told_apart(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    folder = tmp_path / "export"
    mailbox(folder / "box", 1)
    (folder / "closed").mkdir(mode=0o000)
    (folder / "gone.eml").symlink_to(tmp_path / "nowhere")
    (folder / "round").symlink_to(folder)
    learned = learn(knowledge, [folder], us=US)
    (folder / "closed").chmod(0o700)
    assert learned.new == 1
    reasons = {Path(each.source).name: each.reason for each in learned.skipped}
    assert reasons.pop("closed", "this folder may not be looked into") == "this folder may not be looked into"
    assert reasons == {"gone.eml": "a link to nothing", "round": "a link to a folder: add that folder itself"}


# --- again, grown, interrupted, taken out ------------------------------------------------------------------


def test_the_same_again_is_not_read_and_a_grown_archive_adds_what_is_new(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    box = mailbox(tmp_path / "box", 2)
    learn(knowledge, [box], us=US)
    again = learn(knowledge, [box], us=US)
    assert (again.new, again.known, again.archives, again.unchanged) == (0, 0, 0, 1)
    mailbox(box, 3)
    grown = learn(knowledge, [box], us=US)
    assert (grown.new, grown.known) == (1, 2)


class Meanings(Lengths):
    """Vectors as wide as those that outcomes are judged with; keeps what was looked up."""

    name = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0] * 384 for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        self.asked.append(text)
        return [1.0] * 384


def lines(path: Path, *texts: str) -> Path:
    """A chat in which Leo and we take turns, an hour each."""
    rows = [
        f"2026/05/04, {9 + n:02}:00 - {'Ana' if n % 2 else 'Leo'}: {text}\n" for n, text in enumerate(texts)
    ]
    path.write_text("".join(rows), encoding="utf-8")
    return path


def test_how_an_exchange_ended_is_judged_once_by_its_meaning(tmp_path: Path) -> None:
    said = [
        "Where is the parcel?",
        "With the courier.",
        "The doorman has it",
        "Good.",
        "I have it now, thanks",
    ]
    embeddings = Meanings()
    with KnowledgeBase(tmp_path / "store", embeddings) as knowledge:
        chat = lines(tmp_path / "WhatsApp Chat with Leo.txt", *said[:3])
        learn(knowledge, [chat], us=["Ana"])
        assert embeddings.asked == ["Where is the parcel?", "The doorman has it"]
        embeddings.asked.clear()
        learn(knowledge, [lines(chat, *said)], us=["Ana"])
        assert embeddings.asked == ["The doorman has it", "I have it now, thanks"]


def test_a_client_who_went_on_writing_in_the_grown_chat_is_judged_anew(tmp_path: Path) -> None:
    said = [
        ("09:00", "Leo", "Where is the parcel?"),
        ("09:10", "Ana", "With the courier, it comes today."),
        ("09:20", "Leo", "Fine, thanks, then I will wait at home"),
        ("10:05", "Leo", "NOTHING HERE, you are liars, I am going to my lawyer!!!"),
    ]
    rows = [f"2026/05/04, {at} - {who}: {text}\n" for at, who, text in said]
    chat = tmp_path / "WhatsApp Chat with Leo.txt"
    ends = []
    with KnowledgeBase(tmp_path / "store", E5Embeddings()) as knowledge:
        for export in (rows[:3], rows, rows[:3]):  # the last one is older again
            chat.write_text("".join(export), encoding="utf-8")
            learn(knowledge, [chat], us=["Ana"])
            ends.append([each.outcome for each in exchanges(knowledge) if each.reply])
    assert ends == [[Outcome.CALMED], [Outcome.ESCALATED], [Outcome.ESCALATED]]


KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.knowledge import KnowledgeBase
from assistant.learning import learn
sys.path.insert(0, {tests!r})
from test_learning import Lengths, US

class Dying(Lengths):
    left = {batches}
    def embed_documents(self, texts):
        Dying.left -= 1
        if Dying.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_documents(texts)

with KnowledgeBase(Path({store!r}), Dying()) as knowledge:
    learn(knowledge, [Path({box!r})], us=US)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_killed_in_the_middle_the_next_run_completes_it(tmp_path: Path) -> None:
    box, store = mailbox(tmp_path / "box", 150), tmp_path / "killed"
    code = KILLED.format(tests=str(Path(__file__).parent), batches=1, store=str(store), box=str(box))
    died = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    with KnowledgeBase(store, Lengths()) as knowledge:
        assert [source.complete for source in knowledge.sources()] == [False]
        assert len(exchanges(knowledge)) == 64
        learned = learn(knowledge, [box], us=US)
        assert (learned.new, learned.known) == (86, 64)
        assert len(set(replies(knowledge))) == len(replies(knowledge)) == 150
        assert knowledge.vector_store(SourceKind.EXCHANGE)._collection.count() == 150


def test_a_file_and_a_whole_folder_are_taken_out(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    folder = tmp_path / "export"
    box = mailbox(folder / "box", 2)
    (folder / "terms.md").write_text(TERMS)
    (folder / "house.md").write_text("# House rules\n\n1. We answer within a day.\n")
    learn(knowledge, [folder], us=US)
    with pytest.raises(InputError, match="was added as a part of"):
        forget(knowledge, str(box))
    assert [
        (Path(each.source).name, each.records) for each in forget(knowledge, str(folder / "terms.md"))
    ] == [("terms.md", 2)]
    assert {Path(each.source).name for each in forget(knowledge, str(folder))} == {"export", "house.md"}
    assert (knowledge.list(), knowledge.sources(), knowledge.stats().skipped) == ([], (), ())


@pytest.mark.parametrize("name", ["leo 1", "LEO1@client1.example", "client1", "Léo 1"])
def test_a_client_is_found_by_any_writing_of_a_name(
    tmp_path: Path, knowledge: KnowledgeBase, name: str
) -> None:
    learn(knowledge, [mailbox(tmp_path / "box", 3)], us=US)
    assert [each.client for each in knowledge.list(client=name) if isinstance(each, Exchange)] == [
        "Leo 1 (client1.example)"
    ]


def test_who_we_are_is_remembered_beside_what_was_said_before(tmp_path: Path) -> None:
    with KnowledgeBase(tmp_path / "store", Lengths()) as knowledge:
        assert knowledge.us == ()
        terms = tmp_path / "terms.md"
        terms.write_text("# Terms\n\n1. The deposit is not refunded.\n")
        learn(knowledge, [terms], us=["@studio.example", "Ann Lee"])
        learn(knowledge, [terms], us=["Ann Lee", "Tom"])
        assert knowledge.us == ("@studio.example", "Ann Lee", "Tom")
