"""One mail parsed from its bytes: the headers that matter, people, ids, and its text on demand.

Headers are scanned as bytes, since that is what makes a large archive quick; the standard library's
parser is slower by an order and is not needed for what is read here. Nothing in this file raises on
a damaged mail: what cannot be read is empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import islice

from assistant.correspondence.mail.charsets import decode, decode_header

_KEPT = frozenset(
    b"from to cc bcc reply-to sender subject date message-id in-reply-to references return-path content-type "
    b"content-transfer-encoding content-disposition auto-submitted precedence list-id list-unsubscribe x-autoreply "
    b"x-autorespond x-auto-reply x-autoresponder x-failed-recipients delivered-to "
    b"x-unsent x-gmail-labels".split()
)
_FIELD = re.compile(rb"^([^:\n <]++) *:([^\n]*+(?:\n[ \t][^\n]*+)*+)", re.MULTILINE)
_REGULAR = re.compile(rb"(?:(?:[^:\n <]++ *:|[ \t]|>?From |\r?\n)[^\n]*+(?:\n|\Z)?)*+")
_PERSON = re.compile(
    r'(?:"((?:[^"\\]|\\.)*)"|([^<>,;"]*?))\s*<\s*([^<>\s]*)\s*>|(?:([^<>,;"()@]*?)\s)?([^\s<>,;"()]+@[^\s<>,;"()]+)(?:\s*\(([^)]*)\))?'
)
_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})(?: \([^()]*\))?$"
)
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
    "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
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
        return read_people(value) if value else ()

    def ids(self, name: bytes) -> list[bytes]:
        """The message ids in a header, without brackets, in the order written."""
        value = self.fields.get(name, b"")
        found = _MESSAGE_ID.findall(value)
        if found or not value.strip():
            return found
        return [value.strip()] if name == b"message-id" else [word for word in value.split() if b"@" in word]

    @property
    def named(self) -> tuple[bytes, ...]:
        """The ids of the mails it answers or goes on from."""
        return (*self.ids(b"in-reply-to")[:1], *self.ids(b"references"))

    @property
    def date(self) -> datetime | None:
        """When it was sent, with its UTC offset; None when no date can be read."""
        return read_date(self.text(b"date"))


def read_head(raw: bytes) -> Head:
    """The headers at the beginning of `raw`; a leading mbox "From " line is skipped."""
    end = _end_of_head(raw)
    body_at = _body_start(raw, end)
    regular = _REGULAR.match(raw, 0, end).end() if raw[:1] not in b" \t" else 0  # type: ignore[union-attr]
    if regular < end:  # the body begins without an empty line
        end = body_at = regular
    fields: dict[bytes, bytes] = {}
    for written, value in _FIELD.findall(raw, 0, end):
        name = written.lower()
        if name in _KEPT and name not in fields:
            fields[name] = value.replace(b"\r", b"").strip()
    return Head(fields, body_at)


def _end_of_head(raw: bytes) -> int:
    """Where the headers end: at the first empty line."""
    if raw[:1] == b"\n" or raw[:2] == b"\r\n":
        return 0
    end = raw.find(b"\n\n")
    earlier = raw.find(b"\n\r\n", 0, end if end >= 0 else len(raw))
    return next((at for at in (earlier, end) if at >= 0), len(raw))


def _body_start(raw: bytes, end: int) -> int:
    """Behind the empty line at `end`."""
    rest = raw[end : end + 4]
    for mark in (b"\n\r\n", b"\n\n", b"\r\n", b"\n"):
        if rest.startswith(mark):
            return end + len(mark)
    return len(raw)


@lru_cache(maxsize=4096)
def read_people(value: bytes) -> tuple[Person, ...]:
    """The mailboxes of an address list, however it is written."""
    text = value.decode("ascii") if value.isascii() else decode(value)
    text = " ".join(text.split())
    return tuple(
        person
        for found in islice(_PERSON.finditer(text), _LIST_LIMIT)
        if (person := _person(*found.groups()))
    )


def _person(
    quoted: str | None,
    bare: str | None,
    address: str | None,
    before: str | None,
    alone: str | None,
    comment: str | None,
) -> Person | None:
    name = bare or before or comment or ""
    if quoted is not None:
        name = quoted.replace('\\"', '"').replace("\\\\", "\\")
    if "=?" in name:
        name = decode_header(name.encode())
    person = Person(name.strip(" '\""), (address or alone or "").lower())
    return person if person.name or person.address else None


def people(head: Head) -> tuple[Person, tuple[Person, ...]]:
    """Who wrote it, and to whom."""
    sender = next(
        iter(head.people(b"from") or head.people(b"sender") or head.people(b"reply-to")), Person("", "")
    )
    if not sender.address and b"return-path" in head.fields:
        path = next(iter(read_people(head.fields[b"return-path"])), Person("", ""))
        sender = Person(sender.name, path.address)
    return sender, (*head.people(b"to"), *head.people(b"cc"))


def read_date(text: str) -> datetime | None:
    """A Date header as a moment; without a zone it stays naive."""
    try:
        return _usual_date(text) or (parsedate_to_datetime(text) if text else None)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _usual_date(text: str) -> datetime | None:
    """The form that nearly all mails have, read a good deal faster than by the standard library."""
    found = _DATE.match(text)
    if found is None:
        return None
    day, name, year, hour, minute, second, zone = found.groups()
    if zone == "-0000" or name not in _MONTHS:
        return None
    offset = timezone(int(zone[0] + "1") * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:])))
    return datetime(int(year), _MONTHS[name], int(day), int(hour), int(minute), int(second), tzinfo=offset)


def moment(when: datetime | None) -> float:
    """Seconds since 1970 for sorting; a time without zone counts as UTC, none at all as 0."""
    if when is None:
        return 0.0
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
