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

_HEADERS = re.compile(
    rb"^(from|to|cc|bcc|reply-to|sender|subject|date|message-id|in-reply-to|references|return-path|content-type|"
    rb"content-transfer-encoding|content-disposition|auto-submitted|precedence|list-id|list-unsubscribe|"
    rb"x-autoreply|x-autorespond|x-auto-reply|x-autoresponder|x-failed-recipients|feedback-id|delivered-to|"
    rb"x-microsoft-exchange-diagnostics-autoreply)[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\r\r")
_PERSON = re.compile(
    r'(?:"((?:[^"\\]|\\.)*)"|([^<>,;"]*?))\s*<\s*([^<>\s]*)\s*>|([^\s<>,;"()]+@[^\s<>,;"()]+)(?:\s*\(([^)]*)\))?'
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
        return found or ([value.strip()] if name == b"message-id" and value.strip() else [])

    @property
    def date(self) -> datetime | None:
        """When it was sent, with its UTC offset; None when no date can be read."""
        return read_date(self.text(b"date"))


def read_head(raw: bytes) -> Head:
    """The headers at the beginning of `raw`; a leading mbox "From " line is skipped."""
    end = _END_OF_HEAD.search(raw)
    head = raw[: end.start()] if end else raw
    fields: dict[bytes, bytes] = {}
    for found in _HEADERS.finditer(head):
        fields.setdefault(found[1].lower(), found[2])
    return Head(fields, end.end() if end else len(raw))


def read_people(value: bytes) -> Iterator[Person]:
    """The mailboxes of an address list, however it is written."""
    text = value.decode("ascii") if value.isascii() else decode(value)
    text = " ".join(text.split())
    for count, found in enumerate(_PERSON.finditer(text)):
        if count >= _LIST_LIMIT:
            return
        quoted, bare, address, alone, comment = found.groups()
        name = (
            quoted.replace('\\"', '"').replace("\\\\", "\\")
            if quoted is not None
            else (bare or comment or "")
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
