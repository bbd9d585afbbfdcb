"""From the plan to the letter: code assembles it sentence by sentence, the model gets single jobs.

Each sentence is reviewed together with all that stands before it; one that brings a blocking finding
is replaced by its fallback, and left out if that blocks too. Sentences are independent of each other,
so a repair cannot break another one, and what has been shown is never taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.domain import (
    Draft,
    Finding,
    MoveKind,
    Origin,
    Plan,
    Reading,
    Sentence,
    Severity,
    Step,
    gaps_in,
)
from assistant.drafting.desk import Desk
from assistant.drafting.layout import lay_out
from assistant.drafting.moves import sentences_of


def write(plan: Plan, reading: Reading, desk: Desk, *, on_text: Callable[[str], None] | None = None) -> Draft:
    """The reviewed letter. `on_text` gets finished pieces whose joined text is the letter's."""
    sentences: list[Sentence] = []
    repaired: list[Finding] = []
    shown = ""
    for step in plan.steps:
        block, found = _written(_still_true(step, sentences), sentences, plan, reading, desk)
        sentences.extend(block)
        repaired.extend(found)
        text = _text(sentences, plan, desk)
        assert text.startswith(shown), "a finished move was laid out anew"
        if on_text and len(text) > len(shown):
            on_text(text[len(shown) :])
        shown = text
    return Draft(tuple(sentences), shown, gaps=gaps_in(shown), findings=tuple(repaired))


def _still_true(step: Step, sentences: Sequence[Sentence]) -> Step:
    """A yes is asked for only where an offer has survived the review."""
    offered = any(each.move is MoveKind.OFFER for each in sentences)
    return replace(step, reason="update") if step.reason == "confirm" and not offered else step


def _written(
    step: Step, before: Sequence[Sentence], plan: Plan, reading: Reading, desk: Desk
) -> tuple[list[Sentence], list[Finding]]:
    """The reviewed sentences of one move; a lead stands only where a fact follows it."""
    block: list[Sentence] = []
    repaired: list[Finding] = []
    for sentence in sentences_of(step, plan, reading, desk):
        kept, found = _reviewed(sentence, [*before, *block], plan, desk)
        repaired.extend(found)
        block.extend([kept] if kept else [])
    alone = step.move in (MoveKind.RECORD, MoveKind.OFFER) and not any(each.fact for each in block)
    return ([] if alone else block), repaired


def _text(sentences: Sequence[Sentence], plan: Plan, desk: Desk) -> str:
    return lay_out(sentences, plan.channel, list_mark=desk.phrases.entries["list_mark"])


# --- review and repair -------------------------------------------------------------------------------


def _reviewed(
    sentence: Sentence, before: Sequence[Sentence], plan: Plan, desk: Desk
) -> tuple[Sentence | None, list[Finding]]:
    """The sentence, or its fallback, or nothing; and what was repaired, told as information."""
    blocking = _blocking(sentence, before, plan, desk)
    if not blocking:
        return sentence, []
    if sentence.fallback and sentence.fallback != sentence.text:
        fallback = replace(sentence, text=sentence.fallback, origin=Origin.PHRASE, fallback="")
        if not _blocking(fallback, before, plan, desk):
            return fallback, [_told(each, Severity.INFO, "repaired while writing") for each in blocking]
    return None, [_told(each, Severity.WARN, "left out of the letter") for each in blocking]


def _told(finding: Finding, severity: Severity, what: str) -> Finding:
    return replace(finding, severity=severity, start=0, end=0, reason=f"{what}: {finding.reason}")


def _blocking(sentence: Sentence, before: Sequence[Sentence], plan: Plan, desk: Desk) -> list[Finding]:
    """Blocking findings that this sentence brings in: those that stand in its own words."""
    if not sentence.text:
        return []
    text = _text([*before, sentence], plan, desk)
    start = text.rfind(sentence.text)
    return [each for each in desk.review(text) if each.severity is Severity.BLOCK and each.end > start]
