"""Digits stand alone: an allowed 12 allows neither 'X-12' nor '12X', '$12' or '12%'.

What is glued to digits makes another figure of them. It may only be written where the whole is allowed
as it stands ('TL-2026-088'), or is a usual writing of an allowed figure ('12%' of '12 %').
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.models.constraints.allowed import Allowed
from assistant.models.constraints.rule import Offence, Verdict

# Letters of scripts in which a word is not written onto a number: not Hebrew to Thai, not East Asian.
_LETTER = (
    r"[^\W\d\u0590-\u109f\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    r"\ufb1d-\ufdff\ufe70-\ufeff\uff66-\uffdc]"
)
_HYPHENS = r"\-‐‑–−"
_SIGNS = r"%‰％$€£¥￥₽₩₺₴₹"
_PIECE = re.compile(rf"{_LETTER}|[\d{_SIGNS}{_HYPHENS}/.,:]")
_WHOLE = re.compile(
    rf"(?:{_LETTER}|[\d{_SIGNS}]|[{_HYPHENS}/]+(?={_LETTER}|[\d{_SIGNS}])|(?<=\d)[.,:](?=\d))+"
)
_DIGITS = re.compile(r"\d(?:\d|[.,:](?=\d))*")
_NOT_DIGITS = re.compile(rf"{_LETTER}|[{_SIGNS}]")
# '12-person', '12-fold': a number and an ordinary word, and read as that number.
_COUNTING = re.compile(rf"\d[\d.,]*[-‐‑](?P<word>{_LETTER}{{3,}})")
# What may yet be glued on: "KS-26-" is half of a code.
_GLUE = re.compile(rf"[{_HYPHENS}/]*|(?<=\d)[.,:]")
# What is glued to a figure is judged when it is over, or when so much of it stands.
_LONGEST = 16


class StandingAlone:
    """`allowed` are texts with digits, read in `language`; the first `free` characters are the caller's own."""

    def __init__(self, allowed: Iterable[str], language: str, *, free: int = 0) -> None:
        writings = tuple(allowed)
        self._allowed = Allowed(writings, language)
        self._free = free
        joined = ("".join(writing.split()) for writing in writings)
        self._names = {found.casefold() for text in (*writings, *joined) for found in _WHOLE.findall(text)}

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """What is glued offends from the place where it touches the digits; until it is over it is pending."""
        for match in _WHOLE.finditer(text, _window(text, fresh)):
            whole = match.group()
            touch = _touch(whole)
            if touch is None or match.end() <= self._free:
                continue
            place = max(match.start() + touch, self._free)
            if (
                not ended
                and _GLUE.fullmatch(text, match.end())
                and self._may_become(text[match.start() :], touch)
            ):
                return Verdict(place)
            if not self._is_allowed(whole):
                return Verdict(place, Offence(place, match.end()))
        return Verdict(len(text))

    def _may_become(self, whole: str, touch: int) -> bool:
        """Whether what stands so far may yet be the beginning of something allowed."""
        if len(whole) - touch <= _LONGEST:
            return True
        return any(name.startswith(whole.casefold()) for name in self._names)

    def _is_allowed(self, whole: str) -> bool:
        if whole.casefold() in self._names or self._allowed.allows_whole(whole):
            return True
        counting = _COUNTING.fullmatch(whole)
        if counting is None or not (counting["word"].isalpha() and counting["word"].islower()):
            return False
        return all(self._allowed.allows(figure) for figure in self._allowed.figures(whole))


def _window(text: str, fresh: int) -> int:
    """Where the word, code or number begins that reaches what is new."""
    start = min(fresh, len(text))
    while start and _PIECE.match(text[start - 1]):
        start -= 1
    return start


def _touch(whole: str) -> int | None:
    """Where digits and something else touch; None for digits alone and for words without."""
    digits = _DIGITS.search(whole)
    if digits is None or not _NOT_DIGITS.search(whole):
        return None
    return digits.end() if digits.start() == 0 else digits.start()
