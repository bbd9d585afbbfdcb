"""The catalogue beside the vectors: which sources there are, what came from them, and the word index.

One SQLite file. Its rows decide what exists: a vector without a row is invisible and is swept away by
the next writer, so a process that dies between the two stores leaves nothing half-done. A passage is
shown once its whole document is in; an exchange is shown as soon as it is.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Exchange, Passage, Skipped, SourceKind
from assistant.errors import StoreError
from assistant.knowledge.records import Record, Row, from_row, kind_of, to_row, turn_of
from assistant.knowledge.wording import index_columns

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

SCHEMA_VERSION = 1
FILE_NAME = "catalogue.sqlite3"

_TABLES = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists sources (
    number integer primary key, name text unique not null, kind text not null,
    complete integer not null default 0, fingerprint text not null default '', added_at text not null,
    about text not null default '');
create table if not exists records (
    number integer primary key, id text unique not null, kind text not null, client text not null,
    language text not null, document text not null, turn text not null, body text not null,
    shown integer not null default 0, superseded_by text not null default '',
    superseded_from text not null default '', successor text not null default '');
create index if not exists records_by_client on records (kind, client);
create index if not exists records_by_turn on records (turn);
create table if not exists origins (
    record integer not null, source integer not null, place text not null, position integer not null,
    primary key (record, source)) without rowid;
create index if not exists origins_by_source on origins (source, position);
create table if not exists names (client text not null, name text not null, primary key (client, name))
    without rowid;
create table if not exists skipped (source text not null, reason text not null, primary key (source, reason));
create table if not exists samples (kind text primary key, width integer not null, vectors blob not null);
create table if not exists pending (id text not null, kind text not null, primary key (id, kind));
create virtual table if not exists words using fts5 (
    body, title, topic, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc' tokenchars '_'");
create virtual table if not exists vocabulary using fts5vocab (words, row);
"""


@dataclass(frozen=True, slots=True)
class Source:
    """One file or archive that was added; not `complete`: adding it was interrupted."""

    name: str
    kind: SourceKind
    items: int
    complete: bool
    fingerprint: str
    added_at: datetime


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


