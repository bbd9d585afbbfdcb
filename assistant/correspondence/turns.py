"""One message of one person, cleaned: what every archive format hands to threading and pairing.

Each format has two functions. `looks_like_<format>(head: bytes, path: Path) -> bool` decides from the
first 64 KB of a file (`path` is for its name only) and never raises; `read_<format>(source: Path |
bytes) -> Iterator[Turn]` yields the turns in the order of the file. A damaged file raises InputError
with the reason after the turns that could still be read; a turn that is no one's words (a system
line, an automatic reply) is yielded with its `reason`, so that it can be counted and reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of one person; a non-empty `reason` means it is left out, and says why.

    `author` is the display name and `address` the mail address or handle, either may be empty but
    not both. `text` holds only what the person wrote: no quotes, no signature, no system line.
    `at` keeps its UTC offset where the archive names one and is naive where it does not. `thread`
    names the conversation within the archive (a chat, a channel, a ticket; empty for mail, which is
    threaded by its headers). `source` is where the user finds it: the file, then ":" and a line
    number, row or message id. `id` is the archive's own id where it has one; `in_reply_to` holds
    ids of earlier turns, nearest first. `to` are the addresses or names it was sent to. `ours` is what
    the archive itself says about the side (a column "direction", the owner of a chat export): True for
    us, False for the other side, None where only names can tell. `signature` is what stood below
    `text` and is no part of it.
    """

    author: str
    address: str
    text: str
    at: datetime | None
    thread: str
    source: str
    id: str = ""
    subject: str = ""
    to: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    reason: str = ""
    ours: bool | None = None
    signature: str = ""
