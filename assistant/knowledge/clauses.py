"""Numbers of clauses: at the start of a line, within a paragraph, and in a message that points to one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.knowledge.policy_words import folded, policy_words

_HAN_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_HAN_NUMBER = "[一二三四五六七八九十百零〇]{1,5}"
_NUMBER = r"[A-Z]{0,2}\d{1,3}(?:\.\d{1,3}){0,4}"
_STARTS = (
    re.compile(rf"^(?P<mark>第\s*(?P<han>{_HAN_NUMBER}|\d{{1,3}})\s*(?P<unit>[条條章节節款]))[\s:：、.]*"),
    re.compile(r"^(?P<mark>제\s*(?P<number>\d{1,3})\s*[조항장])[\s:.]*"),
    re.compile(rf"^(?P<mark>(?P<han>{_HAN_NUMBER})[、．.])\s*"),
    re.compile(rf"^(?P<mark>[（(](?P<han>{_HAN_NUMBER})[)）])\s*"),
    re.compile(rf"^(?P<mark>(?P<number>{_NUMBER})[.)、．:]+)(?=\s|[^\W\d_])\s*"),
    re.compile(rf"^(?P<mark>(?P<number>{_NUMBER}))\s+(?=\S)"),
    re.compile(r"^(?P<mark>\(?(?P<number>[a-zа-я])\))\s+"),
    re.compile(r"^(?P<mark>(?P<number>[A-ZА-Я]|[IVX]{1,5})[.)])\s+"),
)
_INLINE = re.compile(r"(?<![\w.,§])(?P<number>\d{1,3}\.\d{1,3})\.?\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Marker:
    """A clause number as written, and in canonical form ("4.2", "3"); `end`: where the words start."""

    written: str
    number: str
    end: int


def leading_marker(line: str) -> Marker | None:
    """The clause number a line starts with, if it does; a bare figure at a sentence's start is none."""
    skipped = _word_before_number(line)
    for index, pattern in enumerate(_STARTS):
        match = pattern.match(line, skipped)
        if not match:
            continue
        groups = match.groupdict()
        number = groups.get("number") or _han_value(groups.get("han") or "")
        if index == 5 and not skipped and "." not in number:
            return None  # "3 rounds are included": only a number with a point, or with a full stop behind it
        return Marker(line[: match.end("mark")].strip(), number, match.end())
    return None


def inline_markers(text: str) -> list[tuple[int, Marker]]:
    """Where 1.1, 1.2 ... start within one paragraph: a run that counts up from .1 within one number."""
    found: list[tuple[int, Marker]] = []
    expected = ""
    for match in _INLINE.finditer(text):
        number = match["number"]
        major, _, minor = number.partition(".")
        if number == expected or minor == "1":
            found.append((match.start(), Marker(number, number, match.end())))
            expected = f"{major}.{int(minor) + 1}"
    return found


def clause_numbers(query: str) -> list[str]:
    """Numbers in a search that can only be clauses, named as such or not ("6.1", "terms 4.2.1")."""
    bare = re.findall(r"(?<![\w.,])\d{1,3}(?:\.\d{1,3})+(?!\w|,\d)", folded(query))
    return list(dict.fromkeys([*clause_references(query), *(number.rstrip(".") for number in bare)]))


def clause_references(text: str) -> list[str]:
    """The numbers of clauses that a message names ("clause 4.2", "第三條", "п. 2.3", "(5.2)")."""
    spoken = [
        match["number"] or _han_value(match["han"]) for match in _reference_pattern().finditer(folded(text))
    ]
    return list(dict.fromkeys(number.upper() for number in spoken if number))


def _han_value(text: str) -> str:
    """'十二' as '12', figures as they are."""
    if not text or text.isdigit():
        return text
    tens, has_ten, ones = text.replace("〇", "零").rpartition("十")
    value = _HAN_DIGITS.get(ones, 0)
    if has_ten:
        value += 10 * (_HAN_DIGITS.get(tens[-1:], 0) if tens else 1)
    return str(value)


@cache
def _word_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words()})\s*(?=\d|[ivx]+\b)")


@cache
def _reference_pattern() -> re.Pattern[str]:
    number = r"(?P<number>[a-z]{0,2}\d{1,3}(?:\.\d{1,3}){0,4})"
    return re.compile(
        rf"(?:(?<!\w)(?:{_words()})|第|제)\s*(?:{number}|(?P<han>{_HAN_NUMBER})(?=\s*[条條章节節款]))"
    )


def _words() -> str:
    return "|".join(map(re.escape, policy_words("clause_words")))


def _word_before_number(line: str) -> int:
    match = _word_pattern().match(folded(line))
    return match.end() if match else 0
