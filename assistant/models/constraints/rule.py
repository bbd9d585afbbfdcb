"""What a decoding constraint says about a text that is still being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Offence:
    """Characters `start` to `end` may not stand; `always`: nor may they in any other place of this text."""

    start: int
    end: int
    always: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first offence, if any; from `pending` on, what follows may still make the text offend.

    Everything before `pending` is safe for good, also if the text ended there.
    """

    pending: int
    offence: Offence | None = None


class Rule(Protocol):
    """One constraint: a pure function of the text, so that taking text back needs nothing from it."""

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """Judge a text whose characters before `fresh` passed before; `ended`: nothing will follow."""
        ...
