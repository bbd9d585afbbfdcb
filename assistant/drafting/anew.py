"""Where the model may write more than its given sentence: a stopped sentence, a move, the body of the letter.

What may be tried follows from the exam (Desk.allowance); whatever fails a check leaves the letter as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Finding, MoveKind, Origin, Plan, Sentence, Severity
from assistant.drafting.desk import Desk
from assistant.drafting.polishing import Checks, Polish, may_write_letter, polish_letter, polish_move
from assistant.drafting.reviewing import blocking, told
from assistant.drafting.rewriting import mend, rewrite


def sentence_anew(
    sentence: Sentence, stopped: Sequence[Finding], before: Sequence[Sentence], plan: Plan, desk: Desk
) -> tuple[Sentence | None, list[Finding]]:
    """A sentence the model wrote, rewritten without what the gate stopped it for; None where that fails."""
    if desk.complete is None or sentence.origin is not Origin.MODEL:
        return None, []

    def review(text: str) -> list[Finding]:
        return blocking(replace(sentence, text=text), before, plan, desk)

    text = rewrite(
        sentence.text,
        stopped,
        desk.complete,
        language=plan.language,
        constraints=desk.constraints,
        review=review,
    )
    if text is None:
        return None, []
    return replace(sentence, text=text), [told(each, Severity.INFO, "rewritten") for each in stopped]


def move_anew(
    block: Sequence[Sentence], before: Sequence[Sentence], plan: Plan, desk: Desk
) -> tuple[list[Sentence], list[Finding]]:
    """The reviewed sentences of a move, flowing where the model may write paragraphs or join facts."""
    polish = _polish(plan, desk)
    if polish is None or not block:
        return list(block), []
    repaired: list[Finding] = []
    return polish_move(block, polish, _checks(block[0].move, before, plan, desk, repaired)), repaired


def letter_anew(
    sentences: Sequence[Sentence], plan: Plan, desk: Desk
) -> tuple[list[Sentence], list[Finding]]:
    """The finished letter with its body written anew, where the model may write whole letters."""
    polish = _polish(plan, desk)
    if polish is None:
        return list(sentences), []
    repaired: list[Finding] = []
    greeting = [each for each in sentences if each.move is MoveKind.GREETING]
    checks = _checks(MoveKind.RECORD, greeting, plan, desk, repaired)
    return polish_letter(sentences, polish, checks), repaired


def writes_letter(plan: Plan, desk: Desk) -> bool:
    """Whether nothing can be shown before the whole letter is there."""
    polish = _polish(plan, desk)
    return polish is not None and may_write_letter(polish)


def _polish(plan: Plan, desk: Desk) -> Polish | None:
    if desk.complete is None:
        return None
    return Polish(desk.allowance, desk.complete, desk.constraints, plan.language, plan.register)


def _checks(
    move: MoveKind, before: Sequence[Sentence], plan: Plan, desk: Desk, repaired: list[Finding]
) -> Checks:
    """The gate over a text in its place; a repaired text is told in `repaired`."""

    def review(text: str) -> list[Finding]:
        return blocking(Sentence(move, text, Origin.MODEL), before, plan, desk)

    def repair(text: str) -> str | None:
        if desk.complete is None:
            return None
        better = mend(
            text, desk.complete, language=plan.language, constraints=desk.constraints, review=review
        )
        repaired.extend(told(each, Severity.INFO, "rewritten") for each in review(text) if better)
        return better

    return Checks(accept=lambda text: not review(text), repair=repair)
