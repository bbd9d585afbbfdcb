"""Figures: numbers, amounts, shares, dates, times, weekdays, durations, clauses and codes of a text.

`find_figures` reads a text in a language; `covered` asks whether a figure stands in what is known;
`allowed_writings` gives the usual writings of known figures in a language.
"""

from assistant.language.figures.compare import at_most, covered, nearest, same_figure, weekday_conflicts
from assistant.language.figures.scan import find_figures, known_figures
from assistant.language.figures.writings import allowed_writings

__all__ = [
    "allowed_writings",
    "at_most",
    "covered",
    "find_figures",
    "known_figures",
    "nearest",
    "same_figure",
    "weekday_conflicts",
]
