"""How near facts are to a text in meaning, told by what stands out among them.

e5 cosines lie between .75 and .87 for anything and spread less in a small store, so a cosine by itself says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, sqrt
from typing import NamedTuple

from assistant.domain import Fact

Relate = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""(n texts, m texts) -> n rows of m cosines."""

LONGEST = 1500  # characters of a message that are compared as a whole
_LEAST_SPREAD = 0.005  # texts that are all alike have none


class Row(NamedTuple):
    """How near each fact is to one text, above the average of some facts; `spread` is the deviation of these."""

    above: list[float]
    spread: float

    def deviations(self, column: int) -> float:
        return self.above[column] / self.spread


def cosines(texts: Sequence[str], facts: Sequence[Fact], relate: Relate | None) -> Sequence[Sequence[float]]:
    """(texts, facts); zeros where nothing can tell."""
    if not texts or not facts or relate is None:
        return [[0.0] * len(facts) for _ in texts]
    return relate(texts, [fact.text for fact in facts])


def standing_out(row: Sequence[float], columns: Sequence[int]) -> Row:
    """The row less the average of these columns: what the knowledge base gave, not what the user typed."""
    average = sum(row[column] for column in columns) / len(columns) if columns else 0.0
    above = [value - average for value in row]
    return Row(above, _deviation([above[column] for column in columns]) + _LEAST_SPREAD)


def weighed(features: Sequence[float], weights: Sequence[float], bias: float) -> float:
    """What a logistic regression makes of the features (0-1)."""
    total = sum(weight * value for weight, value in zip(weights, features, strict=True))
    return 1 / (1 + exp(-total - bias))


def _deviation(values: Sequence[float]) -> float:
    return sqrt(sum(value * value for value in values) / len(values)) if values else 0.0
