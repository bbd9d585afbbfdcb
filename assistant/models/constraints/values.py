"""Figures by their value: number words, weekdays, dates and units that nobody allowed.

The digits have passed (figures.py); here 'two weeks', 'martes', '25 декабря', '一万二' and '12 %' are read
as a reader would read them, and have to follow from an allowed figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.domain import Figure
from assistant.language.figures import covered, find_figures, known_figures
from assistant.models.constraints.rule import Offence, Verdict

# So much text before what is new is read again: a figure with its words is shorter.
_WINDOW = 64
# Where there was no figure so far, only the words with which one can begin ('the day after') are read again.
_QUIET_WINDOW = 28
_AFTER = re.compile(r"\s*(?:[,;:!?。，；：！？…]|[^\W_]+(?:[\W_])|[.)\]\"”]+\s)")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# In unspaced writing a figure is over when so many other characters follow.
_CHARACTERS_AFTER = 2
_MARKS = frozenset(".,:/'’٫٬·–—−-")


class AllowedValues:
    """Every figure in `language` follows from an `allowed` one or is written like one of them."""

    def __init__(self, allowed: Iterable[str], language: str, *, free: int = 0) -> None:
        writings = tuple(allowed)
        self._language = language
        self._free = free
        self._writings = {_plain(writing) for writing in writings}
        self._known = _known(writings)
        self._judged: dict[tuple[str, str], bool] = {}
        self._quiet = ""  # a text that had no figure near its end

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """A figure offends once it is over; until then it is pending from its beginning."""
        quiet = len(self._quiet) == fresh and text.startswith(self._quiet)
        start = self._window(text, fresh, _QUIET_WINDOW if quiet else _WINDOW)
        figures = find_figures(text[start:], language=self._language)
        if not figures:
            self._quiet = text
        pending = len(text)
        for figure in figures:
            first, last = _beginning(text, start + figure.start), start + figure.end
            if last <= self._free or (first == start > 0):
                continue
            if not ended and not _is_over(text, last):
                pending = min(pending, first)
            elif not self._allows(figure):
                return Verdict(min(pending, first), Offence(first, last))
        return Verdict(pending)

    def _window(self, text: str, fresh: int, size: int) -> int:
        start = max(0, min(fresh, len(text)) - size)
        while start and not text[start - 1].isspace() and not _UNSPACED.match(text[start]):
            start -= 1
        return start

    def _allows(self, figure: Figure) -> bool:
        key = (figure.text, figure.value)
        if key not in self._judged:
            self._judged[key] = _plain(figure.text) in self._writings or covered(figure, self._known)
        return self._judged[key]


@lru_cache(maxsize=64)
def _known(writings: tuple[str, ...]) -> tuple[Figure, ...]:
    """Every reading of the allowed writings, found in one go with something between that ends a figure."""
    return tuple(known_figures(" ;\n".join(writings)))


def _beginning(text: str, index: int) -> int:
    """Where the word or the run of digits begins in which a figure was found."""
    while index and (text[index - 1].isalnum() or text[index - 1] in _MARKS):
        if _UNSPACED.match(text[index - 1]):
            break
        index -= 1
    return index


def _is_over(text: str, end: int) -> bool:
    """Whether what follows shows that the figure is not longer."""
    rest = text[end:]
    if _UNSPACED.match(rest) or _UNSPACED.match(text[end - 1]):
        return len(rest) > _CHARACTERS_AFTER or rest[:1] in tuple("，。；！？,;!?\n")
    return _AFTER.match(rest) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
