"""A conversation that a person pasted together: `Client: ...` and `Us: ...`, in md, txt or docx.

A turn begins where a line begins with a speaker: a known word for client or us (any language of
chat.yaml, bold or as a heading too), or a name that comes back and stands before a colon as the known
ones do. A time beside the speaker is read. A heading or a rule begins another conversation.
What it does not know: sides of names; `ours` is set only where a known word says it.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from assistant.correspondence.chat.clock import DATE, DayOrder, day_of, stamp_expression, time_of
from assistant.correspondence.chat.finishing import finished
from assistant.correspondence.chat.lexicon import words
from assistant.correspondence.chat.sources import (
    DAMAGED_ZIP,
    Source,
    chat_name,
    head_text,
    label,
    text_lines,
)
from assistant.correspondence.turns import Turn
from assistant.errors import InputError

_SUFFIXES = (".txt", ".md", ".markdown", ".docx", "")
_ALONE = re.compile(
    r"^\s{0,3}(?:#{1,6}\s+[*_]{0,3}(?P<heading>[^*_\n]{1,60}?)[*_]{0,3}|[*_]{2,3}(?P<bold>[^*_\n]{1,60}?)[*_]{2,3})\s*$"
)
_RULE = re.compile(r"^\s*(?:[-*_=—–]\s*){3,}$")
_COLON = re.compile(r"[:：][*_]{0,3}(?=\s|$)|：")
_MARKS = re.compile(r"^(?:\s|>|#|[-*+•_])+")
_PARTS = re.compile(r"[\[\](){}（）,，|]|\s[–—-]\s")
_LONGEST_HEAD = 90
_NAME_WORDS = 4
_MOST_TEXT = 1 << 24


def looks_like_pasted(head: bytes, path: Path) -> bool:
    """Whether known words for both sides stand before turns, and one side answers the other."""
    if path.suffix.lower() not in _SUFFIXES:
        return False
    if head.startswith(b"PK\x03\x04"):
        text = _docx_paragraphs(path) if path.suffix.lower() == ".docx" and path.is_file() else ""
    else:
        text = head_text(head)
    sides = [side for line in text.splitlines() if (side := _known_side(line))]
    changes = sum(one != other for one, other in pairwise(sides))
    return "client" in sides and "us" in sides and changes >= 1 and _begins_early(text)


def read_pasted(source: Source) -> Iterator[Turn]:
    """The turns in their order. Raises InputError where the file cannot be opened or converted."""
    yield from finished(_turns(source, list(_lines(source))))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks from here on."""

    name: str
    ours: bool | None
    text: str
    stamp: str = ""


def _lines(source: Source) -> Iterator[str]:
    start = source[:4] if isinstance(source, bytes) else b""
    if isinstance(source, Path) and source.is_file():
        with source.open("rb") as stream:
            start = stream.read(4)
    if start.startswith(b"PK\x03\x04"):
        yield from _converted(source).split("\n")
    else:
        yield from text_lines(source)


def _converted(source: Source) -> str:
    from markitdown import MarkItDown, MarkItDownException, StreamInfo

    stream = BytesIO(source if isinstance(source, bytes) else source.read_bytes())
    try:
        text = (
            MarkItDown(enable_plugins=False)
            .convert_stream(stream, stream_info=StreamInfo(extension=".docx"))
            .text_content
        )
    except MarkItDownException as error:
        raise InputError(f"the document cannot be read: {error}", "save it as docx or txt") from error
    return re.sub(r"\\([_*\[\]()#+.!>-])", r"\1", text)[:_MOST_TEXT]


def _docx_paragraphs(path: Path) -> str:
    """The text of a docx without converting it: enough to see who speaks."""
    try:
        with zipfile.ZipFile(path) as archive:
            xml = archive.open("word/document.xml").read(_MOST_TEXT).decode("utf-8", "replace")
    except DAMAGED_ZIP:
        return ""
    return re.sub(r"<[^>]+>", "", re.sub(r"</w:p>|<w:br\s*/>", "\n", xml))


def _begins_early(text: str) -> bool:
    written = [line for line in text.splitlines() if line.strip()]
    return any(_known_side(line) for line in written[:12])


def _known_side(line: str) -> str:
    speaker = _speaker(line, frozenset())
    return "" if speaker is None or speaker.ours is None else "us" if speaker.ours else "client"


@lru_cache(maxsize=4096)
def _side(name: str) -> bool | None:
    folded = re.sub(r"\s+\d{1,3}$", "", name.strip().casefold())
    if folded in words().us:
        return True
    return False if folded in words().client else None


