"""One pattern of a figure with the function that reads its value, and the pieces patterns are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.language.figures.hit import Hit
from assistant.language.figures.numerals import DIGITS
from assistant.language.figures.values import Values
from assistant.language.figures.words import SPACE, Words, alternatives

Read = Callable[[Hit, date | None], str | None]
S = SPACE + "?"
NOT_MORE = r"(?!\d|[.,:/]\d)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of figure, its pattern, and how its value is read from a match."""

    kind: str
    source: str
    read: Read
    head: str = ""  # a number before it, matched once for all the rules that begin with one
    known_only: bool = False  # too common a word to be a figure of a text, but one it may be backed by

    def match(self, text: str, start: int) -> Hit | None:
        if not self.head:
            match = _compiled(self.source).match(text, start)
            return Hit(match) if match else None
        number = _compiled(self.head).match(text, start)
        rest = _compiled(self.source).match(text, number.end()) if number else None
        return Hit(rest, number) if rest and number else None


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


class Parts:
    """The words of one language and the patterns that several rules share."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.values = Values(words)
        v = self.values
        self.number = f"(?P<n>{DIGITS}(?:{S}{alternatives(v.multipliers)})?|{v.worded})"
        self.written_number = f"(?P<n>{v.worded})"
        self.months = alternatives(v.months)
        self.units = alternatives(v.units)
        self.money = alternatives(v.currency_words)
        self.money_before = alternatives(v.currency_before)

    def after_number(self, kind: str, pattern: str, read: Read) -> Rule:
        """A rule that begins with a number."""
        return Rule(kind, pattern, read, self.number)
