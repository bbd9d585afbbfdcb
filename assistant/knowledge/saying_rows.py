"""Sentences for a client that a person approved for what a clause says, kept with the clause.

One row for a statement of a passage and a language. A row hangs on the words of the passage, not on
its place: the same clause in a newer file keeps its approval, a clause with other words loses it and
its old sentence is shown beside the new clause as FORMER. When the last source of a passage goes, its
rows go with it in the same transaction; so does what came from the reply of a removed archive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum

from assistant.domain import Passage, SourceKind
from assistant.knowledge.clauses import leading_marker
from assistant.knowledge.records import content_id, from_row
from assistant.knowledge.tables import Tables
from assistant.knowledge.terms import terms

_TABLE = """
create table if not exists sayings (
    passage text not null, statement text not null, language text not null, state text not null,
    text text not null, origin text not null, whence text not null, exchange text not null,
    kind text not null, at text not null, primary key (passage, statement, language)) without rowid;
"""
_ALIKE = 0.3  # shared index terms from which a new clause counts as the successor of an old one
_SAME_NUMBER = 0.3


class State(StrEnum):
    """OPEN: looked at, nothing to propose. FORMER: said of earlier words of the clause."""

    OPEN = "open"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DROPPED = "dropped"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class Saying:
    """How one statement of a passage is said in a language; `whence` is for people, `exchange` an id.

    `origin` is where the words come from: clause, reply, model, script, former or person; `kind` one of
    the values of FactKind; `at` when it was decided or proposed (ISO, UTC).
    """

    passage: str
    statement: str
    language: str
    state: State
    text: str = ""
    origin: str = ""
    whence: str = ""
    exchange: str = ""
    kind: str = ""
    at: str = ""


def passage_key(passage: Passage) -> str:
    """The same for the same words under the same headings, whatever their document, number or date."""
    headings = [step[marker.end :] if (marker := leading_marker(step)) else step for step in _steps(passage)]
    return content_id(*(_plain(step) for step in headings), _plain(passage.text))


def _steps(passage: Passage) -> list[str]:
    return passage.heading.split(" > ") if passage.heading else []


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\S+", text.casefold())).strip(" .。:：")


class SayingRows(Tables):
    """Rows of the catalogue about sentences for a client. A store without them reads as one with none."""

    def sayings(self, where: str = "", values: Sequence[str] = ()) -> list[Saying]:
        """Rows that meet an SQL condition, in no special order."""
        if not self._has_sayings():
            return []
        columns = ", ".join(field.name for field in fields(Saying))
        rows = self._connection.execute(
            f"select {columns} from sayings" + (f" where {where}" if where else ""), values
        )
        return [_saying(row) for row in rows]

    def sayings_of(self, passages: Iterable[str]) -> list[Saying]:
        """Rows of the passages with the given keys."""
        wanted = list(dict.fromkeys(passages))
        marks = ",".join("?" * len(wanted))
        return self.sayings(f"passage in ({marks})", wanted) if wanted else []

    def keep_sayings(self, sayings: Iterable[Saying], *, over: Iterable[Saying] = ()) -> None:
        """Write rows, dated now, in one transaction; `over` are rows of earlier words that are done with."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        marks = ",".join("?" * len(fields(Saying)))
        self._connection.execute(_TABLE)
        with self.change() as db:
            for saying in sayings:
                row = astuple(replace(saying, at=now))
                db.execute(f"insert or replace into sayings values ({marks})", row)
            db.executemany(
                "delete from sayings where passage = ? and statement = ? and language = ? and state = ?",
                [(each.passage, each.statement, each.language, State.FORMER) for each in over],
            )

    def take_back_saying(self, saying: Saying, former: Iterable[Saying]) -> None:
        """Delete a row, and write rows of earlier words as they were, in one transaction."""
        marks = ",".join("?" * len(fields(Saying)))
        with self.change() as db:
            db.execute(
                "delete from sayings where passage = ? and statement = ? and language = ?",
                (saying.passage, saying.statement, saying.language),
            )
            db.executemany(
                f"insert or ignore into sayings values ({marks})", [astuple(each) for each in former]
            )

    def languages_of(self, kind: SourceKind) -> dict[str, int]:
        """How many shown records of a kind are in each language."""
        rows = self._connection.execute(
            "select language, count(*) from records where kind = ? and shown = 1 group by language", (kind,)
        )
        return {str(language): int(count) for language, count in rows}

    # --- when clauses and archives come and go; inside `change` -------------------------------------

    def said_passages(self, identifiers: Iterable[str]) -> list[Passage]:
        """The passages among the records of which something is said."""
        if not self._has_sayings():
            return []
        found = [passage for each in identifiers if (passage := self._passage(each)) is not None]
        said = {saying.passage for saying in self.sayings_of(passage_key(each) for each in found)}
        return [passage for passage in found if passage_key(passage) in said]

    def unsay(self, gone: Sequence[Passage], identifiers: Iterable[str], *, source: int) -> None:
        """Records have left a source: what was said of them goes, or stays beside the clause that took over.

        `gone` are the passages of `said_passages`, `identifiers` the records that no source has any more.
        """
        if not self._has_sayings():
            return
        fresh = self._fresh(source)
        for passage in gone:
            key = passage_key(passage)
            if not self._still_there(passage):
                self._hand_over(key, _successor(passage, fresh))
        for identifier in identifiers:
            self._forget_reply(identifier)

    def _hand_over(self, key: str, successor: Passage | None) -> None:
        """What was said goes to the successor as FORMER, but where the successor has a row of its own."""
        db = self._connection
        if successor is not None:
            db.execute(
                "update or ignore sayings set passage = ?, state = ?, exchange = '', whence = '' "
                "where passage = ? and state in (?, ?)",
                (passage_key(successor), State.FORMER, key, State.APPROVED, State.FORMER),
            )
        db.execute("delete from sayings where passage = ?", (key,))

    def _forget_reply(self, identifier: str) -> None:
        """A reply is gone: so is what was proposed from it; an approved sentence is the person's own."""
        db = self._connection
        db.execute("delete from sayings where exchange = ? and state != ?", (identifier, State.APPROVED))
        db.execute("update sayings set exchange = '', whence = '' where exchange = ?", (identifier,))

    def _fresh(self, source: int) -> list[Passage]:
        """The passages a document has just been given, before it is shown."""
        rows = self._connection.execute(
            "select r.id from records r join origins o on o.record = r.number "
            "where o.source = ? and r.shown = 0 and r.kind = ?",
            (source, SourceKind.POLICY),
        )
        return [passage for (each,) in rows.fetchall() if (passage := self._passage(each)) is not None]

    def _still_there(self, passage: Passage) -> bool:
        rows = self._connection.execute(
            "select body from records where kind = ? and json_extract(body, '$.text') = ?",
            (SourceKind.POLICY, passage.text),
        )
        others = [from_row(SourceKind.POLICY, json.loads(body)) for (body,) in rows]
        return any(isinstance(each, Passage) and passage_key(each) == passage_key(passage) for each in others)

    def _passage(self, identifier: str) -> Passage | None:
        row = self._connection.execute(
            "select body from records where id = ? and kind = ?", (identifier, SourceKind.POLICY)
        ).fetchone()
        record = from_row(SourceKind.POLICY, json.loads(row[0])) if row else None
        return record if isinstance(record, Passage) else None

    def _has_sayings(self) -> bool:
        found = self._connection.execute(
            "select 1 from sqlite_master where type = 'table' and name = 'sayings'"
        )
        return found.fetchone() is not None


def said_by_statement(sayings: Iterable[Saying]) -> Mapping[str, Mapping[str, str]]:
    """Approved sentences as statement -> language -> sentence."""
    said: dict[str, dict[str, str]] = {}
    for saying in sayings:
        if saying.state is State.APPROVED:
            said.setdefault(saying.statement, {})[saying.language] = saying.text
    return said


def _successor(passage: Passage, fresh: Sequence[Passage]) -> Passage | None:
    """The new clause that most likely took the place of one that left the document."""
    scored = [(_alike(passage, each), each) for each in fresh]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score >= _ALIKE else None


def _alike(old: Passage, new: Passage) -> float:
    ours, theirs = set(terms(old.text)), set(terms(new.text))
    shared = len(ours & theirs) / max(1, len(ours | theirs))
    return shared + (_SAME_NUMBER if old.clause and old.clause == new.clause and shared > 0 else 0.0)


def _saying(row: Sequence[str]) -> Saying:
    values = dict(zip((field.name for field in fields(Saying)), row, strict=True))
    return Saying(**{**values, "state": State(values["state"])})  # type: ignore[arg-type]
