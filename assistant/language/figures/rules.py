"""What a figure can look like in one language: patterns, each with the function that reads its value.

A pattern is only tried at an anchor (a digit, a sign, or the first word of an entry); the first one
that matches and yields a value wins. So order is meaning: a date before a number, a share before both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.language.figures.calendar import full_day, near_day, relative_day, weekday_values, year_of
from assistant.language.figures.hit import Hit
from assistant.language.figures.numerals import DIGITS, plain
from assistant.language.figures.values import Values
from assistant.language.figures.words import SPACE, Words, alternatives, load_words

Read = Callable[[Hit, date | None], str | None]
S = SPACE + "?"
_YEAR = r"(?P<y>\d{4}|\d{2})(?!\d)"
# 第二天 is the next day and 第三次 the third time; 第四条 is a clause and read as one
_ORDINALS = r"|第[一二三四五六七八九十]{1,3}(?![一二三四五六七八九十百条條款项項节節章])"
_NOT_MORE = r"(?!\d|[.,:/]\d)"


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    source: str
    read: Read
    head: str = ""  # a number before it, matched once for all the rules that begin with one

    def match(self, text: str, start: int) -> Hit | None:
        if not self.head:
            match = _compiled(self.source).match(text, start)
            return Hit(match) if match else None
        number = _compiled(self.head).match(text, start)
        rest = _compiled(self.source).match(text, number.end()) if number else None
        return Hit(rest, number) if rest and number else None


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language, by what they begin with, and the words they can begin with."""

    words: Words
    at_digits: tuple[Rule, ...]
    at_words: tuple[Rule, ...]
    ordinary: re.Pattern[str]
    anchors: frozenset[str]
    short_weekdays: frozenset[str]
    capitals: frozenset[str]


@cache
def grammar(language: str) -> Grammar:
    words = load_words(language)
    make = _Maker(words)
    anchors = {first for written in _entries(words.lists) for first in _first(written)}
    anchors |= {first for written in make.values.numbers for first in _first(written)}
    return Grammar(
        words,
        tuple(make.at_digits()),
        tuple(make.at_words()),
        re.compile(alternatives(words.words("ordinary")) + _ORDINALS * make.values.chinese),
        frozenset(
            anchors
            | {"第", "百", "r", "no"}
            | {code.casefold() for code in words.common["codes"]}
            | set("〇零一二三四五六七八九十百千万萬亿億两兩廿卅" if make.values.chinese else "")
        ),
        frozenset(words.table("short_weekdays")),
        make.values.never_alone,
    )


