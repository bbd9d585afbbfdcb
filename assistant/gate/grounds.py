"""What a reply may rest on, read once per evidence: the figures of message, notes and sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from assistant.domain import Evidence, Figure
from assistant.gate.scope import recognised
from assistant.language.detect import detect_language, scripts
from assistant.language.figures import is_later_today, is_today, known_figures
from assistant.language.figures.words import languages
from assistant.language.tags import UNKNOWN, base

_READ_SCRIPTS = frozenset(("Latn", "Cyrl", "Hani", "Hira", "Kana", "Hang"))


@lru_cache(maxsize=64)
def figures_of(text: str, day: date | None, language: str = "") -> tuple[Figure, ...]:
    """Every reading of every figure of a source, the reply's language among them, kept as long as it is asked about."""
    return tuple(known_figures(text, day=day, language=language))


def source_figures(evidence: Evidence) -> tuple[Figure, ...]:
    """The figures of notes and quoted sources: what may be promised."""
    return tuple(
        figure for _, text in evidence.known for figure in figures_of(text, evidence.day, evidence.language)
    )


def message_figures(evidence: Evidence) -> tuple[Figure, ...]:
    """The figures of the client's message: they may be named, not promised."""
    return figures_of(evidence.message, evidence.day, evidence.language) if evidence.message else ()


def has_grounds(evidence: Evidence) -> bool:
    """Whether there is anything to compare with; without it a missing figure says nothing."""
    return evidence.grounded or bool(evidence.known)


def has_unread_source(evidence: Evidence) -> bool:
    """Whether a source is in a language whose words for days and numbers are unknown here."""
    return any(_unread(text) for _, text in evidence.known)


@lru_cache(maxsize=256)
def _unread(text: str) -> bool:
    """A script none of the figure files uses, or a longer Latin text in a language without a file."""
    if sum(bool(scripts(sign) - _READ_SCRIPTS) for sign in text) > 2:
        return True
    if text.count(" ") < 8 or recognised(text):
        return False
    tag = detect_language(text)
    return tag != UNKNOWN and base(tag) not in languages()


def is_timed(one: Figure, known: Iterable[Figure], language: str, day: date | None) -> bool:
    """Whether a loose time rests on an exact one: tonight and close of business on an hour, a few days on any time."""
    kinds = {other.kind for other in known}
    if "~" in one.value:
        return bool(kinds & {"date", "weekday", "duration", "time"})
    ends_today = one.kind == "period" and is_today(one, day)
    return (ends_today or is_later_today(one.text, language)) and "time" in kinds


def language_of(text: str, evidence: Evidence) -> str:
    """The language a reply is read in: the one asked for, else the one it looks like."""
    if evidence.language and evidence.language != UNKNOWN:
        return evidence.language
    found = _detected(text)
    return "en" if found == UNKNOWN else found


@lru_cache(maxsize=16)
def _detected(text: str) -> str:
    return detect_language(text)
