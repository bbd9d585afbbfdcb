"""Stretches of a reply that are not its own words: gaps, marks and placeholders in square brackets."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.gate.scope import quoted

_BRACKETS = re.compile(r"\[[^\[\]\n]{1,200}\]|［[^［］\n]{1,200}］")
GAP = re.compile(r"\[\s*FILL\s*[:：][^\[\]\n]{0,200}\]|［\s*FILL\s*[:：][^［］\n]{0,200}］", re.IGNORECASE)


@lru_cache(maxsize=16)
def brackets(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of [FILL: ...], [CHECK ...], [name] and the like."""
    return tuple(match.span() for match in _BRACKETS.finditer(text))


def not_own(text: str, message: str = "") -> tuple[tuple[int, int], ...]:
    """Brackets and quotations together."""
    return (*brackets(text), *quoted(text, message))


def touches(start: int, end: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start < last and first < end for first, last in spans)
