"""What a rule matched: one match, or a number and what stands behind it, read alike."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """The parts of a match by name; `head` is the number in front of it, where the rule has one."""

    match: re.Match[str]
    head: re.Match[str] | None = None

    def __getitem__(self, name: str) -> str:
        return self.groupdict()[name]

    def groupdict(self) -> dict[str, str]:
        """Named parts; one that did not take part in the match is empty."""
        parts = self.match.groupdict(default="")
        return parts | self.head.groupdict(default="") if self.head else parts

    def group(self) -> str:
        return self.string[self.start() : self.end()]

    @property
    def string(self) -> str:
        return self.match.string

    def start(self, name: str = "") -> int:
        if name:
            return self.match.start(name)
        return self.head.start() if self.head else self.match.start()

    def end(self) -> int:
        return self.match.end()
