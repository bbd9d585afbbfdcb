"""Putting several ranked lists together, and choosing the words that are worth a look-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SMOOTHING = 20.0
_MOST_TERMS = 24
_COMMON = 0.2


def fused(rankings: Sequence[Sequence[str]]) -> dict[str, float]:
    """Reciprocal rank fusion: each list gives 1 / (20 + rank); the sum, relative to the best possible."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, identifier in enumerate(ranking):
            scores[identifier] = scores.get(identifier, 0.0) + 1.0 / (_SMOOTHING + rank)
    best = max(1, len(rankings)) / _SMOOTHING
    return {identifier: score / best for identifier, score in scores.items()}


def telling(words: Sequence[str], frequencies: Mapping[str, int], total: int) -> list[str]:
    """The rarest of the words that the store knows, without those that every fifth record has.

    So that a list of stop words is needed in no language; a clause number or a project code is rare.
    """
    most = max(10.0, _COMMON * total)
    known = {word for word in words if 0 < frequencies.get(word, 0) <= most}
    return sorted(known, key=lambda word: (frequencies[word], word))[:_MOST_TERMS]
