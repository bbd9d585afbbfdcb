"""What knowledge/facts/<language>.yaml says about the clauses of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from assistant.language.shipped_data import data_of, naming
from assistant.language.words import cjk
from assistant.resources import shipped

_NOTHING = re.compile("(?!)")
_AROUND = 28  # characters beside a figure in which its bound is looked for


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """`person` are (pattern, replacement) in their order; `before` and `after` map a bound to its pattern."""

    conditions: re.Pattern[str] = _NOTHING
    client: re.Pattern[str] = _NOTHING
    leaves_alone: re.Pattern[str] = _NOTHING
    person: tuple[tuple[re.Pattern[str], str], ...] = ()
    before: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    after: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    def bound(self, text: str, start: int, end: int) -> str:
        """What the words beside a figure make of it: at_most, at_least, within, before, after or nothing."""
        left, right = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        for name in self.before:
            if self.after[name].match(right):
                return name
        found = [(match.end(), name) for name, each in self.before.items() if (match := each.search(left))]
        return max(found)[1] if found else ""


@cache
def clause_words(language: str) -> ClauseWords:
    """The words of a language; a language without a file has none. Raises KnowledgeDataError."""
    parts = ("knowledge", "facts", f"{language}.yaml")
    if not (shipped("knowledge") / "facts" / f"{language}.yaml").is_file():
        return ClauseWords()
    with naming(*parts):
        return _read(data_of(*parts))


def _read(lists: Mapping[str, Any]) -> ClauseWords:
    bounds = lists.get("bounds", {})
    return ClauseWords(
        conditions=_any(lists.get("conditions", [])),
        client=re.compile(lists.get("client", "(?!)")),
        leaves_alone=re.compile(lists.get("leaves_alone", "(?!)")),
        person=tuple((re.compile(rule["find"]), str(rule["put"])) for rule in lists.get("person", [])),
        before={name: _any(words["before"], tail=r"\W{0,3}$") for name, words in bounds.items()},
        after={name: _any(words["after"], head=r"\W{0,2}") for name, words in bounds.items()},
    )


def _any(words: Sequence[str], *, head: str = "", tail: str = "") -> re.Pattern[str]:
    """Whole words, the longest first; signs of unspaced scripts stand for themselves."""
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    parts = [re.escape(word) if cjk(word) else rf"(?<!\w){re.escape(word)}(?!\w)" for word in ordered]
    return re.compile(f"{head}(?:{'|'.join(parts)}){tail}" if parts else "(?!)", re.IGNORECASE)
