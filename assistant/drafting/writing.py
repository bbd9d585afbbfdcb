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
from assistant.drafting.anew import letter_anew, move_anew, sentence_anew, writes_letter
from assistant.drafting.desk import Desk
from assistant.drafting.moves import sentences_of
from assistant.drafting.reviewing import blocking, text_of, told
from assistant.drafting.saying import without_stopped


def write(plan: Plan, reading: Reading, desk: Desk, *, on_text: Callable[[str], None] | None = None) -> Draft:
    """The reviewed letter. `on_text` gets finished pieces whose joined text is the letter's."""
    sentences: list[Sentence] = []
    repaired: list[Finding] = []
    shown = ""
    at_once = writes_letter(plan, desk)  # the body may still be written anew: nothing is shown before
    for step in plan.steps:
        block, found = _written(_still_true(step, sentences), sentences, plan, reading, desk)
        sentences.extend(block)
        repaired.extend(found)
        text = text_of(sentences, plan, desk)
        assert text.startswith(shown), "a finished move was laid out anew"
        if not at_once:
            shown = _show(text, shown, on_text)
    if at_once:
        sentences, found = letter_anew(sentences, plan, desk)
        repaired.extend(found)
        shown = _show(text_of(sentences, plan, desk), shown, on_text)
    return Draft(tuple(sentences), shown, gaps=gaps_in(shown), findings=tuple(repaired))


def _show(text: str, shown: str, on_text: Callable[[str], None] | None) -> str:
    if on_text and len(text) > len(shown):
        on_text(text[len(shown) :])
    return text


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
    if alone:
        return [], repaired
    block, found = move_anew(block, before, plan, desk)
    return block, [*repaired, *found]


# --- review and repair -------------------------------------------------------------------------------


def _reviewed(
    sentence: Sentence, before: Sequence[Sentence], plan: Plan, desk: Desk
) -> tuple[Sentence | None, list[Finding]]:
    """The sentence, rewritten if need be, or its fallback, or nothing; and what was repaired, told as information."""
    stopped = blocking(sentence, before, plan, desk)
    if not stopped:
        return sentence, []
    anew, found = sentence_anew(sentence, stopped, before, plan, desk)
    if anew is not None:
        return anew, found
    fallback = _instead_of(sentence) or without_stopped(sentence, stopped, plan, desk)
    if fallback and not blocking(fallback, before, plan, desk):
        return fallback, [told(each, Severity.INFO, "repaired while writing") for each in stopped]
    return None, [told(each, Severity.WARN, "left out of the letter") for each in stopped]


def _instead_of(sentence: Sentence) -> Sentence | None:
    if not sentence.fallback or sentence.fallback == sentence.text:
        return None
    origin = Origin.GAP if gaps_in(sentence.fallback) else Origin.PHRASE
    return replace(sentence, text=sentence.fallback, origin=origin, fallback="")
