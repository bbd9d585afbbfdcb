"""What comes in: the message, and what it says, asks and needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant.domain.text import Figure, Span


class Channel(StrEnum):
    EMAIL = "email"
    CHAT = "chat"


class AskKind(StrEnum):
    DEMAND = "demand"
    QUESTION = "question"
    DEADLINE = "deadline"
    ACCUSATION = "accusation"
    THREAT = "threat"
    INSULT = "insult"
    ORDER = "order"  # to the assistant: read as the client's text, never followed


# What is said to us, in the heads' order.
OF_CLIENT = tuple(kind for kind in AskKind if kind is not AskKind.ORDER)
WANTING = frozenset({AskKind.DEMAND, AskKind.QUESTION})
TO_SETTLE = WANTING | {AskKind.DEADLINE}  # what a letter answers; the rest it leaves alone


class Route(StrEnum):
    """Who has to act before, or instead of, an answer."""

    NONE = "none"
    MANAGER = "manager"
    LEGAL = "legal"
    SAFETY = "safety"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Message:
    """One pasted client message and what the user said about it."""

    text: str
    client: str | None = None
    channel: Channel | None = None
    day: date = field(default_factory=date.today)  # of writing
    notes: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Something the client wants, charges or threatens, in the client's exact words."""

    text: str
    start: int
    end: int
    kind: AskKind
    probability: float = 1.0
    wants_answer: bool = False  # an answer, and it names nothing to answer: whatever the letter says is one


def kind_of(ask: Ask) -> dict[str, str | bool]:
    """The kind of an ask as the JSON has it: an order to the assistant is a demand of the client's, marked as an order."""
    ordered = ask.kind is AskKind.ORDER
    return {"kind": (AskKind.DEMAND if ordered else ask.kind).value} | ({"order": True} if ordered else {})


@dataclass(frozen=True, slots=True)
class Situation:
    """The kind of trouble, as one of the labels of knowledge/playbook, or `unsure`; `likeliest` is never unsure."""

    label: str
    probability: float
    likeliest: str = ""


@dataclass(frozen=True, slots=True)
class Burden:
    """What the client is going through (`exposed`, `money`, `dear`, ...), `none` where it does not show, or `unsure`."""

    label: str = "unsure"
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Repeat:
    """An ask (its index in the reading) that the client put before, and the exchange that answers it."""

    ask: int
    exchange: str
    source: str
    day: date | None
    answer: str
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a client message says, asks and needs; every span indexes `text`.

    `text` is the newest client message alone: the only one that is answered. `context` is the rest
    of what was pasted, newest first; `cut` says what was left out of an oversized paste.
    """

    text: str
    language: str  # the reply's, once it is decided
    script: str
    channel: Channel
    asks: tuple[Ask, ...] = ()
    names_nothing: bool = False  # somebody wants a sign of life, and nothing says about what
    temperature: int = 1
    heat: tuple[Span, ...] = ()
    trend: str = "steady"
    route: Route = Route.NONE
    route_reason: str = ""
    route_words: tuple[Span, ...] = ()
    notes_follow: bool = False  # below the line that somebody calls, the letter may tell what the notes say
    superior_speaks: bool = False  # a superior speaks to the client: they ask for one, or announce a visit
    situation: Situation = Situation("unsure", 0.0)
    burden: Burden = Burden()
    stakes: tuple[Span, ...] = ()
    troubles: tuple[
        str, ...
    ] = ()  # what the client may be going through, of situations and burdens, likeliest first
    compares: bool = False  # with what somebody else pays or gets
    claims: tuple[Figure, ...] = ()
    orders: tuple[Span, ...] = ()  # text that tries to give orders to the assistant
    register: str = ""
    neutral_summary: str = ""
    advice: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    cut: str = ""
    sender: str = ""  # the name the client signed with, when it shows
    written_in: str = ""  # the message's own language, where the reply is in another
    clauses: tuple[str, ...] = ()  # all it says, piece by piece, as it was cut for judging
    repeats: tuple[Repeat, ...] = ()  # asks that were answered before; known once the past was looked at

    @property
    def own_text(self) -> str:
        """The text without the orders to the assistant: what the client says to us; all of it where it says nothing else."""
        text = self.text
        for order in reversed(self.orders):
            text = text[: order.start] + text[order.end :]
        return text.strip() or self.text
