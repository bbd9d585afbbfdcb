"""A first pass over mail files: who wrote when to whom in which thread, without keeping any body."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.correspondence.identity import Clients, Us, party
from assistant.correspondence.leaveout import CUT_OFF, DUPLICATE, reason_by_head, reason_by_text
from assistant.correspondence.mail.body import body_text, breaks_off
from assistant.correspondence.mail.boxes import emlx_span, mbox_mail, mbox_spans
from assistant.correspondence.mail.message import Head, Person, moment, read_head, read_people
from assistant.correspondence.mail.outlook import msg_bytes
from assistant.correspondence.quoting import own_and_signature
from assistant.correspondence.threads import Threads
from assistant.correspondence.turns import Turn
from assistant.correspondence.words import words
from assistant.domain import Skipped
from assistant.errors import InputError

_HEAD_FIRST = 64 * 1024


@dataclass(slots=True)
class MailFile:
    """A file of mails: `kind` is mbox, eml, emlx or msg; `name` is what the user is shown."""

    path: Path
    kind: str
    name: str


@dataclass(slots=True)
class MailIndex:
    """Every mail of some files as numbers: where it lies and which thread it is in."""

    us: Us
    clients: Clients = field(default_factory=Clients)
    files: list[MailFile] = field(default_factory=list)
    threads: Threads = field(default_factory=Threads)
    _file: array[int] = field(default_factory=lambda: array("L"))
    _offset: array[int] = field(default_factory=lambda: array("q"))
    _length: array[int] = field(default_factory=lambda: array("q"))
    _ours: set[int] = field(default_factory=set)
    _last: set[int] = field(default_factory=set)

    def add(self, file: MailFile, on_mail: Callable[[int], None]) -> Iterator[Skipped]:
        """Enter the mails of one file, `on_mail` told the bytes of each; yields those left out by their headers."""
        self.files.append(file)
        before = len(self.threads)
        with file.path.open("rb") as stream:
            for offset, length in _spans(file):
                stream.seek(offset)
                raw = msg_bytes(file.path) if file.kind == "msg" else stream.read(min(length, _HEAD_FIRST))
                reason, head = self._enter(raw, offset, length)
                on_mail(length)
                if reason:
                    yield Skipped(_place(file.name, head), reason)
        if len(self.threads) > before:
            self._last.add(len(self.threads) - 1)  # where a file that was cut off ends

    def _enter(self, raw: bytes, offset: int, length: int) -> tuple[str, Head]:
        head = read_head(mbox_mail(raw))
        sender, recipients = people(head)
        parents = [hash(i) for i in (head.ids(b"in-reply-to")[:1] + head.ids(b"references"))]
        answers = any(parent in self._ours for parent in parents)
        reason = reason_by_head(head, sender, recipients, self.us, answers=answers)
        if reason:
            return reason, head
        own_id = _identity(head)
        mine = self.us.owns(sender.name, sender.address)
        if mine:
            self._ours.add(own_id)
        others = [p for p in (sender, *recipients) if not self.us.owns(p.name, p.address)]
        for person in others:
            self.clients.note(person.name, person.address)
        subject = head.text(b"subject")
        bare = words().subject_prefix.sub("", subject).casefold().strip()
        matter = hash((bare, party(others[0].name, others[0].address))) if bare and others else 0
        number = self.threads.add(
            own_id, parents, moment(head.date), matter, answers=len(bare) < len(subject.strip())
        )
        if number is None:
            return DUPLICATE, head
        self._file.append(len(self.files) - 1)
        self._offset.append(offset)
        self._length.append(length)
        return "", head

    def conversations(
        self, on_mail: Callable[[], None]
    ) -> Iterator[tuple[list[Turn], list[Skipped], list[str]]]:
        """Thread by thread: the turns in time order, what was left out, and signature lines of clients."""
        streams: dict[int, object] = {}
        opened: list[int] = []
        for group in self.threads.groups():
            turns: list[Turn] = []
            skipped: list[Skipped] = []
            signatures: list[str] = []
            for number in group:
                on_mail()
                try:
                    turn, signature, cut = self._turn(number, streams, opened)
                except (OSError, InputError) as error:
                    name = self.files[self._file[number]].name
                    skipped.append(Skipped(name, f"could be read once, then no more: {error}"))
                    continue
                if cut:
                    skipped.append(Skipped(turn.source, CUT_OFF))
                if turn.reason:
                    skipped.append(Skipped(turn.source, turn.reason))
                else:
                    turns.append(turn)
                    signatures.append(signature)
            yield turns, skipped, signatures
        for stream in streams.values():
            stream.close()  # type: ignore[attr-defined]

    def _turn(self, number: int, streams: dict[int, object], opened: list[int]) -> tuple[Turn, str, bool]:
        file = self.files[self._file[number]]
        if file.kind == "msg":
            raw = msg_bytes(file.path)
        else:
            raw = mbox_mail(
                _read(
                    self._file[number], file.path, self._offset[number], self._length[number], streams, opened
                )
            )
        head = read_head(raw)
        turn, signature = mail_turn(raw, head, file.name, self.us)
        return turn, signature, number in self._last and breaks_off(raw, head)


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
        source=_place(name, head),
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


def _identity(head: Head) -> int:
    ids = head.ids(b"message-id")
    if ids:
        return hash(ids[0])
    names: Sequence[bytes] = (b"from", b"to", b"date", b"subject")
    return hash(tuple(head.fields.get(name, b"") for name in names))


def _place(name: str, head: Head) -> str:
    subject = head.text(b"subject") or head.text(b"message-id")
    return f"{name}: {subject}" if subject else name


def _spans(file: MailFile) -> Iterator[tuple[int, int]]:
    if file.kind == "mbox":
        return mbox_spans(file.path)
    if file.kind == "emlx":
        return iter([emlx_span(file.path)])
    return iter([(0, file.path.stat().st_size)])


def _read(
    key: int, path: Path, offset: int, length: int, streams: dict[int, object], opened: list[int]
) -> bytes:
    """Bytes of one mail; a few files stay open, since threads jump between them."""
    stream = streams.get(key)
    if stream is None:
        if len(opened) >= 16:
            streams.pop(opened.pop(0)).close()  # type: ignore[attr-defined]
        stream = streams[key] = path.open("rb")
        opened.append(key)
    stream.seek(offset)  # type: ignore[attr-defined]
    data: bytes = stream.read(length)  # type: ignore[attr-defined]
    return data
