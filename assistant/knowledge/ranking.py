"""How much speaks for a record: nearness in meaning, words in common, topics in common.

Cosines of multilingual models lie in a narrow band that differs by language and by store, so a cosine
counts by how far it stands out from a sample of the same store. Weights were set on three sample businesses
(bench/retrieval); nothing in them knows a language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

WORDS_WEIGHT = 1.0
TOPIC_WEIGHT = 3.0
NOTES_WEIGHT = 0.5
_SHARPNESS = 2.0  # how far the best query of several outweighs the others
_MOST_TERMS = 24
_COMMON = 0.2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one record: standing out in meaning (standard deviations), shares of 1, the best cosine."""

    meaning: float
    words: float
    topics: float
    cosine: float

    @property
    def score(self) -> float:
        return self.meaning + WORDS_WEIGHT * self.words + TOPIC_WEIGHT * self.topics


def standing_out(queries: Array, records: Array, sample: Array) -> Array:
    """(n,): for each record how far its cosines stand out from the sample's, over all queries together."""
    import numpy

    usual = queries @ sample.T
    spread = usual.std(axis=1, keepdims=True) + 1e-6
    scores = (queries @ records.T - usual.mean(axis=1, keepdims=True)) / spread
    together = numpy.log(numpy.exp(_SHARPNESS * scores).mean(axis=0)) / _SHARPNESS
    return numpy.asarray(together, dtype=numpy.float32)


def shares(hits: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Scores relative to the best one."""
    best = max((score for _, score in hits), default=0.0)
    return {identifier: score / best for identifier, score in hits} if best > 0 else {}


def telling(words: Sequence[str], frequencies: Mapping[str, int], total: int) -> list[str]:
    """The rarest of the words that the store knows, without those that every fifth record has.

    So that a list of stop words is needed in no language; a clause number or a project code is rare.
    """
    most = max(10.0, _COMMON * total)
    known = {word for word in words if 0 < frequencies.get(word, 0) <= most}
    return sorted(known, key=lambda word: (frequencies[word], word))[:_MOST_TERMS]
