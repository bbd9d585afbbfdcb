"""From a file or folder to exchanges: recognise, thread, pair, and say what was left out.

Two passes over mail: the first keeps numbers only (threads.py), the second reads each thread's
bodies once and lets them go, so memory does not grow with the bodies of an archive. Chats are read
file by file and kept until all are read, since exports of one chat overlap.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.correspondence.chats import Chats
from assistant.correspondence.closings import signed_line
from assistant.correspondence.files import fingerprint, head, mail_kind, unknown, unreadable, walk
from assistant.correspondence.identity import Clients, Us, plain_name
from assistant.correspondence.mail.index import MailFile, MailIndex
from assistant.correspondence.mail.outlook import is_outlook_message, unpack_pst
from assistant.correspondence.outcome import outcome
from assistant.correspondence.pairing import CHAT, MAIL, Pair, Rhythm, pair
from assistant.correspondence.steps import Step, Steps
from assistant.correspondence.turns import Turn
from assistant.domain import Channel, Exchange, Outcome, Skipped
from assistant.errors import InputError

__all__ = ["fingerprint", "propose_us", "read_archive", "says_itself"]

Detect = Callable[[str], str]
_ENOUGH_TO_TELL = 400  # letters by which a language is known; more only cost time


def read_archive(
    path: Path | str,
    *,
    us: Sequence[str],
    client: str | None = None,
    columns: Mapping[str, str] | None = None,
    files: Sequence[Path] | None = None,
    on_progress: Callable[[Step], None] = lambda _step: None,
    detect: Detect | None = None,
) -> Iterator[Exchange | Skipped]:
    """The exchanges of an archive, and everything that was left out with its reason.

    `us` names our addresses, "@domains" and names; `client` overrides whom the messages are from;
    `columns` says what the headings of a table mean (see chat.tables); `files` are those below `path`
    that are to be read (default: all);
    `on_progress` is told every step; `detect` gives the language of a text
    (default: assistant.language). A damaged file yields what it had and a Skipped that says how far
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
    return _Reading(
        chosen, ours, client, Chats(columns), Steps(on_progress), detect or _default_detect()
    ).run()


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
    ) -> None:
        self.files = files
        self.us = us
        self.client = client
        self.detect = detect
        self.clients = Clients()
        self.index = MailIndex(us, self.clients)
        self.chats = chats
        self.names: set[str] = set()
        self.unpacked = Path()
        self.steps = steps

    def run(self) -> Iterator[Exchange | Skipped]:
        """Everything, in the order: left out by headers, mail threads, chats."""
        with tempfile.TemporaryDirectory(prefix="calmreply-") as folder:
            self.unpacked = Path(folder)
            yield from self._read()

    def _read(self) -> Iterator[Exchange | Skipped]:
        self.names = {str(file) for file in self.files}
        self.steps.begin(sum(_size(file) for file in self.files))
        for file in self.files:
            yield from self._take(file)
        for turns, skipped, signatures in self.index.conversations(self.steps.paired):
            yield from skipped
            yield from self._exchanges(turns, Channel.EMAIL, MAIL, signatures)
        for turns, skipped in self.chats.conversations():
            yield from skipped
            if turns:
                self.steps.paired(len(turns) + len(skipped))
            channel = Channel.EMAIL if any(turn.subject for turn in turns) else Channel.CHAT
            yield from self._exchanges(turns, channel, CHAT, [])
        self.steps.end()

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

    def _exchanges(
        self, turns: list[Turn], channel: Channel, rhythm: Rhythm, signatures: list[str]
    ) -> Iterator[Exchange]:
        lines = _signature_lines(signatures)
        theirs = [turn for turn in turns if not self._ours(turn)]
        language = (
            self.detect("\n".join(turn.text for turn in theirs[:12])[:_ENOUGH_TO_TELL]) if theirs else "und"
        )
        for found in pair(turns, self._ours, rhythm):
            ended = outcome(found.asked, found.answered, found.after, language, rhythm.reaction)
            self.steps.exchange()
            yield self._exchange(found, channel, theirs[0] if theirs else None, lines, ended)

    def _ours(self, turn: Turn) -> bool:
        return turn.ours if turn.ours is not None else self.us.owns(turn.author, turn.address)

    def _exchange(
        self,
        found: Pair,
        channel: Channel,
        other: Turn | None,
        lines: tuple[str, ...],
        ended: tuple[Outcome, str],
    ) -> Exchange:
        name, address = self._client_of(found, other)
        message = _text(found.asked)
        reply = _text(found.answered)
        first = (found.asked or found.answered)[0]
        source, place = self._source(first)
        return Exchange(
            id=_digest(message, reply, _whose(first, short=len(message) + len(reply) < 60)),
            client=self.client or self.clients.label(name, address),
            channel=channel,
            message=message,
            reply=reply,
            source=source,
            asked_at=found.asked[0].at if found.asked else None,
            replied_at=found.answered[0].at if found.answered else None,
            message_language=self.detect(message[:_ENOUGH_TO_TELL]) if message else "und",
            reply_language=self.detect(reply[:_ENOUGH_TO_TELL]) if reply else "und",
            subject=first.subject,
            author=", ".join(dict.fromkeys(t.author or t.address for t in found.answered)),
            outcome=ended[0],
            outcome_words=ended[1],
            turn_id=_digest(first.text, _whose(first, short=len(first.text) < 60)),
            client_address=address,
            client_names=tuple(dict.fromkeys((*self.clients.aliases(name, address), *lines))),
            thread=first.thread or first.id,
            place=place,
            reply_author=_named(found.answered),
            reply_signature=next(
                (line for turn in found.answered if (line := signed_line(turn.signature))), ""
            ),
        )

    def _source(self, turn: Turn) -> tuple[str, str]:
        """The file a turn is from, and its place there."""
        for found in re.finditer(":", turn.source):
            if turn.source[: found.start()] in self.names:
                return turn.source[: found.start()], turn.source[found.end() :].strip()
        return turn.source, ""

    def _client_of(self, found: Pair, other: Turn | None) -> tuple[str, str]:
        """Name and address of the client of one pair: who asked, or whom we wrote to."""
        if found.asked:
            return found.asked[-1].author, found.asked[-1].address
        for recipient in found.answered[0].to:
            name, address = ("", recipient) if "@" in recipient else (recipient, "")
            if not self.us.owns(name, address):
                return name, address
        return (other.author, other.address) if other else (found.answered[0].thread, "")


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


