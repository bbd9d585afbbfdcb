"""Only the figures that are allowed, whole: digits by an automaton over their writings.

An allowed 12 allows neither 2 nor 120 nor 12.5. While digits come, each must go on towards an allowed
writing; a wrong digit is refused where it stands, so a figure half copied is finished right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from assistant.models.constraints.rule import Offence, Verdict

# Digits with marks between them, of dashes any number; a thin or plain space only before a group of three.
_RUN = re.compile(r"\d(?:\d|[.,:/'’٫٬·](?=\d)|[–—−-]+(?=\d)|[ \u00a0\u202f\u2009](?=\d{3}(?!\d)))*")
_MARKS = ".,:/'’٫٬·–—−-"
_SPACES = " \u00a0\u202f\u2009"
_DASHES = re.compile("[–—−-]")
_ONLY_DASHES = re.compile("[–—−-]+")
# Index of the part of a run at which it is no range any more.
_RANGE = 2
# Digits, a space and one or two digits at the end: perhaps a group of three is being written.
_GROUP_BEGUN = re.compile(r"\d(?:\d|[.,:/'’٫٬·](?=\d)|[–—−-]+(?=\d)|[ \u00a0\u202f\u2009](?=\d))*\Z")


class AllowedDigits:
    """`allowed` are texts whose digits may be written; what ends within the first `free` characters passes."""

    def __init__(self, allowed: Iterable[str], *, free: int = 0) -> None:
        self._free = free
        self._whole: set[str] = set()
        allowed = tuple(allowed)
        self._signs = frozenset("".join(allowed))
        for text in allowed:
            for run in _RUN.findall(text):
                self._whole.add(_plain(run))
                self._whole.update(part for part in _DASHES.split(_plain(run)) if part)
        self._beginnings = {run[:length] for run in self._whole for length in range(1, len(run) + 1)}

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """A wrong digit offends, or what follows a figure that stops too early; the last figure is pending."""
        sign = self._odd_sign(text, max(fresh, self._free))
        if sign is not None:
            return Verdict(len(text), Offence(sign, sign + 1, always=True))
        tentative = None if ended else _GROUP_BEGUN.search(text)
        if tentative is not None and _plain(tentative.group()) in self._beginnings:
            return Verdict(tentative.start())
        pending = len(text)
        for match in _RUN.finditer(text, self._window(text, fresh)):
            if match.end() <= self._free:
                continue
            whole = ended or not _may_go_on(text, match)
            wrong = self._wrong(match.group(), whole=whole)
            if wrong is not None:
                place = max(match.start() + wrong, self._free)
                return Verdict(min(pending, match.start()), Offence(place, place + 1, always=not self._whole))
            if not whole:
                pending = min(pending, match.start())
        return Verdict(pending)

    def _window(self, text: str, fresh: int) -> int:
        """A place before everything undecided that is not inside a run of digits."""
        start = max(0, min(fresh, len(text)) - 8)
        while start and _may_be_inside(text[start - 1]):
            start -= 1
        return start

    def _odd_sign(self, text: str, start: int) -> int | None:
        """The first ², ½, Ⅳ, ２ or ٢ that no allowed figure is written with."""
        signs = self._signs
        return next((i for i in range(start, len(text)) if _is_odd(text[i]) and text[i] not in signs), None)

    def _wrong(self, run: str, *, whole: bool) -> int | None:
        """Where a run leaves the allowed ones (its length: it stops too early); None if it is fine."""
        plain = _plain(run)
        start = 0
        if plain in self._whole or (not whole and plain in self._beginnings):
            return None
        parts = _DASHES.split(plain)
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            if part not in self._whole and not (last and not whole and part in self._beginnings):
                return start + self._agreed(part) if len(parts) > 1 else self._agreed(plain)
            if number == _RANGE:  # '12–14' is a range of two; '12–14–12' would be a date or a code
                return start
            start += len(part) + 1
        return None

    def _agreed(self, part: str) -> int:
        """How many characters of a wrong part lie on the way to an allowed figure."""
        length = len(part)
        while length and part[:length] not in self._beginnings:
            length -= 1
        return length


def _may_go_on(text: str, match: re.Match[str]) -> bool:
    """Whether what follows could still lengthen a run of digits."""
    rest = text[match.end() : match.end() + 4]
    if not rest:
        return True
    if rest[0] in _SPACES:
        return len(rest) <= 3 and (len(rest) == 1 or rest[1:].isdecimal())
    return (len(rest) == 1 and rest in _MARKS) or _ONLY_DASHES.fullmatch(text, match.end()) is not None


def _plain(run: str) -> str:
    """ASCII digits, one kind of space and of apostrophe; as many characters as before."""
    return "".join(_plain_character(character) for character in run)


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _SPACES:
        return " "
    return {"’": "'", "٫": ".", "٬": ",", "–": "-", "—": "-", "−": "-"}.get(character, character)


def _may_be_inside(character: str) -> bool:
    return character.isdecimal() or character in _MARKS or character in _SPACES


def _is_odd(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) in ("Nd", "No", "Nl")
