"""Rows of the catalogue about records: writing them with their words, tying them to sources, erasing them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from assistant.domain import Exchange, Passage, SourceKind
from assistant.knowledge.records import Record, Row, kind_of, to_row, turn_of
from assistant.knowledge.tables import Tables
from assistant.knowledge.wording import index_columns


class RecordRows(Tables):
    """Passages and exchanges. A record stays while any source has it."""

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
        if gone:
            exchanges = "select client from records where kind = ?"
            db.execute(f"delete from names where client not in ({exchanges})", (SourceKind.EXCHANGE,))
        self.await_sweep(gone)
        return gone

    def _erase(self, number: int) -> str:
        db = self._connection
        kind = str(db.execute("select kind from records where number = ?", (number,)).fetchone()[0])
        db.execute("delete from words where rowid = ?", (number,))
        db.execute("delete from records where number = ?", (number,))
        return kind