def _named(answered: Sequence[Turn]) -> str:
    """The display name of who answered; a label like "Us" is no name."""
    from assistant.correspondence.chat.lexicon import words

    names = (turn.author.strip() for turn in answered)
    return next(
        (name for name in names if name and "@" not in name and name.casefold() not in words().us), ""
    )


def _text(turns: Sequence[Turn]) -> str:
    """Several messages in a row as one text, exact repetitions said once."""
    return "\n\n".join(dict.fromkeys(turn.text.strip() for turn in turns if turn.text.strip()))


def _digest(*parts: str) -> str:
    folded = "\0".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _whose(turn: Turn, *, short: bool) -> str:
    """What tells equal words of two turns apart: the address; for a mere "ok" also the day and the name.

    Names and times alone are no part of it, since two exports of a chat write them differently.
    """
    address = turn.address if "@" in turn.address else ""
    if not short:
        return address
    day = turn.at.date().isoformat() if turn.at else ""
    return f"{address or plain_name(turn.author)} {day}"


def _signature_lines(signatures: Sequence[str]) -> tuple[str, ...]:
    """Short lines of the clients' signatures: where a client's organisation and titles stand."""
    lines = (line.strip() for text in signatures for line in text.splitlines()[:4])
    return tuple(dict.fromkeys(line for line in lines if 2 < len(line) <= 60))[:8]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0


def _default_detect() -> Detect:
    from assistant.language.detect import detect_language

    return detect_language
