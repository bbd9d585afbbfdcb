"""Finding what is known about a message: by meaning, by words and by topic, in one ranking.

Candidates come from Chroma (nearest to the message, each ask and each note) and from the word index;
then all of them are scored alike. Policies and exchanges are ranked apart and share the places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.domain import Exchange, Match, Passage, Reading, Route, SourceKind
from assistant.knowledge.catalogue import Catalogue, Entry
from assistant.knowledge.clauses import clause_references
from assistant.knowledge.clients import own_clients
from assistant.knowledge.matches import as_match
from assistant.knowledge.ranking import NOTES_WEIGHT, Evidence, by_theme, shares, standing_out, telling
from assistant.knowledge.reference import reference_for
from assistant.knowledge.relevance import FLOOR, absolute, relevance, share_known
from assistant.knowledge.terms import clause_term, terms
from assistant.knowledge.topics import topics_of_message
from assistant.knowledge.vectors import NamedEmbeddings, Vectors

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

_DEPTH = 60  # candidates taken from each side for each query
_DEPTH_OF_WORDS = 400  # so far the words of candidates from another side count
_MOST_QUERIES = 8
_MOST_NOTES = 4
_OWN_HISTORY = 200  # newest exchanges of the client that are always looked at
_POLICY_SHARE = 0.6
_MOST_EXCHANGES = 8  # the client's own stand first; more of them say nothing new
_KINDS = (SourceKind.POLICY, SourceKind.EXCHANGE)

_HOUSE_RULE = 0.7  # a rule for us, where somebody has to act before the answer; the reverse where nobody has
_OLD_RULE = -1.5  # a clause that does not hold on the day
_OWN_CLIENT = 1.5
_MAIL = -1.8  # a message has more words in common with another message than with any clause
_NEWEST = 2.0  # for the newest exchange of the client when the message itself says next to nothing
_SAYS_NOTHING = 12  # letters
# Below both, and without a word or topic that tells, a record is left out.
_FLOOR_COSINE = 0.835
_FLOOR_STANDING = 2.0
_FLOOR_SCORE = 1.5


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: texts in the client's words, notes in ours, index terms, topics."""

    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    client: str | None = None
    day: date | None = None
    route: Route | None = None

    @property
    def words(self) -> list[str]:
        whole = "\n".join((*self.texts[:1], *self.notes))
        return [*terms(whole), *(clause_term(number) for number in clause_references(whole))]

    @property
    def topics(self) -> list[str]:
        return topics_of_message("\n".join((*self.texts[:1], *self.notes)))

    @property
    def says_nothing(self) -> bool:
        return sum(character.isalpha() for character in self.texts[0]) < _SAYS_NOTHING if self.texts else True


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with what speaks for it and its place in the ranking."""

    entry: Entry
    evidence: Evidence
    score: float


class Finder:
    """Retrieval over one store."""

    def __init__(self, catalogue: Catalogue, vectors: Vectors, embeddings: NamedEmbeddings) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embeddings = embeddings

    def retrieve(
        self, reading: Reading, *, client: str | None, day: date | None, limit: int, notes: Sequence[str]
    ) -> list[Match]:
        """Policies and exchanges for a message; own exchanges first, other clients' only as wording."""
        texts = _distinct([reading.text, *(ask.text for ask in reading.asks)])[:_MOST_QUERIES]
        question = Question(texts, _distinct(notes)[:_MOST_NOTES], client, day, reading.route)
        return self._find(question, _KINDS, limit)

    def search(
        self, query: str, *, client: str | None, kind: SourceKind | None, day: date | None, limit: int
    ) -> list[Match]:
        """The same for any words; a client leaves only that client's exchanges."""
        question = Question(_distinct([query]), (), client, day)
        found = self._find(question, (kind,) if kind else _KINDS, limit if client is None else limit * 4)
        return [match for match in found if client is None or match.own_client][:limit]

    def _find(self, question: Question, kinds: Sequence[SourceKind], limit: int) -> list[Match]:
        if not question.texts or not any(self._catalogue.count(kind) for kind in kinds):
            return []
        own = own_clients(question.client, self._catalogue.clients())
        embedded = _embedded(self._embeddings, question)
        ranked = [self._ranked(kind, question, embedded, own) for kind in kinds]
        relevant = self._relevance(ranked, question, embedded[0][0], own)
        if relevant < FLOOR:
            return []
        ranked = [[s for s in kind if _is_relevant(s, own=own, question=question)] for kind in ranked]
        chosen = self._with_successors(_shared_out(ranked, limit), question)
        chosen.sort(key=lambda scored: -scored.score)
        return [as_match(s.entry, absolute(s.score, relevant), own=own, day=question.day) for s in chosen]

    def _relevance(
        self, ranked: Sequence[Sequence[Scored]], question: Question, message: Array, own: frozenset[str]
    ) -> float:
        """How likely it is that the store holds anything on the question, by its policies where it has any."""
        reference = reference_for(self._embeddings.name)
        if reference is None or (own and question.says_nothing):
            return 1.0
        words = terms(question.texts[0])
        known = share_known(words, self._catalogue.frequencies(sorted(set(words))), self._size())
        first = next(filter(None, ranked), ())
        return relevance(
            message,
            [_nearness(scored) for scored in first],
            known=known,
            shares_topic=any(scored.evidence.shared for scored in first),
            own_client=bool(own),
            reference=reference,
        )

    def _size(self) -> int:
        return sum(self._catalogue.count(kind) for kind in _KINDS)

    def _ranked(
        self, kind: SourceKind, question: Question, embedded: tuple[Array, Array], own: frozenset[str]
    ) -> list[Scored]:
        words = dict(self._literal(kind, question.words, "body", _DEPTH_OF_WORDS))
        topics = shares(self._literal(kind, question.topics, "topic", _DEPTH))
        near = self._vectors.nearest(kind, [*embedded[0].tolist(), *embedded[1].tolist()], _DEPTH)
        by_words = list(words)[:_DEPTH]
        names = {identifier for hits in near for identifier, _ in hits} | {*by_words, *topics}
        entries = self._catalogue.by_id(sorted(names))
        if kind is SourceKind.EXCHANGE and own:
            known = {entry.id for entry in entries}
            recent = self._catalogue.newest_of(sorted(own), _OWN_HISTORY)
            entries += [entry for entry in recent if entry.id not in known]
        evidence = self._evidence(kind, entries, embedded, words, topics, frozenset(question.topics))
        scored = [
            Scored(entry, evidence[entry.id], evidence[entry.id].score)
            for entry in entries
            if entry.id in evidence
        ]
        return sorted(_adjusted(scored, question, own), key=lambda s: -s.score)

    def _literal(
        self, kind: SourceKind, wanted: Sequence[str], column: str, limit: int
    ) -> list[tuple[str, float]]:
        known = self._catalogue.frequencies(sorted(set(wanted)))
        chosen = sorted(known) if column == "topic" else telling(wanted, known, self._size())
        return self._catalogue.literal(chosen, kind, limit, column=column) if chosen else []

    def _evidence(
        self,
        kind: SourceKind,
        entries: Sequence[Entry],
        embedded: tuple[Array, Array],
        words: Mapping[str, float],
        topics: Mapping[str, float],
        asked: frozenset[str],
    ) -> dict[str, Evidence]:
        import numpy

        vectors = self._vectors.of(kind, [entry.id for entry in entries])
        if not vectors:
            return {}
        names, matrix = list(vectors), numpy.asarray(list(vectors.values()), dtype=numpy.float32)
        sample = self._catalogue.sample(kind)
        if sample is None or sample.shape[1] != matrix.shape[1]:
            sample = matrix
        texts, notes = embedded
        standing = standing_out(texts, matrix, sample)
        if len(notes):
            standing = standing + NOTES_WEIGHT * standing_out(notes, matrix, sample)
        whole = standing_out(texts[:1], matrix, sample)
        # Exchanges are found by their wording; by topic every quarrel is like every other.
        reference = reference_for(self._embeddings.name) if kind is SourceKind.POLICY else None
        theme = by_theme(texts, matrix, sample, reference) if reference else numpy.zeros(len(names))
        cosines = texts @ matrix.T
        shares_of_words = shares(list(words.items()))
        shared = self._shared_topics(entries, asked if kind is SourceKind.POLICY else frozenset())
        return {
            name: Evidence(
                meaning=float(standing[at]),
                rarity=words.get(name, 0.0),
                words=shares_of_words.get(name, 0.0),
                topics=topics.get(name, 0.0),
                cosine=float(cosines[:, at].max()),
                whole=float(whole[at]),
                shared=shared[name],
                theme=float(theme[at]),
                nearness=float(cosines[0, at]),
            )
            for at, name in enumerate(names)
        }

    def _shared_topics(self, entries: Sequence[Entry], asked: frozenset[str]) -> dict[str, int]:
        topics = self._catalogue.topics_of([entry.number for entry in entries])
        return {entry.id: len(asked & topics.get(entry.number, frozenset())) for entry in entries}

    def _with_successors(self, chosen: Sequence[Scored], question: Question) -> list[Scored]:
        """With a clause that no longer holds comes the one that does, right before it."""
        found = {scored.entry.id: scored for scored in chosen}
        for scored in chosen:
            wanted = scored.entry.successor
            if not wanted or not is_old(scored.entry, question.day):
                continue
            newer = found.get(wanted) or next(
                (Scored(entry, scored.evidence, 0.0) for entry in self._catalogue.by_id([wanted])), None
            )
            if newer and newer.score <= scored.score:
                found[wanted] = replace(newer, score=scored.score + 0.001)
        return list(found.values())


