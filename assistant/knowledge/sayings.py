"""What was decided about the sentences for a client, and which clauses there are to say.

Reads the catalogue and writes single rows of it; needs no embedding model. Safe beside another process
that adds or drafts: each decision is one short transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Match, Passage, SourceKind
from assistant.knowledge.catalogue import Catalogue, Entry
from assistant.knowledge.files import failures
from assistant.knowledge.saying_rows import Saying, State, passage_key, said_by_statement
from assistant.knowledge.validity import is_about_its_document

if TYPE_CHECKING:
    from assistant.knowledge.vectors import Vectors

_MOST_COUNTED = 20_000  # clauses whose need is worked out; a larger store comes in its own order


@dataclass(frozen=True, slots=True)
class Standing:
    """A clause in force (or soon) that a client may be told, and what was said of its earlier words."""

    passage: Passage
    key: str
    former: tuple[Saying, ...] = ()


class Sayings:
    """The sayings of one store. Raises StoreError where the store cannot be used."""

    def __init__(self, catalogue: Catalogue, vectors: Vectors, folder: Path) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._folder = folder

    def standing(self, day: date | None = None) -> list[Standing]:
        """Clauses for clients, each once, in the order of their documents; superseded ones are left out."""
        today = day or date.today()
        with failures(self._folder):
            entries = self._catalogue.entries("r.kind = ?", [SourceKind.POLICY], tail="order by r.number")
            kept = self._catalogue.sayings()
        former = _former(entries, kept)
        found: dict[str, Standing] = {}
        for entry in entries:
            passage = entry.record
            if isinstance(passage, Passage) and _for_clients(entry, passage, today):
                key = passage_key(passage)
                found.setdefault(key, Standing(passage, key, former.get(entry.id, former.get(key, ()))))
        return list(found.values())

    def kept(self) -> list[Saying]:
        """All rows but those of earlier words."""
        with failures(self._folder):
            return self._catalogue.sayings("state != ?", [State.FORMER])

    def keep(self, sayings: Sequence[Saying], *, over: Sequence[Saying] = ()) -> None:
        """Write rows, and take out those of earlier words that are done with; all of it or nothing."""
        with failures(self._folder):
            if sayings:
                self._catalogue.keep_sayings(sayings, over=over)

    def take_back(self, saying: Saying, former: Sequence[Saying] = ()) -> None:
        """Delete what was decided, and bring back the rows of earlier words that went with it; all or nothing."""
        with failures(self._folder):
            self._catalogue.take_back_saying(saying, [each for each in former if each.state is State.FORMER])

    def said(self, matches: Sequence[Match]) -> list[Match]:
        """The matches, each clause in force with the sentences that were approved for it."""
        with failures(self._folder):
            told = [
                match.id for match in matches if match.kind is SourceKind.POLICY and not match.superseded_by
            ]
            keys = {
                entry.id: passage_key(entry.record)
                for entry in self._catalogue.by_id(told)
                if isinstance(entry.record, Passage)
            }
            rows = self._catalogue.sayings_of(keys.values())
        said = {
            match_id: said_by_statement(row for row in rows if row.passage == key)
            for match_id, key in keys.items()
        }
        return [replace(match, say=said[match.id]) if said.get(match.id) else match for match in matches]

    def languages(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """How many clauses, and how many past exchanges, are in each language."""
        with failures(self._folder):
            return (
                self._catalogue.languages_of(SourceKind.POLICY),
                self._catalogue.languages_of(SourceKind.EXCHANGE),
            )

    def needs(self, passages: Sequence[Passage]) -> dict[str, int]:
        """How many of the past exchanges that stand for all are closest to each clause, by its id."""
        import numpy

        if len(passages) > _MOST_COUNTED:
            return {}
        with failures(self._folder):
            past = self._catalogue.sample(SourceKind.EXCHANGE)
            vectors = self._vectors.of(SourceKind.POLICY, [passage.id for passage in passages])
        if past is None or not len(past) or not vectors:
            return {}
        names, matrix = list(vectors), numpy.asarray(list(vectors.values()), dtype=numpy.float32)
        if matrix.shape[1] != past.shape[1]:
            return {}
        cosines = past @ matrix.T
        standing_out = cosines - cosines.mean(axis=0, keepdims=True)
        nearest = numpy.argsort(-standing_out, axis=1)[:, :2]  # a message rests on one clause or two
        return {names[at]: int((nearest == at).sum()) for at in set(nearest.ravel().tolist())}


def _for_clients(entry: Entry, passage: Passage, today: date) -> bool:
    ended = passage.valid_until is not None and passage.valid_until < today
    return not (entry.is_replaced(today) or ended or passage.internal or is_about_its_document(passage))


def _former(entries: Iterable[Entry], kept: Iterable[Saying]) -> dict[str, tuple[Saying, ...]]:
    """What was said earlier, by the key of the clause, or the id of the clause that took over."""
    former: dict[str, tuple[Saying, ...]] = {}
    by_key: dict[str, list[Saying]] = {}
    for saying in kept:
        by_key.setdefault(saying.passage, []).append(saying)
        if saying.state is State.FORMER:
            former[saying.passage] = (*former.get(saying.passage, ()), saying)
    if not by_key:
        return {}
    for entry in entries:
        if entry.successor and isinstance(entry.record, Passage):
            said = [
                each for each in by_key.get(passage_key(entry.record), []) if each.state is State.APPROVED
            ]
            former[entry.successor] = (*former.get(entry.successor, ()), *said)
    return former
