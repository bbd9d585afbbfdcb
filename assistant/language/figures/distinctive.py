"""The figures by which two texts are known to speak of the same thing."""

from __future__ import annotations

from functools import lru_cache

from assistant.domain import Figure
from assistant.language.figures.scan import find_figures

_TELLING = ("amount", "percent", "date", "duration")


@lru_cache(maxsize=256)
def figures_of(text: str) -> tuple[Figure, ...]:
    """The figures of a text; drafting asks for those of a message and of a sentence several times."""
    return tuple(find_figures(text))


def telling_figures(text: str) -> set[str]:
    """The values of amounts, shares, dates, durations and numbers of three digits: a plain 2 or 9 says nothing."""
    return {
        figure.value
        for figure in figures_of(text)
        if figure.kind in _TELLING or (figure.kind == "number" and len(figure.value) > 2)
    }


def sums_of(text: str, *, bare_from: int = 0) -> set[str]:
    """The numbers of its amounts, without the currency that a note leaves out; bare numbers of so many digits too (0: none)."""
    return {
        figure.value.split()[-1]
        for figure in figures_of(text)
        if figure.kind == "amount" or (figure.kind == "number" and 0 < bare_from <= len(figure.value))
    }
