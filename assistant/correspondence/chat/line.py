"""LINE's "Export chat history": tabs between time, name and text under a line for the day.

    [LINE] Chat history with Ana        2017.09.02 Saturday
    Saved on: 2024/03/12 14:05          12:00	Ana	text
    2024/03/12(Tue)                     12:00 Ana text        (from Windows: spaces)
    14:05	Ana	text

A text of several lines stands in quotes on phones and plainly on computers. With spaces nobody can
say where a name ends: the names come from `people`, from the title, or from what the lines share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from assistant.correspondence.chat.clock import DATE, DayOrder, day_of, time_expression, time_of
from assistant.correspondence.chat.finishing import NOTICE, bare, finished
from assistant.correspondence.chat.lexicon import words
from assistant.correspondence.chat.sources import Source, chat_name, head_text, label, text_lines
from assistant.correspondence.turns import Turn

_TITLE = re.compile(r"^\ufeff?\[LINE\]\s*(?P<title>.+)$")
_WEEKDAY = r"[(（]?\s*[^\d\s()（）]{1,12}\.?\s*[)）]?"
_AROUND_NAME = re.compile(
    r"^(?:chat history (?:with|in) |與|与)"
    r"|(?:的聊天(?:記錄|記録|纪录|记录|紀錄)|とのトーク履歴|のトーク履歴)$",
    re.IGNORECASE,
)


# Without the weekday it would be a date that somebody wrote.
_DAY_LINES = (
    re.compile(rf"^\ufeff?{_WEEKDAY},?\s*{DATE}$", re.IGNORECASE),
    re.compile(rf"^\ufeff?{DATE}\s*{_WEEKDAY}$", re.IGNORECASE),
)


def _day_line(line: str) -> re.Match[str] | None:
    return next((found for form in _DAY_LINES if (found := form.match(line.strip()))), None)


@lru_cache(maxsize=1)
def _message_line() -> re.Pattern[str]:
    return re.compile(rf"^{time_expression()}(?P<gap>\t| )(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)


def looks_like_line(head: bytes, path: Path) -> bool:
    """Whether the file has LINE's title, or a line for a day with timed lines below it."""
    lines = [line for line in head_text(head).splitlines()[:60] if line.strip()]
    if lines and lines[0].lstrip("\ufeff").startswith("[LINE]"):
        return True
    pairs = pairwise(lines[:4])
    return any(_day_line(day) and _message_line().match(below) for day, below in pairs)


def read_line(source: Source, *, people: Sequence[str] = ()) -> Iterator[Turn]:
    """Every message in the order of the file. `people`: names, for exports with spaces for tabs.

    Raises InputError where the file cannot be opened.
    """
    found = _survey(source, people)
    yield from finished(_turns(source, found))


@dataclass(slots=True)
class _Survey:
    order: DayOrder = field(default_factory=DayOrder)
    title: str = ""
    thread: str = ""
    tabs: bool = False
    people: list[str] = field(default_factory=list)
    often: set[str] = field(default_factory=set)  # names that surely are some


def _survey(source: Source, people: Sequence[str]) -> _Survey:
    found, spaced, tabbed = _Survey(), Counter[tuple[str, ...]](), Counter[str]()
    for line in text_lines(source):
        if day := _day_line(line):
            found.order.add_day(day)
        elif title := _TITLE.match(line):
            found.title = found.title or _AROUND_NAME.sub("", title["title"].strip()).strip()
        elif message := _message_line().match(line):
            if message["gap"] == "\t" and "\t" in message["rest"]:
                found.tabs = True
                tabbed[message["rest"].partition("\t")[0]] += 1
            else:
                spaced[tuple(message["rest"].split(" ")[:4])] += 1
    found.people = sorted({*people, found.title} - {""}, key=len, reverse=True)
    if not found.tabs:
        shared = _shared_names(spaced)
        found.often = set(found.people) | {name for name, count in shared.items() if count > 1}
        found.people += sorted(shared, key=len, reverse=True)
    names = sorted(name for name in tabbed if name.strip())
    if len(names) == 2:
        found.thread = f"LINE: {' / '.join(names)}"
    else:
        fallback = chat_name(source, words().chat_files) if isinstance(source, Path) else ""
        found.thread = f"LINE: {found.title or fallback or ', '.join(names[:4])}"
    return found


def _shared_names(spaced: Counter[tuple[str, ...]]) -> dict[str, int]:
    """Names and how often: of one to three words: the longest beginnings that nearly all lines with that word share."""
    names: dict[str, int] = {}
    for first, total in Counter({key[:1]: 0 for key in spaced if key}).items():
        same = {key: count for key, count in spaced.items() if key[:1] == first}
        total = sum(same.values())
        name = first
        for size in (2, 3):
            longer = Counter[tuple[str, ...]]()
            for key, count in same.items():
                longer[key[:size]] += count
            best, count = longer.most_common(1)[0]
            if total >= 3 and count >= 0.9 * total and best[: size - 1] == name:
                name = best
        names[" ".join(name)] = total
    return names


def _turns(source: Source, found: _Survey) -> Iterator[Turn]:
    order, day = found.order.best(), None
    current: Turn | None = None
    for number, line in enumerate(text_lines(source), start=1):
        if new_day := _day_line(line):
            day = day_of(new_day, order) or day
            continue
        message = _message_line().match(line) if day else None
        at = time_of(message) if message else None
        if (
            message is None
            or day is None
            or at is None
            or (current and not _speaks(message, found, current, at))
        ):
            current = replace(current, text=f"{current.text}\n{line}") if current else None
            continue
        if current:
            yield _closed(current)
        current = _turn(message, day, at, found, f"{label(source)}:{number}")
    if current:
        yield _closed(current)


def _speaks(message: re.Match[str], found: _Survey, before: Turn, at: time) -> bool:
    """Whether a timed line is a message and not a line of the text above ("12:00 at the station")."""
    if message["gap"] == "\t" or found.tabs:
        return message["gap"] == "\t"
    name = _split(message["rest"], " ", found)[0]
    return name in found.often or before.at is None or at >= before.at.time()


def _turn(message: re.Match[str], day: date, at: time, found: _Survey, place: str) -> Turn:
    author, text = _split(message["rest"], message["gap"], found)
    reason = "" if author else NOTICE
    return Turn(author or "LINE", "", text, datetime.combine(day, at), found.thread, place, reason=reason)


def _split(rest: str, gap: str, found: _Survey) -> tuple[str, str]:
    if gap == "\t":
        author, tab, text = rest.partition("\t")
        return (bare(author).strip(), text) if tab and author.strip() else ("", rest.strip())
    if words().loose_notice.match(rest):
        return "", rest
    for name in found.people:
        if rest == name or rest.startswith(name + " "):
            return name, rest[len(name) + 1 :]
    return "", rest


def _closing(text: str) -> bool:
    return len(text) > 1 and text.rstrip().endswith('"') and text.count('"') % 2 == 0


def _closed(turn: Turn) -> Turn:
    text = turn.text.strip("\r\n ")
    if text.startswith('"') and _closing(text) and "\n" in text:
        text = text[1:-1].replace('""', '"')
    return replace(turn, text=text)
