"""The words of commitments, one language a file: knowledge/promises/<language>.yaml.

An act is a kind of commitment (refund, waive, guarantee, ...) with the phrases that grant it and those
that mention it. Beside them a file lists its negations, its words for 'only X approves', 'all of it',
conditions (`limits`), largest values (`ceilings`), a client's wish told back (`asked`), and negations that
deny nothing (`affirming`: 'not only'), and what the client pays us (`owed`: 'is due'). `caught` and `fine` are its examples, which the tests read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.gate.fold import fold_pattern
from assistant.gate.phrase import Phrase, parse_phrase
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base
from assistant.resources import shipped

_PARTS = ("approvals", "whole", "limits", "ceilings", "affirming", "owed")


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of commitment in one language."""

    name: str
    grants: tuple[Phrase, ...]
    mentions: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of a language and the words that turn, limit or hand on a commitment."""

    acts: tuple[Act, ...]
    negations: re.Pattern[str]
    asked: re.Pattern[str]
    approvals: tuple[Phrase, ...] = ()
    whole: tuple[Phrase, ...] = ()
    limits: tuple[Phrase, ...] = ()
    ceilings: tuple[Phrase, ...] = ()
    affirming: tuple[Phrase, ...] = ()
    owed: tuple[Phrase, ...] = ()

    def negates(self, phrase: Phrase) -> bool:
        """Whether the phrase has a negation among its own words."""
        return bool(self.negations.search(fold_pattern(phrase.source)))


@cache
def acts(language: str) -> Acts | None:
    """The acts of a language tag; None when nobody wrote them down yet."""
    folder = shipped("knowledge") / "promises"
    for tag in (language, base(language)):
        parts = ("knowledge", "promises", f"{tag}.yaml")
        if (folder / f"{tag}.yaml").is_file():
            with naming(*parts):
                return _read(data_of(*parts))
    return None


def _read(lists: Any) -> Acts:
    words: Mapping[str, str] = lists.get("words", {})
    found = tuple(
        Act(act, _phrases(entry.get("grants", ()), words), _phrases(entry.get("mentions", ()), words))
        for act, entry in lists["acts"].items()
    )
    more = (_phrases(lists.get(part, ()), words) for part in _PARTS)
    asked = _any(lists.get("asked", ()), words)
    return Acts(
        found, re.compile(_any(lists.get("negations", ()), words)), re.compile(rf"(?:{asked})\s*$"), *more
    )


def _any(sources: Iterable[str], words: Mapping[str, str]) -> str:
    return "|".join(phrase.expression for phrase in _phrases(sources, words)) or "(?!)"


def _phrases(sources: Iterable[str], words: Mapping[str, str]) -> tuple[Phrase, ...]:
    return tuple(parse_phrase(str(source), words) for source in sources)
