"""What waits for a person in a finished letter, and the letter with their words in it.

A blank is a first line that could be anybody's, an ask that nothing at hand settles, a gap, or a sentence with
a CHECK mark. The number of sentences never changes: what is struck is empty, so that a place stays a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Ask, Decision, MoveKind, Origin, Plan, Sentence, gaps_in
from assistant.drafting.facts import as_sentence
from assistant.drafting.phrases import load_phrases

_FILL = re.compile(r"\[FILL:[^\]]*\]")
_CHECK = re.compile(r"\s?\[CHECK:[^\]]*\]")
_ENDS = " .。;；"


@dataclass(frozen=True, slots=True)
class Blank:
    """Words of a sentence that a person's words take the place of.

    `mark` is what is replaced: all of the sentence, or a gap in it. `words` can stand there as they are (empty:
    nothing can). `asks` are what the person's words would answer.
    """

    mark: str
    words: str = ""
    asks: tuple[Ask, ...] = ()


def blanks_of(sentence: Sentence, plan: Plan) -> Iterator[Blank]:
    """The blanks of one sentence, the one that would settle the others first."""
    text = sentence.text
    if asks := tuple(plan.decisions[index].ask for index in sentence.asks):
        yield Blank(text, asks=asks)
    if sentence.move is MoveKind.ACKNOWLEDGE and _fits_anybody(plan):
        yield Blank(text, words=text)
    if _CHECK.search(text):
        yield Blank(text, words=_CHECK.sub("", text))
    for mark in _FILL.findall(text):
        yield Blank(mark, words=sentence.original or (sentence.fact.text if sentence.fact else ""))


def filled(sentence: Sentence, blank: Blank, words: str, plan: Plan) -> Sentence:
    """The sentence with a person's words in place of the blank; no words strike the sentence."""
    if not words.strip():
        return replace(sentence, text="", asks=(), origin=Origin.PERSON)
    if blank.mark == sentence.text:
        text = as_sentence(load_phrases(plan.language).to_second_person(words, plan.register), plan.language)
        return replace(sentence, text=text, origin=Origin.PERSON)
    return replace(
        sentence, text=sentence.text.replace(blank.mark, words.strip(_ENDS), 1), origin=Origin.PERSON, asks=()
    )


def without_loose_ends(sentences: Sequence[Sentence], plan: Plan) -> list[Sentence]:
    """The sentences without a lead whose facts were struck, and without the yes that is asked to a struck offer."""
    told = {each.move for each in sentences if each.text and each.fact is not None}
    loose = {MoveKind.RECORD, MoveKind.OFFER} - told
    confirm = load_phrases(plan.language).say("next.confirm", plan.register)
    return [
        replace(each, text="")
        if each.move in loose or (MoveKind.OFFER in loose and each.text == confirm)
        else each
        for each in sentences
    ]


def told_by_a_person(sentences: Sequence[Sentence]) -> list[str]:
    """What a person wrote or let stand, in whole sentences: it counts as notes."""
    return [
        _FILL.sub("", each.text) for each in sentences if each.origin is Origin.PERSON and each.text.strip()
    ]


def decided(sentences: Sequence[Sentence], plan: Plan) -> tuple[Decision, ...]:
    """The decisions, with the asks answered that a person answered in a sentence of their own."""
    answered = {
        index
        for each in sentences
        if each.origin is Origin.PERSON and not gaps_in(each.text)
        for index in each.asks
    }
    return tuple(
        Decision(each.ask, "answered", "your own words") if index in answered else each
        for index, each in enumerate(plan.decisions)
    )


def _fits_anybody(plan: Plan) -> bool:
    return any(step.move is MoveKind.ACKNOWLEDGE and step.reason == "unsure" for step in plan.steps)
