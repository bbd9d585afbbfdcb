"""Taking records in and out of both stores so that no crash leaves anything doubled or half-done.

A write goes pending -> Chroma -> catalogue: at every moment the catalogue names all vectors that may have
to be swept away, and adding the same source once more completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.domain import Exchange, Outcome, Passage, Skipped, SourceKind
from assistant.knowledge.audience import for_staff
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.records import Record, Row, kind_of, to_row, turn_of
from assistant.knowledge.supersession import describe, relink
from assistant.knowledge.validity import is_for_clients
from assistant.knowledge.vectors import Vectors

Progress = Callable[[int], None]

_BATCH = 64
_SAMPLE = 256
_READ = 48  # clauses of a document that are read to see whom it is for
_TO_SCRUB = "to_scrub"  # a source was removed: no word of it may stay in the files
_STALE = "links_stale"
_WHEREABOUTS = {"source": "", "place": ""}  # not part of what a record says
OPEN_ENDS = frozenset({Outcome.UNKNOWN, Outcome.SILENT})


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a source did, in records; `removed`: clauses that its newer text no longer has.

    `for_staff`: the document reads like house rules, though it does not say so of itself.
    """

    new: int = 0
    known: int = 0
    changed: int = 0
    removed: int = 0
    skipped: int = 0
    for_staff: bool = False


