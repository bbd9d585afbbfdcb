"""Microsoft Teams, and Skype, whose export Teams took over.

    {"conversations": [{"MessageList": [...]}]}   the data export of Teams (free) and Skype
    {"value": [{"createdDateTime": ...}]}         messages as Microsoft Graph gives them
    <div data-me="true">                          pages that export scripts write
    [10:02 AM] Ana Pérez                          messages copied out of the window
    text

Texts are html and become plain; quoted messages in them go. Times of the exports are in UTC, those of pages and copied
ones have no offset, and often no day: then the turn has no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from assistant.correspondence.chat.clock import DATE, DayOrder, day_of, from_iso, time_expression, time_of
from assistant.correspondence.chat.finishing import DELETED, MEDIA, NOTICE, PROGRAM, finished
from assistant.correspondence.chat.moments import moment
from assistant.correspondence.chat.pages import (
    Page,
    is_page,
    looks_like_teams_page,
    plain,
    teams_page,
)
from assistant.correspondence.chat.records import Record, nested, records, string
from assistant.correspondence.chat.sources import Source, chat_name, head_text, label, text_lines
from assistant.correspondence.turns import Turn
from assistant.errors import InputError

_EXPORT = ("conversations", "[]", "MessageList", "[]")
_GRAPH = (("value", "[]"), ("messages", "[]"), ("[]",))
_WORDS = ("Text", "RichText", "RichText/Html")
_FILE = re.compile(r"<(?:img|attachment|URIObject|video|audio)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _copied() -> re.Pattern[str]:
    day = rf"(?:{DATE}|\d{{1,2}}[/.-]\d{{1,2}}|[^\W\d]+),?\s"
    return re.compile(
        rf"^\ufeff?\[(?:{day})?{time_expression()}\]\s*(?P<name>[^:\n]{{1,80}}?)\s*(?::\s(?P<text>.*))?$",
        re.IGNORECASE,
    )


def looks_like_teams(head: bytes, path: Path) -> bool:
    """Whether the file is one of the forms above."""
    text = head_text(head).lstrip("\ufeff \r\n")
    if is_page(text):
        return looks_like_teams_page(text)
    if text.startswith(("{", "[{", "[\n")):
        old = '"MessageList"' in text or ('"originalarrivaltime"' in text and '"messagetype"' in text)
        return old or ('"createdDateTime"' in text and '"body"' in text and '"contentType"' in text)
    lines = [line.rstrip("\r") for line in text.splitlines()[:60] if line.strip()]
    heads = [_copied().match(line) for line in lines]
    if not heads or heads[0] is None:
        return False
    # With a full date and a text behind the name it is WhatsApp's; heads without texts are a log of a program.
    chat = any(head and head["a"] and head["text"] is not None for head in heads)
    spoken = sum(bool(head and (head["text"] or below is None)) for head, below in pairwise(heads))
    return not chat and 2 * spoken >= sum(head is not None for head in heads)


def read_teams(source: Source) -> Iterator[Turn]:
    """Every message, each conversation oldest first.

    Raises InputError where the file cannot be opened, and behind the readable messages where it is cut off.
    """
    first = next((line.strip("\ufeff \r") for line in text_lines(source) if line.strip("\ufeff \r")), "")
    if is_page(first):
        yield from finished(_of_page(teams_page(source), source))
        return
    if not first.startswith(("{", "[{")) and first != "[":
        yield from finished(_pasted(source))
        return
    damage: list[InputError] = []
    turns = _until_damage(_records(source), damage)
    for _, conversation in groupby(turns, key=lambda turn: turn.thread):
        yield from finished(iter(sorted(conversation, key=_time)))
    if damage:
        raise damage[0]


def _until_damage(turns: Iterator[Turn], damage: list[InputError]) -> Iterator[Turn]:
    try:
        yield from turns
    except InputError as error:
        damage.append(error)


def _time(turn: Turn) -> float:
    return turn.at.timestamp() if turn.at else 0.0


def _records(source: Source) -> Iterator[Turn]:
    for number, (record, around) in enumerate(records(source, [_EXPORT, *_GRAPH]), start=1):
        place = f"{label(source)}:{number}"
        if "messagetype" in record or "originalarrivaltime" in record:
            owner = string(around[0].get("userId")) if around else ""
            yield _exported(record, around[-1] if around else {}, owner, place)
        elif "createdDateTime" in record:
            yield _graph(record, place)


def _exported(record: Record, conversation: Record, owner: str, place: str) -> Turn:
    handle = string(record.get("from")).rpartition("/")[2]
    person = handle.partition(":")[2] or handle
    chat = string(conversation.get("displayName")) or string(record.get("conversationid")) or "chat"
    kind = string(record.get("messagetype"))
    text = plain(string(record.get("content")))
    reason = "" if kind in _WORDS else MEDIA if kind.startswith("RichText/") else NOTICE
    own = string(record.get("id"))
    return Turn(
        author=string(record.get("displayName")) or string(record.get("imdisplayname")) or person or "Teams",
        address=handle,
        text=text,
        at=from_iso(record.get("originalarrivaltime")),
        thread=f"Teams: {chat}",
        source=place,
        id=f"teams:{string(record.get('conversationid'))}:{own}" if own else "",
        reason=reason,
        ours=handle == owner if owner and handle else None,
    )


def _graph(record: Record, place: str) -> Turn:
    user = nested(record, "from", "user") or {}
    chat = string(record.get("chatId")) or string(nested(record, "channelIdentity", "channelId")) or "chat"
    answered, own = string(record.get("replyToId")), string(record.get("id"))
    content = string(nested(record, "body", "content"))
    return Turn(
        author=string(nested(user, "displayName"))
        or string(nested(record, "from", "application", "displayName"))
        or "Teams",
        address=string(nested(user, "userPrincipalName")) or string(nested(user, "id")),
        text=plain(content) if nested(record, "body", "contentType") != "text" else content,
        at=from_iso(record.get("createdDateTime")),
        thread=f"Teams: {chat}"
        + (f" ({answered or own})" if nested(record, "channelIdentity", "channelId") else ""),
        source=place,
        id=f"teams:{chat}:{own}" if own else "",
        subject=string(record.get("subject")),
        in_reply_to=(f"teams:{chat}:{answered}",) if answered else (),
        reason=_reason(record, content),
    )


def _reason(record: Record, content: str) -> str:
    if record.get("deletedDateTime"):
        return DELETED
    if record.get("messageType", "message") != "message":
        return NOTICE
    if nested(record, "from", "application"):
        return PROGRAM
    return MEDIA if not plain(content) and (record.get("attachments") or _FILE.search(content)) else ""


def _of_page(page: Page, source: Source) -> Iterator[Turn]:
    """Times are written in the language and zone of whoever made the page."""
    for number, said in enumerate(page.said, start=1):
        reason = DELETED if said.deleted else MEDIA if not said.text and said.media else ""
        yield Turn(
            author=said.author or "Teams",
            address="",
            text=said.text,
            at=moment(said.when, "dmy"),
            thread=f"Teams: {page.title or 'chat'}",
            source=f"{label(source)}:{number}",
            reason=reason,
            ours=said.ours,
        )


def _pasted(source: Source) -> Iterator[Turn]:
    thread = f"Teams: {chat_name(source, ())}" if isinstance(source, Path) else "Teams: chat"
    order = DayOrder()
    for line in text_lines(source):
        found = _copied().match(line.rstrip("\r"))
        if found and found["a"]:
            order.add(found)
    current: Turn | None = None
    for number, line in enumerate(text_lines(source), start=1):
        found = _copied().match(line.rstrip("\r"))
        if found is None:
            current = replace(current, text=f"{current.text}\n{line.strip()}") if current else None
            continue
        if current:
            yield replace(current, text=current.text.strip())
        day, clock = day_of(found, order.best()) if found["a"] else None, time_of(found)
        at = datetime.combine(day, clock) if day and clock else None
        current = Turn(found["name"], "", found["text"] or "", at, thread, f"{label(source)}:{number}")
    if current:
        yield replace(current, text=current.text.strip())
