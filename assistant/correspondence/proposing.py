"""Who 'we' are in an archive nobody has explained yet: whoever takes part in most of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.correspondence.chat import format_of
from assistant.correspondence.files import head, mail_kind
from assistant.correspondence.identity import organisation
from assistant.correspondence.mail.boxes import mbox_mail, spans
from assistant.correspondence.mail.message import people, read_head
from assistant.errors import InputError

_ENOUGH = 20_000


def says_itself(files: Iterable[Path], columns: Mapping[str, str] | None = None) -> bool:
    """Whether these files name the side of every message ("Client:", a column "reply"): nobody has to be asked.

    Nor for a file that cannot be read: the reading itself reports the damage.
    """
    known = False
    for file in files:
        start = head(file) if file.is_file() else b""
        form = None if mail_kind(start) else format_of(start, file, columns)
        if mail_kind(start):
            return False
        try:
            for turn in form.read(file) if form else ():
                if turn.ours is None and not turn.reason:
                    return False
                known = True
        except InputError:
            known = True
    return known


def propose(paths: Iterable[Path]) -> list[tuple[str, int]]:
    """Addresses and "@domains" by the mails, names by the chats they take part in, most first."""
    seen: Counter[str] = Counter()
    for file in paths:
        start = head(file) if file.is_file() else b""
        kind = mail_kind(start)
        if kind in ("mbox", "eml", "emlx"):
            _count(file, kind, seen)
        elif not kind:
            seen.update(_writers(file, start))
    return seen.most_common(10)


def _writers(file: Path, start: bytes) -> Counter[str]:
    """In how many chats of an export each name writes; damage counts what came before it."""
    form = format_of(start, file)
    seen: set[tuple[str, str]] = set()
    try:
        for turn in form.read(file) if form else ():
            if turn.author and not turn.reason:
                seen.add((turn.author, turn.thread))
    except InputError:
        pass  # the reading itself reports the damage
    return Counter(author for author, _ in seen)


def _count(file: Path, kind: str, seen: Counter[str]) -> None:
    with file.open("rb") as stream:
        for number, (offset, length) in enumerate(spans(file, kind)):
            if number >= _ENOUGH:
                return
            stream.seek(offset)
            sender, recipients = people(read_head(mbox_mail(stream.read(min(length, 65536)))))
            parties = {p.address for p in (sender, *recipients) if p.address}
            seen.update(parties | {f"@{organisation(a)}" for a in parties if organisation(a)})
