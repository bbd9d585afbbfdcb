"""One mail parsed from its bytes: the headers that matter, people, ids, and its text on demand.

Headers are scanned as bytes, since that is what makes a large archive quick; the standard library's
parser is slower by an order and is not needed for what is read here. Nothing in this file raises on
a damaged mail: what cannot be read is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from assistant.correspondence.mail.charsets import decode, decode_header

_KEPT = frozenset(
    b"from to cc bcc reply-to sender subject date message-id in-reply-to references return-path content-type "
    b"content-transfer-encoding content-disposition auto-submitted precedence list-id list-unsubscribe x-autoreply "
    b"x-autorespond x-auto-reply x-autoresponder x-failed-recipients delivered-to".split()
)
_PERSON = re.compile(
    r'(?:"((?:[^"\\]|\\.)*)"|([^<>,;"]*?))\s*<\s*([^<>\s]*)\s*>|(?:([^<>,;"()@]*?)\s)?([^\s<>,;"()]+@[^\s<>,;"()]+)(?:\s*\(([^)]*)\))?'
)
_MESSAGE_ID = re.compile(rb"<\s*([^<>\s]+)\s*>")
_LIST_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Person:
    """A mailbox: display name (may be empty) and address in lower case (may be empty)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Head:
    """The headers of one mail; `fields` holds the raw values by lower-case name, first one wins."""

    fields: dict[bytes, bytes]
    body_at: int

    def text(self, name: bytes) -> str:
        """The decoded value, "" when the header is missing."""
        value = self.fields.get(name)
        return decode_header(value) if value else ""

    def people(self, name: bytes) -> tuple[Person, ...]:
        """The mailboxes of an address header."""
        value = self.fields.get(name)
        return tuple(read_people(value)) if value else ()

    def ids(self, name: bytes) -> list[bytes]:
        """The message ids in a header, without brackets, in the order written."""
        value = self.fields.get(name, b"")
        found = _MESSAGE_ID.findall(value)
        if found or not value.strip():
            return found
        return [value.strip()] if name == b"message-id" else [word for word in value.split() if b"@" in word]

    @property
    def date(self) -> datetime | None:
        """When it was sent, with its UTC offset; None when no date can be read."""
        return read_date(self.text(b"date"))


def read_head(raw: bytes) -> Head:
    """The headers at the beginning of `raw`; a leading mbox "From " line is skipped."""
    end = _end_of_head(raw)
    fields: dict[bytes, bytes] = {}
    name = b""
    position = 0
    for line in raw[:end].split(b"\n"):
        if line[:1] in b" \t" and position:
            if name and line.strip():
                fields[name] += b"\n" + line.rstrip(b"\r")
        else:
            name, colon, value = line.partition(b":")
            name = name.lower()
            if name not in _KEPT:
                if _is_text(line, name, colon):
                    return Head(fields, position)  # the body begins without an empty line
                name = name.strip()
            if name in _KEPT and name not in fields:
                fields[name] = value.strip()
            else:
                name = b""
        position += len(line) + 1
    return Head(fields, _body_start(raw, end))


def _is_text(line: bytes, name: bytes, colon: bytes) -> bool:
    """A line among the headers that is none."""
    no_field = not colon or b" " in name.strip() or b"<" in name
    return no_field and bool(line.strip()) and not line.startswith((b"From ", b">From "))


def _end_of_head(raw: bytes) -> int:
    """Where the headers end: at the first empty line."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return 0
    return min((at for mark in (b"\n\n", b"\n\r\n") if (at := raw.find(mark)) >= 0), default=len(raw))


def _body_start(raw: bytes, end: int) -> int:
    """Behind the empty line at `end`."""
    rest = raw[end : end + 4]
    for mark in (b"\n\r\n", b"\n\n", b"\r\n", b"\n"):
        if rest.startswith(mark):
            return end + len(mark)
    return len(raw)


def read_people(value: bytes) -> Iterator[Person]:
    """The mailboxes of an address list, however it is written."""
    text = value.decode("ascii") if value.isascii() else decode(value)
    text = " ".join(text.split())
    for count, found in enumerate(_PERSON.finditer(text)):
        if count >= _LIST_LIMIT:
            return
        quoted, bare, address, before, alone, comment = found.groups()
        name = (
            quoted.replace('\\"', '"').replace("\\\\", "\\")
            if quoted is not None
            else (bare or before or comment or "")
        )
        if "=?" in name:
            name = decode_header(name.encode())
        person = Person(name.strip(" '\""), (address or alone or "").lower())
        if person.name or person.address:
            yield person


def read_date(text: str) -> datetime | None:
    """A Date header as a moment; without a zone it stays naive."""
    try:
        return parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def moment(when: datetime | None) -> float:
    """Seconds since 1970 for sorting; a time without zone counts as UTC, none at all as 0."""
    if when is None:
        return 0.0
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
