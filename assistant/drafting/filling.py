"""What waits for a person in a finished letter, and the letter with their words in it.

A blank is a first line that could be anybody's, a quoted clause or reply, an ask that nothing at hand settles, a gap, or a
sentence with a CHECK mark. What is struck stays as an empty sentence, so that a place stays a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Ask, Decision, Fact, MoveKind, Origin, Plan, Sentence, SourceKind, gaps_in
from assistant.drafting.desk import Desk
from assistant.drafting.facts import as_sentence
from assistant.drafting.phrases import load_phrases
from assistant.drafting.saying import said

_FILL = re.compile(r"\[FILL:[^\]]*\]")
_CHECK = re.compile(r"\s?\[CHECK:[^\]]*\]")
_ENDS = " .。;；"
_MOST_AT_HAND = 5
_QUOTED = {SourceKind.POLICY: MoveKind.AGREEMENT, SourceKind.EXCHANGE: MoveKind.RECORD}


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
    if _is_quoted(sentence) or (sentence.move is MoveKind.ACKNOWLEDGE and _fits_anybody(plan)):
        yield Blank(text, words=_CHECK.sub("", text))
    for mark in _FILL.findall(text):
        yield Blank(mark, words=sentence.original or (sentence.fact.text if sentence.fact else ""))


def filled(sentence: Sentence, blank: Blank, words: str, plan: Plan) -> Sentence:
    """The sentence with a person's words in place of the blank; no words strike the sentence."""
    if not words.strip():
        return replace(sentence, text="", asks=(), origin=Origin.PERSON)
    if blank.mark == sentence.text:
        as_it_stands = _is_quoted(sentence) and words == blank.words
        turned = load_phrases(plan.language).to_second_person(words, plan.register)
        text = words if as_it_stands else as_sentence(turned, plan.language)
        return replace(sentence, text=text, origin=Origin.PERSON)
    return replace(
        sentence, text=sentence.text.replace(blank.mark, words.strip(_ENDS), 1), origin=Origin.PERSON, asks=()
    )


def at_hand(sentences: Sequence[Sentence], plan: Plan) -> list[Fact]:
    """Clauses and past replies that the letter does not have, likeliest first: a person knows better which one bears."""
    used = {fact.text for each in sentences for fact in (each.fact, *each.also) if fact is not None}
    weighed = sorted(plan.weighed, key=lambda each: -each[1])
    quotable = {fact.text: fact for fact, _ in weighed if fact.source_kind in _QUOTED}
    return [fact for text, fact in quotable.items() if text not in used][:_MOST_AT_HAND]


def with_fact(sentences: Sequence[Sentence], fact: Fact, plan: Plan) -> list[Sentence]:
    """The sentences with a clause or past reply quoted where it belongs, without a mark: a person chose it."""
    desk = Desk(load_phrases(plan.language), review=lambda _: ())
    move = _QUOTED[fact.source_kind]
    new = [replace(each, text=_CHECK.sub("", each.text)) for each in said(fact, move, plan, desk)]
    order = list(MoveKind)
    at = sum(order.index(each.move) <= order.index(move) for each in sentences)
    return [*sentences[:at], *new, *sentences[at:]]


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


def _is_quoted(sentence: Sentence) -> bool:
    return sentence.fact is not None and sentence.fact.source_kind in _QUOTED


def _fits_anybody(plan: Plan) -> bool:
    return any(step.move is MoveKind.ACKNOWLEDGE and step.reason == "unsure" for step in plan.steps)
