"""The knowledge base on a real Chroma: the same promises with a predictable embedder and with the real one."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.domain import Channel, Exchange, Outcome, Passage, Skipped, SourceKind
from assistant.errors import InputError, StoreBusyError, StoreError, StoreModelError
from assistant.knowledge import KnowledgeBase, Removed, Stats
from assistant.knowledge.intake import Added

WIDTH = 64


class WordEmbeddings:
    """Counts words: texts are near when they share words, and anyone can work out how near."""

    name = "words-64"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        counts = [0.01] * WIDTH
        for word in text.lower().replace(".", " ").replace(":", " ").split():
            counts[int(hashlib.md5(word.encode()).hexdigest(), 16) % WIDTH] += 1.0
        length = sum(count * count for count in counts) ** 0.5
        return [count / length for count in counts]


def real_embeddings() -> object:
    from assistant.models.embeddings import E5Embeddings

    return E5Embeddings(threads=1)


Opener = Callable[[], KnowledgeBase]


@pytest.fixture(params=[WordEmbeddings, real_embeddings], ids=["predictable", "real"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    embeddings = request.param()
    opened: list[KnowledgeBase] = []

    def opener() -> KnowledgeBase:
        opened.append(KnowledgeBase(tmp_path / "store", embeddings))
        return opened[-1]

    yield opener
    for knowledge in opened:
        knowledge.close()


def clause(number: str, text: str, *, document: str = "Terms", source: str = "terms.md") -> Passage:
    identifier = hashlib.sha256(f"{document}{number}{text}".encode()).hexdigest()[:16]
    return Passage(identifier, text, source, document, clause=number, language="en")


def exchange(client: str, message: str, reply: str = "", *, day: int = 1, source: str = "a.mbox") -> Exchange:
    identifier = hashlib.sha256(f"{client}{message}{reply}".encode()).hexdigest()[:16]
    return Exchange(
        identifier,
        client,
        Channel.EMAIL,
        message,
        reply,
        source,
        asked_at=datetime(2026, 3, day, 9, 30),
        message_language="en",
        reply_language="en" if reply else "und",
        turn_id=hashlib.sha256(f"{client}{message}{day}".encode()).hexdigest()[:16],
    )


TERMS = (
    clause("1", "Links are kept live for thirty days from publication."),
    clause("2", "A third revision round is charged by the hour."),
    clause("3", "Weekend work is booked before Thursday noon."),
)
LETTERS = (
    exchange(
        "Clínica Norte", "Where is the second draft of the brochure?", "It is with you on Friday.", day=1
    ),
    exchange("Clínica Norte", "The links in the report are dead.", "We checked them: they open.", day=2),
    exchange("Harbour Stays", "Please refund the deposit.", "", day=3),
)


def test_an_absent_store_reads_as_empty_and_is_not_created(store: Opener, tmp_path: Path) -> None:
    knowledge = store()
    assert knowledge.stats() == Stats(0, 0, 0, 0, (), ())
    assert (knowledge.list(), knowledge.sources(), knowledge.search("refund")) == ([], (), [])
    assert not (tmp_path / "store").exists()


def test_records_come_back_as_they_went_in(store: Opener) -> None:
    full = replace(
        TERMS[0], valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31), internal=True, heading="Links"
    )
    letter = replace(
        LETTERS[0],
        outcome=Outcome.CALMED,
        marks=("promise", "apology"),
        client_names=("Ana", "ana@norte.example"),
    )
    with store() as knowledge:
        knowledge.add_passages([full], source="terms.md")
        knowledge.add_exchanges([letter], source="a.mbox")
    with store() as again:
        assert again.list() == [full, letter]
        assert again.get(letter.id[:8]) == letter


def test_adding_twice_adds_nothing(store: Opener) -> None:
    with store() as knowledge:
        assert knowledge.add_passages(TERMS, source="terms.md") == Added(new=3)
        assert knowledge.add_passages(TERMS, source="terms.md") == Added(known=3)
        assert knowledge.add_exchanges(LETTERS, source="a.mbox") == Added(new=3)
        assert knowledge.add_exchanges(LETTERS, source="a.mbox") == Added(known=3)
        assert knowledge.stats() == Stats(1, 3, 3, 2, ("en",), ())


def test_only_what_is_new_in_a_grown_archive_is_added(store: Opener) -> None:
    with store() as knowledge:
        knowledge.add_exchanges(LETTERS[:2], source="a.mbox")
        assert knowledge.add_exchanges(LETTERS, source="a.mbox") == Added(new=1, known=2)


def test_an_answer_that_came_later_replaces_the_unanswered_turn(store: Opener) -> None:
    answered = exchange(
        "Harbour Stays", "Please refund the deposit.", "The deposit stays with us, clause 7.", day=3
    )
    with store() as knowledge:
        knowledge.add_exchanges([LETTERS[2]], source="old.mbox")
        knowledge.add_exchanges([replace(answered, source="new.mbox")], source="new.mbox")
        assert [(found.id, found.reply) for found in knowledge.list()] == [(answered.id, answered.reply)]
        assert knowledge.add_exchanges([LETTERS[2]], source="old.mbox") == Added(known=1)
        assert len(knowledge.list()) == 1


def test_an_older_export_does_not_undo_how_an_exchange_ended(store: Opener) -> None:
    ended = replace(LETTERS[0], outcome=Outcome.ESCALATED)
    with store() as knowledge:
        knowledge.add_exchanges([ended], source="new.mbox")
        assert knowledge.add_exchanges([LETTERS[0]], source="old.mbox") == Added(known=1)
        assert knowledge.get(ended.id).outcome is Outcome.ESCALATED
        later = replace(ended, outcome=Outcome.CALMED)
        assert knowledge.add_exchanges([later], source="newest.mbox") == Added(changed=1)


def test_the_export_in_which_the_client_wrote_more_says_how_an_exchange_ended(store: Opener) -> None:
    calmed = replace(LETTERS[0], outcome=Outcome.CALMED, outcome_words="fine", outcome_basis="4.a")
    unclear = replace(LETTERS[0], outcome_basis="90.b")
    with store() as knowledge:
        knowledge.add_exchanges([calmed], source="old.mbox")
        assert knowledge.add_exchanges([unclear], source="new.mbox") == Added(changed=1)
        assert knowledge.add_exchanges([calmed], source="old.mbox") == Added(known=1)
        assert knowledge.get(calmed.id).outcome is Outcome.UNKNOWN


def test_a_changed_policy_loses_the_clauses_it_no_longer_has(store: Opener) -> None:
    with store() as knowledge:
        knowledge.add_passages(TERMS, source="terms.md")
        changed = [*TERMS[:2], clause("3", "Weekend work is not offered.")]
        assert knowledge.add_passages(changed, source="terms.md") == Added(new=1, known=2, removed=1)
        assert [found.text for found in knowledge.list()] == [passage.text for passage in changed]
        texts = [match.text for match in knowledge.search("weekend work Thursday noon")]
        assert TERMS[2].text not in texts


def test_removing_a_source_takes_it_out_completely(store: Opener) -> None:
    with store() as knowledge:
        knowledge.add_passages(TERMS, source="policies/terms.md")
        knowledge.add_exchanges([*LETTERS, Skipped("a.mbox", "one newsletter")], source="a.mbox")
        assert knowledge.remove("terms") == Removed("policies/terms.md", 3)
        assert [source.name for source in knowledge.sources()] == ["a.mbox"]
        assert knowledge.remove("a.mbox") == Removed("a.mbox", 3)
        assert knowledge.stats() == Stats(0, 0, 0, 0, (), ())
        assert knowledge.vector_store(SourceKind.POLICY).get()["ids"] == []
        assert knowledge.vector_store(SourceKind.EXCHANGE).get()["ids"] == []


def test_what_two_sources_share_stays_until_both_are_gone(store: Opener) -> None:
    copy = [replace(letter, source="b.mbox") for letter in LETTERS]
    with store() as knowledge:
        knowledge.add_exchanges(LETTERS, source="a.mbox")
        assert knowledge.add_exchanges(copy, source="b.mbox") == Added(known=3)
        assert knowledge.remove("a.mbox") == Removed("a.mbox", 0)
        assert [found.source for found in knowledge.list()] == ["b.mbox"] * 3
        assert knowledge.remove("b.mbox") == Removed("b.mbox", 3)


@pytest.mark.parametrize(
    ("part", "message"),
    [("nothing", "No source is named 'nothing'."), (".mbox", "'.mbox' names 2 sources: a.mbox, b.mbox.")],
)
def test_removing_needs_a_name_that_fits_one_source(store: Opener, part: str, message: str) -> None:
    with store() as knowledge:
        knowledge.add_exchanges(LETTERS[:1], source="a.mbox")
        knowledge.add_exchanges(LETTERS[1:], source="b.mbox")
        with pytest.raises(InputError) as error:
            knowledge.remove(part)
        assert error.value.message == message


def test_an_id_is_found_by_its_beginning_when_that_is_unique(store: Opener) -> None:
    first, second = replace(TERMS[0], id="abc1"), replace(TERMS[1], id="abd2")
    with store() as knowledge:
        knowledge.add_passages([first, second], source="terms.md")
        assert knowledge.get("abc") == first
        with pytest.raises(InputError, match="More than one id starts with 'ab'"):
            knowledge.get("ab")
        with pytest.raises(InputError, match="No entry has an id that starts with 'zz'"):
            knowledge.get("zz")


def test_how_an_exchange_ended_is_told_unless_it_is_still_open(store: Opener) -> None:
    ended = replace(LETTERS[0], outcome=Outcome.CALMED, outcome_words="fair enough", outcome_basis="11.abc")
    silent = replace(LETTERS[1], outcome=Outcome.SILENT)
    with store() as knowledge:
        assert knowledge.ended(ended.id, "11.abc") is None
        knowledge.add_exchanges([ended, silent], source="a.mbox")
        assert knowledge.ended(ended.id, "11.abc") == (Outcome.CALMED, "fair enough")
        assert knowledge.ended(ended.id, "40.def") is None
        assert knowledge.ended(silent.id, "") is None


def test_listing_narrows_by_client_kind_and_source(store: Opener) -> None:
    with store() as knowledge:
        knowledge.add_passages(TERMS, source="terms.md")
        knowledge.add_exchanges(LETTERS, source="a.mbox")
        assert knowledge.list(client="clinica norte") == list(LETTERS[:2])
        assert knowledge.list(kind=SourceKind.POLICY) == list(TERMS)
        assert knowledge.list(source="a.mb") == list(LETTERS)
        assert knowledge.list(client="nobody") == []


def test_an_unchanged_source_is_known_by_its_fingerprint_once_it_is_complete(store: Opener) -> None:
    with store() as knowledge:
        assert not knowledge.unchanged("terms.md", "f1")
        knowledge.add_passages(TERMS, source="terms.md", fingerprint="f1")
        assert knowledge.unchanged("terms.md", "f1")
        assert not knowledge.unchanged("terms.md", "f2")
        assert not knowledge.unchanged("terms.md", "")


def test_an_interrupted_document_stays_hidden_and_is_completed_by_the_next_run(store: Opener) -> None:
    def breaks_off() -> Iterator[Exchange]:
        yield from LETTERS[:2]
        raise KeyboardInterrupt

    with store() as knowledge:
        with pytest.raises(KeyboardInterrupt):
            knowledge.add_exchanges(breaks_off(), source="a.mbox")
        assert [(source.name, source.complete) for source in knowledge.sources()] == [("a.mbox", False)]
        knowledge.add_exchanges(LETTERS, source="a.mbox")
        assert [source.complete for source in knowledge.sources()] == [True]
        assert knowledge.list() == list(LETTERS)


def test_what_was_skipped_is_kept_until_the_file_can_be_read(store: Opener) -> None:
    with store() as knowledge:
        knowledge.skip(
            [Skipped("terms.md", "terms.md is empty."), Skipped("x.pdf", "protected by a password")]
        )
    with store() as again:
        assert again.stats().skipped == (
            Skipped("terms.md", "terms.md is empty."),
            Skipped("x.pdf", "protected by a password"),
        )
        again.add_passages(TERMS, source="terms.md")
        assert again.stats().skipped == (Skipped("x.pdf", "protected by a password"),)


def test_progress_tells_how_many_were_just_done(store: Opener) -> None:
    done: list[int] = []
    many = [clause(str(number), f"Rule number {number} of the house.") for number in range(70)]
    with store() as knowledge:
        knowledge.add_passages(many, source="terms.md", on_progress=done.append)
    assert done == [64, 6]


def test_all_files_belong_to_their_owner_alone(store: Opener, tmp_path: Path) -> None:
    with store() as knowledge:
        knowledge.add_passages(TERMS, source="terms.md")
    paths = [tmp_path / "store", *(tmp_path / "store").rglob("*")]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()}
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}


def test_a_second_writer_is_told_to_wait_while_reading_goes_on(store: Opener) -> None:
    first, second = store(), store()
    with first.writing():
        first.add_passages(TERMS, source="terms.md")
        with pytest.raises(StoreBusyError) as error:
            second.add_passages(TERMS, source="terms.md")
        assert error.value.hint.startswith("Wait until it has finished")
    third = store()
    assert third.list() == list(TERMS)


def test_another_embedding_model_is_refused(tmp_path: Path) -> None:
    class Others(WordEmbeddings):
        name = "others"

    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        knowledge.add_passages(TERMS, source="terms.md")
    with pytest.raises(StoreModelError) as error:
        KnowledgeBase(tmp_path, Others())
    assert error.value.message == "The knowledge base was made with the embedding model words-64, not others."
    assert error.value.hint.startswith("Set the embedding model back to words-64")


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        knowledge.add_passages(TERMS, source="terms.md")
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite3")
    connection.execute("update meta set value = '99' where name = 'schema'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"another version of calmreply \(store version 99\)"):
        KnowledgeBase(tmp_path, WordEmbeddings())


def test_a_damaged_catalogue_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite3").write_bytes(b"this is no database, whatever its name says" * 50)
    with pytest.raises(StoreError) as error:
        KnowledgeBase(tmp_path, WordEmbeddings())
    assert error.value.hint


def test_a_folder_that_cannot_be_made_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    knowledge = KnowledgeBase(tmp_path / "file" / "store", WordEmbeddings())
    with pytest.raises(StoreError) as error:
        knowledge.add_passages(TERMS, source="terms.md")
    assert error.value.hint == "Check that the folder exists, can be written, and that the disk is not full."


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_knowledge_store import WordEmbeddings, clause
from assistant.knowledge import KnowledgeBase

class Dying(WordEmbeddings):
    calls = 0
    def embed_documents(self, texts):
        Dying.calls += 1
        if Dying.calls == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_documents(texts)

knowledge = KnowledgeBase(Path(sys.argv[1]), Dying())
knowledge.add_passages([clause(str(n), f"Rule number {n} of the house.") for n in range(200)], source="terms.md")
"""


