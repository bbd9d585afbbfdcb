"""Telegram Desktop's `result.json`: one chat, or the whole account.

A text is a string or a list of strings and marked pieces. `date` is local time, `date_unixtime` the
moment: together they give the offset of the place, which is kept. In an export of the whole account
`personal_information` says who we are, and our messages carry `ours`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.correspondence.chat.clock import from_epoch, from_iso
from assistant.correspondence.chat.finishing import MEDIA, NOTICE, finished
from assistant.correspondence.chat.records import Around, Record, nested, records, string
from assistant.correspondence.chat.sources import Source, head_text, label
from assistant.correspondence.turns import Turn

_PATHS = (
    ("messages", "[]"),
    ("chats", "list", "[]", "messages", "[]"),
    ("left_chats", "list", "[]", "messages", "[]"),
)
_FILES = (
    "photo",
    "file",
    "media_type",
    "location_information",
    "contact_information",
    "poll",
    "sticker_emoji",
)
_LINKS = ("link", "text_link", "email", "phone", "mention")


def looks_like_telegram(head: bytes, path: Path) -> bool:
    """Whether the file is JSON with Telegram's field names."""
    text = head_text(head)
    whole = '"personal_information"' in text
    if not text.lstrip().startswith("{") or not (whole or '"messages"' in text):
        return False
    return any(
        name in text for name in ('"date_unixtime"', '"from_id"', '"text_entities"', '"personal_information"')
    )


def read_telegram(source: Source) -> Iterator[Turn]:
    """Every message, chat after chat; service messages with a reason.

    Raises InputError behind the last readable message where the file is cut off.
    """
    return finished(_turn(record, around, source) for record, around in records(source, _PATHS))


def _turn(record: Record, around: Around, source: Source) -> Turn:
    chat = around[-1] if around else {}
    own = string(chat.get("id"))
    name = (
        " ".join(part for part in (string(chat.get("name")), f"({own})" if own else "") if part) or "Telegram"
    )
    author = string(record.get("from")) or string(record.get("actor"))
    handle = string(record.get("from_id")) or string(record.get("actor_id"))
    number = string(record.get("id"))
    text = _text(record.get("text"))
    answered = string(record.get("reply_to_message_id"))
    thread = f"Telegram: {name}"
    return Turn(
        author=author or handle or ("Deleted account" if record.get("type") != "service" else "Telegram"),
        address=handle,
        text=text,
        at=_moment(record),
        thread=thread,
        source=f"{label(source)}:{number}",
        id=_identity(chat, name, number),
        in_reply_to=(_identity(chat, name, answered),) if answered else (),
        reason=_reason(record, text),
        ours=_ours(handle, around),
    )


def _ours(handle: str, around: Around) -> bool | None:
    owner = string(nested(around[0], "personal_information", "user_id")) if around else ""
    return handle.removeprefix("user") == owner if owner and handle else None


def _identity(chat: Record, name: str, number: str) -> str:
    return f"telegram:{string(chat.get('id')) or name}:{number}" if number else ""


def _moment(record: Record) -> Any:
    local = string(record.get("date"))
    epoch = record.get("date_unixtime")
    return from_epoch(epoch, local) if epoch else from_iso(local)


def _reason(record: Record, text: str) -> str:
    if record.get("type", "message") != "message":
        return NOTICE
    if not text.strip() and any(record.get(name) for name in _FILES):
        return MEDIA
    return ""


def _text(value: Any) -> str:
    """The text without its marks. Pieces follow each other as they are; a link glued to a piece before
    it gets the space that Telegram itself needs to recognise a link."""
    if not isinstance(value, list):
        return string(value)
    whole, marked = "", False
    for piece in value:
        part = piece if isinstance(piece, str) else string(nested(piece, "text"))
        link = isinstance(piece, dict) and piece.get("type") in _LINKS
        if link and marked and whole and not whole[-1].isspace() and whole[-1] not in "([{<«“\"'":
            whole += " "
        whole, marked = whole + part, isinstance(piece, dict)
    return whole
