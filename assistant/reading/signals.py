"""Signal words: the lists of knowledge/reading/signals as patterns, and where they stand in a text."""

from __future__ import annotations

import re
from functools import cache

from assistant.domain import Span
from assistant.language.lists import as_pattern, comparable
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base
from assistant.resources import shipped


@cache
def signal_languages() -> tuple[str, ...]:
    """The languages that have a list, by file name (`zh` serves both Chinese scripts)."""
    return tuple(sorted(path.stem for path in (shipped("knowledge") / "reading" / "signals").glob("*.yaml")))


def list_language(language: str) -> str:
    """The list that serves a BCP 47 tag: its first part, or English where there is none."""
    primary = base(language)
    return primary if primary in signal_languages() else "en"


@cache
def _lists(language: str) -> dict[str, list[str]]:
    parts = ("knowledge", "reading", "signals", f"{language}.yaml")
    with naming(*parts):
        return {name: [str(word) for word in words] for name, words in data_of(*parts).items()}


@cache
def _pattern(language: str, name: str) -> re.Pattern[str] | None:
    words = _lists(language).get(name, [])
    if not words:
        return None
    return re.compile(
        "|".join(as_pattern(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE
    )


def find_signals(text: str, name: str, *, language: str, also: tuple[str, ...] = ()) -> list[Span]:
    """Where words of the list `name` stand in `text`, in order, without overlaps.

    `also` names further languages whose lists count (a message in two languages).
    """
    found: dict[int, Span] = {}
    plain = comparable(text, language)
    for tag in dict.fromkeys((list_language(language), *map(list_language, also))):
        pattern = _pattern(tag, name)
        for match in pattern.finditer(plain) if pattern else ():
            if not any(span.start < match.end() and match.start() < span.end for span in found.values()):
                found[match.start()] = Span(
                    text[match.start() : match.end()], match.start(), match.end(), name
                )
    return [found[start] for start in sorted(found)]


def counts(text: str, names: tuple[str, ...], language: str) -> list[int]:
    """How many words of each list stand in `text`, which must be `comparable` already."""
    tag = list_language(language)
    patterns = (_pattern(tag, name) for name in names)
    return [len(pattern.findall(text)) if pattern else 0 for pattern in patterns]
