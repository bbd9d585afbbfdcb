"""A client's mail inside a mail between colleagues: forwarded in its text, quoted there, or attached.

In a small firm one person gets the clients' mail and passes it on to who answers it. The colleagues'
own words are left out; the client's mail within is read as if it had come to us. What it cannot know:
where a colleague wrote unmarked lines below a forwarded mail; they are taken for the client's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from assistant.correspondence.forwarded import Forward, parse_forward
from assistant.correspondence.identity import Us
from assistant.correspondence.leaveout import COLLEAGUES, reason_by_head
from assistant.correspondence.mail.body import attached_mails, body_text, has_attached_mail
from assistant.correspondence.mail.message import Head, Person, people, read_head
from assistant.correspondence.pairing import utc
from assistant.correspondence.words import words

_DEEPEST = 4
_YEAR = re.compile(r"(?:19|20)\d\d|\d[./-]\d{1,2}[./-]\d\d")
_NUMBERS = re.compile(r"\d[./-]\d{1,2}[./-]\d")
_DAY = re.compile(r"\d.*\d[年月日년월일]?")
_ASIDE = re.compile(r"\([^)]*\)")
_LONGEST_DATE = 200  # signs; a header in a text may hold anything


@dataclass(frozen=True, slots=True)
class PassedOn:
    """One client mail as its reader sees it, `text` with quotes and signature.

    `identity` is its own message id where it was attached whole, `parents` those it names. `date` is as
    written where there are no headers of its own; it was passed on at `until`.
    """

    sender: Person
    to: tuple[Person, ...]
    subject: str
    text: str
    date: str | datetime | None
    until: datetime | None = None
    identity: bytes = b""
    parents: tuple[bytes, ...] = ()

    @property
    def at(self) -> datetime | None:
        """When it was written; None where that cannot be read. Takes milliseconds for a date in words."""
        return _written(self.date, self.until) if isinstance(self.date, str) else self.date


@lru_cache(maxsize=1)  # each of many attached mails asks for the same mail again
def passed_on(raw: bytes, us: Us) -> tuple[PassedOn, ...]:
    """The client mails in this mail of one of us to colleagues, in the order they stand there."""
    return tuple(_within(raw, read_head(raw), us, _DEEPEST))


def _within(raw: bytes, head: Head, us: Us, depth: int) -> Iterator[PassedOn]:
    found = _in_text(body_text(raw, head), head, us)
    if found:
        yield found
    for attached in attached_mails(raw, head) if depth else ():
        inner = read_head(attached)
        sender, recipients = people(inner)
        reason = reason_by_head(inner, sender, recipients, us, answers=False)
        if reason == COLLEAGUES:
            yield from _within(attached, inner, us, depth - 1)
        elif not (reason or us.owns(sender.name, sender.address)) and (sender.name or sender.address):
            yield _whole(attached, inner, sender, recipients)


def _whole(raw: bytes, head: Head, sender: Person, recipients: tuple[Person, ...]) -> PassedOn:
    """A mail that was attached with its own headers."""
    return PassedOn(
        sender=sender,
        to=recipients,
        subject=head.text(b"subject"),
        text=body_text(raw, head),
        date=head.date,
        identity=next(iter(head.ids(b"message-id")), b""),
        parents=head.named,
    )


def _in_text(text: str, head: Head, us: Us) -> PassedOn | None:
    """The outermost mail of someone else that stands in the text below mails among us."""
    subject = head.text(b"subject")
    for _ in range(_DEEPEST):
        found = parse_forward(text, subject, announced=True)
        if found is None:
            return None
        if not us.owns(found.sender.name, found.sender.address):
            return _of_a_client(found, us, head.date)
        if any(not us.owns(one.name, one.address) for one in found.to):
            return None  # what we answered the client; theirs stands below it as a mere quote
        text, subject = found.body, found.subject
    return None


def _of_a_client(found: Forward, us: Us, until: datetime | None) -> PassedOn | None:
    head = Head({b"subject": found.subject.encode()}, 0)
    named = found.sender.name or found.sender.address
    if (
        not named
        or reason_by_head(head, found.sender, found.to, us, answers=False)
        or _is_mailing(found.body)
    ):
        return None
    return PassedOn(found.sender, found.to, found.subject, found.body, found.date, until)


def may_pass_on(raw: bytes, head: Head) -> bool:
    """Whether all of a long mail among colleagues must be read to find what it passes on."""
    return bool(words().forward_prefix.match(head.text(b"subject"))) or has_attached_mail(raw)


def _is_mailing(text: str) -> bool:
    """Without its headers a mailing is known by two offers to leave its list, or one and its links."""
    folded = text.casefold()
    offers = sum(phrase in folded for phrase in words().newsletter)
    return offers > 1 or (offers == 1 and folded.count("http") > 1)


# --- when it was written ---------------------------------------------------------------------------------


def _written(date: str, until: datetime | None) -> datetime | None:
    """The latest moment before `until` (when it was passed on) that the written date may mean, in its zone."""
    from assistant.correspondence.chat.moments import moment

    if len(date) > _LONGEST_DATE:
        return None
    plain = " ".join(_ASIDE.sub(" ", date).split())
    if not _YEAR.search(plain):
        return None
    orders = ("dmy", "mdy") if _NUMBERS.search(plain) else ("dmy",)
    read = [at for order in orders if (at := moment(plain, order) or _by_pieces(plain, order))]
    if until is None:
        return read[0] if read else None
    zoned = [at if at.tzinfo else at.replace(tzinfo=until.tzinfo) for at in read]
    return max((at for at in zoned if utc(at) <= utc(until)), default=None)


def _by_pieces(plain: str, order: str) -> datetime | None:
    """The day from its first digit to its last, and the clock behind it, whatever words stand around them."""
    from assistant.correspondence.chat.clock import time_expression, time_of
    from assistant.correspondence.chat.moments import moment

    clock = re.search(time_expression(), plain, re.IGNORECASE)
    day = _DAY.search(plain[: clock.start()] if clock else plain)
    at = moment(day.group(), order) if day else None
    read = time_of(clock) if clock else None
    return datetime.combine(at.date(), read) if at and read else at
