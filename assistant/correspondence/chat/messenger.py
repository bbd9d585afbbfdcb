"""Facebook Messenger and Instagram: `message_1.json` or `message_1.html` of the data download, and the
file that Messenger writes for an encrypted chat.

The data download writes the bytes of UTF-8 as if they were Latin letters ("Ã¡" for "á"): that is
undone. Messages come newest first and are turned round. Times are moments in UTC, those of html pages
local and without an offset. Posts and comments have pages of the same make: only the name tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.correspondence.chat.clock import from_epoch
from assistant.correspondence.chat.finishing import DELETED, MEDIA, NOTICE, finished
from assistant.correspondence.chat.moments import moment
from assistant.correspondence.chat.pages import Page, is_page, looks_like_meta_page, meta_page
from assistant.correspondence.chat.records import Record, records, string
from assistant.correspondence.chat.sources import Source, head_text, label, text_stream
from assistant.correspondence.turns import Turn
from assistant.errors import InputError

_PAGE_NAME = re.compile(r"messages?(?:_\d+)?\.html?$", re.IGNORECASE)
_FILES = ("photos", "videos", "audio_files", "files", "gifs", "sticker", "share", "media", "audio")
_UNWANTED = ("Call", "Subscribe", "Unsubscribe", "call", "admin")


def looks_like_messenger(head: bytes, path: Path) -> bool:
    """Whether the file is JSON with the field names of either form, or a page of messages."""
    text = head_text(head)
    if _PAGE_NAME.match(path.name):
        return looks_like_meta_page(text)
    if not text.lstrip().startswith("{") or '"messages"' not in text:
        return False
    old = '"sender_name"' in text and '"timestamp_ms"' in text
    return old or ('"senderName"' in text and '"timestamp"' in text)


def read_messenger(source: Source) -> Iterator[Turn]:
    """Every message, oldest first.

    Raises InputError behind the last readable message where the file is cut off.
    """
    if _is_page(source):
        yield from finished(_of_page(meta_page(source), source))
        return
    found: list[Record] = []
    chat: Record = {}
    damage: InputError | None = None
    try:
        for record, around in records(source, [("messages", "[]")]):
            found.append(record)
            chat = around[-1]  # grows while the file is read: the title stands behind the messages
    except InputError as error:
        damage = error
    found.sort(key=_epoch)
    yield from finished(_turn(record, chat, source, number) for number, record in enumerate(found, start=1))
    if damage:
        raise damage


def _is_page(source: Source) -> bool:
    with text_stream(source) as stream:
        return is_page(stream.read(1 << 12).lstrip("\ufeff"))


def _of_page(page: Page, source: Source) -> Iterator[Turn]:
    folder = source.parent.name if isinstance(source, Path) else ""
    thread = f"Messenger: {page.title} ({folder})" if folder else f"Messenger: {page.title or 'chat'}"
    for number, said in enumerate(reversed(page.said), start=1):
        yield Turn(
            author=said.author or "Messenger",
            address="",
            text=said.text,
            at=moment(said.when, "mdy"),
            thread=thread,
            source=f"{label(source)}:{number}",
            reason=MEDIA if not said.text and said.media else "",
        )


def repaired(text: str) -> str:
    """The text with UTF-8 that was read as Latin-1 put right; unchanged where it was not."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _epoch(record: Record) -> float:
    value = record.get("timestamp_ms", record.get("timestamp", 0))
    return float(value) if isinstance(value, (int, float)) else 0.0


def _turn(record: Record, chat: Record, source: Source, number: int) -> Turn:
    author = repaired(string(record.get("sender_name")) or string(record.get("senderName"))) or "Messenger"
    text = repaired(string(record.get("content")) or string(record.get("text")))
    return Turn(
        author=author,
        address="",
        text=text,
        at=from_epoch(_epoch(record)),
        thread=f"Messenger: {_name(chat, source)}",
        source=f"{label(source)}:{number}",
        reason=_reason(record, text),
    )


def _name(chat: Record, source: Source) -> str:
    path = string(chat.get("thread_path")).rpartition("/")[2]
    title = repaired(string(chat.get("title")) or string(chat.get("threadName")))
    fallback = source.parent.name if isinstance(source, Path) else ""
    return " ".join(part for part in (title, f"({path})" if path else "") if part) or fallback or "chat"


def _reason(record: Record, text: str) -> str:
    if record.get("is_unsent") or record.get("isUnsent"):
        return DELETED
    if str(record.get("type", "Generic")) in _UNWANTED or "call_duration" in record:
        return NOTICE
    if not text.strip() and any(record.get(name) for name in _FILES):
        return MEDIA
    return ""