def is_old(entry: Entry, day: date | None) -> bool:
    """Whether a clause does not hold on a day (default today): replaced, run out, or not yet in force."""
    record = entry.record
    if not isinstance(record, Passage):
        return False
    today = day or date.today()
    replaced = bool(entry.superseded_by) and today.isoformat() >= entry.superseded_from
    ended = record.valid_until is not None and record.valid_until < today
    return replaced or ended or (record.valid_from is not None and record.valid_from > today)


def _is_relevant(scored: Scored, *, own: frozenset[str], question: Question) -> bool:
    evidence, record = scored.evidence, scored.entry.record
    if isinstance(record, Exchange) and record.client in own and question.says_nothing:
        return True
    if evidence.score >= _FLOOR_SCORE or (
        evidence.cosine >= _FLOOR_COSINE and evidence.meaning >= _FLOOR_STANDING / 2
    ):
        return True
    return evidence.meaning >= _FLOOR_STANDING or evidence.words >= 0.3 or evidence.topics >= 0.3


def _adjusted(scored: Sequence[Scored], question: Question, own: frozenset[str]) -> list[Scored]:
    mine = [s for s in scored if isinstance(s.entry.record, Exchange) and s.entry.record.client in own]
    newest = sorted(mine, key=lambda s: _asked(s.entry), reverse=True)
    recency = {s.entry.id: 1.0 / (1.0 + rank) for rank, s in enumerate(newest)}
    weight = _NEWEST if question.says_nothing else _NEWEST / 8
    return [
        replace(
            s,
            score=s.score
            + (_OLD_RULE if is_old(s.entry, question.day) else 0.0)
            + (_house_rule(question.route) if _is_internal(s.entry) else 0.0)
            + (_MAIL if isinstance(s.entry.record, Exchange) else 0.0)
            + (_OWN_CLIENT + weight * recency[s.entry.id] if s.entry.id in recency else 0.0),
        )
        for s in scored
    ]


