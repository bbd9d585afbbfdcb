"""Days, months, years and weekdays as one language writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.language.figures.calendar import full_day, near_day, year_of
from assistant.language.figures.hit import Hit
from assistant.language.figures.numerals import plain, read_chinese
from assistant.language.figures.rule import NOT_MORE, Parts, Rule, S
from assistant.language.figures.words import SPACE, alternatives

_HAN = "[一二两兩三四五六七八九十]{1,3}"
_YEAR = r"(?P<y>\d{4}|\d{2})(?!\d)"


def numeric_dates(parts: Parts) -> Iterator[Rule]:
    """2026-11-25, 25/11/26, 25.11., 11月25日."""
    read = Days(parts)
    yield Rule("date", rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){NOT_MORE}", _year_month_day)
    yield Rule("date", rf"(?P<a>\d{{1,2}})([./-])(?P<b>\d{{1,2}})\2{_YEAR}", read.day_month_year)
    yield Rule("date", r"(?!24/7)(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/])", read.day_month)
    yield Rule("date", r"(?P<a>\d{2})\.(?P<b>\d{2})\.?(?![\d:]|\.\d)", read.dotted)
    yield Rule(
        "date",
        rf"(?:(?P<y>\d{{2,4}}){S}[年년]{S})?(?P<m>\d{{1,2}}){S}[月월]{S}(?P<d>\d{{1,2}}){S}[日号號일]?(?!\d)",
        _month_day,
    )
    yield Rule(
        "date",
        rf"(?P<y>\d{{4}}){S}[年년]{S}(?P<m>\d{{1,2}}){S}[月월]",
        lambda m, _: f"{m['y']}-{int(m['m']):02}" if 1 <= int(m["m"]) <= 12 else None,
    )
    yield Rule("date", rf"(?P<y>\d{{4}}){S}(?:[年년])", lambda m, _: plain(int(m["y"])))
    yield Rule(
        "date",
        rf"(?P<m>\d{{1,2}}){S}[月월](?!\d)",
        lambda m, _: f"--{int(m['m']):02}" if 1 <= int(m["m"]) <= 12 else None,
    )
    yield Rule("date", rf"(?P<d>\d{{1,2}}){S}(?:[号號]|[日일](?![内內以之後后前間间]))", day_of_month)


def han_dates(parts: Parts) -> Iterator[Rule]:
    """六月十号, 十二月三日."""
    if parts.values.chinese:
        yield Rule("date", rf"(?P<m>{_HAN})月(?P<d>{_HAN})[日号號]", _han_month_day)


def named_dates(parts: Parts) -> Iterator[Rule]:
    """25 November 2026, November 25th, November 2026, November."""
    read = Days(parts)
    of = f"(?:{alternatives(parts.words.words('of'))}{SPACE}+)?"
    ordinal = f"(?:{alternatives(parts.words.words('ordinals'))}|[.º°])?"
    year = rf"(?:,?{SPACE}+{of}(?P<y>\d{{4}})(?!\d))?"
    day = rf"(?P<d>\d{{1,2}}){ordinal}"
    yield Rule("date", rf"{day}{SPACE}*{of}(?P<name>{parts.months})\.?{year}", read.named)
    yield Rule("date", rf"(?P<name>{parts.months})\.?{SPACE}+{day}(?!\d|[.,:]\d|{S}%){year}", read.named)
    yield Rule("date", rf"(?P<name>{parts.months})\.?{SPACE}+{of}(?P<y>\d{{4}})(?!\d)", read.month_year)
    yield Rule("date", rf"(?P<name>{alternatives(parts.values.lone_months)})", read.month_alone)


def relative(parts: Parts) -> Iterator[Rule]:
    """next Tuesday, at the weekend, tomorrow, next week."""
    v = parts.values
    which = alternatives(v.which)
    after = alternatives(v.which_after)
    yield Rule(
        "weekday",
        rf"(?:(?P<which>{which}){SPACE}*)?(?P<name>{alternatives(v.weekdays)})(?:{SPACE}+(?P<after>{after}))?",
        v.weekday,
    )
    yield Rule("weekday", rf"(?P<name>{alternatives(v.short_weekdays)})\.?", v.weekday)
    yield Rule("weekday", f"(?:{alternatives(parts.words.words('weekend'))})", lambda m, _: "W6|W7")
    yield Rule("date", f"(?P<name>{alternatives(v.relative)})", v.relative_day)
    yield Rule("period", f"(?:{alternatives(v.periods)})", v.period)


class Days:
    """The readings of dates that need the habits of the language."""

    def __init__(self, parts: Parts) -> None:
        self.language, self.months = parts.words.language, parts.values.months

    def day_month_year(self, match: Hit, _: date | None) -> str | None:
        year, a, b = year_of(match["y"]), int(match["a"]), int(match["b"])
        day_first, month_first = full_day(year, b, a), full_day(year, a, b)
        found = [day_first, month_first] if self.language == "en" else [day_first or month_first]
        return "|".join(dict.fromkeys(one for one in found if one)) or None

    def day_month(self, match: Hit, today: date | None) -> str | None:
        a, b = int(match["a"]), int(match["b"])
        day_first, month_first = near_day(b, a, today), near_day(a, b, today)
        orders = {
            "en": [day_first, month_first],
            "zh": [month_first],
            "ja": [month_first],
            "ko": [month_first],
        }
        found = orders.get(self.language, [day_first])
        return "|".join(dict.fromkeys(one for one in found if one)) or None

    def dotted(self, match: Hit, today: date | None) -> str | None:
        day = near_day(int(match["b"]), int(match["a"]), today)
        return (
            f"{day}|{plain(float(match['a'] + '.' + match['b']))}" if day and self.language != "en" else None
        )

    def named(self, match: Hit, today: date | None) -> str | None:
        month, day = self.months[match["name"].casefold()], int(match["d"])
        return full_day(int(match["y"]), month, day) if match["y"] else near_day(month, day, today)

    def month_year(self, match: Hit, _: date | None) -> str | None:
        return f"{match['y']}-{self.months[match['name'].casefold()]:02}"

    def month_alone(self, match: Hit, _: date | None) -> str | None:
        return f"--{self.months[match['name'].casefold()]:02}"


def _year_month_day(match: Hit, _: date | None) -> str | None:
    return full_day(int(match["y"]), int(match["m"]), int(match["d"]))


def _han_month_day(match: Hit, today: date | None) -> str | None:
    month, day = read_chinese(match["m"]), read_chinese(match["d"])
    return near_day(month, day, today) if month and day else None


def _month_day(match: Hit, today: date | None) -> str | None:
    month, day = int(match["m"]), int(match["d"])
    return full_day(year_of(match["y"]), month, day) if match["y"] else near_day(month, day, today)


def day_of_month(match: Hit, _: date | None) -> str | None:
    return f"---{int(match['d']):02}" if 1 <= int(match["d"]) <= 31 else None
