"""Where sentences begin and end, in all scripts, with exact offsets.

A chat line is a sentence of its own; a hard-wrapped mail line is not. Numbered demands in one
line ("1. ... 2. ...") are told apart. What it does not know: abbreviations that are missing from
knowledge/reading/sentence_ends.yaml, and writing without any stops.
"""

from __future__ import annotations

import itertools
import re
from functools import cache

from assistant.domain import Span
from assistant.language.shipped_data import data_of, naming

_WRAP = 60  # a line at least this long may have been wrapped by a mail program
_END = re.compile(r"[.!?…。！？｡‼⁇⁈⁉]+[\"'”’»」』）)\]]*")
_NEXT = re.compile(r"\s*")
_LOOK = 60  # characters looked at around a stop, so that the time stays linear in the length of a line
_WIDE = "。！？｡"
_MARKER = re.compile(
    r"(?<![^\s:;,.!?。；：，、])(?:(?P<digits>\d{1,2})[.)](?=\s)|(?P<han>[一二三四五六七八九十]{1,2})[、，](?=\S))"
)
_BULLET = re.compile(r"\s*(?:[-*•·–—>]|\d{1,2}[.)]|[a-zA-Z][.)])\s")
_HAN_NUMBERS = {character: number for number, character in enumerate("一二三四五六七八九十", start=1)}


@cache
def _stops(name: str) -> frozenset[str]:
    parts = ("knowledge", "reading", "sentence_ends.yaml")
    with naming(*parts):
        return frozenset(data_of(*parts)[name].split())


def split_sentences(text: str) -> list[Span]:
    """The sentences of `text` in order, without the white space around them; none is empty."""
    pieces: list[Span] = []
    for start, end in _lines(text):
        cuts = sorted({start, end, *_stop_cuts(text, start, end), *_list_cuts(text, start, end)})
        for left, right in itertools.pairwise(cuts):
            pieces.extend(_trimmed(text, left, right))
    return pieces


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Span(text[start:end], start, end)] if end > start else []


def _lines(text: str) -> list[tuple[int, int]]:
    """Line ranges, with hard-wrapped lines joined to the line they go on from."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for match in re.finditer(r"\n|\Z", text):
        if match.start() < len(text) and _goes_on(text, start, match.start()):
            continue
        ranges.append((start, match.start()))
        start = match.end()
    return ranges


def _goes_on(text: str, start: int, end: int) -> bool:
    line = text[text.rfind("\n", start, end) + 1 : end] if "\n" in text[start:end] else text[start:end]
    following = text[end + 1 : end + 60].split("\n", 1)[0]
    if len(line) < _WRAP or not following.strip() or _BULLET.match(following):
        return False
    return line.rstrip()[-1:] not in ".!?…:;。！？：；" and following[0].islower()


def _stop_cuts(text: str, start: int, end: int) -> list[int]:
    return [match.end() for match in _END.finditer(text, start, end) if _ends_here(text, start, end, match)]


def _ends_here(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    stop, closing = match.end(), match.group()[-1] not in ".!?…。！？｡‼⁇⁈⁉"
    if stop >= end or any(mark in match.group() for mark in _WIDE):
        return stop >= end or not (closing and text[stop] in "，,、")
    if not text[stop].isspace():
        return match.group()[0] in "?!" and (text[stop] in "¿¡“«" or ord(text[stop]) >= 0x3000)
    begin = _NEXT.match(text, stop, end)
    after = text[begin.end() : min(end, begin.end() + _LOOK)] if begin else ""
    if closing and after[:1].islower():
        return False
    if match.group()[0] == "." or match.group()[0] == "…":
        return _full_stop(text, start, match, after)
    return True


def _full_stop(text: str, start: int, match: re.Match[str], after: str) -> bool:
    if match.group().startswith(("..", "…")):
        return not after[:1].islower()
    word = re.split(r"[\s(\"'«“„]", text[max(start, match.start() - _LOOK) : match.start()])[-1].lower()
    if word in _stops("before_figures") and after[:1].isdigit():
        return False
    if word in _stops("abbreviations") or (len(word) == 1 and word.isalpha() and word not in "iíyoаяиоуе"):
        return False
    if word.isdigit() and len(word) <= 2:
        following = re.split(r"\W", after.lower(), maxsplit=1)[0]
        before = text[max(start, match.start() - len(word) - _LOOK) : match.start() - len(word)]
        marker = not before.strip()
        return not (marker or following in _stops("after_ordinal") or after[:1].islower())
    return True


def _list_cuts(text: str, start: int, end: int) -> list[int]:
    """Cuts before the markers of a list written in one line: 1. 2. 3. in their order."""
    cuts: list[int] = []
    expected = 1
    for match in _MARKER.finditer(text, start, end):
        number = int(match["digits"]) if match["digits"] else _HAN_NUMBERS.get(match["han"], 0)
        if number == expected:
            cuts.append(match.start())
            expected += 1
    return cuts if len(cuts) > 1 else []
