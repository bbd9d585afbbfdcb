"""Finding what is known about a message: meaning and words asked separately, ranks put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain import Exchange, Match, Passage, Reading, SourceKind
from assistant.knowledge.catalogue import Catalogue, Entry
from assistant.knowledge.clients import own_clients
from assistant.knowledge.ranking import fused, telling
from assistant.knowledge.terms import terms
from assistant.knowledge.vectors import NamedEmbeddings, Vectors

_DEPTH = 60  # candidates a query takes from each side before the ranks are fused
_MOST_QUERIES = 8


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, its fused score, and the best cosine any query had with it (0: only words)."""

    entry: Entry
    score: float
    cosine: float


class Finder:
    """Retrieval over one store."""

    def __init__(self, catalogue: Catalogue, vectors: Vectors, embeddings: NamedEmbeddings) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embeddings = embeddings

    def retrieve(
        self, reading: Reading, *, client: str | None, day: date | None, limit: int, notes: Sequence[str]
    ) -> list[Match]:
        queries = _distinct([reading.text, *(ask.text for ask in reading.asks), *notes])[:_MOST_QUERIES]
        return self._find(queries, client=client, kinds=tuple(_KINDS), day=day, limit=limit)

    def search(
        self, query: str, *, client: str | None, kind: SourceKind | None, day: date | None, limit: int
    ) -> list[Match]:
        kinds = (kind,) if kind else tuple(_KINDS)
        return self._find([query], client=client, kinds=kinds, day=day, limit=limit)

    def _find(
        self,
        queries: Sequence[str],
        *,
        client: str | None,
        kinds: Sequence[SourceKind],
        day: date | None,
        limit: int,
    ) -> list[Match]:
        own = own_clients(client, self._catalogue.clients())
        vectors = [self._embeddings.embed_query(query) for query in queries]
        found = [scored for kind in kinds for scored in self._candidates(kind, queries, vectors)]
        found.sort(key=lambda scored: -scored.score)
        return [_match(scored, own) for scored in found[:limit]]

    def _candidates(
        self, kind: SourceKind, queries: Sequence[str], vectors: Sequence[Sequence[float]]
    ) -> list[Scored]:
        near = self._vectors.nearest(kind, vectors, _DEPTH)
        literal = [self._literal(kind, query) for query in queries]
        scores = fused([[identifier for identifier, _ in hits] for hits in [*near, *literal]])
        cosines: dict[str, float] = {}
        for hits in near:
            for identifier, cosine in hits:
                cosines[identifier] = max(cosine, cosines.get(identifier, 0.0))
        marks = ",".join("?" * len(scores))
        entries = self._catalogue.entries(f"r.id in ({marks})", list(scores)) if scores else []
        return [Scored(entry, scores[entry.id], cosines.get(entry.id, 0.0)) for entry in entries]

    def _literal(self, kind: SourceKind, query: str) -> list[tuple[str, float]]:
        words = terms(query)
        total = self._catalogue.count(SourceKind.POLICY) + self._catalogue.count(SourceKind.EXCHANGE)
        chosen = telling(words, self._catalogue.frequencies(sorted(set(words))), total)
        return self._catalogue.literal(chosen, kind, _DEPTH) if chosen else []


_KINDS = (SourceKind.POLICY, SourceKind.EXCHANGE)


def _distinct(queries: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(stripped for query in queries if (stripped := query.strip())))


def _match(scored: Scored, own: frozenset[str]) -> Match:
    record = scored.entry.record
    if isinstance(record, Passage):
        return _policy(scored, record)
    return _exchange(scored, record, own)


def _policy(scored: Scored, passage: Passage) -> Match:
    return Match(
        id=passage.id,
        kind=SourceKind.POLICY,
        source=passage.source,
        text=passage.text,
        score=scored.score,
        language=passage.language,
        title=" · ".join(part for part in (passage.document, passage.heading) if part),
        clause=passage.clause,
        day=passage.valid_from,
        superseded_by=scored.entry.superseded_by,
        internal=passage.internal,
    )


def _exchange(scored: Scored, exchange: Exchange, own: frozenset[str]) -> Match:
    return Match(
        id=exchange.id,
        kind=SourceKind.EXCHANGE,
        source=exchange.source,
        text=exchange.message,
        score=scored.score,
        reply=exchange.reply,
        client=exchange.client,
        language=exchange.message_language,
        title=exchange.subject,
        day=exchange.asked_at.date() if exchange.asked_at else None,
        outcome=exchange.outcome,
        marks=exchange.marks,
        own_client=exchange.client in own,
    )
