"""Dates and times as chat apps write them, in any order, with any kind of morning and afternoon.

An export does not say whether 03/04/24 is March or April: `DayOrder` looks at every date of the
file and takes the order in which all of them exist, run forward, and leave the smallest gaps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from math import isfinite
from typing import Any

from assistant.correspondence.chat.lexicon import words

DATE = (
    r"(?P<a>\d{1,4})\s?(?P<sep>[./\-年년])\s?(?P<b>\d{1,2})\s?[./\-月월]\s?"
    r"(?P<c>\d{1,4})[日일]?\.?(?:\s?г\.)?"
)
_BUDDHIST_ERA = 2400  # Thai exports count years from 543 BC
_ORDERS = ("dmy", "mdy", "ymd")


@lru_cache(maxsize=1)
def time_expression() -> str:
    """Groups `before`, `hour`, `minute`, `second`, `after`."""
    known = words()
    marks = sorted({*known.am, *known.pm, *known.noon}, key=len, reverse=True)
    mark = "|".join(re.escape(one).replace(r"\ ", r"\s") for one in marks)
    return (
        rf"(?:(?P<before>{mark})\s?)?(?P<hour>\d{{1,2}})[:.h時时](?P<minute>\d{{2}})分?"
        rf"(?:[:.](?P<second>\d{{2}}))?(?:\s?(?P<after>{mark}))?"
    )


@lru_cache(maxsize=1)
def stamp_expression() -> str:
    """A date and its time, as they stand before a message."""
    joining = "|".join(re.escape(one).replace(r"\ ", r"\s") for one in words().joining)
    return rf"{DATE}[,،]?\s?(?:(?:{joining})\s)?\s?{time_expression()}"


def time_of(found: re.Match[str]) -> time | None:
    """The time of day; None where there is no such time."""
    known, hour = words(), int(found["hour"])
    mark = re.sub(r"\s", " ", (found["before"] or found["after"] or "").lower())
    if mark in {one.lower() for one in known.pm} and hour < 12:
        hour += 12
    elif mark in {one.lower() for one in known.am} and hour == 12:
        hour = 0
    elif mark in known.noon and hour < 3:
        hour += 12
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None


def day_of(found: re.Match[str], order: str) -> date | None:
    """The day of a match of `DATE` read in this order; None where there is no such day."""
    return _day(int(found["a"]), int(found["b"]), int(found["c"]), order, len(found["a"]) > 2)


def _day(a: int, b: int, c: int, order: str, long_first: bool) -> date | None:
    if long_first or order == "ymd":
        year, month, day = a, b, c
    else:
        year, month, day = (c, b, a) if order == "dmy" else (c, a, b)
    if year > _BUDDHIST_ERA:
        year -= 543
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


@dataclass(slots=True)
class _Reading:
    impossible: int = 0
    backward: int = 0
    gaps: int = 0
    last: date | None = None

    def add(self, day: date | None) -> None:
        if day is None:
            self.impossible += 1
            return
        if self.last:
            self.backward += day < self.last
            self.gaps += abs((day - self.last).days)
        self.last = day


@dataclass(slots=True)
class DayOrder:
    """Which order of day, month and year explains all dates of a file."""

    readings: dict[str, _Reading] = field(default_factory=lambda: {one: _Reading() for one in _ORDERS})
    american: bool = False
    last: tuple[str | Any, ...] = ()

    def add(self, found: re.Match[str]) -> None:
        """Take one date into account, in the order of the file."""
        self.add_day(found)
        self.american |= found["sep"] == "/" and bool(found["after"]) and found["after"].isascii()

    def add_day(self, found: re.Match[str]) -> None:
        """Take a date without a time into account."""
        if found.group("a", "b", "c") == self.last:
            return
        self.last = found.group("a", "b", "c")
        for order, reading in self.readings.items():
            reading.add(day_of(found, order))

    def best(self) -> str:
        """`dmy`, `mdy` or `ymd`; day first where nothing in the file decides."""
        usual = ("mdy", "dmy", "ymd") if self.american else ("dmy", "mdy", "ymd")

        def cost(order: str) -> tuple[int, int, int]:
            reading = self.readings[order]
            return reading.impossible, reading.backward, reading.gaps

        ranked = sorted(usual, key=cost)
        first, preferred = cost(ranked[0]), cost(usual[0])
        # Gaps alone decide only where they differ by far: a quiet month is no proof.
        if preferred[:2] == first[:2] and preferred[2] <= 2 * first[2]:
            return usual[0]
        return ranked[0]


def from_epoch(value: object, local: str = "") -> datetime | None:
    """A moment from seconds, milliseconds or microseconds since 1970.

    `local` is the same moment as the export writes it in local time, where it does: the difference is
    the offset of the place, and the moment is given in it. Otherwise the moment is in UTC.
    """
    try:
        seconds = float(str(value))
        if not isfinite(seconds):
            return None
        while seconds > 1e11:
            seconds /= 1000
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    written = from_iso(local)
    if written is None or written.tzinfo:
        return moment
    minutes = round((written - moment.replace(tzinfo=None)).total_seconds() / 60)
    if abs(minutes) > 15 * 60 or minutes % 15:
        return moment
    return moment.astimezone(timezone(timedelta(minutes=minutes)) if minutes else UTC)


def from_iso(value: object) -> datetime | None:
    """A moment as tables and JSON write it: year first, with or without time and offset."""
    text = str(value or "").strip().replace("/", "-").replace("Z", "+00:00")
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]+\d{1,2}:\d{2}.*)?", text):
        day, _, rest = text.replace("T", " ").partition(" ")
        year, month, number = day.split("-")
        rest = rest.strip()
        rest = f"0{rest}" if re.match(r"\d:", rest) else rest or "00:00"
        text = f"{year}-{int(month):02}-{int(number):02} {re.sub(r' (?=[+-])', '', rest)}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
