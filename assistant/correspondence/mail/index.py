"""The mails of an archive by number: entered into threads by their headers, then read thread by thread.

No body is kept. The reading itself is in reading.py and may be done by other processes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from assistant.correspondence.conversation import Conversation
from assistant.correspondence.identity import Clients, Us, party
from assistant.correspondence.leaveout import DUPLICATE
from assistant.correspondence.mail.boxes import spans
from assistant.correspondence.mail.reading import Entry, FirstLook, Letters, MailFile, Place, Read
from assistant.correspondence.threads import Threads
from assistant.correspondence.workers import Workers
from assistant.domain import Skipped

_LOOKED_AT_ONCE = 64


@dataclass(slots=True)
class MailIndex:
    """Every mail of some files as numbers: where it lies and which thread it is in."""

    us: Us
    workers: Workers
    clients: Clients = field(default_factory=Clients)
    files: list[MailFile] = field(default_factory=list)
    threads: Threads = field(default_factory=Threads)
    _file: array[int] = field(default_factory=lambda: array("L"))
    _offset: array[int] = field(default_factory=lambda: array("q"))
    _length: array[int] = field(default_factory=lambda: array("q"))
    _ours: set[int] = field(default_factory=set)
    _last: set[int] = field(default_factory=set)
    _inner: dict[int, tuple[int, str]] = field(default_factory=dict)
    _waiting: list[tuple[Entry, int]] = field(default_factory=list)

    def add(self, file: MailFile, on_mail: Callable[[int], None]) -> Iterator[Skipped]:
        """Enter the mails of one file, `on_mail` told the bytes of each; yields those left out by their headers.

        Raises OSError and InputError where it can be read no further; the mails before that stay.
        """
        self.files.append(file)
        before = len(self.threads)
        failed: list[OSError] = []
        for looked in self.workers.map(FirstLook(self.us), _places(file, failed)):
            for entry in looked:
                if not isinstance(entry, Entry):
                    raise entry
                reason = self._enter(entry, len(self.files) - 1)
                on_mail(entry.place.length)
                if reason:
                    yield Skipped(entry.source, reason)
        if failed:
            raise failed[0]
        if len(self.threads) > before:
            self._last.add(len(self.threads) - 1)  # where a file that was cut off ends

    def _enter(self, entry: Entry, file: int) -> str:
        """Put a mail of a file into its thread; the reason why it is left out, "" when it is not."""
        parents = [hash(parent) for parent in entry.parents]
        for inner in entry.inside:
            self._enter_inner(inner, file)
        if entry.reason and not (entry.unless and any(parent in self._ours for parent in parents)):
            return entry.reason
        own_id = hash(entry.identity)
        if entry.mine:
            self._ours.add(own_id)
        for person in entry.others:
            self.clients.note(person.name, person.address)
        matter, inner_mail = hash(entry.matter) if entry.matter else 0, bool(entry.place.inside)
        number = self.threads.add(own_id, parents, entry.when, matter, answers=entry.answers, both=inner_mail)
        if number is None:
            return DUPLICATE
        self._file.append(file)
        self._offset.append(entry.place.offset)
        self._length.append(entry.place.length)
        if inner_mail:
            self._inner[number] = entry.place.inside, entry.place.writer
        return ""

    def _enter_inner(self, entry: Entry, file: int) -> None:
        """Enter a client mail that was passed on; one whose writer has but a name waits for the address."""
        if entry.others and entry.others[0].address:
            self._enter(entry, file)
        else:
            self._waiting.append((entry, file))

    def _enter_waiting(self) -> None:
        """Those whose name is one client's by all the mails; any other name may be a colleague's."""
        for entry, file in self._waiting:
            name = entry.others[0].name if entry.others else ""
            address = self.clients.address_of(name) if name else ""
            if address:
                place = entry.place._replace(writer=address)
                matter = (entry.matter[0], party(name, address)) if entry.matter else None
                self._enter(entry._replace(place=place, matter=matter), file)
        self._waiting.clear()

    def conversations(self, conversation: Conversation) -> Iterator[Read]:
        """What was found thread by thread, threads in the order of their first mail."""
        self._enter_waiting()
        threads = ([self._place(number) for number in group] for group in self.threads.groups())
        return self.workers.map(Letters(conversation), threads)

    def _place(self, number: int) -> Place:
        file = self.files[self._file[number]]
        inside, writer = self._inner.get(number, (0, ""))
        return Place(file, self._offset[number], self._length[number], number in self._last, inside, writer)


def _places(file: MailFile, failed: list[OSError]) -> Iterator[list[Place]]:
    """Where the mails of a file lie, some at a time; an error that ends it is put into `failed`."""
    places = (Place(file, offset, length) for offset, length in spans(file.path, file.kind))
    while True:
        some: list[Place] = []
        try:
            for place in islice(places, _LOOKED_AT_ONCE):
                some.append(place)  # one by one: those before an error stay
        except OSError as error:
            failed.append(error)
        if not some:
            return
        yield some
