"""WhatsApp's text export ("Export chat"), from Android and iOS in any language.

    12/03/2024, 14:05 - Ana: text            Android; dates and hours follow the phone's language
    [12.03.24, 14:05:33] Ana: text           iOS; words of the app itself begin with U+200E
    [14:05, 12/3/2024] Ana: text             copied from WhatsApp on the desktop

A line without a stamp goes on with the message above it. The file is read twice: once for the order
of the dates and the people, once for the messages. Times are the phone's and have no offset.
What it does not know: who owned the phone, and the zone of its clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from assistant.correspondence.chat.clock import (
    DATE,
    DayOrder,
    day_of,
    stamp_expression,
    time_expression,
    time_of,
)
from assistant.correspondence.chat.finishing import NOTICE, Numbered, bare, settle
from assistant.correspondence.chat.lexicon import words
from assistant.correspondence.chat.sources import (
    Source,
    chat_name,
    head_text,
    label,
    text_lines,
    zipped_names,
)
from assistant.correspondence.chat.templates import plain_quotes
from assistant.correspondence.turns import Turn

_MARKS = "[\u200e\u200f\u202a-\u202e\ufeff]*"
_LONGEST_NAME = 90
_NUMBER = re.compile(r"^\+[\d\s().\u2010\u2011-]{7,24}$")
_STAMP_START = re.compile(rf"{_MARKS}\[?{_MARKS}\d")
_ISO_BRACKET = re.compile(r"\[\d{4}-\d\d-\d\d(?:, \d\d:\d\d| \d\d:\d\d:\d\d)\] ")  # Signal's, see signal.py


@lru_cache(maxsize=1)
def styles() -> dict[str, re.Pattern[str]]:
    """How a message begins, by the kind of export; groups of the clock, and `rest`."""
    stamp = stamp_expression()
    return {
        "bracket": re.compile(rf"{_MARKS}\[{stamp}\]\s?(?P<rest>.*)", re.IGNORECASE | re.DOTALL),
        "copied": re.compile(
            rf"{_MARKS}\[{time_expression()},\s{DATE}\]\s(?P<rest>.*)", re.IGNORECASE | re.DOTALL
        ),
        "dash": re.compile(rf"{_MARKS}{stamp}\s[-–]\s(?P<rest>.*)", re.IGNORECASE | re.DOTALL),
    }


def looks_like_whatsapp(head: bytes, path: Path) -> bool:
    """Whether the file begins with stamped messages of one kind."""
    if head.startswith(b"PK\x03\x04"):
        texts = [name for name in zipped_names(path) if name.lower().endswith(".txt")]
        return len(texts) == 1 and (texts[0].endswith("_chat.txt") or _named(Path(texts[0])) or _named(path))
    lines = [line for line in head_text(head).splitlines()[:200] if line.strip()]
    if not lines or _ISO_BRACKET.match(lines[0]):
        return False
    begins = any(style.match(_even(line)) for line in lines[:3] for style in styles().values())
    return begins and any(": " in line for line in lines)


def read_whatsapp(source: Source) -> Iterator[Turn]:
    """Every message in the order of the file, lines of the app with a reason.

    Raises InputError where the file cannot be opened.
    """
    yield from read_stamped(source, "WhatsApp", styles())


def _sides(people: Iterable[str]) -> dict[str, bool]:
    """Sides of names like "Client" and "Us", where a chat has both kinds."""
    names = {name.casefold() for name in people}
    us, client = names & words().us, names & words().client
    return dict.fromkeys(us, True) | dict.fromkeys(client, False) if us and client else {}


@dataclass(slots=True)
class Survey:
    """What the first reading of a file finds out."""

    style: str = ""
    order: DayOrder = field(default_factory=DayOrder)
    people: set[str] = field(default_factory=set)


def _as_it_is(turn: Turn) -> Turn:
    return turn


def read_stamped(
    source: Source,
    app: str,
    known_styles: dict[str, re.Pattern[str]],
    *,
    clean: Callable[[Turn], Turn] = _as_it_is,
) -> Iterator[Turn]:
    """The messages of any export whose lines begin with a stamp and a name; `clean` sees each turn first."""
    found = survey(source, known_styles)
    if not found.style:
        return
    thread, sides = _thread(source, app, list(found.people)), _sides(found.people)
    numbered = Numbered()
    for turn, marked in _messages(source, known_styles[found.style], found):
        side = sides.get(turn.author.casefold())
        named = clean(replace(turn, thread=thread, author=turn.author or app, ours=side))
        yield numbered.mark(settle(named, generated=marked and found.style == "bracket"))


def survey(source: Source, known_styles: dict[str, re.Pattern[str]]) -> Survey:
    """The kind of export, the order of its dates and the names in it."""
    found = Survey()
    for line in text_lines(source):
        stamped = _stamped(line, known_styles, found)
        if not stamped:
            continue
        found.order.add(stamped)
        author, text = split_author(stamped["rest"], found.people)
        if (
            author
            and author not in found.people
            and not words().notice.match(plain_quotes(bare(text)))
            and len(found.people) < 500
        ):
            found.people.add(author)
    return found


def _stamped(line: str, known_styles: dict[str, re.Pattern[str]], found: Survey) -> re.Match[str] | None:
    if not _STAMP_START.match(line):
        return None
    candidates = [found.style] if found.style else list(known_styles)
    for style in candidates:
        if stamped := known_styles[style].match(_even(line)):
            found.style = style
            return stamped
    return None


def _messages(source: Source, style: re.Pattern[str], found: Survey) -> Iterator[tuple[Turn, bool]]:
    order = found.order.best()
    current: Turn | None = None
    marked = False
    more: list[str] = []
    for number, line in enumerate(text_lines(source), start=1):
        stamped = style.match(_even(line)) if _STAMP_START.match(line) else None
        at = _moment(stamped, order) if stamped else None
        if stamped is None or at is None:
            more.append(line)
            continue
        if current:
            yield _joined(current, more), marked
        author, text = split_author(stamped["rest"], found.people)
        marked = text.startswith("\u200e") and len(bare(text)) < len(text)
        reason = "" if author else NOTICE
        current = Turn(author, _phone(author), text, at, "", f"{label(source)}:{number}", reason=reason)
        more = []
    if current:
        yield _joined(current, more), marked


def _phone(author: str) -> str:
    """The number as an address, where the phone did not know the name."""
    return "+" + re.sub(r"\D", "", author) if _NUMBER.match(author) else ""


def _joined(turn: Turn, more: list[str]) -> Turn:
    text = "\n".join([turn.text, *more]).strip(" \r\n\t")
    return replace(turn, text=text if not turn.reason else bare(text))


def _moment(stamped: re.Match[str], order: str) -> datetime | None:
    day, hour = day_of(stamped, order), time_of(stamped)
    return datetime.combine(day, hour) if day and hour else None


def split_author(rest: str, people: Container[str] = ()) -> tuple[str, str]:
    """Name and text of what stands behind the stamp; no name where the app itself speaks.

    `people` are names that are surely some: behind them nothing has to be looked at.
    """
    name, colon, text = rest.partition(": ")
    if not colon and rest.rstrip().endswith(":"):
        name, colon = rest.rstrip()[:-1], ":"
    clean = bare(name).strip().removeprefix("~").strip()
    if not colon or not clean or len(clean) > _LONGEST_NAME:
        return "", rest
    if clean not in people and words().loose_notice.match(plain_quotes(bare(rest))):
        return "", rest
    return clean, text


def _even(line: str) -> str:
    """Narrow and hard spaces as plain ones at the start of the line, where the stamp stands."""
    return re.sub("[\u00a0\u2009\u202f\u3000]", " ", line[:60]).replace("\u200f", "") + line[60:]


def _named(path: Path) -> bool:
    return any(pattern.match(path.stem) for pattern in words().chat_files)


def _thread(source: Source, app: str, people: list[str]) -> str:
    # Two people are the same chat whatever the file is called; a group goes by its name.
    if len(people) == 2:
        return f"{app}: {' / '.join(sorted(people))}"
    name = (
        chat_name(source, words().chat_files) if isinstance(source, Path) else ", ".join(sorted(people)[:4])
    )
    return f"{app}: {name}"
