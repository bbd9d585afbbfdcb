"""Which clauses a note sets aside: what is waived is not held against the client in the same letter.

"500 waived" beside "a second call-out costs 500" reads as if nothing had been waived, and "100 % is credited" beside "50 %
is credited" as if nobody knew. The note is the newer word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from assistant.domain import Fact
from assistant.language.figures import figures_of, find_figures, sums_of
from assistant.language.lists import as_pattern, comparable
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base
from assistant.language.words import content_stems

_NEAR = 3  # words between a denial and what it denies
_SHARED = 2  # words of content by which a statement and a clause speak of one charge
_BESIDE = 1  # words of a statement that a clause without a sum may lack: "the photos are free this time"
_PLAIN_NUMBER = 3  # digits from which a number without its currency may be a sum
_STATEMENT = re.compile(r"[,;，；。\n]\s*|[.!]\s+|\s[-–—]\s")


def is_set_aside(clause: Fact, notes: Iterable[Fact]) -> bool:
    """Whether the clause states a charge that a statement of the notes gives up, the same sum or the same thing, or
    another share of the same thing than a note does."""
    return any(_other_share(clause, note) or _given_up_in(clause, note) for note in notes)


def _given_up_in(clause: Fact, note: Fact) -> bool:
    sums, stems = sums_of(clause.text), content_stems(clause.text)
    charged = _pattern("charged", base(clause.language)).search(
        comparable(clause.text, base(clause.language))
    )
    for text, rest in _waiving(note):
        things = content_stems(rest)
        if sums and (sums & sums_of(text, bare_from=_PLAIN_NUMBER) or len(stems & things) >= _SHARED):
            return True
        if charged and not sums and stems & things and len(things - stems) <= _BESIDE:
            return True
    return False


def _other_share(clause: Fact, note: Fact) -> bool:
    """Whether a statement of the note says of a thing in the clause's own words that it is another share."""
    theirs, stems = _shares(clause.text, clause.language), content_stems(clause.text)
    return bool(theirs) and any(
        (ours := _shares(text, note.language))
        and ours.isdisjoint(theirs)
        and len(things := content_stems(text)) >= _SHARED
        and things <= stems
        for text in _STATEMENT.split(note.text)
    )


def _shares(text: str, language: str) -> set[str]:
    return {each.value for each in find_figures(text, language=language) if each.kind == "percent"}


def _waiving(note: Fact) -> Iterator[tuple[str, str]]:
    """The statements of a note that give up a charge, whole and without the words that do; bare words of it
    ("..., sonder koste") with the statement before."""
    before = ""
    for text in _STATEMENT.split(note.text):
        found = _given_up(text, base(note.language))
        if found is not None:
            rest = text[: found.start()] + text[found.end() :]
            bare = not (content_stems(rest) or figures_of(rest))
            yield (f"{before} {text}", before) if bare else (text, rest)
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
