"""Words that say nothing by themselves (knowledge/reading/scraps.yaml): pieces of these alone are no clauses."""

from __future__ import annotations

import re
from functools import cache

from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def only_scraps(piece: str, language: str) -> bool:
    """Whether a piece has no word but such ones; a piece without words has none. Where no list is, every word counts."""
    known = _scraps().get(base(language), frozenset())
    return all(word.casefold().replace("’", "'") in known for word in _WORD.findall(piece))


@cache
def _scraps() -> dict[str, frozenset[str]]:
    parts = ("knowledge", "reading", "scraps.yaml")
    with naming(*parts):
        return {language: frozenset(words.split()) for language, words in data_of(*parts).items()}
