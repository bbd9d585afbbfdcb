"""The words of calmreply as types: everything the rooms of the house hand to each other.

Frozen, slotted dataclasses over the standard library only; whoever needs a new fact about a
message, a source or a draft adds it here, so that no two rooms have to know each other.
Offsets are Python string indices into the named text: `text[start:end]` is the exact wording.
Languages are BCP 47 tags in the short form (`en`, `es`, `ru`, `af`, `zh-Hans`, `zh-Hant`).
"""

from assistant.domain.checks import Apology, Commitment, Evidence, Finding, Severity
from assistant.domain.jobs import SAFE_JOBS, WRITING_JOBS, Allowance, Completion, Constraints, Prompt, Scope
from assistant.domain.known import Exchange, Match, Outcome, Passage, Skipped, SourceKind
from assistant.domain.letter import (
    TOLD_KINDS,
    Decider,
    Decision,
    Draft,
    Fact,
    FactKind,
    MoveKind,
    Origin,
    Plan,
    Reply,
    Sentence,
    Step,
)
from assistant.domain.marks import CHECK, GAP, gaps_in, is_unfinished
from assistant.domain.message import (
    OF_CLIENT,
    TO_SETTLE,
    WANTING,
    Ask,
    AskKind,
    Burden,
    Channel,
    Message,
    Reading,
    Repeat,
    Route,
    Situation,
    kind_of,
)
from assistant.domain.text import Figure, Span

__all__ = [
    "CHECK",
    "GAP",
    "OF_CLIENT",
    "SAFE_JOBS",
    "TOLD_KINDS",
    "TO_SETTLE",
    "WANTING",
    "WRITING_JOBS",
    "Allowance",
    "Apology",
    "Ask",
    "AskKind",
    "Burden",
    "Channel",
    "Commitment",
    "Completion",
    "Constraints",
    "Decider",
    "Decision",
    "Draft",
    "Evidence",
    "Exchange",
    "Fact",
    "FactKind",
    "Figure",
    "Finding",
    "Match",
    "Message",
    "MoveKind",
    "Origin",
    "Outcome",
    "Passage",
    "Plan",
    "Prompt",
    "Reading",
    "Repeat",
    "Reply",
    "Route",
    "Scope",
    "Sentence",
    "Severity",
    "Situation",
    "Skipped",
    "SourceKind",
    "Span",
    "Step",
    "gaps_in",
    "is_unfinished",
    "kind_of",
]
