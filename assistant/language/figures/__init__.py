"""Figures: numbers, amounts, shares, dates, times, weekdays, durations, clauses and codes of a text.

`find_figures` reads a text in a language; `covered` asks whether a figure stands in what is known.
"""

from assistant.language.figures.compare import (
    at_most,
    covered,
    is_today,
    nearest,
    same_figure,
    weekday_conflicts,
)
from assistant.language.figures.distinctive import figures_of, sums_of, telling_figures
from assistant.language.figures.scan import find_figures, known_figures
from assistant.language.figures.words import is_later_today

__all__ = [
    "at_most",
    "covered",
    "figures_of",
    "find_figures",
    "is_later_today",
    "is_today",
    "known_figures",
    "nearest",
    "same_figure",
    "sums_of",
    "telling_figures",
    "weekday_conflicts",
]
