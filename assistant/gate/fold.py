"""Folding a text for matching without losing a single offset.

Patterns see lower case, no Latin accents, ASCII quotes and dashes, half-width letters and no
invisible characters; findings need the exact words of the text as it was given. Nearly every
character folds to one character, so for ordinary texts the offsets are the text's own; only where
invisible or combining characters occur is an index map built, one pass, linear in the length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PUNCTUATION = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "ŉ": "n",
    "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    "ё": "е", "Ё": "е", "İ": "i", "ı": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
}  # fmt: skip
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u200e\u200f")


class _Table(dict[int, str]):
    """Code point -> folded character, worked out at first sight of each character."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1:
        return character
    base = unicodedata.normalize("NFD", plain)[0]
    lowered = (base if base.isascii() else plain).lower()
    return lowered if len(lowered) == 1 else plain


_TABLE = _Table()


_PIECE = 1500  # characters: a letter is one piece
_OVERLAP = 300  # longer than any phrase
_BREAK = re.compile(r"[\s。！？]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts`/`ends` map its indices to the original's (None: they are the same)."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text behind a non-empty stretch of the folded one."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=8)
def fold(text: str) -> Folded:
    """The folded text with the way back to the original's offsets."""
    if text.isascii():
        return Folded(text.lower())
    if unicodedata.is_normalized("NFC", text) and _INVISIBLE.isdisjoint(text):
        return Folded(text.translate(_TABLE))
    return _fold_mapped(text)


@lru_cache(maxsize=8)
def pieces(folded: str) -> tuple[tuple[int, int, str], ...]:
    """Overlapping stretches (start, end, text) of a long text, each short enough to be judged by its words."""
    cuts: list[tuple[int, int, str]] = []
    start = 0
    while start < len(folded) or not cuts:
        near = _BREAK.search(folded, start + _PIECE, start + _PIECE + _OVERLAP)
        end = min(near.end() if near else start + _PIECE + _OVERLAP, len(folded))
        cuts.append((start, end, folded[start:end]))
        if end == len(folded):
            break
        before = _BREAK.search(folded, end - _OVERLAP, end)
        start = before.end() if before and before.end() < end else end - _OVERLAP
    return tuple(cuts)


def fold_pattern(words: str) -> str:
    """Words of a lexicon, written the way folded texts are written."""
    return unicodedata.normalize("NFC", words).translate(_TABLE)


def _fold_mapped(text: str) -> Folded:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, character in enumerate(text):
        if characters and (_is_mark(character) or _completes_syllable(characters[-1], character)):
            characters[-1] = _joined(characters[-1], character)
            ends[-1] = index + 1
        elif character not in _INVISIBLE:
            characters.append(character)
            starts.append(index)
            ends.append(index + 1)
    return Folded("".join(characters).translate(_TABLE), tuple(starts), tuple(ends))


def _is_mark(character: str) -> bool:
    return character in _INVISIBLE or unicodedata.combining(character) != 0


def _completes_syllable(base: str, character: str) -> bool:
    """Korean letters written one by one, as some systems name their files and copy their texts."""
    return "\u1160" <= character <= "\u11ff" and len(unicodedata.normalize("NFC", base + character)) == 1


def _joined(base: str, mark: str) -> str:
    """The base with its mark where that is one character; a mark that has no home is dropped."""
    if mark in _INVISIBLE:
        return base
    composed = unicodedata.normalize("NFC", base + mark)
    return composed if len(composed) == 1 else base