@pytest.mark.parametrize("batch", ["1", "3"])
def test_a_killed_process_leaves_nothing_half_done_and_the_next_run_completes_it(
    tmp_path: Path, batch: str
) -> None:
    folder = tmp_path / "store"
    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(Path(__file__).parent), batch],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    rules = [clause(str(n), f"Rule number {n} of the house.") for n in range(200)]
    with KnowledgeBase(folder, WordEmbeddings()) as knowledge:
        assert [(source.name, source.complete) for source in knowledge.sources()] == [("terms.md", False)]
        assert (knowledge.list(), knowledge.search("rule")) == ([], [])
        added = knowledge.add_passages(rules, source="terms.md")
        assert (added.new + added.known, added.known) == (200, (int(batch) - 1) * 64)
        assert knowledge.list() == rules
        assert sorted(knowledge.vector_store(SourceKind.POLICY).get()["ids"]) == sorted(r.id for r in rules)


def test_vectors_without_a_record_are_swept_away_by_the_next_writer(tmp_path: Path) -> None:
    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        knowledge.add_passages(TERMS[:1], source="terms.md")
        stray = knowledge.vector_store(SourceKind.POLICY)
        stray.add_texts(["stray"], metadatas=[{"document": "x"}], ids=["stray"])
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite3")
    connection.execute("insert into pending values ('stray', 'policy')")
    connection.commit()
    connection.close()
    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        assert [match.id for match in knowledge.search("links live thirty days")] == [TERMS[0].id]
        knowledge.skip([])
        assert knowledge.vector_store(SourceKind.POLICY).get()["ids"] == [TERMS[0].id]


