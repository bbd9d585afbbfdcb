"""Which fact bears on which ask: meaning, shared words and shared figures, as one score.

e5 cosines lie between .75 and .87 for anything, so only what stands out from the row's own average
counts; shared rare words and figures count on top. Scores are comparable within one message only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.domain import Fact
from assistant.language.figures import find_figures
from assistant.language.words import content_stems

Relate = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""(n texts, m texts) -> n rows of m cosines."""

LINKED = 0.35  # read off by eye on the sample worlds: below it, pairs share a topic but no point
_TELLING = ("amount", "percent", "date", "duration")


def link(asks: Sequence[str], facts: Sequence[Fact], relate: Relate | None) -> list[list[float]]:
    """A score for each ask or note (rows) and fact (columns); >= LINKED means the fact bears on it.

    A fact scores nothing for its own text."""
    if not asks or not facts:
        return [[] for _ in asks]
    texts = [fact.text for fact in facts]
    meaning = relate(asks, texts) if relate else [[0.0] * len(facts) for _ in asks]
    return [
        [
            _score(ask, text, cosine, row) if text != ask else 0.0
            for text, cosine in zip(texts, row, strict=True)
        ]
        for ask, row in zip(asks, meaning, strict=True)
    ]


def _score(ask: str, text: str, cosine: float, row: Sequence[float]) -> float:
    average = sum(row) / len(row)
    stands_out = max(0.0, cosine - 0.79) * 6 + max(0.0, cosine - average) * 6
    return stands_out + 0.5 * _shared_words(ask, text) + 0.4 * _shared_figures(ask, text)


def _shared_words(ask: str, text: str) -> float:
    ours, theirs = content_stems(ask), content_stems(text)
    return min(1.0, len(ours & theirs) / 2) if ours and theirs else 0.0


def _shared_figures(ask: str, text: str) -> bool:
    """Whether both name the same date, amount, share or number of three digits: a plain 2 or 9 says nothing."""
    ours = _telling_figures(ask)
    return bool(ours) and not ours.isdisjoint(_telling_figures(text))


def _telling_figures(text: str) -> set[str]:
    return {
        figure.value
        for figure in find_figures(text)
        if figure.kind in _TELLING or (figure.kind == "number" and len(figure.value) > 2)
    }
