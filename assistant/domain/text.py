"""Exact words of a text, and what figures they hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Exact words of a text; `note` says what they were taken for, in a word or two."""

    text: str
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, amount, date, time, weekday, percentage, duration or clause as written, and its value.

    `kind` is one of number, amount, percent, date, time, weekday, duration, clause, code; `value` is the
    canonical writing by which two writings of the same thing compare equal ("2026-11-09", "15:00",
    "12000.5", "EUR 90", "30 %").
    """

    text: str
    start: int
    end: int
    kind: str
    value: str
