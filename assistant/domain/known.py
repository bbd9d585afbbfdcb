"""What is known: policies, past correspondence, and what was found of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.message import Channel


class SourceKind(StrEnum):
    POLICY = "policy"
    EXCHANGE = "exchange"
    PLAYBOOK = "playbook"
    NOTE = "note"


class Outcome(StrEnum):
    """How an exchange ended, judged by what the client wrote next."""

    CALMED = "calmed"
    RESOLVED = "resolved"
    ESCALATED = "escalated"
    REPEATED = "repeated"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause or section of a policy document."""

    id: str
    text: str
    source: str
    document: str
    clause: str = ""
    heading: str = ""
    language: str = "und"
    valid_from: date | None = None
    valid_until: date | None = None
    superseded_by: str = ""
    internal: bool = False  # house rules for us, not terms for the client


@dataclass(frozen=True, slots=True)
class Exchange:
    """A client's turn and our answer to it; `reply` is empty while nobody answered.

    `message` is empty where we wrote first (a reminder, a notice): facts rest on it, no answer is
    learnt from it. `marks` name what keeps the reply from being an example of style (apology,
    admission, promise). `turn_id` names the client's turn whatever was answered: an exchange with
    the same one and a reply takes the place of the unanswered one. `client_names` are all names,
    addresses and signature lines the client is known by; `place` is where in `source` it stands.
    `reply_author` is the display name of who answered, `reply_signature` the name (and firm) under the
    answer as it was signed ("Ann, Studio North"); both empty where the archive does not show them.
    `outcome_basis` tells which next words `outcome` was judged by: how many letters, a point, a hash.
    """

    id: str
    client: str
    channel: Channel
    message: str
    reply: str
    source: str
    asked_at: datetime | None = None
    replied_at: datetime | None = None
    message_language: str = "und"
    reply_language: str = "und"
    subject: str = ""
    author: str = ""
    outcome: Outcome = Outcome.UNKNOWN
    outcome_words: str = ""
    marks: tuple[str, ...] = ()
    turn_id: str = ""
    client_address: str = ""
    client_names: tuple[str, ...] = ()
    thread: str = ""
    place: str = ""
    reply_author: str = ""
    reply_signature: str = ""
    outcome_basis: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or a message that was left out, and why, in words for the user."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """Something the knowledge base found for a message; `text` is the clause, or the client's turn."""

    id: str
    kind: SourceKind
    source: str
    text: str
    score: float
    reply: str = ""
    client: str = ""
    language: str = "und"
    title: str = ""
    clause: str = ""
    day: date | None = None
    outcome: Outcome = Outcome.UNKNOWN
    marks: tuple[str, ...] = ()
    superseded_by: str = ""
    internal: bool = False
    replied_on: date | None = None
    own_client: bool = True  # False: another client's exchange; wording may be used, facts may not
    in_force: bool = True  # False: a clause that ended or begins later; shown, never said
    about_document: bool = False  # when its document holds and what it replaces: no term of a case
    relevant: float = 1.0  # how likely the store holds anything on the message at all (0-1)
    cited: bool = False  # a note names this clause by its number
    say: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # approved: statement -> language -> sentence

    @property
    def place(self) -> str:
        """Where it stands, for people: the source and the clause."""
        return f"{self.source} {self.clause}".strip()
