"""The word lists of knowledge/ made into patterns, and texts as these lists are written.

A star in a list stands for any letters, three dots for a few words. Traditional Chinese is compared
in its simplified form, character by character, so one list serves both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")


def as_pattern(word: str) -> str:
    """One entry of a list as a regular expression: `*` any letters, ` ... ` a few words."""
    body = re.escape(word.lower()).replace(r"\ \.\.\.\ ", r"[^.!?\n]{0,40}?").replace(r"\*", r"\w*")
    before = "" if _WIDE.match(word) or not word[0].isalnum() else r"(?<!\w)"
    after = "" if _WIDE.match(word[-1]) or not (word[-1].isalnum() or word[-1] == "*") else r"(?!\w)"
    return before + body.replace(r"\ ", r"\s+") + after


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def comparable(text: str, language: str) -> str:
    """`text` as the lists are written, of the same length: simplified, straight apostrophes."""
    plain = text.replace("’", "'").replace("ʼ", "'")
    if not language.startswith("zh"):
        return plain
    simplified = "".join(_simplify(character) for character in plain)
    return simplified if len(simplified) == len(text) else plain


@cache
def _simplify(character: str) -> str:
    converted: str = _simplifier().convert(character) if _WIDE.match(character) else character
    return converted if len(converted) == 1 else character
