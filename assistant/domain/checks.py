"""What a reply is held against, and what the gate says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.domain.message import Ask, Channel
from assistant.domain.text import Span


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Apology(StrEnum):
    """The user's own rule: never, or one short apology where the notes say the fault is ours."""

    NEVER = "never"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something the letter commits us to, and the source that covers it (empty: none)."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate says about exact words of a text."""

    rule: str
    severity: Severity
    start: int
    end: int
    text: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reply may rest on: everything the gate compares a text with.

    `message` is the client's newest message (empty: unknown, rules that need it are silent);
    `known` are the notes and quoted sources whose figures and promises cover the reply, as
    (source, text) pairs; `others` are names, addresses and amounts of other clients.
    """

    message: str = ""
    known: tuple[tuple[str, str], ...] = ()
    asks: tuple[Ask, ...] = ()
    language: str = ""
    channel: Channel | None = None
    temperature: int = 0
    register: str = ""
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    exemplars: tuple[str, ...] = ()
    orders: tuple[Span, ...] = ()
    given: tuple[
        str, ...
    ] = ()  # sentences that people wrote and read beforehand: nothing is guessed of their meaning
    day: date | None = None
    apology: Apology = Apology.NEVER
    own_fault: bool = False
    grounded: bool = False  # True: `known` is complete, so what it lacks is invented
