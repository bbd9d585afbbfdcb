"""What is read of mails at their places in files: a first look at their headers, later their words.

Both rest on the mails alone and on who "we" are, so that they can be done in other processes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from assistant.correspondence.conversation import Conversation, Found
from assistant.correspondence.identity import Us, party
from assistant.correspondence.leaveout import (
    COLLEAGUES,
    CUT_OFF,
    DRAFT,
    NEWSLETTER,
    NOTIFICATION,
    is_draft,
    reason_by_head,
)
from assistant.correspondence.mail.body import breaks_off, breaks_off_in_head
from assistant.correspondence.mail.boxes import mbox_mail
from assistant.correspondence.mail.letters import Letter, each_once, mail_turn, passed_letter, source_of
from assistant.correspondence.mail.message import Head, Person, moment, people, read_head
from assistant.correspondence.mail.outlook import msg_bytes
from assistant.correspondence.mail.passed_on import PassedOn, may_pass_on, passed_on
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
    """Where a mail lies: `length` bytes from `offset` on; `last` where the file may have been cut off.

    `inside` is 0 for the mail itself, 1 for the first client mail within it, and so on; `writer` is
    that client's address where the mail itself has only the name.
    """

    file: MailFile
    offset: int
    length: int
    last: bool = False
    inside: int = 0
    writer: str = ""


class Entry(NamedTuple):
    """What threading needs of a mail, or the `reason` why it is left out, `unless` it answers one of ours.

    `identity` and `parents` are ids, `matter` is the subject and the client where both are known;
    `others` are the people in it who are not us. `inside` are the client mails within a mail among
    colleagues, which is itself left out.
    """

    place: Place
    source: str
    reason: str
    unless: bool
    identity: Hashable = b""
    parents: tuple[bytes, ...] = ()
    mine: bool = False
    others: tuple[Person, ...] = ()
    when: float = 0.0
    matter: tuple[str, str] | None = None
    answers: bool = False
    inside: tuple[Entry, ...] = ()


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
                    entry = self._look(files, place)
                except (OSError, InputError) as error:
                    return [*found, error]
                found.append(entry)
        return found

    def _look(self, files: _Files, place: Place) -> Entry:
        raw = mbox_mail(files.mail(place, _HEAD_FIRST))
        head = read_head(raw)
        entry = self._entry(place, head)
        if entry.reason != COLLEAGUES:
            return entry
        mails = passed_on(raw, self.us)
        if place.length > _HEAD_FIRST and (mails or may_pass_on(raw, head)):
            # the whole mail may say otherwise
            mails = passed_on(mbox_mail(files.mail(place)), self.us)
        inner = (
            self._within(place._replace(inside=number), head, one, len(mails) == 1)
            for number, one in enumerate(mails, 1)
        )
        return entry._replace(inside=tuple(inner))

    def _within(self, place: Place, head: Head, one: PassedOn, only: bool) -> Entry:
        """A client mail in a mail among colleagues, which stands in its place: answers may name either.

        Where it is not the `only` one there, each belongs to a matter of its own.
        """
        others = tuple(p for p in (one.sender, *one.to) if not self.us.owns(p.name, p.address))
        around = (*head.ids(b"message-id")[:1], *head.named) if only else ()
        return Entry(
            place,
            source_of(place.file.name, head),
            "",
            False,
            one.identity or (_identity(head), place.inside),
            (*around, *one.parents),
            others=others,
            when=moment(head.date),
            matter=_matter(_bare(one.subject), others),
            answers=True,
        )

    def _entry(self, place: Place, head: Head) -> Entry:
        sender, recipients = people(head)
        reason = reason_by_head(head, sender, recipients, self.us, answers=False)
        mine = self.us.owns(sender.name, sender.address)
        if mine and not reason and is_draft(head, place.file.path):
            reason = DRAFT
        source = source_of(place.file.name, head)
        unless = reason in (NEWSLETTER, NOTIFICATION)
        if reason and not unless:
            return Entry(place, source, reason, unless)
        others = tuple(p for p in (sender, *recipients) if not self.us.owns(p.name, p.address))
        subject = head.text(b"subject")
        bare = _bare(subject)
        return Entry(
            place,
            source,
            reason,
            unless,
            _identity(head),
            head.named,
            mine,
            others,
            moment(head.date),
            _matter(bare, others),
            len(bare) < len(subject.strip()),
        )


@dataclass(frozen=True, slots=True)
class Letters:
    """The words of the mails of one thread, in the order they were written, as exchanges."""

    conversation: Conversation

    def __call__(self, places: Sequence[Place]) -> Read:
        letters: list[Letter] = []
        skipped: list[Skipped] = []
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
                if place.last and breaks_off_in_head(raw, head):
                    skipped.append(Skipped(source_of(place.file.name, head), CUT_OFF))
                    continue
                letter = self._letter(raw, head, place)
                if place.last and breaks_off(raw, head):
                    skipped.append(Skipped(letter.turn.source, CUT_OFF))
                if not letter.turn.reason:
                    letters.append(letter)
                elif not place.inside:  # else the mail around it has been reported
                    skipped.append(Skipped(letter.turn.source, letter.turn.reason))
        letters = each_once(letters)
        turns, signatures = [one.turn for one in letters], [one.signature for one in letters]
        return Read(len(places), skipped, list(self.conversation.exchanges(turns, signatures)))

    def _letter(self, raw: bytes, head: Head, place: Place) -> Letter:
        name, us = place.file.name, self.conversation.us
        if place.inside:
            return passed_letter(raw, head, name, us, inside=place.inside, writer=place.writer)
        return Letter(*mail_turn(raw, head, name, us))


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


def _identity(head: Head) -> bytes | tuple[bytes, ...]:
    ids = head.ids(b"message-id")
    names = (b"from", b"to", b"date", b"subject")
    return ids[0] if ids else tuple(head.fields.get(name, b"") for name in names)


def _bare(subject: str) -> str:
    """The subject without "Re:" and "Fw:", for comparing."""
    return words().subject_prefix.sub("", subject).casefold().strip()


def _matter(bare: str, others: Sequence[Person]) -> tuple[str, str] | None:
    return (bare, party(others[0].name, others[0].address)) if bare and others else None
