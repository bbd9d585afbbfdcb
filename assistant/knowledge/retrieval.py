"""Finding what is known about a message: by meaning, by words and by topic, in one ranking.

Candidates come from Chroma (nearest to the message, each ask and each note) and from the word index; then all of
them are scored alike (ranking.py). Policies and exchanges are ranked apart and share the places (placing.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.domain import AskKind, Match, Passage, Reading, SourceKind
from assistant.knowledge import placing
from assistant.knowledge.catalogue import Catalogue, Entry
from assistant.knowledge.clients import own_clients
from assistant.knowledge.matches import as_match
from assistant.knowledge.question import Question, Scored, distinct
from assistant.knowledge.ranking import (
    NOTES_WEIGHT,
    Evidence,
    by_example,
    by_theme,
    shares,
    standing_out,
    telling,
)
from assistant.knowledge.records import is_later
from assistant.knowledge.reference import reference_for
from assistant.knowledge.relevance import FLOOR, SEARCH_FLOOR, absolute, relevance, share_known
from assistant.knowledge.terms import terms
from assistant.knowledge.validity import is_for_clients_elsewhere
from assistant.knowledge.vectors import NamedEmbeddings, Vectors

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

_DEPTH = 60  # candidates taken from each side for each query
_DEPTH_OF_WORDS = 400  # so far the words of candidates from another side count
_MOST_QUERIES = 8
_MOST_PARTS = 24
_MOST_NOTES = 4
_OWN_HISTORY = 200  # newest exchanges of the client that are always looked at
_MOST_STRANGERS = 2  # exchanges of other clients for a message: their wording may help, their facts may not
_KINDS = (SourceKind.POLICY, SourceKind.EXCHANGE)

Hits = Mapping[SourceKind, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Literal:
    """What the word index knows: ids with their BM25, by words and by topics; how usual each word is."""

    words: Hits
    topics: Hits
    frequencies: Mapping[str, int]
    total: int
    has_mail: bool


@dataclass(frozen=True, slots=True)
class _Embedded:
    """The vectors of a question, one row a text: message and asks, all its parts, notes."""

    texts: Array
    parts: Array
    notes: Array


class Finder:
    """Retrieval over one store."""

    def __init__(self, catalogue: Catalogue, vectors: Vectors, embeddings: NamedEmbeddings) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embeddings = embeddings

    def retrieve(
        self, reading: Reading, *, client: str | None, day: date | None, limit: int, notes: Sequence[str]
    ) -> list[Match]:
        """Policies and exchanges for a message; own exchanges first, few of other clients and only as wording."""
        asked = [ask.text for ask in reading.asks if ask.kind is not AskKind.ORDER]
        question = Question(
            texts=distinct([reading.own_text, *asked])[:_MOST_QUERIES],
            notes=distinct(notes)[:_MOST_NOTES],
            parts=distinct(reading.clauses)[:_MOST_PARTS],
            client=client,
            day=day,
            route=reading.route,
        )
        found = self._find(question, _KINDS, limit, strangers=_MOST_STRANGERS, floor=FLOOR)
        return _for_this_client(found, reading.language)

    def search(
        self, query: str, *, client: str | None, kind: SourceKind | None, day: date | None, limit: int
    ) -> list[Match]:
        """The same for any words; a client leaves only that client's exchanges."""
        question = Question(distinct([query]), client=client, day=day)
        wide = limit if client is None else limit * 4
        found = self._find(question, (kind,) if kind else _KINDS, wide, strangers=wide, floor=SEARCH_FLOOR)
        return [match for match in found if client is None or match.own_client][:limit]

    def _find(
        self, question: Question, kinds: Sequence[SourceKind], limit: int, *, strangers: int, floor: float
    ) -> list[Match]:
        counts = self._catalogue.counts()
        kept = [kind for kind in kinds if counts.get(kind)]
        if not question.texts or not kept:
            return []
        own = own_clients(question.client, self._catalogue.clients())
        embedded = self._embedded(question)
        literal = self._literal(question, kept, counts)
        ranked = {kind: self._ranked(kind, question, embedded, literal, own) for kind in kept}
        relevant = self._relevance(ranked, question, embedded.texts[0], literal, own)
        if relevant < floor:
            return []
        bearing = {kind: [s for s in ranked[kind] if placing.bears(s, question, own)] for kind in kept}
        if SourceKind.EXCHANGE in bearing:
            exchanges = bearing[SourceKind.EXCHANGE]
            bearing[SourceKind.EXCHANGE] = placing.without_more_strangers(exchanges, own, strangers)
        if SourceKind.POLICY in bearing:
            bearing[SourceKind.POLICY] = placing.with_what_replaced(
                bearing[SourceKind.POLICY][:limit],
                question.day,
                self._catalogue.by_id,
                self._catalogue.openings,
            )
        chosen = placing.shared_out(list(bearing.values()), limit)
        chosen.sort(key=lambda scored: -scored.score)
        return [
            as_match(s.entry, absolute(s.score, relevant), own=own, day=question.day, relevant=relevant)
            for s in chosen
        ]

    def _relevance(
        self,
        ranked: Mapping[SourceKind, Sequence[Scored]],
        question: Question,
        message: Array,
        literal: _Literal,
        own: frozenset[str],
    ) -> float:
        """How likely it is that the store holds anything on the question, by its policies where it has any."""
        import numpy

        reference = reference_for(self._embeddings.name)
        if reference is None or (own and question.says_nothing):
            return 1.0
        kind = next((kind for kind, candidates in ranked.items() if candidates), SourceKind.POLICY)
        sample = self._catalogue.sample(kind)
        return relevance(
            message,
            [_nearness(scored) for scored in ranked[kind]] if kind in ranked else [],
            known=share_known(terms(question.texts[0]), literal.frequencies, literal.total),
            own_client=bool(own),
            with_mail=literal.has_mail,
            sample=numpy.empty((0, len(message)), dtype=numpy.float32) if sample is None else sample,
            reference=reference,
        )

    def _literal(
        self, question: Question, kinds: Sequence[SourceKind], counts: Mapping[SourceKind, int]
    ) -> _Literal:
        """One look-up of the words and one of the topics, for all kinds together."""
        words, topics, total = question.words, question.topics, sum(counts.values())
        known = self._catalogue.frequencies(sorted({*words, *topics}))
        rare = telling(words, known, total)
        there = sorted(topic for topic in topics if known.get(topic))
        found = self._catalogue.literal(rare, kinds, _DEPTH_OF_WORDS)
        about = self._catalogue.literal(there, kinds, _DEPTH, column="topic")
        return _Literal(
            words={kind: dict(hits) for kind, hits in found.items()},
            topics={kind: shares(hits) for kind, hits in about.items()},
            frequencies=known,
            total=total,
            has_mail=SourceKind.EXCHANGE in counts,
        )

    def _ranked(
        self,
        kind: SourceKind,
        question: Question,
        embedded: _Embedded,
        literal: _Literal,
        own: frozenset[str],
    ) -> list[Scored]:
        words, topics = literal.words.get(kind, {}), literal.topics.get(kind, {})
        near = self._vectors.nearest(kind, [*embedded.texts.tolist(), *embedded.notes.tolist()], _DEPTH)
        names = {identifier for hits in near for identifier, _ in hits} | {*list(words)[:_DEPTH], *topics}
        entries = self._catalogue.by_id(sorted(names))
        if kind is SourceKind.EXCHANGE and own:
            known = {entry.id for entry in entries}
            recent = self._catalogue.newest_of(sorted(own), _OWN_HISTORY)
            entries += [entry for entry in recent if entry.id not in known]
        entries = [entry for entry in entries if not is_later(entry.record, question.day)]
        evidence = self._evidence(kind, entries, embedded, words, topics)
        if kind is SourceKind.POLICY:
            evidence = self._with_shared_topics(entries, evidence, frozenset(question.topics))
        scored = [
            Scored(entry, evidence[entry.id], evidence[entry.id].score)
            for entry in entries
            if entry.id in evidence
        ]
        return placing.in_order(scored, question, own)

    def _evidence(
        self,
        kind: SourceKind,
        entries: Sequence[Entry],
        embedded: _Embedded,
        words: Mapping[str, float],
        topics: Mapping[str, float],
    ) -> dict[str, Evidence]:
        import numpy

        vectors = self._vectors.of(kind, [entry.id for entry in entries])
        if not vectors:
            return {}
        names, matrix = list(vectors), numpy.asarray(list(vectors.values()), dtype=numpy.float32)
        sample = self._catalogue.sample(kind)
        if sample is None or sample.shape[1] != matrix.shape[1]:
            sample = matrix
        standing = standing_out(embedded.texts, matrix, sample)
        if len(embedded.notes):
            standing = standing + NOTES_WEIGHT * standing_out(embedded.notes, matrix, sample)
        whole = standing_out(embedded.texts[:1], matrix, sample)
        # Exchanges are found by their wording; by topic every quarrel is like every other.
        reference = reference_for(self._embeddings.name) if kind is SourceKind.POLICY else None
        theme = example = numpy.zeros(len(names), dtype=numpy.float32)
        if reference:
            theme = by_theme(embedded.texts, matrix, sample, reference)
            example = by_example(embedded.parts, matrix, sample, reference)
        cosines = embedded.texts @ matrix.T
        shares_of_words = shares(list(words.items()))
        return {
            name: Evidence(
                meaning=float(standing[at]),
                rarity=words.get(name, 0.0),
                words=shares_of_words.get(name, 0.0),
                topics=topics.get(name, 0.0),
                cosine=float(cosines[:, at].max()),
                whole=float(whole[at]),
                theme=float(theme[at]),
                example=float(example[at]),
                nearness=float(cosines[0, at]),
            )
            for at, name in enumerate(names)
        }

    def _with_shared_topics(
        self, entries: Sequence[Entry], evidence: Mapping[str, Evidence], asked: frozenset[str]
    ) -> dict[str, Evidence]:
        topics = self._catalogue.topics_of([entry.number for entry in entries])
        shared = {entry.id: len(asked & topics.get(entry.number, frozenset())) for entry in entries}
        return {name: replace(each, shared=shared[name]) for name, each in evidence.items()}

    def _embedded(self, question: Question) -> _Embedded:
        parts = question.texts[:1] + question.parts if question.parts else question.texts
        return _Embedded(*(self._vectors.embed(texts) for texts in (question.texts, parts, question.notes)))


def _nearness(scored: Scored) -> tuple[str, float]:
    record = scored.entry.record
    language = record.language if isinstance(record, Passage) else record.message_language
    return language, scored.evidence.nearness


def _for_this_client(found: Sequence[Match], language: str) -> list[Match]:
    """Without what documents for clients elsewhere say in a language that is not theirs, where the house has others."""
    kept = [
        match
        for match in found
        if match.kind is not SourceKind.POLICY
        or match.language == language
        or not is_for_clients_elsewhere(match.title.split(" · ")[0])
    ]
    return kept if any(match.kind is SourceKind.POLICY for match in kept) else list(found)
