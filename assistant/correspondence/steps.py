"""How far the reading of an archive is, in counts that a person can follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

READING = "reading"
PAIRING = "pairing"


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total`: bytes while READING the files once, messages while PAIRING them.

    `messages` are those found so far, `exchanges` those made of them.
    """

    stage: str
    done: int
    total: int
    messages: int = 0
    exchanges: int = 0


class Steps:
    """Counts the work of one archive and tells every step of it."""

    def __init__(self, tell: Callable[[Step], None]) -> None:
        self._tell = tell
        self._bytes = self._messages = self._paired = self._exchanges = 0
        self._total = 1

    def begin(self, total: int) -> None:
        """`total` bytes are to be read."""
        self._total = max(total, 1)

    def read(self, size: int, messages: int = 1) -> None:
        """So many bytes were read, and messages found in them."""
        self._bytes += size
        self._messages += messages
        self._tell(Step(READING, min(self._bytes, self._total), self._total, self._messages))

    def paired(self, messages: int = 1) -> None:
        """So many of the messages found were gone through."""
        self._paired = min(self._paired + messages, self._messages)
        self._tell_pairing()

    def exchange(self) -> None:
        """One more exchange was made."""
        self._exchanges += 1
        self._tell_pairing()

    def end(self) -> None:
        """Everything was gone through; messages that are left out were none to pair."""
        self.paired(self._messages)

    def _tell_pairing(self) -> None:
        self._tell(Step(PAIRING, self._paired, self._messages, self._messages, self._exchanges))
