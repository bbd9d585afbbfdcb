"""Stretches of a reply that are not its own words: gaps, marks and placeholders in square brackets."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.gate.scope import quoted
from assistant.gate.spans import Spans, merged

# So long may a note be that stands in a gap, with the words before it (drafting/saying.py).
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,400}\]|［[^［］\n]{1,400}］")


@lru_cache(maxsize=16)
def brackets(text: str) -> Spans:
    """Spans of [FILL: ...], [CHECK ...], [name] and the like."""
    return tuple(match.span() for match in _BRACKETS.finditer(text))


@lru_cache(maxsize=16)
def not_own(text: str, message: str = "") -> Spans:
    """Brackets and quotations together."""
    return merged((*brackets(text), *quoted(text, message)))
