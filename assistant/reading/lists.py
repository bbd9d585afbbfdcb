"""The client's own lists: points that are numbered, lettered, bulleted or counted in words.

What introduces a list tells what its points are: "I want:" makes each a demand, even where it is only
a thing. The words for that, and "Firstly", come from knowledge/reading/lists.yaml. What it does not
know: lists without any mark, and points that begin at two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from assistant.domain import Span
from assistant.language.lists import as_pattern, comparable
from assistant.language.sentences import split_sentences
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base
from assistant.reading.clauses import about_words, joining_words
from assistant.reading.signals import find_signals

_LISTS = ("knowledge", "reading", "lists.yaml")
_FREE = r"(?<![^\s:;,.!?。；：，、！？…—–\"“«「])"  # what may stand before a number
_HAN = "一二三四五六七八九十"
_MEASURE = "个個次天号號月年日点點元块塊幅条條位人楼樓层層周週小分秒成折倍万萬千百套件家扇张張台种種口瓶箱包斤米厘公平度间間辆輛只支封通场場届屆岁歲根双雙桶栋棟单單元名期季室寸颗片行页頁台集级級厅廳卫衛"
# How points are counted: a pattern with the number in its only group that matches, and the numbers in order.
_COUNTED = (
    (
        re.compile(
            _FREE + r"[(（]?(\d{1,2})(?:[.)](?=\s|[^\W\d])|[、）．](?!\d))|^[ \t]*(\d{1,2})\s?[–:：-](?=\s)",
            re.M,
        ),
        tuple(map(str, range(1, 31))),
    ),
    (re.compile(r"(\d)\ufe0f?\u20e3"), tuple("123456789")),
    (re.compile(_FREE + r"[(（]?([a-hA-H])[)）](?=\s|\w)|^[ \t]*([A-H])\.(?=\s)", re.M), tuple("abcdefgh")),
    (re.compile(_FREE + r"[(（]?([а-еА-Е])[)）](?=\s)"), tuple("абвгде")),
    (re.compile(_FREE + r"[(（]?(i{1,3}|iv|v|vi{1,3})[)）](?=\s)"), ("i", "ii", "iii", "iv", "v", "vi")),
    (re.compile(_FREE + rf"([{_HAN}])(?:[、，．:：]|\.\s?)(?=\S)|[（(]([{_HAN}])[）)]"), tuple(_HAN)),
    (re.compile(r"([①-⑩])"), tuple("①②③④⑤⑥⑦⑧⑨⑩")),
    (re.compile(r"([❶-❿])"), tuple("❶❷❸❹❺❻❼❽❾❿")),
)
# Bare numbers may count something ("2 chairs"): at the beginnings of lines there are three or a lead that asks, within
# a line ("我要求1换电机 2退差价 3道歉") there are both.
_BARE_LINE = re.compile(r"^[ \t]*(\d{1,2})[ \t\u3000]+(?=[^\W\d_])", re.M)
_BARE_INLINE = re.compile(rf"(?<![\d.,:：/第])(\d)[ \u3000]?(?=[\u4e00-\u9fff])(?![{_MEASURE}])")
_FEWEST_BARE = 3
_BULLET = re.compile(r"^[ \t]*([-–—*•·▪‣►➤→◦●○✅❌])[ \t]*(?=[^\s*–—-])", re.M)
_BLANK = re.compile(r"\n[ \t]*\n")
_STARTS = ".!?:;,…。！？；：，—–-\n"  # after one of them a word may count
_CLOSED = ".!?…。！？"
_OUTSIDE = " \t\n,;:–—-，；：、。."
_MOST = 20  # lists; nobody writes more of them in one message
_LOOK_BACK = 400  # characters in which the lead of a list is looked for
_OPENING = 30  # characters in which "I want" may turn out to be "I want you to know"
_SHORT = 3  # words besides those for the points to come, with which a lead is nothing but a lead
Mark = tuple[int, int, int]  # where it begins, where it ends, the place of its number in the order


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a list: `text[start:end]` are its words, its number begins at `mark`."""

    mark: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PointList:
    """The points of one list, and what introduces them.

    `lead` holds the words from the one that asks on; its note is wants, questions or tells, or empty.
    `bare` says that the lead asks for nothing but the points.
    """

    points: tuple[Point, ...]
    lead: Span
    bare: bool = False


def find_lists(text: str, language: str) -> tuple[PointList, ...]:
    """The lists of `text` in the order of their first points; each has two points or more."""
    plain = "".join(
        each.lower()[:1] for each in comparable(text, language)
    )  # as long as the text: İ is one i
    series = [*_numbered(text), *_worded(plain, language), *_bulleted(text)]
    for run, inline in _bare(text):
        asked = bool(_lead(text, plain, run[0][0], language)[0].note)
        if (asked and not inline) or (len(run) >= _FEWEST_BARE and asked >= inline):
            series.append(run)
    marks = sorted({mark[0] for marks in series for mark in marks})
    found = []
    for one in sorted(series)[:_MOST]:
        points = tuple(_point(text, mark, marks, last=mark is one[-1], language=language) for mark in one)
        if all(re.search(r"[^\W\d_]", text[point.start : point.end]) for point in points):
            found.append(PointList(points, *_lead(text, plain, one[0][0], language)))
    return tuple(found)


def _numbered(text: str) -> Iterator[list[Mark]]:
    for pattern, order in _COUNTED:
        marks = []
        for match in pattern.finditer(text):
            number = next(group for group in match.groups() if group).lower()
            if number in order and (order.index(number) or _may_begin(text, match)):
                marks.append((match.start(), match.end(), order.index(number)))
        yield from _runs(marks)