class Catalogue:
    """The rows of one store. Reads an absent store as an empty one; writes only when asked to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._connection = _connect(self.path) if _is_made(self.path) else _empty()
        self._check_version()

    def make(self) -> None:
        """Create the file where there is none yet, and the tables in it."""
        if self.on_disk:
            return
        self._connection.close()
        self._connection = _connect(self.path)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.executescript(_TABLES)
        self._check_version()
        self.set_meta("schema", str(SCHEMA_VERSION))

    @property
    def on_disk(self) -> bool:
        """False while there is nothing but an empty stand-in."""
        return bool(self._connection.execute("pragma database_list").fetchone()[2])

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self._connection:
            self._connection.execute("begin immediate")
            yield self._connection

    # --- meta and skipped ---------------------------------------------------------------------

    def meta(self, name: str) -> str:
        row = self._connection.execute("select value from meta where name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self._connection.execute("insert or replace into meta values (?, ?)", (name, value))

    def skip(self, skipped: Iterable[Skipped]) -> None:
        with self.change() as db:
            rows = [(item.source, item.reason) for item in skipped]
            db.executemany("insert or ignore into skipped values (?, ?)", rows)

    def forgive(self, source: str) -> None:
        """A source that was skipped before has been read now, whole or in parts ("box: subject", "folder/file")."""
        self._connection.execute(
            "delete from skipped where source = ? or substr(source, 1, ?) in (? || ':', ? || ?)",
            (source, len(source) + 1, source, source, os.sep),
        )

    def skipped(self) -> tuple[Skipped, ...]:
        rows = self._connection.execute("select source, reason from skipped order by source, reason")
        return tuple(Skipped(source, reason) for source, reason in rows)

    # --- sources ------------------------------------------------------------------------------

    def begin_source(self, name: str, kind: SourceKind) -> int:
        """The number of a source, marked as not complete until `finish_source`."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self.change() as db:
            db.execute(
                "insert into sources (name, kind, added_at) values (?, ?, ?) "
                "on conflict (name) do update set complete = 0, kind = excluded.kind",
                (name, kind, now),
            )
            self.forgive(name)
            return int(db.execute("select number from sources where name = ?", (name,)).fetchone()[0])

    def finish_source(self, number: int, *, fingerprint: str, about: str = "") -> None:
        """Mark a source as complete and show what came from it; inside `change`."""
        db = self._connection
        db.execute(
            "update sources set complete = 1, fingerprint = ?, about = ? where number = ?",
            (fingerprint, about, number),
        )
        db.execute(
            "update records set shown = 1 where shown = 0 "
            "and number in (select record from origins where source = ?)",
            (number,),
        )

    def sources(self) -> tuple[Source, ...]:
        rows = self._connection.execute(
            "select name, kind, (select count(*) from origins where source = s.number), complete, "
            "fingerprint, added_at from sources s order by name"
        )
        return tuple(
            Source(name, SourceKind(kind), items, bool(complete), fingerprint, datetime.fromisoformat(added))
            for name, kind, items, complete, fingerprint, added in rows
        )

    def documents(self) -> list[tuple[str, str]]:
        """Complete policy documents by source, each with what `describe` said about it."""
        rows = self._connection.execute(
            "select name, about from sources where complete = 1 and about != '' order by name"
        )
        return [(str(name), str(about)) for name, about in rows]

    def clear_links(self) -> None:
        """Forget which clauses are superseded; inside `change`."""
        self._connection.execute(
            "update records set superseded_by = '', superseded_from = '', successor = '' where superseded_by != ''"
        )

    def supersede(self, identifier: str, *, by: str, since: str, successor: str) -> None:
        """Mark a clause as replaced from a day on (ISO; empty: always); inside `change`."""
        self._connection.execute(
            "update records set superseded_by = ?, superseded_from = ?, successor = ? where id = ?",
            (by, since, successor, identifier),
        )

    def fingerprint(self, name: str) -> str:
        """What a source was when it was read completely; empty while it is not."""
        row = self._connection.execute(
            "select fingerprint from sources where name = ? and complete = 1", (name,)
        ).fetchone()
        return str(row[0]) if row else ""

    def source_number(self, name: str) -> int:
        row = self._connection.execute("select number from sources where name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def ids_of(self, source: int) -> list[str]:
        """The ids of everything that came from a source, in its order."""
        rows = self._connection.execute(
            "select r.id from origins o join records r on r.number = o.record "
            "where o.source = ? order by o.position",
            (source,),
        )
        return [str(row[0]) for row in rows]

    # --- records ------------------------------------------------------------------------------

    def body(self, identifier: str) -> Row | None:
        """A record's row as it was last written."""
        row = self._connection.execute("select body from records where id = ?", (identifier,)).fetchone()
        return json.loads(row[0]) if row else None

    def unanswered(self, turn: str) -> list[str]:
        """Ids of exchanges about this client turn that have no answer yet."""
        rows = self._connection.execute(
            "select id from records where turn = ? and json_extract(body, '$.reply') = ''", (turn,)
        )
        return [str(row[0]) for row in rows]

    def put(self, record: Record, *, source: int, position: int) -> int:
        """Insert or rewrite a record and its words, and tell its number; inside `change`."""
        db = self._connection
        passage = isinstance(record, Passage)
        db.execute(
            "insert into records (id, kind, client, language, document, turn, body, shown) "
            "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set client = excluded.client, "
            "language = excluded.language, document = excluded.document, body = excluded.body",
            (
                record.id,
                kind_of(record),
                "" if isinstance(record, Passage) else record.client,
                record.language if isinstance(record, Passage) else record.message_language,
                record.document if isinstance(record, Passage) else "",
                "" if isinstance(record, Passage) else turn_of(record),
                json.dumps(to_row(record), ensure_ascii=False),
                int(not passage),
            ),
        )
        number = self.number_of(record.id)
        self.link(number, source=source, place=record.source, position=position)
        if isinstance(record, Exchange):
            names = {record.client, record.client_address, *record.client_names} - {""}
            db.executemany(
                "insert or ignore into names values (?, ?)", [(record.client, name) for name in names]
            )
        db.execute("delete from words where rowid = ?", (number,))
        db.execute(
            "insert into words (rowid, body, title, topic) values (?, ?, ?, ?)",
            (number, *(" ".join(column) for column in index_columns(record))),
        )
        return number

    def link(self, number: int, *, source: int, place: str, position: int) -> None:
        """Say that a record is (also) found in a source; inside `change`."""
        self._connection.execute(
            "insert or replace into origins values (?, ?, ?, ?)", (number, source, place, position)
        )

    def number_of(self, identifier: str) -> int:
        row = self._connection.execute("select number from records where id = ?", (identifier,)).fetchone()
        return int(row[0]) if row else 0

    def answered(self, turn: str) -> int:
        """The number of an exchange that answers this client turn; 0: none does."""
        row = self._connection.execute(
            "select number from records where turn = ? and json_extract(body, '$.reply') != ''", (turn,)
        ).fetchone()
        return int(row[0]) if row else 0

    def supplant(self, old: str, new: int) -> None:
        """Let one record take the place of another in all its sources; inside `change`."""
        db, number = self._connection, self.number_of(old)
        db.execute("update or ignore origins set record = ? where record = ?", (new, number))
        db.execute("delete from origins where record = ?", (number,))
        self.await_sweep([(old, self._erase(number))])

    def unlink(self, identifiers: Iterable[str], source: int) -> list[tuple[str, str]]:
        """Take records out of a source; those no other source has go, as (id, kind); inside `change`."""
        db, gone = self._connection, []
        for identifier in identifiers:
            number = self.number_of(identifier)
            db.execute("delete from origins where record = ? and source = ?", (number, source))
            if db.execute("select 1 from origins where record = ?", (number,)).fetchone():
                continue
            gone.append((identifier, self._erase(number)))
        self.await_sweep(gone)
        return gone

    def drop_source(self, number: int) -> None:
        name = self._connection.execute("select name from sources where number = ?", (number,)).fetchone()
        self._connection.execute("delete from sources where number = ?", (number,))
        if name:
            self.forgive(name[0])

    def _erase(self, number: int) -> str:
        db = self._connection
        kind = str(db.execute("select kind from records where number = ?", (number,)).fetchone()[0])
        db.execute("delete from words where rowid = ?", (number,))
        db.execute("delete from records where number = ?", (number,))
        return kind

    # --- what the vectors may still hold ------------------------------------------------------

    def await_sweep(self, vectors: Iterable[tuple[str, str]]) -> None:
        """Remember vectors, as (id, kind), that may lie in Chroma without a record."""
        self._connection.executemany("insert or ignore into pending values (?, ?)", vectors)

    def settled(self, vectors: Iterable[tuple[str, str]]) -> None:
        self._connection.executemany("delete from pending where id = ? and kind = ?", vectors)

    def to_sweep(self) -> list[tuple[str, str]]:
        rows = self._connection.execute(
            "select id, kind from pending p where not exists (select 1 from records r where r.id = p.id)"
        )
        return [(str(identifier), str(kind)) for identifier, kind in rows]

    def swept(self) -> None:
        self._connection.execute("delete from pending")

    # --- reading ------------------------------------------------------------------------------

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
            "select language, count(*) n from records where shown = 1 group by language order by n desc, 1"
        )
        return [str(row[0]) for row in rows]

    def count(self, kind: SourceKind) -> int:
        row = self._connection.execute(
            "select count(*) from records where shown = 1 and kind = ?", (kind,)
        ).fetchone()
        return int(row[0])

    def frequencies(self, wanted: Sequence[str]) -> dict[str, int]:
        """In how many records each of the given index terms occurs."""
        marks = ",".join("?" * len(wanted))
        rows = self._connection.execute(f"select term, doc from vocabulary where term in ({marks})", wanted)
        return {str(term): int(count) for term, count in rows}

    def literal(
        self, wanted: Sequence[str], kind: SourceKind, limit: int, *, column: str = "body"
    ) -> list[tuple[str, float]]:
        """Ids of records that share the given index terms, best first, with their BM25 score."""
        columns, weights = ("topic", "0, 0, 1") if column == "topic" else ("body title", "1, 0.6, 0")
        query = f"{{{columns}}} : (" + " OR ".join(f'"{term}"' for term in wanted) + ")"
        rows = self._connection.execute(
            f"select r.id, -bm25(words, {weights}) score from words join records r on r.number = words.rowid "
            "where words match ? and r.kind = ? and r.shown = 1 order by score desc limit ?",
            (query, kind, limit),
        )
        return [(str(identifier), float(score)) for identifier, score in rows]

    def by_id(self, identifiers: Sequence[str]) -> list[Entry]:
        """Shown records with the given ids, in no special order."""
        marks = ",".join("?" * len(identifiers))
        return self.entries(f"r.id in ({marks})", list(identifiers)) if identifiers else []

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

    def keep_sample(self, kind: SourceKind, vectors: Sequence[Sequence[float]]) -> None:
        """Keep vectors that stand for all of a kind, to tell how usual a cosine is."""
        import numpy

        matrix = numpy.asarray(vectors, dtype=numpy.float16)
        width = matrix.shape[1] if matrix.ndim == 2 else 0
        self._connection.execute(
            "insert or replace into samples values (?, ?, ?)", (kind, width, matrix.tobytes())
        )

    def sample(self, kind: SourceKind) -> NDArray[numpy.float32] | None:
        """The kept sample, (n, dimension); None where there is none."""
        row = self._connection.execute(
            "select width, vectors from samples where kind = ?", (kind,)
        ).fetchone()
        if not row or not row[0]:
            return None
        import numpy

        return numpy.frombuffer(row[1], dtype=numpy.float16).reshape(-1, row[0]).astype(numpy.float32)

    def _check_version(self) -> None:
        found = self.meta("schema") or str(SCHEMA_VERSION)
        if found != str(SCHEMA_VERSION):
            raise StoreError(
                f"The knowledge base was made by another version of calmreply (store version {found}).",
                "Use that version, or move the folder away and add your sources again.",
            )


def _is_made(path: Path) -> bool:
    """Whether the tables are all there: the version is the last thing that is written."""
    if not path.exists():
        return False
    connection = _connect(path)
    try:
        made = connection.execute("select 1 from sqlite_master where name = 'meta'").fetchone()
        return bool(made and connection.execute("select 1 from meta where name = 'schema'").fetchone())
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    connection.execute("pragma synchronous = normal")
    return connection


def _empty() -> sqlite3.Connection:
    connection = _connect(Path(":memory:"))
    connection.executescript(_TABLES)
    return connection


def _entry(row: tuple[int, str, str, str, str, str, str, str]) -> Entry:
    number, identifier, kind, body, superseded_by, superseded_from, successor, place = row
    fields = json.loads(body) | {"source": place}
    return Entry(number, identifier, from_row(kind, fields), superseded_by, superseded_from, successor)
