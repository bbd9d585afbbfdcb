"""Rows of the catalogue about sources: what was added, what was left out, which clauses hold no longer."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.domain import Skipped, SourceKind
from assistant.knowledge.tables import Tables


@dataclass(frozen=True, slots=True)
class Source:
    """One file or archive that was added; not `complete`: adding it was interrupted."""

    name: str
    kind: SourceKind
    items: int
    complete: bool
    fingerprint: str
    added_at: datetime


class SourceRows(Tables):
    """Sources by name; a source is complete once all that is in it has been kept."""

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

    def drop_source(self, number: int) -> None:
        name = self._connection.execute("select name from sources where number = ?", (number,)).fetchone()
        self._connection.execute("delete from sources where number = ?", (number,))
        if name:
            self.forgive(name[0])
