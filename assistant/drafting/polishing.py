"""A finished move, or a finished letter, said in flowing text by a model that is allowed to.

Called with sentences that have passed the review and gives back sentences: the same ones where the
model may not, cannot, or what it wrote is not accepted. Sentences whose words are fixed (approved by the
user, translated, quoted in another language) are never handed over; a gap only as part of a whole letter,
where it has to come back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypedDict

from assistant.domain import (
    Allowance,
    Completion,
    Constraints,
    Fact,
    MoveKind,
    Origin,
    Prompt,
    Scope,
    Sentence,
)
from assistant.drafting.rewording import join, restyle, smooth, smooth_letter
from assistant.language.words import cjk

Complete = Callable[[Prompt, Constraints], Completion]

_FREE = (Origin.PHRASE, Origin.VERBATIM, Origin.MODEL)
_FRAME = (MoveKind.GREETING, MoveKind.SIGN_OFF)
_LONGEST_RUN = 4  # sentences: more facts than this read better as the list they are
_LONGEST_BODY = 1800  # characters


@dataclass(frozen=True, slots=True)
class Polish:
    """What the model may do here, and with what: part of the writer's desk."""

    allowance: Allowance
    complete: Complete
    constraints: Constraints
    language: str
    address: str = ""  # the form of address, as the phrases name it


@dataclass(frozen=True, slots=True)
class Checks:
    """What the caller holds a new text against in its place: `accept` reviews it, `repair` mends it or gives up."""

    accept: Callable[[str], bool]
    repair: Callable[[str], str | None] = lambda _text: None


def polish_move(block: Sequence[Sentence], polish: Polish, checks: Checks) -> list[Sentence]:
    """The sentences of one move, with runs of free ones written as one.

    The checks are asked about a text in the place of the run. Nothing is done where a whole letter may be written:
    that happens once, at the end.
    """
    return list(block) if may_write_letter(polish) else _polished(block, polish, checks)


def _polished(block: Sequence[Sentence], polish: Polish, checks: Checks) -> list[Sentence]:
    result: list[Sentence] = []
    for free, group in groupby(block, key=_is_free):
        run = list(group)
        written = _written(run, polish, checks) if free else None
        result.extend([merged(run, written)] if written else run)
    return result


def polish_letter(sentences: Sequence[Sentence], polish: Polish, checks: Checks) -> list[Sentence]:
    """The whole letter with its body written anew; greeting and sign-off stay.

    The checks are asked about a whole body in its place. Where the body cannot be written as one (a sentence in it is
    fixed, or what came back says something else), its moves are polished one by one.
    """
    body = [each for each in sentences if each.move not in _FRAME and each.text]
    if not may_write_letter(polish) or len(body) < 2:
        return list(sentences)
    head = [each for each in sentences if each.move is MoveKind.GREETING]
    tail = [each for each in sentences if each.move is MoveKind.SIGN_OFF]
    return [*head, *(_whole(body, polish, checks) or _by_move(body, polish, checks)), *tail]


def _whole(body: Sequence[Sentence], polish: Polish, checks: Checks) -> list[Sentence] | None:
    if (
        not all(_is_free(each) or each.origin is Origin.GAP for each in body)
        or sum(len(each.text) for each in body) > _LONGEST_BODY
    ):
        return None
    text = smooth_letter(
        [[each.text for each in move] for move in _moves(body)],
        polish.complete,
        language=polish.language,
        constraints=polish.constraints,
        accept=checks.accept,
        repair=checks.repair,
    )
    return [merged(body, text)] if text else None


def _by_move(body: Sequence[Sentence], polish: Polish, checks: Checks) -> list[Sentence]:
    done: list[Sentence] = []
    moves = _moves(body)
    for number, move in enumerate(moves):
        before = [each.text for each in done]
        after = [each.text for later in moves[number + 1 :] for each in later]

        def fits(text: str, before: list[str] = before, after: list[str] = after) -> bool:
            return checks.accept("\n\n".join([*before, text, *after]))

        done.extend(_polished(move, polish, Checks(fits)))
    return done


def _moves(body: Sequence[Sentence]) -> list[list[Sentence]]:
    return [list(group) for _, group in groupby(body, key=lambda each: each.move)]


def permitted(complete: Complete, allowance: Allowance) -> Complete:
    """The model behind a door that opens only for jobs it is allowed; the others get no answer, at no cost.

    Every job takes an answer that is not complete as none, so what code has put together stays.
    """

    def asked(prompt: Prompt, constraints: Constraints) -> Completion:
        job, _, language = prompt.name.partition(".")
        if not allowance.permits(job, language):
            return Completion("", complete=False)
        return complete(prompt, constraints)

    return asked


def may_write_letter(polish: Polish) -> bool:
    """Whether the letter is only shown once it is finished, because its body may be written anew."""
    return polish.allowance.scope(polish.language) is Scope.LETTER


def merged(run: Sequence[Sentence], text: str) -> Sentence:
    """One sentence of the model in the place of several; it keeps all their facts, and their words as fallback."""
    facts: list[Fact] = []
    for sentence in run:
        facts.extend(each for each in (sentence.fact, *sentence.also) if each is not None)
    original = ("" if cjk(text) else " ").join(each.text for each in run)
    fact, also = (facts[0], tuple(facts[1:])) if facts else (None, ())
    lead = next((each for each in run if each.fact is not None), run[0])
    return replace(
        lead, text=text, origin=Origin.MODEL, fallback=original, fact=fact, also=also, original=original
    )


def _written(run: Sequence[Sentence], polish: Polish, checks: Checks) -> str | None:
    """The largest job that is allowed for a run: a paragraph, two facts as one, one fact."""
    texts, language, complete = [each.text for each in run], polish.language, polish.complete
    given = _Given(
        language=language, constraints=polish.constraints, accept=checks.accept, repair=checks.repair
    )
    may = polish.allowance.permits
    if len(run) > _LONGEST_RUN:
        return None
    if len(run) > 1 and may("smooth", language):
        return smooth(texts, complete, **given)
    if len(run) == 2 and all(each.fact for each in run) and may("join", language):
        return join(texts, complete, **given)
    if len(run) == 1 and run[0].fact and may("restyle", language):
        return restyle(texts[0], complete, address=polish.address, **given)
    return None


class _Given(TypedDict):
    language: str
    constraints: Constraints
    accept: Callable[[str], bool]
    repair: Callable[[str], str | None]


def _is_free(sentence: Sentence) -> bool:
    return sentence.origin in _FREE and sentence.move not in _FRAME and "[" not in sentence.text
