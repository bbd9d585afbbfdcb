"""The words by which a text is found literally: one way of cutting for what is kept and what is asked.

Words lose case and accents; scripts without spaces are cut into pairs of characters, Traditional
written as Simplified; numbers and codes ("4.2", "TL-2026-088") stay whole. A long word also counts
by its first letters, which stands in for a stemmer in every inflected language alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af"  # Hangul: spaced, but its particles stick to the word
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RUN = re.compile(f"[{_UNSPACED}]")
_TOKEN = re.compile(
    rf"(?P<run>[{_UNSPACED}]+)"
    r"|(?P<code>[a-z0-9]+(?:[-_/.:,#][a-z0-9]+)+)"
    rf"|(?P<word>(?:(?![{_UNSPACED}])\w)+)",
)
_STEM = 5


def terms(text: str) -> list[str]:
    """The index terms of a text in their order, repeated as often as they occur."""
    return [term for match in _TOKEN.finditer(plain_form(text)) for term in _cut(match)]


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script that is written without spaces (Hangul counts as such)."""
    return bool(_RUN.match(character))


def clause_term(number: str) -> str:
    """The index term of a clause number, so that 'clause 4' finds clause 4 and not every 4."""
    return "clause_" + number.casefold().replace(".", "_")


def _cut(match: re.Match[str]) -> Iterator[str]:
    token = match.group()
    if match.lastgroup == "run":
        yield from _pairs(token)
    elif match.lastgroup == "code":
        yield from _code(token)
    else:
        yield from _word(token)


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for at in range(len(run) - 1):
        yield run[at : at + 2]


def _code(token: str) -> Iterator[str]:
    parts = re.split(r"[-_/.:,#]", token)
    if any(part.isdigit() for part in parts):
        yield "_".join(parts)
    for part in parts:
        if len(part) > 2:
            yield from _word(part)


def _word(word: str) -> Iterator[str]:
    yield word
    if len(word) > _STEM and not word.isdigit():
        yield f"{word[:_STEM]}_"


def plain_form(text: str) -> str:
    """Lower case, no accents, Traditional characters as Simplified: the form in which words are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _HAN.search(folded):
        folded = str(_simplifier().convert(folded))
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
