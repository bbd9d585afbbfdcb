"""From a file or folder to exchanges: recognise, thread, pair, and say what was left out.

Two passes over mail: the first keeps numbers only (threads.py), the second reads each thread's
bodies once and lets them go, so memory does not grow with the bodies of an archive. Chats are read
file by file and kept until all are read, since exports of one chat overlap.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.correspondence.chats import Chats
from assistant.correspondence.conversation import Conversation, Detect, Found
from assistant.correspondence.ending import Judging, conclude
from assistant.correspondence.files import fingerprint, head, mail_kind, unknown, unreadable, walk
from assistant.correspondence.identity import Clients, Us
from assistant.correspondence.leaveout import COLLEAGUES
from assistant.correspondence.mail.index import MailIndex
from assistant.correspondence.mail.outlook import is_outlook_message, unpack_pst
from assistant.correspondence.mail.reading import MailFile
from assistant.correspondence.pairing import CHAT, MAIL
from assistant.correspondence.steps import Step, Steps
from assistant.correspondence.turns import Turn
from assistant.correspondence.workers import Workers, worth
from assistant.domain import Channel, Exchange, Skipped
from assistant.errors import InputError

__all__ = ["fingerprint", "propose_us", "read_archive", "says_itself"]


def read_archive(
    path: Path | str,
    *,
    us: Sequence[str],
    client: str | None = None,
    columns: Mapping[str, str] | None = None,
    files: Sequence[Path] | None = None,
    on_progress: Callable[[Step], None] = lambda _step: None,
    detect: Detect | None = None,
    processes: int | None = None,
    judging: Judging | None = None,
    on_strangers: Callable[[Sequence[str]], None] = lambda _names: None,
) -> Iterator[Exchange | Skipped]:
    """The exchanges of an archive, and everything that was left out with its reason.

    `us` names our addresses, "@domains" and names; `client` overrides whom the messages are from;
    `columns` says what the headings of a table mean (see chat.tables); `files` are those below `path`
    that are to be read (default: all);
    `on_progress` is told every step; `detect` gives the language of a text
    (default: assistant.language); `processes` help to read the mail, 0 for none (default: what pays);
    `judging` tells how the exchanges ended by what their texts mean (default: by word lists);
    `on_strangers` is told who writes in a chat where several do and none of them is known as us.
    A damaged file yields what it had and a Skipped that says how far
    it could be read. Raises InputError when `path` does not exist, or when `us` is empty and the
    archive does not say itself which side wrote each message.
    """
    root = Path(path)
    if not root.exists():
        raise InputError(f"{path} does not exist.", "Give a file or a folder of mail or chats.")
    ours = Us.of(us)
    chosen = list(walk(root)) if files is None else list(files)
    if not (ours.addresses or ours.domains or ours.names) and not says_itself(chosen, columns):
        raise InputError("It is not known who 'we' are in this archive.", "Name your address with --us.")
    workers = Workers(_helpers(chosen) if processes is None else processes)
    reading = _Reading(
        chosen,
        ours,
        client,
        Chats(columns),
        Steps(on_progress),
        detect or _default_detect(),
        workers,
        on_strangers,
    )
    return conclude(reading.run(), judging)


class _Reading:
    """One run over one archive."""

    def __init__(
        self,
        files: list[Path],
        us: Us,
        client: str | None,
        chats: Chats,
        steps: Steps,
        detect: Detect,
        workers: Workers,
        on_strangers: Callable[[Sequence[str]], None],
    ) -> None:
        self.files = files
        self.us = us
        self.client = client
        self.detect = detect
        self.clients = Clients()
        self.workers = workers
        self.index = MailIndex(us, workers, self.clients)
        self.chats = chats
        self.names: set[str] = set()
        self.unpacked = Path()
        self.steps = steps
        self.on_strangers = on_strangers

    def run(self) -> Iterator[Found | Skipped]:
        """Everything, in the order: left out by headers, mail threads, chats."""
        with tempfile.TemporaryDirectory(prefix="calmreply-") as folder:
            self.unpacked = Path(folder)
            try:
                yield from self._read()
            finally:
                self.workers.close()

    def _read(self) -> Iterator[Found | Skipped]:
        self.names = {str(file) for file in self.files}
        self.steps.begin(sum(_size(file) for file in self.files))
        for file in self.files:
            yield from self._take(file)
        for read in self.index.conversations(Conversation(self.us, self.detect, Channel.EMAIL, MAIL)):
            for _ in range(read.mails):
                self.steps.paired()
            yield from read.skipped
            yield from map(self._named, read.found)
        for turns, skipped in self.chats.conversations():
            yield from skipped
            if turns:
                self.steps.paired(len(turns) + len(skipped))
            channel = Channel.EMAIL if any(turn.subject for turn in turns) else Channel.CHAT
            yield from self._chat(Conversation(self.us, self.detect, channel, CHAT), turns)
        self.steps.end()

    def _chat(self, chat: Conversation, turns: list[Turn]) -> Iterator[Found | Skipped]:
        if chat.among_us(turns):
            yield from (Skipped(turn.source, COLLEAGUES) for turn in turns)
            return
        if names := chat.strangers(turns):
            self.on_strangers(names)
        yield from map(self._named, chat.exchanges(turns))

    def _take(self, file: Path) -> Iterator[Skipped]:
        """Enter one file into the index or the chats; what cannot be read is reported."""
        name = str(file)
        before = len(self.index.threads)
        try:
            start = head(file) if file.is_file() else b""
            reason = unreadable(start) if file.is_file() else ""
            kind = mail_kind(start)
            if reason:
                yield Skipped(name, reason)
            elif kind == "pst":
                yield from self._take_pst(file)
            elif kind in ("mbox", "eml", "emlx") or (kind == "msg" and is_outlook_message(file)):
                yield from self.index.add(MailFile(file, kind, name), self.steps.read)
            elif (messages := self.chats.add(file, start)) is None:
                yield Skipped(name, unknown(start, file))
            else:
                self.steps.read(_size(file), messages)
        except OSError as error:
            yield Skipped(name, f"cannot be read: {error.strerror or error}{_how_far(self.index, before)}")
        except InputError as error:
            yield Skipped(
                name, ". ".join(filter(None, (error.message, error.hint))) + _how_far(self.index, before)
            )

    def _take_pst(self, file: Path) -> Iterator[Skipped]:
        """Enter the mail folders that readpst finds; they are shown as parts of the .pst."""
        folder = self.unpacked / f"{file.name}-{len(self.index.files)}"
        folder.mkdir()
        unpack_pst(file, folder)
        for inner in walk(folder):
            if mail_kind(head(inner)) == "mbox":
                yield from self.index.add(MailFile(inner, "mbox", str(file)), self.steps.read)

    def _named(self, found: Found) -> Found:
        """With what all of the archive tells about the client."""
        self.steps.exchange()
        source, place = self._source(found.exchange.source)
        aliases = self.clients.aliases(found.name, found.address)
        exchange = replace(
            found.exchange,
            client=self.client or self.clients.label(found.name, found.address),
            client_names=tuple(dict.fromkeys((*aliases, *found.lines))),
            source=source,
            place=place,
        )
        return replace(found, exchange=exchange)

    def _source(self, source: str) -> tuple[str, str]:
        """The file a turn is from, and its place there."""
        for found in re.finditer(":", source):
            if source[: found.start()] in self.names:
                return source[: found.start()], source[found.end() :].strip()
        return source, ""


def says_itself(files: Sequence[Path], columns: Mapping[str, str] | None = None) -> bool:
    """Whether these files name the side of every message, so that nobody has to say who "we" are."""
    from assistant.correspondence.proposing import says_itself as all_say

    return all_say(files, columns)


def propose_us(path: Path | str) -> list[tuple[str, int]]:
    """Who 'we' probably are: the addresses and names that take part in the most mails and chats, most first."""
    from assistant.correspondence.proposing import propose

    return propose(walk(Path(path)))


def _how_far(index: MailIndex, before: int) -> str:
    """What was had of a file before it failed."""
    read = len(index.threads) - before
    return f" (after {read} mails, which are kept)" if read else ""


def _helpers(files: Sequence[Path]) -> int:
    """How many processes pay: they read mail only, so that chats and photographs do not count."""
    mail = 0
    for file in files:
        mail += _size(file) if _is_mail(file) else 0
        if helpers := worth(mail):
            return helpers
    return 0


def _is_mail(file: Path) -> bool:
    try:
        return file.is_file() and bool(mail_kind(head(file)))
    except OSError:
        return False


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0


def _default_detect() -> Detect:
    from assistant.language.detect import detect_language

    return detect_language
