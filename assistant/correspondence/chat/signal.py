"""Signal has no export of its own; what is read is what the usual tools write.

    [2024-01-01 12:00:00] Ana: text      signal-export, chat.md (older: `[2024-01-01, 12:00]`)
    {"date": ..., "sender": ...}         signal-export, data.json (a line each)
    2024-01-01 12:00 Ana: text           sigtop, text-short
    From: Ana (+27821234567)             sigtop, text
    {"envelope": {...}}                  signal-cli, a line each
    {"messages": [{"sent_at": ...}]}     the database of Signal Desktop as JSON

"Me" and "You" are us. Quoted messages, reactions and links to attachments are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.correspondence.chat.clock import from_epoch, from_iso, time_expression
from assistant.correspondence.chat.finishing import DELETED, MEDIA, NOTICE, finished
from assistant.correspondence.chat.records import Record, json_lines, nested, records, string
from assistant.correspondence.chat.sources import Source, chat_name, head_text, label, text_lines
from assistant.correspondence.chat.whatsapp import read_stamped
from assistant.correspondence.turns import Turn
from assistant.errors import InputError

_OURS = ("Me", "You")
_BRACKET = re.compile(r"^\ufeff?\[\d{4}-\d\d-\d\d(?:, \d\d:\d\d| \d\d:\d\d(?::\d\d)?)\] \S.{0,80}?: ")
_SHORT = re.compile(r"^\ufeff?\d{4}-\d\d-\d\d \d\d:\d\d [^\s–-].{0,80}?: ")
_FIELD = re.compile(r"^(From|Type|Sent|Received|Attachment|Reaction|Edited|Conversation): (.*)$")
_REACTIONS = re.compile(r"\n\(- .* -\)|\n?\(\( .* \)\)")
_LINKED = re.compile(r"!?\[[^\]\n]*\]\(\.{1,2}/[^)\n]*\)\s*")
_DETAILS = re.compile(
    r"^\[(?:reply to [^\]]*|edited|\d+ attachments?)(?:, (?:edited|\d+ attachments?))*\]\s?"
)
_OTHER_TYPE = re.compile(r"^\[[\w-]+ message\]$")
_DATE = r"(?P<a>\d{4})(?P<sep>-)(?P<b>\d\d)-(?P<c>\d\d)"


@lru_cache(maxsize=1)
def _styles() -> dict[str, re.Pattern[str]]:
    return {
        "markdown": re.compile(rf"\ufeff?\[{_DATE},? {time_expression()}\] (?P<rest>.*)", re.DOTALL),
        "short": re.compile(rf"\ufeff?{_DATE} {time_expression()} (?P<rest>.*)", re.DOTALL),
    }


def looks_like_signal(head: bytes, path: Path) -> bool:
    """Whether the file is one of the forms above."""
    text = head_text(head).lstrip("\ufeff \r\n")
    first = text.partition("\n")[0]
    if text.startswith(("{", "[")) and not _BRACKET.match(first):
        if '"envelope"' in first or '"dataMessage"' in first:
            return True
        if '"sent_at"' in text and '"conversationId"' in text:
            return True
        return first.startswith("{") and all(
            f'"{key}"' in first for key in ("date", "sender", "body", "reactions")
        )
    return bool(
        _BRACKET.match(first)
        or _SHORT.match(first)
        or (first.startswith("Conversation: ") and "\nSent: " in text)
    )


def read_signal(source: Source) -> Iterator[Turn]:
    """Every message in the order of the file.

    Raises InputError where the file cannot be opened, and behind the readable messages where it is damaged.
    """
    first = next((line.lstrip("\ufeff") for line in text_lines(source) if line.strip("\ufeff \r")), "")
    if first.startswith("Conversation: "):
        yield from finished(_blocks(source))
    elif _BRACKET.match(first) or _SHORT.match(first):
        yield from read_stamped(source, "Signal", _styles(), clean=_clean)
    elif '"envelope"' in first or '"dataMessage"' in first:
        yield from finished(
            turn for number, record in json_lines(source) for turn in _envelope(record, source, number)
        )
    elif first.startswith("{") and '"sender"' in first:
        yield from finished(_exported(record, source, number) for number, record in json_lines(source))
    else:
        paths = [("messages", "[]"), ("messsages", "[]"), ("[]",)]  # signaldb_to_json spells it with three s
        every = enumerate(records(source, paths), start=1)
        yield from finished(_stored(record, source, number) for number, (record, _) in every)


def _clean(turn: Turn) -> Turn:
    text = _words_of(turn.text)
    reason = turn.reason
    if not text and turn.text.strip():
        text, reason = turn.text, MEDIA
    elif _OTHER_TYPE.match(text):
        reason = NOTICE
    return replace(turn, text=text, reason=reason, ours=True if turn.author in _OURS else turn.ours)


def _words_of(text: str) -> str:
    lines = text.strip().split("\n")
    while lines and lines[0].lstrip().startswith(">"):
        lines.pop(0)
    bare = _LINKED.sub("", _REACTIONS.sub("", "\n".join(lines))).strip()
    return _DETAILS.sub("", bare)


def _chat(source: Source) -> str:
    return chat_name(source, ()) if isinstance(source, Path) else "chat"


def _blocks(source: Source) -> Iterator[Turn]:
    """sigtop's long form: fields, an empty line, the text. Behind them InputError for times that are none."""
    chat, fields, body, begin = _chat(source), dict[str, str](), list[str](), 0
    timeless: list[int] = []
    for number, line in enumerate(text_lines(source), start=1):
        found = _FIELD.match(line)
        starts = found and found[1] in ("From", "Conversation") and (not fields or not (body and body[-1]))
        if starts and fields.get("Sent"):
            yield _block(chat, fields, body, f"{label(source)}:{begin}")
            fields, body = {}, []
        if found and not any(body):
            begin = number if not fields else begin
            chat = found[2] if found[1] == "Conversation" else chat
            fields[found[1]] = found[2]
            timeless += [number] if found[1] == "Sent" and not _is_time(found[2]) else []
        elif fields:
            body.append(line)
    if fields.get("Sent"):
        yield _block(chat, fields, body, f"{label(source)}:{begin}")
    if timeless:
        raise InputError(
            f"line {timeless[0]} has no time that can be read ({len(timeless)} kept without one)",
            "export it again",
        )


