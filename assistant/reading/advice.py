"""What to do besides writing, one line each, from knowledge/reading/advice.yaml."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from assistant.domain import Route, Situation
from assistant.language.shipped_data import as_text, naming, rows_of
from assistant.reading.signals import find_signals

_MOST = 6


class _Line(NamedTuple):
    """An entry of the file: what to do, and the one condition under which."""

    advice: str
    list: str = ""
    route: str | None = None
    situation: str | None = None


@cache
def _lines() -> tuple[_Line, ...]:
    parts = ("knowledge", "reading", "advice.yaml")
    with naming(*parts):
        rows = rows_of(*parts)
        return tuple(_Line(**{name: as_text(value) for name, value in row.items()}) for row in rows)


def find_advice(text: str, language: str, route: Route, situation: Situation) -> tuple[str, ...]:
    """The lines whose condition holds, in the order of the file, six at most."""
    chosen = []
    for line in _lines():
        by_words = line.list and find_signals(text, line.list, language=language)
        if by_words or line.route == route.value or line.situation == situation.label:
            chosen.append(line.advice)
    return tuple(dict.fromkeys(chosen))[:_MOST]
