"""What is read of mails at their places in files: a first look at their headers, later their words.

Both rest on the mails alone and on who "we" are, so that they can be done in other processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from assistant.correspondence.conversation import Conversation, Found
from assistant.correspondence.identity import Us, party
from assistant.correspondence.leaveout import (
    CUT_OFF,
    NEWSLETTER,
    NOTIFICATION,
    reason_by_head,
    reason_by_text,
)
from assistant.correspondence.mail.body import body_text, breaks_off
from assistant.correspondence.mail.boxes import mbox_mail
from assistant.correspondence.mail.message import Head, Person, moment, read_head, read_people
from assistant.correspondence.mail.outlook import msg_bytes
from assistant.correspondence.quoting import own_and_signature
from assistant.correspondence.turns import Turn
from assistant.correspondence.words import words
from assistant.domain import Skipped
from assistant.errors import InputError

_HEAD_FIRST = 64 * 1024


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file of mails: `kind` is mbox, eml, emlx or msg; `name` is what the user is shown."""

    path: Path
    kind: str
    name: str


class Place(NamedTuple):
    """Where a mail lies: `length` bytes from `offset` on; `last` where the file may have been cut off."""

    file: MailFile
    offset: int
    length: int
    last: bool = False


class Entry(NamedTuple):
    """What threading needs of a mail, or the `reason` why it is left out, `unless` it answers one of ours.

    `identity` and `parents` are ids, `matter` is the subject and the client where both are known;
    `others` are the people in it who are not us.
    """

    place: Place
    source: str
    reason: str
    unless: bool
    identity: bytes | tuple[bytes, ...] = b""
    parents: tuple[bytes, ...] = ()
    mine: bool = False
    others: tuple[Person, ...] = ()
    when: float = 0.0
    matter: tuple[str, str] | None = None
    answers: bool = False


class Read(NamedTuple):
    """One thread: how many mails it has, what was left out, and its exchanges."""

    mails: int
    skipped: list[Skipped]
    found: list[Found]


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The headers of mails; an error ends what is given, and is the last of it."""

    us: Us

    def __call__(self, places: Sequence[Place]) -> list[Entry | OSError | InputError]:
        found: list[Entry | OSError | InputError] = []
        with ExitStack() as open_file:
            files = _Files(open_file)
            for place in places:
                try:
                    raw = files.mail(place, _HEAD_FIRST)
                except (OSError, InputError) as error:
                    return [*found, error]
                found.append(self._entry(place, read_head(mbox_mail(raw))))
        return found

    def _entry(self, place: Place, head: Head) -> Entry:
        sender, recipients = people(head)
        reason = reason_by_head(head, sender, recipients, self.us, answers=False)
        source = _source(place.file.name, head)
        unless = reason in (NEWSLETTER, NOTIFICATION)
        if reason and not unless:
            return Entry(place, source, reason, unless)
        others = tuple(p for p in (sender, *recipients) if not self.us.owns(p.name, p.address))
        subject = head.text(b"subject")
        bare = words().subject_prefix.sub("", subject).casefold().strip()
        return Entry(
            place,
            source,
            reason,
            unless,
            _identity(head),
            (*head.ids(b"in-reply-to")[:1], *head.ids(b"references")),
            self.us.owns(sender.name, sender.address),
            others,
            moment(head.date),
            (bare, party(others[0].name, others[0].address)) if bare and others else None,
            len(bare) < len(subject.strip()),
        )


@dataclass(frozen=True, slots=True)
class Letters:
    """The words of the mails of one thread, in the order they were written, as exchanges."""

    conversation: Conversation

    def __call__(self, places: Sequence[Place]) -> Read:
        turns: list[Turn] = []
        skipped: list[Skipped] = []
        signatures: list[str] = []
        with ExitStack() as open_file:
            files = _Files(open_file)
            for place in places:
                try:
                    raw = files.mail(place)
                except (OSError, InputError) as error:
                    skipped.append(Skipped(place.file.name, f"could be read once, then no more: {error}"))
                    continue
                raw = raw if place.file.kind == "msg" else mbox_mail(raw)
                head = read_head(raw)
                turn, signature = mail_turn(raw, head, place.file.name, self.conversation.us)
                if place.last and breaks_off(raw, head):
                    skipped.append(Skipped(turn.source, CUT_OFF))
                if turn.reason:
                    skipped.append(Skipped(turn.source, turn.reason))
                else:
                    turns.append(turn)
                    signatures.append(signature)
        return Read(len(places), skipped, list(self.conversation.exchanges(turns, signatures)))


class _Files:
    """The file that was read last stays open: the mails of a thread often lie in one."""

    def __init__(self, open_file: ExitStack) -> None:
        self._open_file = open_file
        self._path: Path | None = None
        self._stream: BinaryIO

    def mail(self, place: Place, most: int | None = None) -> bytes:
        """The bytes of a mail, at most so many; raises OSError, and InputError for a damaged Outlook message."""
        path = place.file.path
        if place.file.kind == "msg":
            return msg_bytes(path)
        if path != self._path:
            self._open_file.close()
            self._stream = self._open_file.enter_context(path.open("rb"))
            self._path = path
        self._stream.seek(place.offset)
        return self._stream.read(place.length if most is None else min(place.length, most))


def mail_turn(raw: bytes, head: Head, name: str, us: Us) -> tuple[Turn, str]:
    """One mail as a turn, and its signature; the turn's `reason` says why its text leaves it out."""
    sender, recipients = people(head)
    text = body_text(raw, head)
    own, signature = own_and_signature(text, sender=sender.name)
    parents = tuple(
        i.decode("latin-1") for i in (*head.ids(b"in-reply-to")[:1], *reversed(head.ids(b"references")))
    )
    reason = reason_by_text(text, own, head, answers=bool(parents))
    turn = Turn(
        author=sender.name,
        address=sender.address,
        text=own,
        at=head.date,
        thread="",
        source=_source(name, head),
        id=next((i.decode("latin-1") for i in head.ids(b"message-id")), ""),
        subject=head.text(b"subject"),
        to=tuple(p.address or p.name for p in recipients),
        in_reply_to=tuple(dict.fromkeys(parents)),
        reason=reason,
        signature=signature,
    )
    return turn, "" if us.owns(sender.name, sender.address) else signature


def people(head: Head) -> tuple[Person, tuple[Person, ...]]:
    """Who wrote it, and to whom."""
    sender = next(
        iter(head.people(b"from") or head.people(b"sender") or head.people(b"reply-to")), Person("", "")
    )
    if not sender.address and b"return-path" in head.fields:
        path = next(iter(read_people(head.fields[b"return-path"])), Person("", ""))
        sender = Person(sender.name, path.address)
    return sender, (*head.people(b"to"), *head.people(b"cc"))


def _identity(head: Head) -> bytes | tuple[bytes, ...]:
    ids = head.ids(b"message-id")
    names = (b"from", b"to", b"date", b"subject")
    return ids[0] if ids else tuple(head.fields.get(name, b"") for name in names)


def _source(name: str, head: Head) -> str:
    subject = head.text(b"subject") or head.text(b"message-id")
    return f"{name}: {subject}" if subject else name
