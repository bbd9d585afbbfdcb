"""The words of calmreply as types: everything the rooms of the house hand to each other.

Frozen, slotted dataclasses over the standard library only; whoever needs a new fact about a
message, a source or a draft adds it here, so that no two rooms have to know each other.
Offsets are Python string indices into the named text: `text[start:end]` is the exact wording.
Languages are BCP 47 tags in the short form (`en`, `es`, `ru`, `af`, `zh-Hans`, `zh-Hant`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

SAFE_JOBS = ("acknowledge",)  # what its own check makes safe with any model, examined or not
WRITING_JOBS = ("restyle", "join", "smooth", "letter")  # jobs that say facts in the model's words


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


class Route(StrEnum):
    """Who has to act before, or instead of, an answer."""

    NONE = "none"
    MANAGER = "manager"
    LEGAL = "legal"
    SAFETY = "safety"
    WAIT = "wait"


class SourceKind(StrEnum):
    POLICY = "policy"
    EXCHANGE = "exchange"
    PLAYBOOK = "playbook"
    NOTE = "note"


class FactKind(StrEnum):
    """What a fact is for: only an OFFER may fill the offer slot of a letter; an ASK is wanted from the client."""

    STATUS = "status"
    TERM = "term"
    OFFER = "offer"
    ASK = "ask"


TOLD_KINDS = (FactKind.STATUS, FactKind.TERM, FactKind.OFFER)  # what a clause or a past reply may be


class Outcome(StrEnum):
    """How an exchange ended, judged by what the client wrote next."""

    CALMED = "calmed"
    RESOLVED = "resolved"
    ESCALATED = "escalated"
    REPEATED = "repeated"
    SILENT = "silent"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Apology(StrEnum):
    """The user's own rule: never, or one short apology where the notes say the fault is ours."""

    NEVER = "never"
    BRIEF = "brief"


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


class Scope(StrEnum):
    """How much of a letter a model may write, least first."""

    NOTHING = "nothing"
    SENTENCES = "sentences"
    PARAGRAPHS = "paragraphs"
    LETTER = "letter"


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


# --- what comes in ---------------------------------------------------------------------------


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
class Span:
    """Exact words of a text; `note` says what they were taken for, in a word or two."""

    text: str
    start: int
    end: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something the client wants, charges or threatens, in the client's exact words."""

    text: str
    start: int
    end: int
    kind: AskKind
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, amount, date, time, weekday, percentage, duration or clause as written, and its value.

    `kind` is one of number, amount, percent, date, time, weekday, duration, clause, code; `value` is the
    canonical writing by which two writings of the same thing compare equal ("2026-11-09", "15:00",
    "12000.5", "EUR 90", "30 %").
    """

    text: str
    start: int
    end: int
    kind: str
    value: str


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


# --- what is known -----------------------------------------------------------------------------


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
    ordered: bool = False  # a note that the user ordered to be told ("tell:"), in the words it has
    gap: str = ""  # a note that a person puts in the letter: "tell" if it may be told at all, "reword" in words for the client
    clause: str = ""
    about: tuple[str, ...] = ()  # the topics it shares with the message, the most telling first


# --- what is decided and written -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decider:
    """Who of us decides on a matter, and the last day for it, as far as the house's own rules say."""

    name: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One move of the letter with the facts it may use and the asks it settles (indices)."""

    move: MoveKind
    facts: tuple[Fact, ...] = ()
    asks: tuple[int, ...] = ()
    gap: str = ""
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
    gaps: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    notes: tuple[str, ...] = ()
    weighed: tuple[tuple[Fact, float], ...] = ()  # all facts at hand with how likely each is needed (0-1)
    kept: tuple[Fact, ...] = ()  # notes, or parts of them, that stay out of the letter


def gaps_in(text: str) -> tuple[str, ...]:
    """What the visible gaps of a text ask for."""
    return tuple(gap.strip() for gap in re.findall(r"\[FILL:\s*([^\]]*)\]", text))


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


@dataclass(frozen=True, slots=True)
class Prompt:
    """One model job. `system` and `examples` are static per prompt file: their KV state is reused."""

    name: str
    system: str
    request: str
    examples: tuple[tuple[str, str], ...] = ()
    opening: str = ""  # forced first words of the answer


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a model may write; enforced while decoding where the backend can, checked after where not.

    `banned` are phrases that never appear; `figures` the only figures allowed (None: any);
    `language` and `names` decide which scripts may appear; `seen` are sentences and exemplars that
    may not be copied.
    """

    banned: tuple[str, ...] = ()
    figures: tuple[str, ...] | None = None
    language: str = ""
    names: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    max_tokens: int = 96
    one_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a model may do, by job and language, as the exam it sat showed.

    `jobs` is {job: {language: Scope}}. A job or language that is not listed was not examined: there
    nothing is allowed but what is safe with any model (`SAFE_JOBS`).
    """

    jobs: Mapping[str, Mapping[str, Scope]] = field(default_factory=dict)
    examined: bool = False

    def permits(self, job: str, language: str) -> bool:
        """Whether the model may do a job in a language."""
        safe = Scope.SENTENCES if job in SAFE_JOBS else Scope.NOTHING
        return self.jobs.get(job, {}).get(language, safe) is not Scope.NOTHING

    def for_letters(self) -> Allowance:
        """Without rewording of less than a whole letter: with small models it costs more than it gives."""
        jobs = {
            job: languages
            if job not in WRITING_JOBS
            else {tag: scope for tag, scope in languages.items() if scope is Scope.LETTER}
            for job, languages in self.jobs.items()
        }
        return replace(self, jobs=jobs)

    def scope(self, language: str) -> Scope:
        """The largest part of a letter the model may write anew in a language."""
        order = list(Scope)
        given = (self.jobs.get(job, {}).get(language, Scope.NOTHING) for job in WRITING_JOBS)
        return max(given, key=order.index, default=Scope.NOTHING)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote; `complete` is False when it ran into max_tokens or a dead end."""

    text: str
    complete: bool
    prompt_tokens: int = 0
    reply_tokens: int = 0
    rewound_tokens: int = 0
    constrained: bool = True  # False: the backend cannot constrain, the text was only checked
    prompt_reused: int = 0  # prompt tokens whose state was already there
    end: str = ""  # stop (the model's own), sentence, length, dead_end


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
