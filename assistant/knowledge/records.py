"""Passages and exchanges as flat rows: text, whole numbers and truth values only.

Chroma's metadata and the catalogue keep the same row, so that either can rebuild the other. Unknown
keys of a row are left aside and missing ones take the type's default: a store of a neighbouring
version stays readable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from assistant.domain import Channel, Exchange, Outcome, Passage, SourceKind

Record = Passage | Exchange
Row = dict[str, str | int | float | bool]
RecordT = TypeVar("RecordT", Passage, Exchange)


def kind_of(record: Record) -> SourceKind:
    """Whether a record is a clause of a policy or a past exchange."""
    return SourceKind.POLICY if isinstance(record, Passage) else SourceKind.EXCHANGE


def content_id(*parts: str) -> str:
    """16 hexadecimal digits that depend on the given words alone, in their order."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def to_row(record: Record) -> Row:
    """All fields of a record; dates as ISO text, absent ones as empty text."""
    return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}


def from_row(kind: str, row: Mapping[str, Any]) -> Record:
    """The record that `to_row` wrote."""
    return _build(Passage, row) if kind == SourceKind.POLICY else _build(Exchange, row)


def turn_of(exchange: Exchange) -> str:
    """Names a client's turn apart from what we answered: one turn may first be seen unanswered."""
    if exchange.turn_id:
        return exchange.turn_id
    asked = exchange.asked_at.isoformat(timespec="minutes") if exchange.asked_at else ""
    return content_id(exchange.client, asked, " ".join(exchange.message.split()))


def is_later(record: Record, day: date | None) -> bool:
    """Whether an exchange was not yet had on the day of writing: no answer can rest on it."""
    times = (record.asked_at, record.replied_at) if isinstance(record, Exchange) else ()
    return day is not None and any(time.date() > day for time in times if time)


def _plain(value: object) -> str | int | float | bool:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "\n".join(str(item) for item in value)
    return value if isinstance(value, str | int | float | bool) else str(value)


def _build(kind: type[RecordT], row: Mapping[str, Any]) -> RecordT:
    known = {field.name for field in fields(kind)}
    return kind(**{name: _PARSERS.get(name, _same)(value) for name, value in row.items() if name in known})


def _same(value: Any) -> Any:
    return value


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _time(value: str) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _lines(value: str) -> tuple[str, ...]:
    return tuple(value.split("\n")) if value else ()


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "valid_from": _day,
    "valid_until": _day,
    "asked_at": _time,
    "replied_at": _time,
    "marks": _lines,
    "client_names": _lines,
    "channel": Channel,
    "outcome": Outcome,
}
