"""Days: near years for days without one, relative days, and the atoms a date is compared by.

Atoms are ISO 8601 writings, reduced where parts are unknown: `2026-11-25`, `--11-25` (no year),
`---25` (day of the month), `2026-11`, `--11` (month), `2026-W48` (week), `W3` (Wednesday), `+1d` and `+1w` (relative,
day unknown), `P~D` (a few days).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

PERIOD_NAME = re.compile(r"(?:day|week|month|year)[+-]\d|PT?(?:\d{1,3}|~)[HDWM]")


def full_day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def near_day(month: int, day: int, today: date | None) -> str | None:
    """The date nearest to `today` with this month and day; without `today` the year stays open."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if today is None or (month, day) == (2, 29):
        return f"--{month:02}-{day:02}" if full_day(2024, month, day) else None
    years = [year for year in (today.year - 1, today.year, today.year + 1) if 1 <= year <= 9999]
    days = [one for one in (full_day(year, month, day) for year in years) if one]
    return min(days, key=lambda one: abs((date.fromisoformat(one) - today).days), default=None)


def relative_day(offset: int, today: date | None) -> str:
    moved = moved_day(today, offset)
    return moved.isoformat() if moved else f"{offset:+}d"


def moved_day(today: date | None, offset: int) -> date | None:
    if today is None:
        return None
    try:
        return today + timedelta(days=offset)
    except OverflowError:
        return None


def named_period(name: str, today: date | None) -> str | None:
    """The value of a name in the lists: `week+1`, `month+0`, `year-1`, `day+0`, or a duration as it stands."""
    if name.startswith("P"):
        return name
    unit, offset = name[:-2], int(name[-2:])
    if unit == "day":
        return relative_day(offset, today)
    if today is None:
        return f"{offset:+}{unit[0]}"
    if unit == "week":
        moved = moved_day(today, 7 * offset)
        return "{}-W{:02}".format(*moved.isocalendar()) if moved else None
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + offset, 12)
        return f"{year}-{month + 1:02}|--{month + 1:02}"
    return str(today.year + offset)


def weekday_values(weekday: int, which: str, today: date | None) -> str:
    """`next` Tuesday is the coming one or the one after it: people mean either, so both are given."""
    if today is None or not which:
        return f"W{weekday}"
    ahead = (weekday - today.isoweekday()) % 7
    offsets = {
        "next": (ahead or 7, ahead + 7),
        "last": (ahead - 7,),
        "this": (ahead, weekday - today.isoweekday()),
    }[which]
    days = (moved_day(today, offset) for offset in offsets)
    return "|".join(dict.fromkeys(day.isoformat() for day in days if day)) or f"W{weekday}"


def year_of(text: str) -> int:
    """Two digits are this century."""
    year = int(text)
    return year + 2000 if len(text) == 2 else year
