"""Shares, amounts, durations, clauses, numbers and codes as one language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.language.figures.date_rules import day_of_month
from assistant.language.figures.hit import Hit
from assistant.language.figures.numerals import DIGITS
from assistant.language.figures.rule import Parts, Rule, S
from assistant.language.figures.words import SPACE, alternatives


def phones() -> Iterator[Rule]:
    """+27 21 555 0142, 021-555-0142: digits alone."""
    yield Rule("code", r"(?:\+\d{1,3}|0\d{1,4})(?:[ ()/-]{1,2}\d{2,5}){2,5}(?!\d)", _digits_only)


def measures(parts: Parts) -> Iterator[Rule]:
    """Shares, amounts and durations."""
    v = parts.values
    joiner = f"(?:{alternatives(parts.words.words('unit_joiners'))}{SPACE}?)?"
    n = parts.number
    yield parts.after_number(
        "percent", rf"{S}(?:[%％]|{alternatives(parts.words.words('percent'))})", v.percent
    )
    if v.chinese:
        yield Rule("percent", rf"百分之{S}{n}", v.percent)
        yield parts.after_number(
            "percent",
            rf"{S}(?P<tenth>[成折])(?P<half>半)?(?![立功为為本果员員就都扣叠疊合旧舊磨返腾騰算现現射断斷])",
            v.tenths,
        )
    yield Rule("amount", rf"(?P<money>{parts.money_before}){S}{n}", v.amount)
    yield parts.after_number("amount", rf"{SPACE}*(?P<money>{parts.money})", v.amount)
    halves = alternatives(v.halves)
    yield Rule("duration", rf"(?P<n>{halves}){SPACE}*(?P<unit>{parts.units})?", v.half_duration)
    yield parts.after_number(
        "duration",
        rf"{SPACE}*{joiner}(?P<unit>{parts.units})(?P<after>{alternatives(parts.words.words('within_after'))})?",
        v.duration,
    )
    yield from one_of_them(parts)


def one_of_them(parts: Parts) -> Iterator[Rule]:
    """Within a week, takes a month, через час: one of a unit, which is a figure only beside a word that makes it one.

    Alone ("a week", неделю) it is read on the side a text is compared with, and there only.
    """
    v, words = parts.values, parts.words.words
    gap = S if v.chinese else SPACE + "+"
    within, after = alternatives(words("within")), alternatives(words("within_after"))
    single = rf"(?:{alternatives(words('singles'))}){gap}(?P<unit>{parts.units})"
    bare = f"(?P<bare>{alternatives(v.bare_units)})"
    before_bare = alternatives(words("within_bare"))
    ago = "(?![之以]?前)" if v.chinese else ""  # 大约一个月前 tells what was
    yield Rule("duration", rf"(?:{within}){gap}{single}{ago}", v.one_unit)
    yield Rule("duration", rf"(?:{before_bare}){SPACE}*{bare}", v.one_unit)
    yield Rule("duration", rf"(?:{single}|{bare}){SPACE}*(?:{after})", v.one_unit)
    yield Rule("duration", single, v.one_unit, known_only=True)
    yield Rule("duration", bare, v.one_unit, known_only=True)


def clauses(parts: Parts) -> Iterator[Rule]:
    """clause 4.2, § 4, 第四条."""
    clause = alternatives(parts.words.words("clauses"))
    number = r"(?P<c>\d{1,4}(?:\.\d{1,3}){0,4}[a-z]?)(?![\d\w])"
    yield Rule("clause", rf"(?:{clause}|§{{1,2}}){SPACE}*(?:(?:nr|no|n)[.º°]{S})?{number}", _clause)
    after = alternatives(parts.words.words("clause_after"))
    yield Rule("clause", rf"[第제]?{S}(?P<c>\d{{1,4}}(?:[.．]\d{{1,3}}){{0,4}}){S}(?:{after})", _clause)
    yield Rule("clause", rf"第{S}(?P<n>{parts.values.worded}){S}(?:{after})", parts.values.number)


def plain_numbers(parts: Parts) -> Iterator[Rule]:
    """What is left: clause numbers, ordinals, numbers and codes."""
    after = alternatives(parts.words.words("clause_after"))
    yield Rule("clause", rf"(?P<c>\d{{1,4}}(?:\.\d{{1,3}}){{0,4}}){S}(?:{after})", _clause)
    yield Rule("clause", r"(?P<c>\d{1,3}(?:\.\d{1,3}){2,4})(?!\d)", _clause)
    yield Rule(
        "date",
        rf"(?P<d>\d{{1,2}})(?:{alternatives(parts.words.words('ordinals'))})(?!\w)",
        lambda m, _: f"{day_of_month(m, _)}|{int(m['d'])}" if day_of_month(m, _) else None,
    )
    yield Rule(
        "number",
        rf"(?P<n>{DIGITS}(?:{S}{alternatives(parts.values.multipliers)})?)(?![A-Za-z]|-?[A-Za-z]*\d)",
        parts.values.number,
    )
    yield Rule(
        "code",
        r"\d{1,24}[A-Za-z][A-Za-z0-9]{0,24}(?:[-/][A-Za-z0-9]{1,24}){0,4}|\d{1,24}(?:[-/][A-Za-z0-9]{1,24}){2,5}",
        _number_code,
    )
    yield Rule("number", f"(?P<n>{DIGITS})", parts.values.number)
    yield Rule("code", r"\d+", lambda m, _: m.group())


def codes(parts: Parts) -> Iterator[Rule]:
    """TL-2026-088, №5, 第3, twenty-five."""
    yield Rule(
        "code",
        r"[A-Za-zА-яЁё]{1,24}[0-9][A-Za-zА-яЁё0-9]{0,24}(?:[-/][A-Za-zА-яЁё0-9]{1,24}){0,5}|[A-Za-zА-яЁё]{1,24}(?:[-/][A-Za-zА-яЁё0-9]{1,24}){1,5}",
        _code,
    )
    yield Rule("number", rf"(?:№|#|no\.){S}(?P<n>\d{{1,15}})(?![\d:])", parts.values.number)
    yield Rule("number", f"第(?P<n>{DIGITS})", parts.values.number)
    yield Rule("number", parts.written_number, parts.values.large_number)


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
