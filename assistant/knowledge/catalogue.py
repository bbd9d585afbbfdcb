"""The catalogue beside the vectors: which sources there are, what came from them, and the word index.

One SQLite file. Its rows decide what exists: a vector without a row is invisible and is swept away by
the next writer, so a process that dies between the two stores leaves nothing half-done. A passage is
shown once its whole document is in; an exchange is shown as soon as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain import Passage, SourceKind
from assistant.knowledge.record_rows import RecordRows
from assistant.knowledge.records import Record, from_row
from assistant.knowledge.saying_rows import SayingRows
from assistant.knowledge.source_rows import SourceRows


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept record and what the store knows about it beyond its own fields.

    `superseded_from` is the day from which a newer document holds instead (ISO, empty: always);
    `successor` is the id of the clause that took this one's place.
    """

    number: int
    id: str
    record: Record
    superseded_by: str = ""
    superseded_from: str = ""
    successor: str = ""

    def is_replaced(self, day: date) -> bool:
        """Whether a newer document holds in its place on a day."""
        return bool(self.superseded_by) and day.isoformat() >= self.superseded_from

    def is_old(self, day: date | None) -> bool:
        """Whether a clause does not hold on a day (default today): replaced, run out, or not yet in force."""
        if not isinstance(self.record, Passage):
            return False
        today = day or date.today()
        begins, ends = self.record.valid_from or today, self.record.valid_until or today
        return self.is_replaced(today) or not begins <= today <= ends