class Intake:
    """The writing half of a knowledge base. The caller holds the write lock."""

    def __init__(self, catalogue: Catalogue, vectors: Vectors) -> None:
        self._catalogue = catalogue
        self._vectors = vectors

    def document(
        self, passages: Iterable[Passage], *, source: str, fingerprint: str, on_progress: Progress | None
    ) -> Added:
        """Keep a policy as a whole: it shows at the end, and clauses it no longer has go."""
        given = list(passages)
        kept = self._for_whom(given)
        added, ids = self._add(kept, SourceKind.POLICY, source=source, on_progress=on_progress)
        number = self._catalogue.source_number(source)
        with self._catalogue.change():
            gone = self._unlink(set(self._catalogue.ids_of(number)) - ids, number)
            self._catalogue.finish_source(number, fingerprint=fingerprint, about=describe(kept))
            self._catalogue.set_meta(_STALE, "1")
        self.sweep()
        return replace(added, removed=len(gone), for_staff=kept != given)

    def _for_whom(self, passages: list[Passage]) -> list[Passage]:
        """A document that reads like house rules is internal although it does not say so of itself."""
        if (
            not passages
            or any(passage.internal for passage in passages)
            or is_for_clients(passages[0].document)
        ):
            return passages
        if not for_staff(lambda: self._vectors.of_clauses(passages[:_READ]), self._vectors.model):
            return passages
        return [replace(passage, internal=True) for passage in passages]

    def archive(
        self,
        exchanges: Iterable[Exchange | Skipped],
        *,
        source: str,
        fingerprint: str,
        on_progress: Progress | None,
    ) -> Added:
        """Keep exchanges as they come; the source is complete when the stream ends."""
        added, _ = self._add(exchanges, SourceKind.EXCHANGE, source=source, on_progress=on_progress)
        with self._catalogue.change():
            self._catalogue.finish_source(self._catalogue.source_number(source), fingerprint=fingerprint)
        self.sweep()
        return added

    def remove(self, source: str) -> int:
        """Take out a source and everything no other source has; how many records that were."""
        number = self._catalogue.source_number(source)
        with self._catalogue.change():
            gone = self._unlink(self._catalogue.ids_of(number), number)
            self._catalogue.drop_source(number)
            self._catalogue.set_meta(_STALE, "1")
            self._catalogue.set_meta(_TO_SCRUB, "1")
        self.sweep()
        return len(gone)

    def _unlink(self, identifiers: Iterable[str], source: int) -> list[tuple[str, str]]:
        """Take records out of a source, and with the last of them what was said of it to clients."""
        leaving = list(identifiers)
        said = self._catalogue.said_passages(leaving)
        gone = self._catalogue.unlink(leaving, source)
        self._catalogue.unsay(said, [identifier for identifier, _ in gone], source=source)
        return gone

    def sweep(self) -> None:
        """Delete the vectors that have no record; then none is left to be swept."""
        waiting = self._catalogue.to_sweep()
        if waiting:
            self._vectors.delete(waiting)
        if self._catalogue.meta(_TO_SCRUB) == "1":
            self._vectors.scrub(waiting)
            self._catalogue.set_meta(_TO_SCRUB, "")
        self._catalogue.swept()

    def relink(self) -> None:
        """Work out anew which documents replace which, if any document came or went."""
        if self._catalogue.meta(_STALE) == "1":
            relink(self._catalogue, self._vectors)
            self._catalogue.set_meta(_STALE, "")

    def resample(self) -> None:
        """Keep a few vectors of each kind that stand for all, where the store has grown or shrunk."""
        for kind in (SourceKind.POLICY, SourceKind.EXCHANGE):
            size = str(self._catalogue.count(kind))
            if self._catalogue.meta(f"sampled_{kind}") != size:
                vectors = self._vectors.of(kind, self._catalogue.spread(kind, _SAMPLE))
                self._catalogue.keep_sample(kind, list(vectors.values()))
                self._catalogue.set_meta(f"sampled_{kind}", size)

    def _add(
        self,
        items: Iterable[Record | Skipped],
        kind: SourceKind,
        *,
        source: str,
        on_progress: Progress | None,
    ) -> tuple[Added, set[str]]:
        number = self._catalogue.begin_source(source, kind)
        seen: set[str] = set()
        total = Added()
        stream = iter(items)
        while batch := list(islice(stream, _BATCH)):
            skipped = [item for item in batch if isinstance(item, Skipped)]
            records = {
                item.id: item for item in batch if not isinstance(item, Skipped) and item.id not in seen
            }
            self._catalogue.skip(skipped)
            done = self._keep(list(records.values()), number, position=len(seen))
            total = _sum(total, replace(done, skipped=len(skipped)))
            seen.update(records)
            if on_progress:
                on_progress(len(batch))
        return total, seen

    def _keep(self, records: Sequence[Record], source: int, *, position: int) -> Added:
        before = {record.id: self._catalogue.body(record.id) for record in records}
        new = [record for record in records if before[record.id] is None and not self._answered(record)]
        changed = [record for record in records if _says_more(record, before[record.id])]
        touched = [(record.id, str(kind_of(record))) for record in [*new, *changed]]
        if touched:
            with self._catalogue.change():
                self._catalogue.await_sweep(touched)
            self._vectors.add([*new, *changed])
        with self._catalogue.change():
            for offset, record in enumerate(records):
                self._place(record, before[record.id], source=source, position=position + offset)
            self._catalogue.settled(touched)
        return Added(len(new), len(records) - len(new) - len(changed), len(changed))

    def _place(self, record: Record, before: Row | None, *, source: int, position: int) -> None:
        kept = self._answered(record) if before is None else self._catalogue.number_of(record.id)
        if kept and not _says_more(record, before):
            self._catalogue.link(kept, source=source, place=record.source, position=position)
            return
        number = self._catalogue.put(record, source=source, position=position)
        if isinstance(record, Exchange) and record.reply and record.message:
            for earlier in set(self._catalogue.unanswered(turn_of(record))) - {record.id}:
                self._catalogue.supplant(earlier, number)

    def _answered(self, record: Record) -> int:
        """The number of the exchange that answers the same turn, for one that does not."""
        if isinstance(record, Passage) or record.reply:
            return 0
        return self._catalogue.answered(turn_of(record))


def _says_more(record: Record, before: Mapping[str, object] | None) -> bool:
    """Whether a known record says something new.

    An older export does not undo what a newer one knew: the answer, and how it ended. It is older where the
    client has written fewer words since our answer.
    """
    if before is None or (isinstance(record, Exchange) and _is_older(record, before)):
        return False
    return {**to_row(record), **_WHEREABOUTS} != {**before, **_WHEREABOUTS}


def _is_older(exchange: Exchange, before: Mapping[str, object]) -> bool:
    if not exchange.reply and before["reply"]:
        return True
    if known := str(before.get("outcome_basis", "")):
        return _letters(exchange.outcome_basis) < _letters(known)
    return exchange.outcome in OPEN_ENDS and before["outcome"] not in OPEN_ENDS


def _letters(basis: str) -> int:
    return int(basis.partition(".")[0] or 0)


def _sum(left: Added, right: Added) -> Added:
    return Added(
        left.new + right.new,
        left.known + right.known,
        left.changed + right.changed,
        left.removed + right.removed,
        left.skipped + right.skipped,
    )
