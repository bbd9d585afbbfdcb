"""The words of a text that grows at its end; going back to a shorter text is as cheap."""

from __future__ import annotations

import re
from typing import NamedTuple

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['’][^\W_{UNSPACED}]+)*")


class Word(NamedTuple):
    """A casefolded word, or one character of unspaced writing, and where it stands."""

    text: str
    start: int
    end: int


def words_of(text: str, start: int = 0) -> list[Word]:
    return [
        Word(match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text, start)
    ]


class GrowingWords:
    """All words of the text read last; only what changed is read again."""

    def __init__(self) -> None:
        self._text = ""
        self._words: list[Word] = []

    def read(self, text: str) -> list[Word]:
        """The list is this object's own and changes with the next call."""
        same = len(self._text) if text.startswith(self._text) else _agreement(self._text, text)
        while self._words and self._words[-1].end >= same - 1:  # a word may go on, also after an apostrophe
            self._words.pop()
        self._words += words_of(text, self._words[-1].end if self._words else 0)
        self._text = text
        return self._words


def _agreement(one: str, other: str) -> int:
    """How many characters two texts have in common at the beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
