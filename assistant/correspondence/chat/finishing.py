"""From a raw message of an export to a Turn: marks of the app taken off, empty ones given a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from assistant.correspondence.chat.lexicon import words
from assistant.correspondence.chat.templates import plain_quotes
from assistant.correspondence.closings import letter_closing_start
from assistant.correspondence.turns import Turn

NOTICE = "a notice of the app, not a message"
MEDIA = "only an attachment, no words"
DELETED = "taken back by its sender"
PROGRAM = "written by a program"
EMPTY = "no words"

_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FILE_ONLY = re.compile(r"^[^\n]{1,120}\.\w{2,5}(?:\s*•.*)?$")


def bare(text: str) -> str:
    """The text without marks of direction, which apps put around names and notices."""
    return _INVISIBLE.sub("", text)


def settle(turn: Turn, *, generated: bool = False) -> Turn:
    """The turn with the app's own words taken off its text, or with the reason why nothing is left.

    `generated`: something in the export says that the app wrote this text (iOS marks it).
    """
    if turn.reason:
        return turn
    text = bare(_before_placeholder(turn.text)).strip()
    plain = plain_quotes(re.sub(r"[\u00a0\u202f]", " ", text))
    known = words()
    if not plain or plain == "null":
        return replace(turn, text="", reason=EMPTY)
    if known.deleted.match(plain):
        return replace(turn, text="", reason=DELETED)
    if known.notice.match(plain) or (generated and known.loose_notice.match(plain)):
        return replace(turn, text=text, reason=NOTICE)
    kept = without_media(text)
    if not kept:
        return replace(turn, text=text, reason=MEDIA)
    if generated and kept == text:
        return replace(turn, text=text, reason=NOTICE)
    return _unsigned(
        replace(turn, text=known.edited.sub("", kept).strip() if kept.endswith((">", ")")) else kept)
    )


def _unsigned(turn: Turn) -> Turn:
    """Some people sign chat messages as they sign mails: what closes a mail is no part of the text."""
    lines = turn.text.split("\n")
    if len(lines) < 2 or turn.signature:
        return turn
    end = letter_closing_start([line.rstrip() for line in lines], turn.author)
    own = "\n".join(lines[:end]).strip()
    return replace(turn, text=own, signature="\n".join(lines[end:]).strip()) if own else turn


def _before_placeholder(text: str) -> str:
    """iOS writes `caption <mark>image omitted` and `name.pdf • <mark>2 pages <mark>document omitted`."""
    *before, last = text.split("\u200e")
    if not any(part.strip() for part in before) or not words().media.match(plain_quotes(last.strip())):
        return text
    rest = "".join(before)
    return last if " • " in rest.rpartition("\n")[2] else rest


def without_media(text: str) -> str:
    """The words beside the placeholders of photos and files; empty where there are none."""
    lines = text.split("\n")
    kept = [left for line in lines if (left := _beside_media(line)) is not None]
    left = "\n".join(kept).strip()
    return "" if len(kept) == 1 and left != text and _FILE_ONLY.match(left) else left


def _beside_media(line: str) -> str | None:
    if words().media.match(plain_quotes(line.strip())):
        return None
    return words().inline_media.sub("", line) if line.rstrip().endswith((">", "]")) else line


@dataclass(slots=True)
class Numbered:
    """Gives ids to messages of exports that have none: the same message has the same id in every export.

    An id is made of chat, author, minute and words, and of how many such messages came before it in
    that minute: two exports of one chat that overlap agree, and a client who writes "?" twice is kept.
    """

    minute: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def mark(self, turn: Turn) -> Turn:
        """The turn with an id, unless it has one."""
        if turn.id:
            return turn
        minute = minute_of(turn.at)
        if minute != self.minute:
            self.minute, self.counts = minute, {}
        words_of_it = " ".join(turn.text.split())
        key = "\x1f".join((turn.thread, turn.author, minute, words_of_it))
        self.counts[key] = number = self.counts.get(key, 0) + 1
        return replace(turn, id=f"{sha256(key.encode()).hexdigest()[:20]}-{number}")


def minute_of(at: datetime | None) -> str:
    """The minute as text, by which messages are told apart (some exports have no seconds)."""
    return at.isoformat(" ", "minutes")[:16] if at else ""


def finished(turns: Iterator[Turn]) -> Iterator[Turn]:
    """Every turn settled and numbered, in its order."""
    numbered = Numbered()
    for turn in turns:
        yield numbered.mark(settle(turn))
