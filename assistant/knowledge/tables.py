"""The file of the catalogue: its tables, its version, one transaction at a time.

The least that every part of the catalogue needs; what its rows mean is said in source_rows.py,
record_rows.py and catalogue.py.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import StoreError

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
# Made by every writer, so that a store of before has them as well.
_INDEXES = """
create index if not exists records_by_client on records (kind, client);
create index if not exists records_by_turn on records (turn);
create index if not exists records_by_kind on records (kind, shown);
"""


class Tables:
    """One SQLite file. Reads an absent one as empty; writes only when asked to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._connection = _connect(self.path) if _is_made(self.path) else _empty()
        self._check_version()

    def make(self) -> None:
        """Create the file where there is none yet, and the tables in it."""
        if self.on_disk:
            self._connection.executescript(_INDEXES)
            return
        self._connection.close()
        self._connection = _connect(self.path)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.executescript(_TABLES + _INDEXES)
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

    def meta(self, name: str) -> str:
        row = self._connection.execute("select value from meta where name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, name: str, value: str) -> None:
        self._connection.execute("insert or replace into meta values (?, ?)", (name, value))

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

    # --- vectors that stand for many ----------------------------------------------------------

    def keep_sample(self, name: str, vectors: Sequence[Sequence[float]]) -> None:
        """Keep vectors that stand for all of a kind, to tell how usual a cosine is."""
        import numpy

        matrix = numpy.asarray(vectors, dtype=numpy.float16)
        width = matrix.shape[1] if matrix.ndim == 2 else 0
        self._connection.execute(
            "insert or replace into samples values (?, ?, ?)", (name, width, matrix.tobytes())
        )

    def sample(self, name: str) -> NDArray[numpy.float32] | None:
        """The kept sample, (n, dimension); None where there is none."""
        row = self._connection.execute(
            "select width, vectors from samples where kind = ?", (name,)
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
    connection.execute("pragma secure_delete = on")  # what is removed does not linger in free pages
    return connection


def _empty() -> sqlite3.Connection:
    connection = _connect(Path(":memory:"))
    connection.executescript(_TABLES)
    return connection
