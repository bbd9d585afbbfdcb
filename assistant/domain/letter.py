"""What is decided and written: facts, moves, the plan, the draft, the reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant.domain.checks import Commitment, Finding
from assistant.domain.known import Match, SourceKind
from assistant.domain.message import Ask, Channel, Message, Reading


class FactKind(StrEnum):
    """What a fact is for: only an OFFER may fill the offer slot of a letter; an ASK is wanted from the client."""

    STATUS = "status"
    TERM = "term"
    OFFER = "offer"
    ASK = "ask"


TOLD_KINDS = (FactKind.STATUS, FactKind.TERM, FactKind.OFFER)  # what a clause or a past reply may be


class MoveKind(StrEnum):
    """The moves of a letter in the order in which they are written."""

    GREETING = "greeting"
    ACKNOWLEDGE = "acknowledge"
    BOUNDARY = "boundary"
    RECORD = "record"
    AGREEMENT = "agreement"
    OFFER = "offer"
    NEXT_STEP = "next_step"
    CLOSE = "close"
    SIGN_OFF = "sign_off"


class Origin(StrEnum):
    """Where the words of a sentence come from."""

    PHRASE = "phrase"  # a localised sentence from prompts/
    VERBATIM = "verbatim"  # a fact in the client's language, word for word but for the person
    APPROVED = "approved"  # a sentence the user approved for this fact
    MODEL = "model"
    TRANSLATED = "translated"  # by the model: carries a CHECK mark
    TOLD = "told"  # a jotted note in the model's words: carries a CHECK mark with the note
    ORIGINAL = "original"  # a fact quoted in its own language, because nothing better is safe
    GAP = "gap"
    FILLED = "filled"  # a sentence whose gaps a person filled
    PERSON = "person"  # a person's own sentence


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement a letter may use, and where it comes from.

    `say` holds sentences the user approved, by language tag: used word for word. `source` is for
    people ("note 2", "terms.md 4.2"), `source_id` for programs.
    """

    text: str
    kind: FactKind
    language: str
    source_kind: SourceKind
    source: str
    source_id: str = ""
    say: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    internal: bool = False  # known to us, not to be told
    kept: str = ""  # why a note is not told
    for_us_alone: bool = False  # ... because of what it says: then a reply may not rest on it either
    doubted: bool = False  # a note that is told, but may be meant for us alone
    told_if_asked: bool = False  # a "tell" gap that is told, in doubt, where it plainly answers an ask
    ordered: bool = False  # a note that the user ordered to be told ("tell:"), in the words it has
    gap: str = ""  # a note that a person puts in the letter: "tell" if it may be told at all, "reword" in words for the client
    clause: str = ""
    about: tuple[str, ...] = ()  # the topics it shares with the message, the most telling first


@dataclass(frozen=True, slots=True)
class Decider:
    """Who of us decides on a matter, and the last day for it, as far as the house's own rules say.

    `alone`: nobody else of us has ever written to a client.
    """

    name: str = ""
    by: date | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One move of the letter with the facts it may use and the asks it settles (indices)."""

    move: MoveKind
    facts: tuple[Fact, ...] = ()
    asks: tuple[int, ...] = ()
    reason: str = ""
    replaced: tuple[Match, Match] | None = None  # an older passage the client goes by, and its newer document
    about: tuple[tuple[str, ...], ...] = ()  # the topics of each of `asks`
    decider: Decider = Decider()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one ask, and by which fact or move: answered, declined, deferred, left (bait), or open
    where no line of the letter covers it."""

    ask: Ask
    settled: str
    by: str
    doubted: bool = False  # counted as answered, though no word of the letter touches it


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be written, in which order, from which facts, and what is missing."""

    language: str
    channel: Channel
    steps: tuple[Step, ...]
    register: str = ""
    decisions: tuple[Decision, ...] = ()
    advice: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    notes: tuple[str, ...] = ()
    weighed: tuple[tuple[Fact, float], ...] = ()  # all facts at hand with how likely each is needed (0-1)
    kept: tuple[Fact, ...] = ()  # notes, or parts of them, that stay out of the letter


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the draft, with the fallback that repair may put in its place."""

    move: MoveKind
    text: str
    origin: Origin
    fallback: str = ""
    fact: Fact | None = None
    also: tuple[Fact, ...] = ()  # the other facts of sentences that were written as one
    original: str = ""  # what a translated or edited sentence, or its gap, was made from
    asks: tuple[int, ...] = ()  # the asks that it leaves to somebody's later answer


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished letter, sentence by sentence; `text` is what is printed."""

    sentences: tuple[Sentence, ...]
    text: str
    gaps: tuple[str, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A draft and everything that led to it; `timings` are seconds and token counts by part."""

    id: str
    message: Message
    draft: Draft
    plan: Plan
    reading: Reading
    matches: tuple[Match, ...]
    findings: tuple[Finding, ...]
    model: str
    timings: Mapping[str, float] = field(default_factory=dict)
