"""The knowledge base: what the user added, kept so that nothing is doubled, half-done or left behind.

Two stores side by side in one folder: the catalogue (SQLite) decides what exists, Chroma holds the vectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.domain import Decider, Exchange, Match, Outcome, Passage, Reading, Repeat, Skipped, SourceKind
from assistant.errors import InputError
from assistant.knowledge.catalogue import Catalogue, Entry
from assistant.knowledge.citing import with_cited
from assistant.knowledge.clauses import clause_numbers
from assistant.knowledge.clients import own_clients
from assistant.knowledge.deciders import deciders
from assistant.knowledge.exemplars import exemplar_matches
from assistant.knowledge.files import failures, keep_private, make_private, one_writer
from assistant.knowledge.intake import OPEN_ENDS, Added, Intake, Progress
from assistant.knowledge.records import Record, is_later
from assistant.knowledge.reference import reference_for
from assistant.knowledge.repeated import repeated
from assistant.knowledge.retrieval import Finder
from assistant.knowledge.sayings import Sayings
from assistant.knowledge.signing import only_name, usual_signature
from assistant.knowledge.source_rows import Source
from assistant.knowledge.stats import Removed, Stats, one_named
from assistant.knowledge.vectors import NamedEmbeddings, Vectors, check_model

if TYPE_CHECKING:
    import numpy
    from langchain_chroma import Chroma
    from numpy.typing import NDArray

Records = list[Record]  # the class has a method of the name `list`
Matches = list[Match]
Exchanges = list[Exchange]
Names = list[str]

_MODEL, _US = "embedding_model", "us"
_ANSWERED = 2000  # newest exchanges that show who of us writes to clients


class KnowledgeBase:
    """Policies and past exchanges in a folder; `server` is the URL of a Chroma server for the vectors.

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
            check_model(self._catalogue.meta(_MODEL), embeddings.name)
        self._vectors = Vectors(self.folder, embeddings, server=server)
        self._intake = Intake(self._catalogue, self._vectors)

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

        Leaving it works out which documents replace which, once for all that was added.
        """
        if self._writing:
            yield
            return
        make_private(self.folder)
        with failures(self.folder), one_writer(self.folder):
            self._writing = True
            try:
                self._prepare()
                yield
                self._intake.relink()
                self._intake.resample()
            finally:
                self._writing = False
                keep_private(self.folder)

    def add_passages(
        self,
        passages: Iterable[Passage],
        *,
        source: str,
        fingerprint: str = "",
        on_progress: Progress | None = None,
    ) -> Added:
        """Keep a policy document, shown as a whole at the end; clauses it no longer has go.

        `fingerprint` is kept for `unchanged`; `on_progress` gets the number of passages just done.
        """
        with self.writing():
            return self._intake.document(
                passages, source=source, fingerprint=fingerprint, on_progress=on_progress
            )

    def add_exchanges(
        self,
        exchanges: Iterable[Exchange | Skipped],
        *,
        source: str,
        fingerprint: str = "",
        on_progress: Progress | None = None,
    ) -> Added:
        """Keep the exchanges of an archive as they stream in, and note what its reader left out.

        Each shows at once; if the stream ends early the source stays incomplete and the next run adds
        only what is missing. An answered exchange replaces the same turn unanswered.
        """
        with self.writing():
            return self._intake.archive(
                exchanges, source=source, fingerprint=fingerprint, on_progress=on_progress
            )

    def remember_us(self, us: Iterable[str]) -> None:
        """Keep who "we" are, beside what was said before."""
        with self.writing():
            self._catalogue.set_meta(_US, "\n".join(dict.fromkeys([*self.us, *us])))

    def skip(self, skipped: Iterable[Skipped]) -> None:
        """Note what could not be read, and why, for `stats`."""
        with self.writing():
            self._catalogue.skip(skipped)

    def remove(self, source: str) -> Removed:
        """Take out a source, named in full or by a part that names no other.

        Raises InputError when nothing or more than one source has that name.
        """
        name = one_named([kept.name for kept in self.sources()], source)
        with self.writing():
            return Removed(name, self._intake.remove(name))

    # --- reading ------------------------------------------------------------------------------

    def unchanged(self, source: str, fingerprint: str) -> bool:
        """Whether a source is in completely with this fingerprint: it need not be read again."""
        with failures(self.folder):
            return bool(fingerprint) and self._catalogue.fingerprint(source) == fingerprint

    def sources(self) -> tuple[Source, ...]:
        """Everything that was added, by name; an interrupted source is not `complete`."""
        with failures(self.folder):
            return self._catalogue.sources()

    def get(self, identifier: str) -> Record:
        """The passage or exchange whose id starts so. Raises InputError when none or several do."""
        bounds = (identifier, identifier + "\uffff")
        found = self._entries("r.id >= ? and r.id < ?", bounds, tail="limit 3") if identifier else []
        found = [entry for entry in found if entry.id == identifier] or found
        if not found:
            raise InputError(
                f"No entry has an id that starts with '{identifier}'.", "`kb list` shows the ids."
            )
        if len(found) > 1:
            raise InputError(f"More than one id starts with '{identifier}'.", "Give more of its letters.")
        return _record(found[0])

    def list(
        self,
        *,
        client: str | None = None,
        kind: SourceKind | None = None,
        source: str | None = None,
        limit: int = -1,
    ) -> Records:
        """What is kept, policies first, in the order of the sources; `source` may be a part of its name."""
        conditions: Names = []
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
                "r.number in (select o.record from origins o join sources s on s.number = o.source "
                "where instr(s.name, ?) > 0 or instr(o.place, ?) > 0)"
            )
            values.extend((source, source))
        tail = f"order by r.kind desc, r.number limit {limit:d}"
        return [_record(entry) for entry in self._entries(" and ".join(conditions), values, tail=tail)]

    def clients(self, like: str | None = None) -> Names:
        """The names of all clients as the archives write them, or of those who are the given one."""
        with failures(self.folder):
            known = self._catalogue.clients()
        return sorted(known) if like is None else sorted(own_clients(like, known))

    def stats(self) -> Stats:
        """What is in the store, in numbers."""
        with failures(self.folder):
            return Stats(
                policies=sum(source.kind is SourceKind.POLICY for source in self._catalogue.sources()),
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
    ) -> Matches:
        """What is known about a client message, best first; an empty list when nothing is relevant.

        `day` is the day of writing: it decides which version of a policy holds.
        """
        with failures(self.folder):
            found = self._finder().retrieve(reading, client=client, day=day, limit=limit, notes=notes)
        return self.sayings.said(found)

    def with_cited(self, found: Sequence[Match], notes: Sequence[str], *, day: date | None) -> Matches:
        """The matches with the clauses that notes name by number marked as such, and brought in."""
        with failures(self.folder):
            return self.sayings.said(with_cited(self._catalogue, found, notes, day=day))

    def search(
        self,
        query: str,
        *,
        client: str | None = None,
        kind: SourceKind | None = None,
        day: date | None = None,
        limit: int = 10,
    ) -> Matches:
        """What is known about any words, best first; an empty list when nothing is relevant."""
        with failures(self.folder):
            named = clause_numbers(query)
            asked = f"{query} {' '.join(f'clause {number}' for number in named)}".strip()
            wide = limit * 4 if named else limit
            found = self._finder().search(asked, client=client, kind=kind, day=day, limit=wide)
        return sorted(found, key=lambda match: match.clause not in named)[:limit]

    def languages(self) -> tuple[str, ...]:
        """The languages of what is known, that of most of it first."""
        with failures(self.folder):
            return tuple(self._catalogue.languages())

    def deciders(self, day: date | None) -> Mapping[str, Decider]:
        """Who of us decides on "money" and on "legal" points, where the rules of the house make it plain."""
        with failures(self.folder):
            rules = self._catalogue.house_rules(day)
            people = [*self._catalogue.people(_ANSWERED), *(name for name in self.us if "@" not in name)]
            return deciders(rules, people, day=day) if rules else {}

    def signature(self, language: str) -> str:
        """How we sign letters in a language, where nearly all of them are signed alike, or where we are one name; else empty."""
        with failures(self.folder):
            counted = self._catalogue.signatures(language)
        return usual_signature(counted) or (only_name(self.us, language) if not any(counted) else "")

    @property
    def us(self) -> tuple[str, ...]:
        """The addresses and names of ours that correspondence was added with."""
        with failures(self.folder):
            return tuple(self._catalogue.meta(_US).splitlines())

    @property
    def sayings(self) -> Sayings:
        """The sentences for clients that were approved for the clauses."""
        return Sayings(self._catalogue, self._vectors, self.folder)

    def past(self, client: str | None, *, until: date) -> Exchanges:
        """The exchanges with a client up to a day, oldest first; none for a client who is not known."""
        kept = self.list(client=client, kind=SourceKind.EXCHANGE) if client else []
        known = [each for each in kept if isinstance(each, Exchange) and not is_later(each, until)]
        return sorted(known, key=lambda each: str(each.asked_at or each.replied_at or ""))

    def repeats(self, reading: Reading, exchanges: Sequence[Exchange]) -> tuple[Repeat, ...]:
        """Which asks of a message were put in these exchanges and answered."""
        reference = reference_for(self._embeddings.name)
        if reference is None:
            return ()
        return repeated(reading, exchanges, embed=self._vectors.embed, usual=reference.asks)

    def exemplars(self, reading: Reading, *, languages: Sequence[str] = (), limit: int = 1) -> Matches:
        """The shipped exchanges most like a message, so many of each language (default: the reading's), best first."""
        message = self._vectors.embed([reading.text])[0]
        name = self._embeddings.name
        return exemplar_matches(reading, languages=languages, message=message, model=name, limit=limit)

    @property
    def embedding_model(self) -> str:
        """The name of the model whose vectors are kept."""
        return self._embeddings.name

    def embed(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        """The vectors by which texts are looked up, (n, d)."""
        return self._vectors.embed(texts)

    def ended(self, identifier: str, basis: str) -> tuple[Outcome, str] | None:
        """How a kept exchange ended, with the words this rests on.

        None where it is not kept, was still open, or was judged by other next words than `basis` names.
        """
        with failures(self.folder):
            row = self._catalogue.body(identifier)
        if row is None or row["outcome"] in OPEN_ENDS or row.get("outcome_basis") != basis:
            return None
        return Outcome(str(row["outcome"])), str(row["outcome_words"])

    def vector_store(self, kind: SourceKind) -> Chroma:
        """The passages or the exchanges as a langchain vector store."""
        make_private(self.folder)
        with failures(self.folder):
            return self._vectors.vector_store(kind)

    # --- within -------------------------------------------------------------------------------

    def _prepare(self) -> None:
        self._catalogue.make()
        check_model(self._catalogue.meta(_MODEL), self._embeddings.name)
        self._catalogue.set_meta(_MODEL, self._embeddings.name)
        self._intake.sweep()

    def _entries(self, where: str, values: Sequence[str | int], *, tail: str = "") -> Sequence[Entry]:
        with failures(self.folder):
            return self._catalogue.entries(where, values, tail=tail)

    def _finder(self) -> Finder:
        return Finder(self._catalogue, self._vectors, self._embeddings)


def _record(entry: Entry) -> Record:
    record = entry.record
    return replace(record, superseded_by=entry.superseded_by) if isinstance(record, Passage) else record