def _entries(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _entries(key)
            yield from _entries(value)
    elif isinstance(node, list):
        for value in node:
            yield from _entries(value)
    elif isinstance(node, str):
        yield node


def _first(written: str) -> set[str]:
    found = re.match(r"[^\W\d_]+", written.casefold())
    return (
        {found.group(), found.group()[0]}
        if found and not found.group().isascii()
        else {found.group()}
        if found
        else set()
    )


class _Maker:
    """Builds the rules of one language from its words."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.values = Values(words)
        v = self.values
        self.number = f"(?P<n>{DIGITS}(?:{S}{alternatives(v.multipliers)})?|{v.worded})"
        self.written_number = f"(?P<n>{v.worded})"
        self.months = alternatives(v.months)
        self.units = alternatives(v.units)
        self.money = alternatives(v.currency_words)
        self.money_before = alternatives(v.currency_before)

    def rule(self, kind: str, pattern: str, read: Read) -> Rule:
        return Rule(kind, pattern, read)

    def after_number(self, kind: str, pattern: str, read: Read) -> Rule:
        return Rule(kind, pattern, read, self.number)

    def at_digits(self) -> Iterator[Rule]:
        yield from self._phones()
        yield from self._numeric_dates()
        yield from self._named_dates()
        yield from self._times()
        yield from self._measures()
        yield from self._plain_numbers()

    def at_words(self) -> Iterator[Rule]:
        yield from self._clauses()
        yield from self._named_dates()
        yield from self._relative()
        yield from self._worded_times()
        yield from self._measures()
        yield self.rule(
            "code",
            r"[A-Za-zА-яЁё]{1,24}[0-9][A-Za-zА-яЁё0-9]{0,24}(?:[-/][A-Za-zА-яЁё0-9]{1,24}){0,5}|[A-Za-zА-яЁё]{1,24}(?:[-/][A-Za-zА-яЁё0-9]{1,24}){1,5}",
            _code,
        )
        yield self.rule("number", rf"(?:№|#|no\.){S}(?P<n>\d{{1,15}})(?![\d:])", self.values.number)
        yield self.rule("number", f"第(?P<n>{DIGITS})", self.values.number)
        yield self.rule("number", self.written_number, self.values.large_number)

    def _phones(self) -> Iterator[Rule]:
        yield self.rule("code", r"(?:\+\d{1,3}|0\d{1,4})(?:[ ()/-]{1,2}\d{2,5}){2,5}(?!\d)", _digits_only)

    def _numeric_dates(self) -> Iterator[Rule]:
        yield self.rule(
            "date", rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_NOT_MORE}", _year_month_day
        )
        yield self.rule("date", rf"(?P<a>\d{{1,2}})([./-])(?P<b>\d{{1,2}})\2{_YEAR}", self._day_month_year)
        yield self.rule("date", r"(?!24/7)(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/])", self._day_month)
        yield self.rule("date", r"(?P<a>\d{2})\.(?P<b>\d{2})\.?(?![\d:]|\.\d)", self._dotted)
        yield self.rule(
            "date",
            rf"(?:(?P<y>\d{{2,4}}){S}[年년]{S})?(?P<m>\d{{1,2}}){S}[月월]{S}(?P<d>\d{{1,2}}){S}[日号號일]?(?!\d)",
            _month_day,
        )
        yield self.rule(
            "date",
            rf"(?P<y>\d{{4}}){S}[年년]{S}(?P<m>\d{{1,2}}){S}[月월]",
            lambda m, _: f"{m['y']}-{int(m['m']):02}" if 1 <= int(m["m"]) <= 12 else None,
        )
        yield self.rule("date", rf"(?P<y>\d{{4}}){S}(?:[年년])", lambda m, _: plain(int(m["y"])))
        yield self.rule(
            "date",
            rf"(?P<m>\d{{1,2}}){S}[月월](?!\d)",
            lambda m, _: f"--{int(m['m']):02}" if 1 <= int(m["m"]) <= 12 else None,
        )
        yield self.rule("date", rf"(?P<d>\d{{1,2}}){S}[日号號일](?![内內以之後后前間间])", _day_of_month)

    def _named_dates(self) -> Iterator[Rule]:
        of = f"(?:{alternatives(self.words.words('of'))}{SPACE}+)?"
        ordinal = f"(?:{alternatives(self.words.words('ordinals'))}|[.º°])?"
        year = rf"(?:,?{SPACE}+{of}(?P<y>\d{{4}})(?!\d))?"
        day = rf"(?P<d>\d{{1,2}}){ordinal}"
        yield self.rule("date", rf"{day}{SPACE}*{of}(?P<name>{self.months})\.?{year}", self._named)
        yield self.rule(
            "date", rf"(?P<name>{self.months})\.?{SPACE}+{day}(?!\d|[.,:]\d|{S}%){year}", self._named
        )
        yield self.rule(
            "date", rf"(?P<name>{self.months})\.?{SPACE}+{of}(?P<y>\d{{4}})(?!\d)", self._month_year
        )
        yield self.rule("date", rf"(?P<name>{alternatives(self.values.lone_months)})", self._month_alone)

    def _relative(self) -> Iterator[Rule]:
        v = self.values
        which = alternatives(v.which)
        after = alternatives(v.which_after)
        yield self.rule(
            "weekday",
            rf"(?:(?P<which>{which}){SPACE}*)?(?P<name>{alternatives(v.weekdays)})(?:{SPACE}+(?P<after>{after}))?",
            v.weekday,
        )
        yield self.rule("weekday", rf"(?P<name>{alternatives(v.short_weekdays)})\.?", v.weekday)
        yield self.rule("weekday", f"(?:{alternatives(self.words.words('weekend'))})", lambda m, _: "W6|W7")
        yield self.rule("date", f"(?P<name>{alternatives(v.relative)})", v.relative_day)

    def _times(self) -> Iterator[Rule]:
        v = self.values
        half = f"(?:{SPACE}*(?P<half>{alternatives([*v.am, *v.pm])}))"
        hour, minute = r"(?P<h>[01]?\d|2[0-4])", r"(?P<mm>[0-5]\d)"
        yield self.rule("time", rf"{hour}[:：]{minute}(?:[:：][0-5]\d)?(?!:?\d){half}?", v.clock_time)
        yield self.rule("time", rf"{hour}(?:[.:]{minute})?{half}", v.clock_time)
        yield self.rule("time", rf"{hour}{S}h{S}{minute}(?!\d)", v.clock_time)
        yield self.rule("time", rf"{hour}[.]{minute}{SPACE}*(?:{alternatives(v.oclock)})", v.clock_time)
        yield self.rule(
            "time",
            rf"{hour}{SPACE}*(?:{alternatives(v.oclock)})(?:{SPACE}+{minute}(?!\d))?(?:{half})?",
            v.clock_time,
        )
        yield self.rule(
            "time",
            rf"{hour}{S}(?P<dot>[点點时時시])(?:(?P<half_hour>半|반)|(?P<quarter>一刻)|{S}{minute}{S}[分분]?)?",
            v.eastern_time,
        )

    def _worded_times(self) -> Iterator[Rule]:
        v = self.values
        hour = rf"(?P<h>{v.hours()}|[01]?\d|2[0-4])"
        halves = f"(?:{SPACE}*(?P<half>{alternatives([*v.am, *v.pm])}))?"
        yield self.rule("time", rf"(?P<word>{alternatives(v.clock)})", v.clock_word)
        yield self.rule(
            "time",
            rf"(?P<half>{alternatives([*v.am, *v.pm])})?{S}{hour}{S}(?P<dot>[点點时時시])(?:(?P<half_hour>半|반)|(?P<quarter>一刻)|{S}(?P<mm>[0-5]?\d|{v.hours()}){S}[分분]?)?(?P<tail>[钟鐘前整左])?",
            v.eastern_time,
        )
        yield self.rule(
            "time",
            rf"(?P<half>{alternatives([*v.am, *v.pm])}){S}(?P<h>[01]?\d|2[0-4])[:：](?P<mm>[0-5]\d)",
            v.clock_time,
        )
        at = alternatives(self.words.words("at"))
        yield self.rule(
            "time",
            rf"(?:{at}){SPACE}+{hour}(?:[:.h](?P<mm>[0-5]\d))?(?!\d)(?:{SPACE}+(?P<tail>{alternatives(v.half_after)}))?{halves}",
            v.hour_at,
        )
        yield self.rule(
            "time",
            rf"(?P<before>{alternatives(self.words.words('half_before'))}){SPACE}+{hour}(?!\d)",
            v.half_hour,
        )
        yield self.rule(
            "time",
            rf"(?P<past>{alternatives(self.words.words('half_past'))}){SPACE}+{hour}(?!\d)",
            v.half_hour,
        )
        yield self.rule(
            "time", rf"(?P<h>{v.hours()}){SPACE}*(?:{alternatives(v.strict_oclock)}){halves}", v.hour_at
        )

    def _measures(self) -> Iterator[Rule]:
        v = self.values
        joiner = f"(?:{alternatives(self.words.words('unit_joiners'))}{SPACE}?)?"
        n = self.number
        yield self.after_number(
            "percent", rf"{S}(?:[%％]|{alternatives(self.words.words('percent'))})", v.percent
        )
        if v.chinese:
            yield self.rule("percent", rf"百分之{S}{n}", v.percent)
            yield self.after_number(
                "percent",
                rf"{S}(?P<tenth>[成折])(?P<half>半)?(?![立功为為本果员員就都扣叠疊合旧舊磨返腾騰算现現射断斷])",
                v.tenths,
            )
        yield self.rule("amount", rf"(?P<money>{self.money_before}){S}{n}", v.amount)
        yield self.after_number("amount", rf"{SPACE}*(?P<money>{self.money})", v.amount)
        halves = alternatives(v.halves)
        yield self.rule("duration", rf"(?P<n>{halves}){SPACE}*(?P<unit>{self.units})?", v.half_duration)
        yield self.after_number(
            "duration",
            rf"{SPACE}*{joiner}(?P<unit>{self.units})(?P<after>{alternatives(self.words.words('within_after'))})?",
            v.duration,
        )
        single = alternatives(self.words.words("singles"))
        within = alternatives(self.words.words("within"))
        yield self.rule(
            "duration", rf"(?:{within}){SPACE}+(?P<n>{single}){SPACE}+(?P<unit>{self.units})", v.one_unit
        )

    def _clauses(self) -> Iterator[Rule]:
        clause = alternatives(self.words.words("clauses"))
        number = r"(?P<c>\d{1,4}(?:\.\d{1,3}){0,4}[a-z]?)(?![\d\w])"
        yield self.rule("clause", rf"(?:{clause}|§{{1,2}}){SPACE}*(?:(?:nr|no|n)[.º°]{S})?{number}", _clause)
        after = alternatives(self.words.words("clause_after"))
        yield self.rule(
            "clause", rf"[第제]?{S}(?P<c>\d{{1,4}}(?:[.．]\d{{1,3}}){{0,4}}){S}(?:{after})", _clause
        )
        yield self.rule("clause", rf"第{S}(?P<n>{self.values.worded}){S}(?:{after})", self.values.number)

    def _plain_numbers(self) -> Iterator[Rule]:
        after = alternatives(self.words.words("clause_after"))
        yield self.rule("clause", rf"(?P<c>\d{{1,4}}(?:\.\d{{1,3}}){{0,4}}){S}(?:{after})", _clause)
        yield self.rule("clause", r"(?P<c>\d{1,3}(?:\.\d{1,3}){2,4})(?!\d)", _clause)
        yield self.rule(
            "date",
            rf"(?P<d>\d{{1,2}})(?:{alternatives(self.words.words('ordinals'))})(?!\w)",
            lambda m, _: f"{_day_of_month(m, _)}|{int(m['d'])}" if _day_of_month(m, _) else None,
        )
        yield self.rule(
            "number",
            rf"(?P<n>{DIGITS}(?:{S}{alternatives(self.values.multipliers)})?)(?![A-Za-z]|-?[A-Za-z]*\d)",
            self.values.number,
        )
        yield self.rule(
            "code",
            r"\d{1,24}[A-Za-z][A-Za-z0-9]{0,24}(?:[-/][A-Za-z0-9]{1,24}){0,4}|\d{1,24}(?:[-/][A-Za-z0-9]{1,24}){2,5}",
            _number_code,
        )
        yield self.rule("number", f"(?P<n>{DIGITS})", self.values.number)
        yield self.rule("code", r"\d+", lambda m, _: m.group())

    # --- readings that need the language's habits ---------------------------------------------

    def _day_month_year(self, match: Hit, _: date | None) -> str | None:
        year, a, b = year_of(match["y"]), int(match["a"]), int(match["b"])
        day_first, month_first = full_day(year, b, a), full_day(year, a, b)
        found = [day_first, month_first] if self.words.language == "en" else [day_first or month_first]
        return "|".join(dict.fromkeys(one for one in found if one)) or None

    def _day_month(self, match: Hit, today: date | None) -> str | None:
        a, b = int(match["a"]), int(match["b"])
        day_first, month_first = near_day(b, a, today), near_day(a, b, today)
        orders = {
            "en": [day_first, month_first],
            "zh": [month_first],
            "ja": [month_first],
            "ko": [month_first],
        }
        found = orders.get(self.words.language, [day_first])
        return "|".join(dict.fromkeys(one for one in found if one)) or None

    def _dotted(self, match: Hit, today: date | None) -> str | None:
        day = near_day(int(match["b"]), int(match["a"]), today)
        return (
            f"{day}|{plain(float(match['a'] + '.' + match['b']))}"
            if day and self.words.language != "en"
            else None
        )

    def _named(self, match: Hit, today: date | None) -> str | None:
        month, day = self.values.months[match["name"].casefold()], int(match["d"])
        return full_day(int(match["y"]), month, day) if match["y"] else near_day(month, day, today)

    def _month_year(self, match: Hit, _: date | None) -> str | None:
        return f"{match['y']}-{self.values.months[match['name'].casefold()]:02}"

    def _month_alone(self, match: Hit, _: date | None) -> str | None:
        return f"--{self.values.months[match['name'].casefold()]:02}"


def _year_month_day(match: Hit, _: date | None) -> str | None:
    return full_day(int(match["y"]), int(match["m"]), int(match["d"]))


def _month_day(match: Hit, today: date | None) -> str | None:
    month, day = int(match["m"]), int(match["d"])
    return full_day(year_of(match["y"]), month, day) if match["y"] else near_day(month, day, today)


def _day_of_month(match: Hit, _: date | None) -> str | None:
    return f"---{int(match['d']):02}" if 1 <= int(match["d"]) <= 31 else None


def _clause(match: Hit, _: date | None) -> str | None:
    return match["c"].replace("．", ".").casefold()


def _code(match: Hit, _: date | None) -> str | None:
    code = match.group().casefold()
    version = re.fullmatch(r"[^\W\d_]{1,3}(\d{1,4})", code)
    if version:
        return f"{code}|{version.group(1)}"
    return code if any(sign.isdigit() for sign in code) else None


def _number_code(match: Hit, _: date | None) -> str | None:
    number = re.match(r"\d+", match.group())
    return f"{match.group().casefold()}|{number.group() if number else ''}"


def _digits_only(match: Hit, _: date | None) -> str | None:
    return "".join(sign for sign in match.group() if sign.isdigit())


__all__ = ["Grammar", "Rule", "grammar", "relative_day", "weekday_values"]