def _bare(text: str) -> Iterator[tuple[list[Mark], bool]]:
    """Runs of numbers without any mark, and whether they stand within a line."""
    for pattern, inline in ((_BARE_LINE, False), (_BARE_INLINE, True)):
        marks = [(match.start(), match.end(), int(match[1]) - 1) for match in pattern.finditer(text)]
        yield from ((run, inline) for run in _runs(marks))


def _may_begin(text: str, match: re.Match[str]) -> bool:
    """A first number stands in brackets, begins a line or follows a stop: else it is a day, or counts something."""
    before = text[: match.start()].rstrip(" \t")
    return not before or before[-1] in _STARTS or match.group()[-1] not in ".、．"


def _worded(plain: str, language: str) -> Iterator[list[Mark]]:
    marks = [
        (match.start(), match.end(), place)
        for place, pattern in enumerate(_ordinals(language))
        for match in pattern.finditer(plain)
        if place or plain[: match.start()].rstrip(" \t")[-1:] in {*_STARTS, ""}
    ]
    yield from _runs(sorted(marks))


def _runs(marks: list[Mark]) -> Iterator[list[Mark]]:
    """The marks that count on from one, two or more at a time."""
    run: list[Mark] = []
    for mark in marks:
        if mark[2] == len(run):
            run.append(mark)
        elif mark[2] == 0:
            if len(run) > 1:
                yield run
            run = [mark]
    if len(run) > 1:
        yield run


def _bulleted(text: str) -> Iterator[list[Mark]]:
    """Lines that begin with the same sign, one after the other or with blank lines between."""
    run: list[Mark] = []
    marks = [(match.start(1), match.end(), match.group(1)) for match in _BULLET.finditer(text)]
    for (start, end, sign), after in pairwise([*marks, (len(text), len(text), "")]):
        run.append((start, end, len(run)))
        blank = _BLANK.search(text, end, after[0])
        if sign != after[2] or (blank and text[blank.end() : after[0]].strip()):
            if len(run) > 1:
                yield run
            run = []


def _point(text: str, mark: Mark, marks: list[int], *, last: bool, language: str) -> Point:
    start = mark[1]
    while start < len(text) and text[start] in _OUTSIDE:
        start += 1
    place = bisect_left(marks, start)
    following = marks[place] if place < len(marks) else len(text)
    blank = _BLANK.search(text, start, following)
    end = blank.start() if blank else following
    if last:
        end = _end_of_last(text, start, end, inline=text[: mark[0]].rstrip(" \t")[-1:] not in {"", "\n"})
    end = start + len(text[start:end].rstrip(_OUTSIDE))
    before = text[start:end].rsplit(maxsplit=1)  # a joint left over: "(a) stop the delivery, and (b)"
    if len(before) == 2 and before[1].lower() in joining_words(language):
        end = start + len(before[0].rstrip(_OUTSIDE))
    return Point(mark[0], start, end)


def _end_of_last(text: str, start: int, end: int, *, inline: bool) -> int:
    """The last point ends with its line; with its sentence where it does not begin the line."""
    for sentence in split_sentences(text[start:end]):
        stop = start + sentence.end
        if inline or text[stop:end].lstrip(" \t")[:1] == "\n":
            return stop
    return end


def _lead(text: str, plain: str, mark: int, language: str) -> tuple[Span, bool]:
    """What introduces the list that begins at `mark`, and whether it is nothing but an introduction."""
    first = max(0, mark - _LOOK_BACK)
    sentences = split_sentences(text[first:mark])
    if not sentences:
        return Span("", mark, mark), False
    start, end = first + sentences[-1].start, first + sentences[-1].end
    said = plain[start:end]
    counted = _pattern(language, "counted").search(said)
    for name in ("tells", "questions", "wants"):
        match = _pattern(language, name).search(said)
        if match and (counted or name == "tells" or said[-1] not in _CLOSED):
            rest = _without_times(_pattern(language, "counted").sub(" ", said[match.end() :]), language)
            return Span(text[start + match.start() : end], start + match.start(), end, name), about_words(
                rest
            ) <= _SHORT
    return Span(text[start:end], start, end), False


def opens_wanting(words: str, language: str) -> bool:
    """Whether a point begins with words of request, in itself or after "Firstly": "send", "wil ek"."""
    plain = comparable(words, language).lower()
    if _pattern(language, "tells").search(plain[:_OPENING]):
        return False
    signals = find_signals(words, "request", language=language)
    return bool(_pattern(language, "wants").match(plain)) or bool(signals and signals[0].start == 0)


def _without_times(text: str, language: str) -> str:
    for span in reversed(find_signals(text, "deadline", language=language)):
        text = text[: span.start] + " " + text[span.end :]
    return text


@cache
def _words(language: str) -> dict[str, Any]:
    loaded = data_of(*_LISTS)
    words: dict[str, Any] = loaded.get(base(language), loaded["en"])
    return words


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    with naming(*_LISTS):
        words = sorted(_words(language)[name], key=len, reverse=True)
        return re.compile("|".join(map(as_pattern, words)))


@cache
def _ordinals(language: str) -> list[re.Pattern[str]]:
    with naming(*_LISTS):
        return [
            re.compile("|".join(map(_ordinal, sorted(words, key=len, reverse=True))))
            for words in _words(language)["ordinals"]
        ]


def _ordinal(word: str) -> str:
    return as_pattern(word.rstrip(",")) + (r"(?=\s?[,:.，：、—–-])" if word.endswith(",") else "")
