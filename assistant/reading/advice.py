"""What to do besides writing, one line each, from knowledge/reading/advice.yaml."""

from __future__ import annotations

from functools import cache

from assistant.domain import Route, Situation
from assistant.language.shipped_data import rows_of
from assistant.reading.signals import find_signals

_MOST = 6


@cache
def _lines() -> tuple[dict[str, str], ...]:
    return tuple(rows_of("knowledge", "reading", "advice.yaml"))


def find_advice(text: str, language: str, route: Route, situation: Situation) -> tuple[str, ...]:
    """The lines whose condition holds, in the order of the file, six at most."""
    chosen = []
    for line in _lines():
        by_words = "list" in line and bool(find_signals(text, line["list"], language=language))
        if by_words or line.get("route") == route.value or line.get("situation") == situation.label:
            chosen.append(line["advice"])
    return tuple(chosen[:_MOST])