def _block(chat: str, fields: dict[str, str], body: list[str], place: str) -> Turn:
    person = re.fullmatch(r"(.*?)(?: \((\+?[\w.-]+)\))?", fields.get("From", "Signal"))
    author, address = (person[1], person[2] or "") if person else ("Signal", "")
    text = "\n".join(line for line in body if not line.startswith(">")).strip()
    ours = {"outgoing": True, "incoming": False}.get(fields.get("Type", ""))
    reason = (MEDIA if "Attachment" in fields else NOTICE) if not text else ""
    at = _sent(fields["Sent"])
    return Turn(author, address, text, at, f"Signal: {chat}", place, reason=reason, ours=ours)


def _is_time(written: str) -> bool:
    """Whether sigtop wrote a time, or that it knows none."""
    return written == "unknown" or _sent(written) is not None


def _sent(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None


def _exported(record: Record, source: Source, number: int) -> Turn:
    author = string(record.get("sender")) or "Signal"
    text = string(record.get("body"))
    reason = DELETED if record.get("deleted") else NOTICE if record.get("call") else ""
    if not text.strip() and record.get("attachments"):
        reason = reason or MEDIA
    ours = author in _OURS or None
    at = from_iso(record.get("date"))
    return Turn(
        author,
        "",
        _words_of(text),
        at,
        f"Signal: {_chat(source)}",
        f"{label(source)}:{number}",
        reason=reason,
        ours=ours,
    )


def _envelope(record: Record, source: Source, number: int) -> Iterator[Turn]:
    envelope = record.get("envelope", record)
    sent = nested(envelope, "syncMessage", "sentMessage")
    message = sent or nested(envelope, "dataMessage") or nested(envelope, "editMessage", "dataMessage")
    if not isinstance(message, dict):
        return  # receipts and typing are nobody's words
    name = string(envelope.get("sourceName")) or string(envelope.get("source"))
    handle = string(envelope.get("sourceNumber")) or string(envelope.get("sourceUuid"))
    peer = (
        string(message.get("destination")) or string(message.get("destinationNumber"))
        if sent
        else handle or name
    )
    group = string(nested(message, "groupInfo", "groupName")) or string(
        nested(message, "groupInfo", "groupId")
    )
    yield Turn(
        author=name or handle or "Signal",
        address=handle,
        text=string(message.get("message")),
        at=from_epoch(message.get("timestamp") or envelope.get("timestamp")),
        thread=f"Signal: {group or peer or 'chat'}",
        source=f"{label(source)}:{number}",
        reason=_kind(message),
        ours=bool(sent),
    )


def _kind(message: Record) -> str:
    if message.get("remoteDelete"):
        return DELETED
    if message.get("reaction") or message.get("isExpirationUpdate"):
        return NOTICE
    return (
        MEDIA if not message.get("message") and (message.get("attachments") or message.get("sticker")) else ""
    )


def _stored(record: Record, source: Source, number: int) -> Turn:
    kind = string(record.get("type"))
    handle = (
        string(record.get("source"))
        or string(record.get("sourceUuid"))
        or string(record.get("sourceServiceId"))
    )
    conversation = string(record.get("conversationId")) or "chat"
    text = string(record.get("body"))
    reason = "" if kind in ("incoming", "outgoing") else NOTICE
    if record.get("isErased") or record.get("deletedForEveryone"):
        reason = DELETED
    elif not text and not reason and record.get("attachments"):
        reason = MEDIA
    own: Any = record.get("id")
    return Turn(
        author="Me" if kind == "outgoing" else handle or "Signal",
        address="" if kind == "outgoing" else handle,
        text=text,
        at=from_epoch(record.get("sent_at") or record.get("timestamp")),
        thread=f"Signal: {conversation}",
        source=f"{label(source)}:{number}",
        id=f"signal:{own}" if own else "",
        reason=reason,
        ours={"outgoing": True, "incoming": False}.get(kind),
    )