class Catalogue(SourceRows, RecordRows, SayingRows):
    """The rows of one store; here is what is read from them."""

    def entries(self, where: str = "", values: Sequence[str | int] = (), *, tail: str = "") -> list[Entry]:
        """Shown records that meet an SQL condition on `records r`, each with its first source's place."""
        condition = f"and ({where})" if where else ""
        rows = self._connection.execute(
            "select r.number, r.id, r.kind, r.body, r.superseded_by, r.superseded_from, r.successor, "
            "(select place from origins o where o.record = r.number order by source limit 1) "
            f"from records r where r.shown = 1 {condition} {tail}",
            values,
        )
        return [_entry(row) for row in rows]

    def clients(self) -> dict[str, tuple[str, ...]]:
        """Every client as the exchanges name them, with all their names and addresses."""
        rows = self._connection.execute(
            "select distinct r.client, coalesce(n.name, r.client) from records r left join names n "
            "on n.client = r.client where r.kind = ? and r.client != '' order by 1, 2",
            (SourceKind.EXCHANGE,),
        )
        found: dict[str, tuple[str, ...]] = {}
        for client, name in rows:
            found[client] = (*found.get(client, ()), name)
        return found

    def languages(self) -> list[str]:
        rows = self._connection.execute(
            "select language, count(*) n from records where shown = 1 and language != 'und' "
            "group by language order by n desc, 1"
        )
        return [str(row[0]) for row in rows]

    def count(self, kind: SourceKind) -> int:
        row = self._connection.execute(
            "select count(*) from records where shown = 1 and kind = ?", (kind,)
        ).fetchone()
        return int(row[0])

    def counts(self) -> dict[SourceKind, int]:
        """How many records of each kind are shown; a kind without any is left out."""
        rows = self._connection.execute("select kind, count(*) from records where shown = 1 group by kind")
        return {SourceKind(kind): int(count) for kind, count in rows}

    def frequencies(self, wanted: Sequence[str]) -> dict[str, int]:
        """In how many records each of the given index terms occurs."""
        marks = ",".join("?" * len(wanted))
        rows = self._connection.execute(f"select term, doc from vocabulary where term in ({marks})", wanted)
        return {str(term): int(count) for term, count in rows}

    def literal(
        self, wanted: Sequence[str], kinds: Sequence[SourceKind], limit: int, *, column: str = "body"
    ) -> Mapping[SourceKind, list[tuple[str, float]]]:
        """Ids of the records of each kind that share the given index terms, best first, with their BM25 score."""
        found: dict[SourceKind, list[tuple[str, float]]] = {kind: [] for kind in kinds}
        if not wanted:
            return found
        columns, weights = ("topic", "0, 0, 1") if column == "topic" else ("body title", "1, 0.6, 0")
        query = f"{{{columns}}} : (" + " OR ".join(f'"{term}"' for term in wanted) + ")"
        rows = self._connection.execute(
            "select id, kind, score from (select id, kind, score, row_number() over "
            "(partition by kind order by score desc) place from (select r.id id, r.kind kind, "
            f"-bm25(words, {weights}) score from words join records r on r.number = words.rowid "
            "where words match ? and r.shown = 1)) where place <= ? order by score desc",
            (query, limit),
        )
        for identifier, kind, score in rows:
            if kind in found:
                found[SourceKind(kind)].append((str(identifier), float(score)))
        return found

    def topics_of(self, numbers: Sequence[int]) -> dict[int, frozenset[str]]:
        """The topics of records, given and named by number."""
        marks = ",".join("?" * len(numbers))
        rows = self._connection.execute(f"select rowid, topic from words where rowid in ({marks})", numbers)
        return {int(number): frozenset(str(topics).split()) for number, topics in rows}

    def by_id(self, identifiers: Sequence[str]) -> list[Entry]:
        """Shown records with the given ids, in no special order."""
        marks = ",".join("?" * len(identifiers))
        return self.entries(f"r.id in ({marks})", list(identifiers)) if identifiers else []

    def clauses(self, number: str) -> list[Entry]:
        """The shown clauses with a number ("4.2"), of whatever document."""
        return self.entries(
            "r.kind = ? and json_extract(r.body, '$.clause') = ?", [SourceKind.POLICY, number]
        )

    def house_rules(self, day: date | None) -> list[str]:
        """The texts of all clauses for our own people that hold on a day (default today)."""
        internal = self.entries("r.kind = ? and json_extract(r.body, '$.internal')", [SourceKind.POLICY])
        return [
            entry.record.text
            for entry in internal
            if isinstance(entry.record, Passage) and not entry.is_old(day)
        ]

    def people(self, limit: int) -> list[str]:
        """Who of us answered the newest exchanges, as they are shown and as they sign."""
        rows = self._connection.execute(
            "select distinct json_extract(body, '$.reply_author'), json_extract(body, '$.reply_signature') "
            "from (select body from records where kind = ? and shown = 1 order by number desc limit ?)",
            (SourceKind.EXCHANGE, limit),
        )
        return list(dict.fromkeys(str(name) for row in rows for name in row if name))

    def signatures(self, language: str) -> dict[str, int]:
        """How our mails in a language are signed, each with how many are; empty: without a name."""
        rows = self._connection.execute(
            "select json_extract(body, '$.reply_signature') signed, count(*) from records where kind = ? "
            "and shown = 1 and json_extract(body, '$.reply_language') = ? "
            "and json_extract(body, '$.channel') = 'email' and json_extract(body, '$.reply') != '' group by signed",
            (SourceKind.EXCHANGE, language),
        )
        return {str(signed): int(count) for signed, count in rows}

    def openings(self, numbers: Sequence[int]) -> dict[int, Entry]:
        """For records, given by number, the first passage of their document, where it is no clause or section."""
        marks = ",".join("?" * len(numbers))
        rows = self._connection.execute(
            "select o.record, min(f.record) from origins o join origins f on f.source = o.source "
            f"and f.position = 0 where o.record in ({marks}) group by o.record",
            numbers,
        )
        firsts = {int(record): int(first) for record, first in rows}
        marks = ",".join("?" * len(firsts))
        found = {e.number: e for e in self.entries(f"r.number in ({marks})", list(firsts.values()))}
        return {
            number: found[first]
            for number, first in firsts.items()
            if first in found and _introduces(found[first].record)
        }

    def newest_of(self, clients: Sequence[str], limit: int) -> list[Entry]:
        """The newest exchanges of clients, by the day they asked."""
        marks = ",".join("?" * len(clients))
        return self.entries(
            f"r.kind = ? and r.client in ({marks})",
            [SourceKind.EXCHANGE, *clients],
            tail=f"order by json_extract(r.body, '$.asked_at') desc limit {limit:d}",
        )

    def spread(self, kind: SourceKind, count: int) -> list[str]:
        """Ids of that many shown records, evenly spread over all of a kind."""
        step = max(1, self.count(kind) // count)
        rows = self._connection.execute(
            "select id from (select id, row_number() over (order by number) n from records "
            "where kind = ? and shown = 1) where n % ? = 0 limit ?",
            (kind, step, count),
        )
        return [str(row[0]) for row in rows]


def _introduces(record: Record) -> bool:
    """Whether a passage speaks of its document: it stands before the first clause and the first heading."""
    return isinstance(record, Passage) and not record.clause and not record.heading


def _entry(row: tuple[int, str, str, str, str, str, str, str]) -> Entry:
    number, identifier, kind, body, superseded_by, superseded_from, successor, place = row
    fields = json.loads(body) | {"source": place}
    told = superseded_by or str(fields.get("superseded_by", ""))  # what its bringer said, unless found out
    return Entry(number, identifier, from_row(kind, fields), told, superseded_from, successor)
