"""What a figure can look like in one language: patterns, each with the function that reads its value.

A pattern is only tried at an anchor (a digit, a sign, or the first word of an entry); the first one
that matches and yields a value wins. So order is meaning: a date before a number, a share before both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.language.figures.date_rules import han_dates, named_dates, numeric_dates, relative
from assistant.language.figures.measure_rules import clauses, codes, measures, phones, plain_numbers
from assistant.language.figures.rule import Parts, Rule
from assistant.language.figures.time_rules import times, worded_times
from assistant.language.figures.words import Words, alternatives, load_words, parts_of
from assistant.language.shipped_data import naming

# 第二天 is the next day and 第三次 the third time; 第四条 is a clause and read as one
_ORDINALS = r"|第[一二三四五六七八九十]{1,3}(?![一二三四五六七八九十百条條款项項节節章])"


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
    with naming(*parts_of(language)):
        return _read(words)


def _read(words: Words) -> Grammar:
    parts = Parts(words)
    anchors = {first for written in _entries(words.lists) for first in _first(written)}
    anchors |= {first for written in parts.values.numbers for first in _first(written)}
    return Grammar(
        words,
        tuple(_at_digits(parts)),
        tuple(_at_words(parts)),
        re.compile(alternatives(words.words("ordinary")) + _ORDINALS * parts.values.chinese),
        frozenset(
            anchors
            | {"第", "百", "r", "no"}
            | {code.casefold() for code in words.common["codes"]}
            | set("〇零一二三四五六七八九十百千万萬亿億两兩廿卅" if parts.values.chinese else "")
        ),
        frozenset(words.table("short_weekdays")),
        parts.values.never_alone,
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


def _at_digits(parts: Parts) -> Iterator[Rule]:
    yield from phones()
    yield from numeric_dates(parts)
    yield from named_dates(parts)
    yield from times(parts)
    yield from measures(parts)
    yield from plain_numbers(parts)


def _at_words(parts: Parts) -> Iterator[Rule]:
    yield from clauses(parts)
    yield from han_dates(parts)
    yield from named_dates(parts)
    yield from relative(parts)
    yield from worded_times(parts)
    yield from measures(parts)
    yield from codes(parts)