def _house_rule(route: Route | None) -> float:
    if route is None:
        return 0.0
    return -_HOUSE_RULE if route is Route.NONE else _HOUSE_RULE


def _is_internal(entry: Entry) -> bool:
    return isinstance(entry.record, Passage) and entry.record.internal


def _nearness(scored: Scored) -> tuple[str, float]:
    record = scored.entry.record
    language = record.language if isinstance(record, Passage) else record.message_language
    return language, scored.evidence.nearness


def _asked(entry: Entry) -> str:
    record = entry.record
    return record.asked_at.isoformat() if isinstance(record, Exchange) and record.asked_at else ""


def _shared_out(ranked: Sequence[Sequence[Scored]], limit: int) -> list[Scored]:
    """The first of each kind; what one kind does not fill goes to the other."""
    if len(ranked) == 1:
        return list(ranked[0][:limit])
    policies, exchanges = ranked
    wanted = max(round(limit * _POLICY_SHARE), limit - _MOST_EXCHANGES)
    first = max(wanted, limit - len(exchanges))
    return [*policies[:first], *exchanges[: limit - min(first, len(policies))]]


def _embedded(embeddings: NamedEmbeddings, question: Question) -> tuple[Array, Array]:
    import numpy

    vectors = [embeddings.embed_query(text) for text in (*question.texts, *question.notes)]
    matrix = numpy.asarray(vectors, dtype=numpy.float32)
    return matrix[: len(question.texts)], matrix[len(question.texts) :]


def _distinct(queries: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stripped for query in queries if (stripped := query.strip())))
