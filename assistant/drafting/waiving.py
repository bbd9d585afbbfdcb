"""Which clauses a note sets aside: what is waived is not held against the client in the same letter.

"500 waived" beside "a second call-out costs 500" reads as if nothing had been waived. The note is the newer word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from assistant.domain import Fact
from assistant.language.figures import figures_of, sums_of
from assistant.language.lists import as_pattern, comparable
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base
from assistant.language.words import content_stems

_NEAR = 3  # words between a denial and what it denies
_SHARED = 2  # words of content by which a statement and a clause speak of one charge
_PLAIN_NUMBER = 3  # digits from which a number without its currency may be a sum
_STATEMENT = re.compile(r"[,;，；。\n]\s*|[.!]\s+|\s[-–—]\s")


def is_set_aside(clause: Fact, notes: Iterable[Fact]) -> bool:
    """Whether the clause states a charge that a statement of the notes gives up: the same sum, or the same thing."""
    sums = sums_of(clause.text)
    return bool(sums) and any(
        sums & sums_of(text, bare_from=_PLAIN_NUMBER)
        or len(content_stems(clause.text) & content_stems(text)) >= _SHARED
        for note in notes
        for text in _waiving(note)
    )


def _waiving(note: Fact) -> Iterator[str]:
    """The statements of a note that give up a charge; bare words of it ("..., sonder koste") with the one before."""
    before = ""
    for text in _STATEMENT.split(note.text):
        found = _given_up(text, base(note.language))
        if found is not None:
            rest = text[: found.start()] + text[found.end() :]
            yield text if content_stems(rest) or figures_of(rest) else f"{before} {text}"
        before = text


def _given_up(text: str, language: str) -> re.Match[str] | None:
    """The words that give up a charge, unless a denial stands up to two words before them."""
    plain = comparable(text, language)
    found = _pattern("waived", language).search(plain)
    if found is None:
        return None
    denials = _pattern("denied", language).finditer(plain, 0, found.start())
    near = any(len(plain[denial.end() : found.start()].split()) < _NEAR for denial in denials)
    return None if near else found


@cache
def _pattern(name: str, language: str) -> re.Pattern[str]:
    """The words of a language and the English ones, in which many notes are written."""
    parts = ("knowledge", "languages", "waived.yaml")
    with naming(*parts):
        lists = data_of(*parts)[name]
        words = dict.fromkeys([*lists.get(language, ()), *lists["en"]])
        return re.compile("|".join(map(as_pattern, words)), re.IGNORECASE)
