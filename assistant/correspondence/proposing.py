"""Who 'we' are in an archive nobody has explained yet: whoever takes part in most of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from assistant.correspondence.files import head, mail_kind, walk
from assistant.correspondence.identity import organisation
from assistant.correspondence.mail.boxes import mbox_mail
from assistant.correspondence.mail.index import MailFile, _spans, people
from assistant.correspondence.mail.message import read_head

_ENOUGH = 20_000


def propose(path: Path) -> list[tuple[str, int]]:
    """Addresses, then "@domains" with several writers, by the number of mails they take part in."""
    seen: Counter[str] = Counter()
    for file in walk(path):
        kind = mail_kind(head(file)) if file.is_file() else ""
        if kind in ("mbox", "eml", "emlx"):
            _count(MailFile(file, kind, str(file)), seen)
    return seen.most_common(10)


def _count(file: MailFile, seen: Counter[str]) -> None:
    with file.path.open("rb") as stream:
        for number, (offset, length) in enumerate(_spans(file)):
            if number >= _ENOUGH:
                return
            stream.seek(offset)
            sender, recipients = people(read_head(mbox_mail(stream.read(min(length, 65536)))))
            parties = {p.address for p in (sender, *recipients) if p.address}
            seen.update(parties | {f"@{organisation(a)}" for a in parties if organisation(a)})