def _speaker(line: str, names: frozenset[str]) -> Speaker | None:
    if alone := _ALONE.match(line):
        name = (alone["heading"] or alone["bold"]).strip(" :：")
        ours = _side(name)
        return Speaker(name, ours, "") if ours is not None or name in names else None
    for head, text in _heads(line):
        if speaker := _of_head(head, text, names):
            return speaker
    return None


def _heads(line: str) -> Iterator[tuple[str, str]]:
    """What may stand before a turn on this line, and the turn."""
    for colon in _COLON.finditer(line[:_LONGEST_HEAD]):
        head = _MARKS.sub("", line[: colon.start()]).strip("*_ ")
        if head:
            yield head, line[colon.end() :].strip()


def _of_head(head: str, text: str, names: frozenset[str]) -> Speaker | None:
    """`Client`, `Ana (client)`, `Client, 12/03/2024 14:05`, `[12/03/2024] Us`, or a name that is known."""
    parts = [part.strip(" *_") for part in _PARTS.split(head) if part.strip(" *_")]
    sides = [part for part in parts if _side(part) is not None]
    others = [part for part in parts if _side(part) is None and not _is_stamp(part)]
    stamp = " ".join(part for part in parts if _is_stamp(part))
    if len(sides) == 1 and len(others) <= 1:
        return Speaker(others[0] if others else sides[0], _side(sides[0]), text, stamp)
    if not sides and len(others) == 1 and others[0] in names:
        return Speaker(others[0], None, text, stamp)
    return None


def _is_stamp(part: str) -> bool:
    return len(part) <= 40 and bool(re.search(r"\d{1,2}[./:-]\d|\d{4}", part))


def _names(lines: list[str]) -> frozenset[str]:
    """Names that begin two lines or more as a known speaker would."""
    counts: Counter[str] = Counter()
    for line in lines:
        head = next(_heads(line), ("", ""))[0]
        parts = [
            part.strip(" *_") for part in _PARTS.split(head) if part.strip(" *_") and not _is_stamp(part)
        ]
        if len(parts) == 1 and _is_name(parts[0]):
            counts[parts[0]] += 1
    known = any(_known_side(line) for line in lines)
    often = frozenset(name for name, count in counts.items() if count > 1)
    return often if known or len(often) > 1 else frozenset()


def _is_name(name: str) -> bool:
    parts = name.split()
    return len(parts) <= _NAME_WORDS and all(part[0].isupper() or not part[0].islower() for part in parts)


def _turns(source: Source, lines: list[str]) -> Iterator[Turn]:
    names, order = _names(lines), _date_order(lines)
    chat = chat_name(source, ()) if isinstance(source, Path) else "pasted"
    thread, part = chat, 1
    speaker: Speaker | None = None
    begin, body = 0, list[str]()
    for number, line in enumerate(lines, start=1):
        heading = re.match(r"^\s{0,3}#{1,6}\s+(.+?)\s*#*$", line)
        next_speaker = _speaker(line, names)
        if next_speaker is None and not _RULE.match(line) and not heading:
            body.append(line)
            continue
        if speaker:
            yield _turn(speaker, body, order, thread, f"{label(source)}:{begin}")
        speaker, body, begin = next_speaker, [], number
        if next_speaker is None:
            part += 1
            thread = f"{chat}: {heading[1].strip('*_ ') if heading else part}"
    if speaker:
        yield _turn(speaker, body, order, thread, f"{label(source)}:{begin}")


def _turn(speaker: Speaker, body: list[str], order: str, thread: str, place: str) -> Turn:
    lines = [speaker.text, *body]
    written = [line for line in lines if line.strip()]
    if written and all(line.lstrip().startswith(">") for line in written if line is not speaker.text):
        lines = [re.sub(r"^\s*>\s?", "", line) for line in lines]
    text = "\n".join(line.rstrip() for line in lines).strip()
    return Turn(speaker.name, "", text, _moment(speaker.stamp, order), thread, place, ours=speaker.ours)


def _date_order(lines: list[str]) -> str:
    order, pattern = DayOrder(), re.compile(DATE)
    for line in lines:
        for head, _ in _heads(line):
            if day := pattern.search(head):
                order.add_day(day)
                break
    return order.best()


def _moment(stamp: str, order: str) -> datetime | None:
    found = re.search(stamp_expression(), stamp, re.IGNORECASE)
    if found:
        day, clock = day_of(found, order), time_of(found)
        return datetime.combine(day, clock) if day and clock else None
    day_only = re.search(DATE, stamp)
    day = day_of(day_only, order) if day_only else None
    return datetime(day.year, day.month, day.day) if day else None
