"""Which clauses a note sets aside: what is waived is not held against the client in the same letter.

"500 waived" beside "a second call-out costs 500" reads as if nothing had been waived. The note is the newer word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from assistant.domain import Fact
from assistant.language.figures import figures_of, telling_figures
from assistant.language.lists import read_lists
from assistant.language.words import cjk, content_stems
from assistant.resources import shipped

_SHARED = 2  # words of content by which a note and a clause speak of one charge


def is_set_aside(clause: Fact, notes: Iterable[Fact]) -> bool:
    """Whether the clause states a charge that one of the notes gives up: the same sum, or the same thing."""
    charged = any(figure.kind == "amount" for figure in figures_of(clause.text))
    return charged and any(
        waives(note) and (_sums(clause) & _sums(note) or _same_thing(clause, note)) for note in notes
    )


def waives(note: Fact) -> bool:
    """Whether a note gives up a charge."""
    return _pattern(note.language.split("-")[0]).search(note.text) is not None


def _sums(fact: Fact) -> set[str]:
    """Numbers without their currency, which a note often leaves out."""
    told = telling_figures(fact.text)
    return {figure.value.split()[-1] for figure in figures_of(fact.text) if figure.value in told}


def _same_thing(clause: Fact, note: Fact) -> bool:
    return len(content_stems(clause.text) & content_stems(note.text)) >= _SHARED


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """The words of a language and the English ones, in which many notes are written."""
    lists = read_lists(shipped("knowledge") / "languages" / "waived.yaml")
    words = dict.fromkeys([*lists.get(language, ()), *lists["en"]])
    return re.compile("|".join(map(_as_pattern, words)), re.IGNORECASE)


def _as_pattern(word: str) -> str:
    escaped = re.escape(word.removesuffix("*"))
    if cjk(word):
        return escaped
    return rf"(?<!\w){escaped}" + ("" if word.endswith("*") else r"(?!\w)")
