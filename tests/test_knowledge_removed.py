"""What was removed is gone from the databases, not only from the lists."""

from datetime import datetime
from pathlib import Path

import pytest

from assistant.domain import Channel, Exchange
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.vectors import Vectors
from assistant.models.embeddings import E5Embeddings


def exchange(name: str, message: str, reply: str) -> Exchange:
    asked = datetime(2026, 5, 4, 9)
    return Exchange(
        name, "Priya Nair", Channel.EMAIL, message, reply, "", asked_at=asked, turn_id=name, replied_at=asked
    )


@pytest.fixture
def store(tmp_path: Path) -> KnowledgeBase:
    knowledge = KnowledgeBase(tmp_path, E5Embeddings(threads=1))
    gone = exchange("e1", "Where is the marmalade contract?", "The quokka keeps it.")
    knowledge.add_exchanges([gone], source="a.mbox")
    kept = exchange("e2", "Where is the heron statue?", "In the yard of the mill.")
    knowledge.add_exchanges([kept], source="b.mbox")
    return knowledge


def files_with(folder: Path, word: str) -> list[str]:
    """Databases, their journals and logs; Chroma writes its index file from memory it never cleared."""
    found = (path for path in folder.rglob("*.sqlite3*") if word.encode() in path.read_bytes())
    return sorted(path.name for path in found)


def test_no_word_of_a_removed_source_stays_in_a_database(store: KnowledgeBase) -> None:
    assert files_with(store.folder, "marmalade") != []
    store.remove("a.mbox")
    store.close()
    assert (files_with(store.folder, "marmalade"), files_with(store.folder, "quokka")) == ([], [])
    assert files_with(store.folder, "heron") != []


def test_what_was_kept_is_still_found_by_its_meaning(store: KnowledgeBase) -> None:
    store.remove("a.mbox")
    store.close()
    with KnowledgeBase(store.folder, E5Embeddings(threads=1)) as again:
        assert [match.id for match in again.search("the bird made of stone, the heron statue")] == ["e2"]


def test_a_removal_that_broke_off_is_finished_by_the_next_change(
    store: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Vectors, vectors: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Vectors, "scrub", broken)
        with pytest.raises(KeyboardInterrupt):
            store.remove("a.mbox")
    store.close()
    with KnowledgeBase(store.folder, E5Embeddings(threads=1)) as again:
        again.add_exchanges([exchange("e3", "Is the gate open?", "From nine.")], source="c.mbox")
    assert files_with(store.folder, "marmalade") == []
