"""The knowledge base: what the user added, kept so that nothing is doubled, half-done or left behind.

Two stores side by side: the catalogue decides what exists, Chroma holds the vectors. A write goes
pending -> Chroma -> catalogue, so at every moment of a crash the catalogue names everything that may
have to be swept from Chroma, and re-adding the source completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.domain import Exchange, Match, Outcome, Passage, Reading, Skipped, SourceKind
from assistant.errors import InputError
from assistant.knowledge.catalogue import Catalogue, Entry, Source
from assistant.knowledge.clients import same_client
from assistant.knowledge.files import failures, keep_private, make_private, one_writer
from assistant.knowledge.records import Record, kind_of, to_row, turn_of
from assistant.knowledge.retrieval import Finder
from assistant.knowledge.supersession import relink
from assistant.knowledge.vectors import NamedEmbeddings, Vectors, check_model

_BATCH = 64
_STALE = "links_stale"


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a source did, in records."""

    new: int = 0
    known: int = 0
    changed: int = 0
    removed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Removed:
    """The sources that were taken out, and how many records went with them."""

    sources: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts for `kb stats`; `policies` are documents, `passages` their clauses."""

    policies: int
    passages: int
    exchanges: int
    clients: int
    languages: tuple[str, ...]
    skipped: tuple[Skipped, ...]


class KnowledgeBase:
    """Policies and past exchanges in a folder, or with their vectors on a Chroma server (`server`: URL).

    Opening is cheap and creates nothing; a folder that is not there reads as an empty store. Raises
    StoreError for a store that cannot be used, StoreModelError for one of another embedding model,
    StoreBusyError when two processes write at once (reading is always possible).
    """

    def __init__(self, folder: Path, embeddings: NamedEmbeddings, *, server: str = "") -> None:
        self.folder = Path(folder)
        self._embeddings = embeddings
        self._writing = False
        with failures(self.folder):
            self._catalogue = Catalogue(self.folder)
            check_model(self._catalogue.meta("embedding_model"), embeddings.name)
        self._vectors = Vectors(self.folder, embeddings, server=server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files. The knowledge base cannot be used afterwards."""
        self._vectors.close()
        self._catalogue.close()

    # --- writing ------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock over several additions; every writing method takes it for itself.

        Leaving it works out anew which documents replace which, once for all that was added.
        """
        if self._writing:
            yield
            return
        make_private(self.folder)
        with failures(self.folder), one_writer(self.folder), ExitStack() as stack:
            self._prepare()
            stack.callback(keep_private, self.folder)
            self._writing = True
            try:
                yield
            finally:
                self._writing = False
            self._relink()

    def add_passages(
        self,
        passages: Iterable[Passage],
        *,
        source: str,
        fingerprint: str = "",
        on_progress: Callable[[int], None] | None = None,
    ) -> Added:
        """Keep a policy document; clauses that a former version of this source had and this one lacks go.

        It becomes visible as a whole, at the end. `fingerprint` is kept for `unchanged`.
        """
        with self.writing():
            added, ids = self._add(passages, SourceKind.POLICY, source=source, on_progress=on_progress)
            number = self._catalogue.source_number(source)
            with self._catalogue.change():
                gone = self._catalogue.unlink(set(self._catalogue.ids_of(number)) - ids, number)
                self._catalogue.set_meta(_STALE, "1")
            self._catalogue.finish_source(number, fingerprint=fingerprint)
            self._sweep()
        return replace(added, removed=len(gone))

    def add_exchanges(
        self,
        exchanges: Iterable[Exchange | Skipped],
        *,
        source: str,
        fingerprint: str = "",
        on_progress: Callable[[int], None] | None = None,
    ) -> Added:
        """Keep the exchanges of an archive as they stream in, and note what its reader left out.

        Each is visible at once; if the stream ends early the source stays incomplete and the next
        run adds only what is missing. An exchange whose turn was known unanswered replaces that one.
        """
        with self.writing():
            added, _ = self._add(exchanges, SourceKind.EXCHANGE, source=source, on_progress=on_progress)
            number = self._catalogue.source_number(source)
            self._catalogue.finish_source(number, fingerprint=fingerprint)
        return added

    def skip(self, skipped: Iterable[Skipped]) -> None:
        """Note what could not be read, and why, for `stats`."""
        with self.writing():
            self._catalogue.skip(skipped)

    def remove(self, source: str) -> Removed:
        """Take out a source, named in full or by a part that names no other.

        Raises InputError when nothing or more than one source has that name.
        """
        name = self._source_named(source)
        with self.writing():
            number = self._catalogue.source_number(name)
            with self._catalogue.change():
                gone = self._catalogue.unlink(self._catalogue.ids_of(number), number)
                self._catalogue.drop_source(number)
                self._catalogue.set_meta(_STALE, "1")
            self._sweep()
        return Removed((name,), len(gone))

    # --- reading ------------------------------------------------------------------------------

    def unchanged(self, source: str, fingerprint: str) -> bool:
        """Whether a source is in completely with this fingerprint: it need not be read again."""
        return any(
            known.name == source and known.complete and known.fingerprint == fingerprint != ""
            for known in self.sources()
        )

    def sources(self) -> tuple[Source, ...]:
        """Everything that was added, by name; an interrupted source is not `complete`."""
        with failures(self.folder):
            return self._catalogue.sources()

    def get(self, identifier: str) -> Record:
        """The passage or exchange whose id starts so. Raises InputError when none or several do."""
        found = (
            self._entries("r.id >= ? and r.id < ?", (identifier, identifier + "\uffff")) if identifier else []
        )
        exact = [entry for entry in found if entry.id == identifier]
        if len(exact or found) != 1:
            raise InputError(
                f"{'No' if not found else 'More than one'} entry of the knowledge base has an id that "
                f"starts with '{identifier}'.",
                "`calmreply kb list` shows the ids." if not found else "Give more of its letters.",
            )
        return _record((exact or found)[0])

    def list(
        self,
        *,
        client: str | None = None,
        kind: SourceKind | None = None,
        source: str | None = None,
        limit: int = -1,
    ) -> list[Record]:
        """What is kept, policies first, in the order of the sources."""
        conditions: list[str] = []
        values: list[str | int] = []
        if kind is not None:
            conditions.append("r.kind = ?")
            values.append(kind)
        if client is not None:
            names = self.clients(client)
            conditions.append(f"r.client in ({','.join('?' * len(names))})")
            values.extend(names)
        if source is not None:
            conditions.append(
                "r.number in (select record from origins o join sources s on s.number = o.source "
                "where s.name = ? or instr(o.place, ?) > 0)"
            )
            values.extend((source, source))
        tail = f"order by r.kind desc, r.number limit {limit:d}"
        return [_record(entry) for entry in self._entries(" and ".join(conditions), values, tail=tail)]

    def clients(self, like: str | None = None) -> list[str]:
        """The names of all clients as the archives write them, or of those who are the given one."""
        with failures(self.folder):
            names = self._catalogue.clients()
        return names if like is None else [name for name in names if same_client(like, name, among=names)]

    def stats(self) -> Stats:
        """What is in the store, in numbers."""
        with failures(self.folder):
            policies = sum(1 for source in self._catalogue.sources() if source.kind is SourceKind.POLICY)
            return Stats(
                policies=policies,
                passages=self._catalogue.count(SourceKind.POLICY),
                exchanges=self._catalogue.count(SourceKind.EXCHANGE),
                clients=len(self._catalogue.clients()),
                languages=tuple(self._catalogue.languages()),
                skipped=self._catalogue.skipped(),
            )

    def retrieve(
        self,
        reading: Reading,
        *,
        client: str | None = None,
        day: date | None = None,
        limit: int = 12,
        notes: Sequence[str] = (),
    ) -> list[Match]:
        """What is known about a client message, best first; an empty list when nothing is relevant."""
        with failures(self.folder):
            return self._finder().retrieve(reading, client=client, day=day, limit=limit, notes=notes)

    def search(
        self,
        query: str,
        *,
        client: str | None = None,
        kind: SourceKind | None = None,
        day: date | None = None,
        limit: int = 10,
    ) -> list[Match]:
        """What is known about any words, best first; an empty list when nothing is relevant."""
        with failures(self.folder):
            return self._finder().search(query, client=client, kind=kind, day=day, limit=limit)

    # --- within -------------------------------------------------------------------------------

    def _prepare(self) -> None:
        self._catalogue.make()
        check_model(self._catalogue.meta("embedding_model"), self._embeddings.name)
        self._catalogue.set_meta("embedding_model", self._embeddings.name)
        self._sweep()

    def _add(
        self,
        items: Iterable[Record | Skipped],
        kind: SourceKind,
        *,
        source: str,
        on_progress: Callable[[int], None] | None,
    ) -> tuple[Added, set[str]]:
        number = self._catalogue.begin_source(source, kind)
        seen: set[str] = set()
        total = Added()
        stream = iter(items)
        while batch := list(islice(stream, _BATCH)):
            skipped = [item for item in batch if isinstance(item, Skipped)]
            records = [item for item in batch if not isinstance(item, Skipped)]
            self._catalogue.skip(skipped)
            fresh = [record for record in _unique(records) if record.id not in seen]
            total = self._keep(fresh, number, position=len(seen), total=total)
            total = replace(total, skipped=total.skipped + len(skipped))
            seen.update(record.id for record in fresh)
            if on_progress:
                on_progress(len(batch))
        return total, seen

    def _keep(self, records: Sequence[Record], source: int, *, position: int, total: Added) -> Added:
        before = {record.id: self._catalogue.body(record.id) for record in records}
        new = [record for record in records if before[record.id] is None and not self._answered(record)]
        changed = [record for record in records if _differs(record, before[record.id])]
        touched = [(record.id, str(kind_of(record))) for record in [*new, *changed]]
        if touched:
            with self._catalogue.change():
                self._catalogue.await_sweep(touched)
            self._vectors.add([*new, *changed])
        with self._catalogue.change():
            for offset, record in enumerate(records):
                self._place(record, before[record.id], source=source, position=position + offset)
            self._catalogue.settled(touched)
        return replace(
            total,
            new=total.new + len(new),
            changed=total.changed + len(changed),
            known=total.known + len(records) - len(new) - len(changed),
        )

    def _place(
        self, record: Record, before: Mapping[str, object] | None, *, source: int, position: int
    ) -> None:
        kept = self._answered(record) if before is None else self._catalogue.number_of(record.id)
        if kept and not _differs(record, before):
            self._catalogue.link(kept, source=source, place=record.source, position=position)
            return
        number = self._catalogue.put(record, source=source, position=position)
        if isinstance(record, Exchange) and record.reply:
            for earlier in set(self._catalogue.unanswered(turn_of(record))) - {record.id}:
                self._catalogue.supplant(earlier, number)

    def _answered(self, record: Record) -> int:
        """The number of the exchange that answers the same turn, for one that does not."""
        if isinstance(record, Passage) or record.reply:
            return 0
        return self._catalogue.answered(turn_of(record))

    def _sweep(self) -> None:
        """Delete the vectors that have no record; then none is left to be swept."""
        waiting = self._catalogue.to_sweep()
        if waiting:
            self._vectors.delete(waiting)
        with self._catalogue.change() as db:
            db.execute("delete from pending")

    def _relink(self) -> None:
        if self._catalogue.meta(_STALE) != "1":
            return
        relink(self._catalogue, self._vectors)
        self._catalogue.set_meta(_STALE, "")

    def _entries(self, where: str, values: Sequence[str | int], *, tail: str = "") -> list[Entry]:
        with failures(self.folder):
            return self._catalogue.entries(where, values, tail=tail)

    def _source_named(self, part: str) -> str:
        names = [source.name for source in self.sources()]
        found = [name for name in names if name == part] or [name for name in names if part and part in name]
        if len(found) == 1:
            return found[0]
        if not found:
            raise InputError(
                f"No source of the knowledge base is named '{part}'.",
                "`calmreply kb stats` and `kb list` show them.",
            )
        raise InputError(
            f"'{part}' names {len(found)} sources: {', '.join(found[:5])}.",
            "Give the full name of one of them.",
        )

    def _finder(self) -> Finder:
        return Finder(self._catalogue, self._vectors, self._embeddings)


def _record(entry: Entry) -> Record:
    record = entry.record
    return replace(record, superseded_by=entry.superseded_by) if isinstance(record, Passage) else record


def _differs(record: Record, before: Mapping[str, object] | None) -> bool:
    """Whether a known record says something new; where it was found is not part of what it says.

    An older export does not undo what a newer one knew: the answer, and how it ended.
    """
    if before is None or (isinstance(record, Exchange) and _is_older(record, before)):
        return False
    return {**to_row(record), "source": ""} != {**before, "source": ""}


def _is_older(exchange: Exchange, before: Mapping[str, object]) -> bool:
    lost_reply = not exchange.reply and bool(before["reply"])
    open_ends = {Outcome.UNKNOWN, Outcome.SILENT}
    return lost_reply or (exchange.outcome in open_ends and before["outcome"] not in open_ends)


def _unique(records: Iterable[Record]) -> list[Record]:
    return list({record.id: record for record in records}.values())
