"""How letters are compared: without case, width, accents, invisible characters, and as simplified Chinese."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

_QUOTES = dict.fromkeys("’‘ʼ`´＇", "'")
# Between the letters of a word these are as good as nothing: hyphens, and the marks of bold and italics.
_SOFT = frozenset("-‐‑‒–—−_*~")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "BOPOMOFO")

NONE, SOFT, SPACE = 0, 1, 2


class Letter(NamedTuple):
    """A folded character that counts, where it stood, and the gap before it (NONE, SOFT or SPACE)."""

    text: str
    at: int
    gap: int
    spaced: bool  # a letter of a script that puts spaces between words


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    """One character as it is compared; '' for what is invisible or a mark on the letter before."""
    if character in _QUOTES:
        return "'"
    if "\u3400" <= character <= "\u9fff":
        return _simplified().convert(character)  # type: ignore[no-any-return]
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(part for part in plain if unicodedata.category(part) not in ("Mn", "Me", "Cf"))


@lru_cache(maxsize=8192)
def gap(character: str) -> int:
    """What a character is between two letters; -1 when it is itself something to compare."""
    if character.isspace():
        return SPACE
    if character in _SOFT:
        return SOFT
    return NONE if not fold(character).strip() else -1


@lru_cache(maxsize=8192)
def is_spaced(character: str) -> bool:
    """Whether this is a letter whose words stand between spaces (Latin yes, Chinese no)."""
    return character.isalpha() and not unicodedata.name(character, "").startswith(_UNSPACED)


class Folding:
    """The letters of a text that grows at its end; going back to a shorter text is as cheap."""

    def __init__(self) -> None:
        self._text = ""
        self._letters: list[Letter] = []
        self._between = NONE  # the gap after the last letter

    def letters(self, text: str) -> list[Letter]:
        """All letters of the text; the list is this object's own and changes with the next call."""
        if not text.startswith(self._text):
            self._cut(text)
        letters, between = self._letters, self._between
        for index in range(len(self._text), len(text)):
            character = text[index]
            kind = gap(character)
            if kind >= 0:
                between = max(between, kind)
                continue
            for part in fold(character):
                letters.append(Letter(part, index, between, is_spaced(character)))
                between = NONE
        self._text, self._between = text, between
        return letters

    def _cut(self, text: str) -> None:
        length = min(len(text), len(self._text))
        same = next((i for i in range(length) if text[i] != self._text[i]), length)
        while self._letters and self._letters[-1].at >= same:
            self._letters.pop()
        self._text = text[:same]
        start = self._letters[-1].at + 1 if self._letters else 0
        self._between = max((gap(character) for character in text[start:same]), default=NONE)


@cache
def _simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
