"""Figures by their value: number words, weekdays, dates and units that nobody allowed.

The digits have passed (figures.py); here 'two weeks', 'martes', '25 декабря', '一万二', '12 %' and '12 p.m.'
are read as a reader would read them, whole, and have to follow from an allowed figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from assistant.models.constraints.allowed import Allowed
from assistant.models.constraints.rule import Offence, Verdict

# So much text before what is new is read again: more than an undecided figure with what follows it.
_WINDOW = 128
# Where there was no figure so far, only the words with which one can begin ('within a') are read again.
_QUIET_WINDOW = 48
# What ended so far before what is new was judged whole when it was new; here its beginning may be cut off.
_JUDGED = 48
# A figure ends at a mark or a line's end; else its next two words may still belong to it ('12 de mayo'). A comma or
# colon may be one within a figure until something else than a digit follows ('at 06:20').
_AFTER = re.compile(
    r"[ \u00a0\u202f\u2009]*(?:[,:](?!\d|\Z)|[;!?。，；：！？…]|[.)\]\"”’]*\n|[\W_]*(?:[^\W_]+[\W_]+){2})"
)
# However long the word after it, a figure is over when so many characters follow.
_LONGEST_AFTER = 32
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# A word that goes on is not read again before so many letters were added.
_LONGEST_LETTERS = 16
_LETTERS = re.compile("[^\\W\\d_\u3040-\u30ff\u3400-\u9fff]+")
# In unspaced writing a figure is over when so many other characters follow.
_CHARACTERS_AFTER = 2
_MARKS = frozenset(".,:/'’٫٬·–—−-")


class Passed(NamedTuple):
    """A text that was read, and from where on it was pending."""

    text: str
    pending: int

    def goes_on_in(self, text: str) -> bool:
        """Whether only letters of its last word were added: what the word is shows when it is over."""
        if not self.text or len(text) > len(self.text) + _LONGEST_LETTERS or not text.startswith(self.text):
            return False
        return _LETTERS.fullmatch(text, len(self.text) - 1) is not None


class AllowedValues:
    """Every figure in `language` follows from an `allowed` one or is written like one of them."""

    def __init__(self, allowed: Iterable[str], language: str, *, free: int = 0) -> None:
        self._allowed = Allowed(allowed, language)
        self._free = free
        self._quiet = ""  # a text that had no figure near its end
        self._passed = Passed("", 0)

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """A figure offends once it is over; until then it is pending from its beginning."""
        if not ended and self._passed.goes_on_in(text):
            return Verdict(min(self._passed.pending, _beginning(text, len(self._passed.text))))
        verdict = self._read(text, fresh, ended=ended)
        if verdict.offence is None and not ended:
            self._passed = Passed(text, verdict.pending)
        return verdict

    def _read(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        start = self._window(text, fresh)
        figures = self._allowed.figures(text[start:])
        if not figures and not ended:
            self._quiet = text
        pending = len(text)
        for figure in figures:
            first, last = _beginning(text, start + figure.start), start + figure.end
            if last <= max(self._free, min(fresh, len(text)) - _JUDGED) or (first == start > 0):
                continue
            if not ended and not _is_over(text, last):
                pending = min(pending, first)
            elif not self._allowed.allows(figure):
                return Verdict(min(pending, first), Offence(first, last))
        return Verdict(pending)

    def _window(self, text: str, fresh: int) -> int:
        """Where to read from: before everything undecided, at the beginning of a word."""
        quiet = len(self._quiet) == fresh and text.startswith(self._quiet)
        start = max(0, min(fresh, len(text)) - (_QUIET_WINDOW if quiet else _WINDOW))
        while start and not text[start - 1].isspace() and not _UNSPACED.match(text[start]):
            start -= 1
        return start


def _beginning(text: str, index: int) -> int:
    """Where the word or the run of digits begins in which a figure was found."""
    while index and (text[index - 1].isalnum() or text[index - 1] in _MARKS):
        if _UNSPACED.match(text[index - 1]):
            break
        index -= 1
    return index


def _is_over(text: str, end: int) -> bool:
    """Whether what follows shows that the figure is not longer."""
    rest = text[end : end + _LONGEST_AFTER]
    if _UNSPACED.match(rest) or _UNSPACED.match(text[end - 1]):
        return len(rest) > _CHARACTERS_AFTER or rest[:1] in tuple("，。；！？,;!?\n")
    return len(rest) >= _LONGEST_AFTER or _AFTER.match(rest) is not None
