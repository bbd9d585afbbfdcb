"""How much speaks for a record: nearness in meaning, words in common, topics in common.

Cosines of multilingual models lie in a narrow band that differs by language and by store, so a cosine
counts by how far it stands out from a sample of the same store. Words count by their BM25 as it is, not by the share
of the best hit: the larger the store and the longer the message, the more they tell apart, while a topic tells no
more than before. Weights were set on three sample businesses and a bank (bench/retrieval); nothing in them knows a
language.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from assistant.knowledge.reference import Reference

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

WHOLE_WEIGHT = 0.7
RARITY_WEIGHT = 0.15
WORDS_WEIGHT = 0.5
TOPIC_WEIGHT = 3.0
SHARED_WEIGHT = 0.55
THEME_WEIGHT = 0.8
EXAMPLE_WEIGHT = 0.6
NOTES_WEIGHT = 0.45
_MOST_SHARED = 4
_FURTHEST = 12.0
_SHARPNESS = 2.0  # how far the best query of several outweighs the others
_MOST_SUBJECTS = 12  # of the shipped examples: more of them blur what the message is about
_FEWEST_TERMS = 24  # so many are looked up at any rate
_MOST_TERMS = 192
_MOST_ROWS = 30_000  # records that all terms together may occur in: what a look-up costs
_COMMON = 0.1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one record.

    `meaning` over all queries and `whole` for the message alone are standard deviations above the usual;
    `rarity` is the BM25 of the words in common, `words` and `topics` are shares of the best hit; `shared` counts
    topics in common; `theme` and `example` are nearness by way of the topics and of the examples of clauses
    (standard deviations); `cosine` is the best one, `nearness` that of the message as a whole.
    """

    meaning: float
    words: float
    topics: float
    cosine: float
    whole: float = 0.0
    shared: int = 0
    theme: float = 0.0
    nearness: float = 0.0
    rarity: float = 0.0
    example: float = 0.0

    @property
    def score(self) -> float:
        by_meaning = self.meaning + WHOLE_WEIGHT * self.whole
        by_meaning += THEME_WEIGHT * self.theme + EXAMPLE_WEIGHT * self.example
        by_topic = TOPIC_WEIGHT * self.topics + SHARED_WEIGHT * min(self.shared, _MOST_SHARED)
        by_word = RARITY_WEIGHT * self.rarity + WORDS_WEIGHT * self.words
        return by_meaning + by_word + by_topic


def standing_out(queries: Array, records: Array, sample: Array) -> Array:
    """(n,): for each record how far its cosines stand out from the sample's, over all queries together."""

    usual = queries @ sample.T
    spread = usual.std(axis=1, keepdims=True) + 1e-6
    scores = (queries @ records.T - usual.mean(axis=1, keepdims=True)) / spread
    scores = scores.clip(-_FURTHEST, _FURTHEST)  # in a store of two or three records the spread says little
    return _together(scores)


def by_theme(queries: Array, records: Array, sample: Array, reference: Reference) -> Array:
    """(n,): how well records fit the topics the queries are nearest to, without a word in common.

    A topic counts by how far it stands out among all topics, for a query and for a record.
    """
    wanted = _standard(queries @ reference.heard.T, axis=1).max(axis=0).clip(min=0.0)
    return _fit(wanted, reference.said, records, sample)


def by_example(queries: Array, records: Array, sample: Array, reference: Reference) -> Array:
    """(n,): how well records fit the clauses that bear on messages like this one, by the shipped examples."""
    import numpy

    near = numpy.maximum.reduceat(queries @ reference.asks.T, reference.starts, axis=1)
    wanted = _together(_standard(near, axis=1)).clip(min=0.0)
    least = numpy.sort(wanted)[-min(_MOST_SUBJECTS, len(wanted))]
    return _fit(numpy.where(wanted >= least, wanted, 0.0), reference.clauses, records, sample)


def _fit(wanted: Array, subjects: Array, records: Array, sample: Array) -> Array:
    """How far records hold the wanted subjects (their weights, their vectors), beside what the sample holds."""
    import numpy

    usual = sample @ subjects.T
    held = numpy.concatenate([usual, records @ subjects.T])
    held = _standard((held - usual.mean(axis=0)) / (usual.std(axis=0) + 1e-6), axis=1).clip(min=0.0)
    fit = held @ wanted
    own, others = fit[len(sample) :], fit[: len(sample)]
    return numpy.asarray((own - others.mean()) / (others.std() + 1e-6), dtype=numpy.float32)


def _together(scores: Array) -> Array:
    """The scores of several queries (queries, n) as one: the best of them, blunted."""
    import numpy

    mean = numpy.exp(_SHARPNESS * scores).mean(axis=0)
    return numpy.asarray(numpy.log(mean) / _SHARPNESS, dtype=numpy.float32)


def _standard(values: Array, *, axis: int) -> Array:
    spread = values.std(axis=axis, keepdims=True) + 1e-6
    standard: Array = (values - values.mean(axis=axis, keepdims=True)) / spread
    return standard


def shares(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Scores relative to the best one."""
    best = max((score for _, score in hits), default=0.0)
    return {identifier: score / best for identifier, score in hits} if best > 0 else {}


def telling(words: Sequence[str], frequencies: Mapping[str, int], total: int) -> list[str]:
    """The rarest of the words that the store knows, without those that every tenth record has.

    So that a list of stop words is needed in no language; a clause number or a project code is rare. A long
    message is looked up with many words, as far as the size of the store allows it.
    """
    most = max(10.0, _COMMON * total)
    known = {word for word in words if 0 < frequencies.get(word, 0) <= most}
    rarest = sorted(known, key=lambda word: (frequencies[word], word))[:_MOST_TERMS]
    rows = list(accumulate(frequencies[word] for word in rarest))
    return rarest[: max(_FEWEST_TERMS, bisect_right(rows, _MOST_ROWS))]