def test_a_clause_that_arrives_as_superseded_is_shown_as_such(tmp_path: Path) -> None:
    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        old = replace(TERMS[0], superseded_by="terms-2026.md")
        knowledge.add_passages([old], source="old.md")
        assert [match.superseded_by for match in knowledge.search(old.text)] == ["terms-2026.md"]
        assert knowledge.get(old.id) == old


def test_a_read_only_store_says_why_it_cannot_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with KnowledgeBase(folder, WordEmbeddings()) as knowledge:
        knowledge.add_passages(TERMS, source="terms.md")
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("nothing is read-only for this user")
        with pytest.raises(StoreError, match="readonly database") as error:
            KnowledgeBase(folder, WordEmbeddings())
        assert (
            error.value.hint == "Check that the folder exists, can be written, and that the disk is not full."
        )
    finally:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_knowledge_store import WordEmbeddings, clause
from assistant.errors import StoreError
from assistant.knowledge import KnowledgeBase

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
rules = [clause(str(n), f"Rule number {n} of the house.") for n in range(2000)]
try:
    with KnowledgeBase(Path(sys.argv[1]), WordEmbeddings()) as knowledge:
        knowledge.add_passages(rules, source="terms.md")
except StoreError as error:
    print(error.hint)
"""


def test_a_full_disk_is_an_error_with_a_hint_and_what_was_there_stays(tmp_path: Path) -> None:
    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        knowledge.add_passages(TERMS, source="first.md")
    run = [sys.executable, "-c", FULL_DISK, str(tmp_path), str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    shown = subprocess.run(run, env=environment, capture_output=True, text=True, check=False)
    assert shown.stdout.splitlines() == [
        "Check that the folder exists, can be written, and that the disk is not full."
    ], shown.stderr
    with KnowledgeBase(tmp_path, WordEmbeddings()) as knowledge:
        assert knowledge.list() == list(TERMS)


def test_an_env_file_in_the_working_folder_has_no_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "CHROMA_SERVER_HOST=elsewhere.invalid\nANONYMIZED_TELEMETRY=True\nALLOW_RESET=True\n"
        "CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nSOMETHING_ELSE=1\n"
    )
    monkeypatch.chdir(tmp_path)
    with KnowledgeBase(tmp_path / "store", WordEmbeddings()) as knowledge:
        knowledge.add_passages(TERMS, source="terms.md")
        settings = knowledge.vector_store(SourceKind.POLICY)._client.get_settings()
    found = (settings.anonymized_telemetry, settings.allow_reset, settings.chroma_server_host)
    assert found == (False, False, None)
