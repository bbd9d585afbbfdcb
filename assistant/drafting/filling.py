"""A finished letter gone through by a person: their words in its gaps and lines, their choice of what is quoted.

The number of lines only grows: what is struck stays as an empty sentence, so that a place stays a place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import (
    GAP,
    Ask,
    Decision,
    Fact,
    MoveKind,
    Origin,
    Plan,
    Reply,
    Sentence,
    SourceKind,
    gaps_in,
)
from assistant.drafting.desk import Desk
from assistant.drafting.facts import after_a_colon, as_sentence
from assistant.drafting.layout import LIST_FROM, in_line, lay_out, listed
from assistant.drafting.phrases import load_phrases
from assistant.drafting.reviewing import unmarked
from assistant.drafting.saying import said
from assistant.drafting.trouble import phrase_of
from assistant.language.words import cjk, content_stems

OWN_WORDS = "your own words"  # by which an ask was answered
_PAUSE = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")  # a blank jotted for a comma
_ENDS = " .。;；"
_ENDS_A_GREETING = ",.:!，。：！"
_MOST_AT_HAND = 5
_FRAME = (MoveKind.GREETING, MoveKind.SIGN_OFF)
_LED = (MoveKind.RECORD, MoveKind.OFFER)
_QUOTED = {SourceKind.POLICY: MoveKind.AGREEMENT, SourceKind.EXCHANGE: MoveKind.RECORD}
_ORDER = list(MoveKind)


def is_line(sentence: Sentence) -> bool:
    """Whether a person is asked about a sentence: not about a lead alone, about greeting and name only where they lack."""
    lead = sentence.move in _LED and sentence.fact is None and sentence.origin is Origin.PHRASE
    framing = sentence.move in _FRAME and not gaps_in(sentence.text)
    return bool(sentence.text) and not framing and not lead


def is_greeting(sentence: Sentence) -> bool:
    """Whether a sentence greets, and lacks nothing: a person is not asked about it, but may change it."""
    return sentence.move is MoveKind.GREETING and bool(sentence.text) and not gaps_in(sentence.text)


def gap_marks(sentence: Sentence) -> list[str]:
    """The gaps of a sentence that has words beside them, and the one for a name."""
    marks = [gap.group() for gap in GAP.finditer(sentence.text)]
    return [] if marks == [sentence.text] and sentence.move not in _FRAME else marks


def as_it_stands(sentence: Sentence) -> str:
    """What a sentence says without its marks: the words in a gap, a quotation without its CHECK; empty: nothing can be."""
    text = unmarked(sentence.text)
    words = sentence.original or (sentence.fact.text if sentence.fact else "")
    return words if gaps_in(text) else text


def other_openings(reply: Reply) -> list[str]:
    """First lines for what else the client may be going through, the likeliest first, one each."""
    reading, plan = reply.reading, reply.plan
    phrases, standing = load_phrases(plan.language), reply.draft.text
    found = []
    for trouble in reading.troubles:
        lines = phrases.choices(f"acknowledge.{phrase_of(trouble)}", plan.register)
        found += [line for line in lines if line not in standing][:1]
    return list(dict.fromkeys(found))


def opened_with(sentence: Sentence, line: str) -> Sentence:
    """The first line with another of the given ones in its place."""
    return replace(sentence, text=line, origin=Origin.PHRASE)


def said_anew(sentence: Sentence, words: str, plan: Plan) -> Sentence:
    """The sentence in a person's words; none strike it."""
    taken = words == as_it_stands(sentence)
    if sentence.move is MoveKind.GREETING:
        text = _greeting(words, like=sentence.text)
    elif taken and not gaps_in(sentence.text):
        text = words  # a quotation
    else:
        words = _PAUSE.sub("，", words) if taken else words
        turned = load_phrases(plan.language).to_second_person(words, plan.register)
        text = as_sentence(turned, plan.language)
        if _goes_on_after_a_colon(sentence, plan):
            text = after_a_colon(text, turned, plan.language)
    return replace(sentence, text=text, origin=Origin.PERSON, asks=sentence.asks if text else ())


def _greeting(words: str, *, like: str) -> str:
    """A greeting as a person typed it, with the mark at its end that the one before it had."""
    unmarked_end = words[-1:].isalnum() and like[-1:] in _ENDS_A_GREETING
    return words + like[-1:] if unmarked_end else words


def lead_of(sentence: Sentence, plan: Plan) -> str:
    """The words that a line goes on from ("What we can do:"), empty where it begins by itself."""
    if not _goes_on_after_a_colon(sentence, plan):
        return ""
    return load_phrases(plan.language).say("offer.lead", plan.register)


def _goes_on_after_a_colon(sentence: Sentence, plan: Plan) -> bool:
    offered = next((step.facts for step in plan.steps if step.move is MoveKind.OFFER), ())
    return sentence.fact is not None and sentence.fact in offered[:1] and in_line(offered, plan.channel)


def with_gap_filled(sentence: Sentence, mark: str, words: str) -> Sentence:
    """The sentence with words in place of one of its gaps."""
    before, _, after = sentence.text.partition(mark)
    words = words.strip(_ENDS)
    if cjk(words) and after.startswith(words[-1]):  # "11/30前" before a "前" of ours
        words = words[:-1]
    return replace(sentence, text=before + words + after, origin=Origin.FILLED)


def not_answered(sentences: Sequence[Sentence], plan: Plan) -> list[int]:
    """The asks that no line of the letter answers or leaves to somebody, as far as can be told."""
    left = {index for each in sentences for index in each.asks}
    standing, struck = (
        {
            fact.source
            for each in sentences
            if bool(each.text) is stands
            for fact in (each.fact, *each.also)
            if fact
        }
        for stands in (True, False)
    )
    return [
        index
        for index, each in enumerate(plan.decisions)
        if index not in left
        and (each.settled in ("open", "deferred") or each.doubted or each.by in struck - standing)
    ]


def kept_out(sentences: Sequence[Sentence], plan: Plan) -> list[Fact]:
    """The notes that stay out of the letter: a person may want one told after all."""
    letter = "\n".join(each.text for each in sentences)
    return [fact for fact in plan.kept if fact.text not in letter]


def with_line(
    sentences: Sequence[Sentence], words: str, plan: Plan, *, asks: Sequence[int] = ()
) -> list[Sentence]:
    """The sentences with one more of a person's own, after the facts and clauses; `asks` are what it answers."""
    text = as_sentence(words, plan.language)
    return _placed(sentences, [Sentence(MoveKind.AGREEMENT, text, Origin.PERSON, asks=tuple(asks))])


def at_hand(sentences: Sequence[Sentence], plan: Plan) -> list[Fact]:
    """Clauses and past replies that the letter does not have, likeliest first: a person knows better which one bears."""
    used = {fact.text for each in sentences for fact in (each.fact, *each.also) if fact is not None}
    weighed = sorted(plan.weighed, key=lambda each: -each[1])
    quotable = {fact.text: fact for fact, _ in weighed if fact.source_kind in _QUOTED}
    return [fact for text, fact in quotable.items() if text not in used][:_MOST_AT_HAND]


def with_fact(sentences: Sequence[Sentence], fact: Fact, plan: Plan) -> list[Sentence]:
    """The sentences with a clause or past reply quoted where it belongs, without a mark: a person chose it."""
    desk = Desk(load_phrases(plan.language), review=lambda _: ())
    quoted = said(fact, _QUOTED[fact.source_kind], plan, desk)
    return _placed(sentences, [replace(each, text=unmarked(each.text)) for each in quoted])


def letter_of(sentences: Sequence[Sentence], plan: Plan) -> str:
    """The letter as it stands on the page."""
    mark = load_phrases(plan.language).entries["list_mark"]
    return lay_out(_without_loose_ends(sentences, plan), plan.channel, list_mark=mark)


def _without_loose_ends(sentences: Sequence[Sentence], plan: Plan) -> list[Sentence]:
    """The sentences without a lead whose facts were struck, and without the yes that is asked to a struck offer."""
    told = Counter(each.move for each in sentences if is_line(each))
    record = [each for each in sentences if each.move is MoveKind.RECORD and is_line(each)]
    as_noted = [each.fact for each in record if each.fact and each.origin is Origin.VERBATIM]
    in_a_list = len(record) >= LIST_FROM or listed(as_noted, plan.language)
    loose = {move for move in _LED if not told[move] or (move is MoveKind.RECORD and not in_a_list)}
    confirm = load_phrases(plan.language).say("next.confirm", plan.register)
    return [
        replace(each, text="")
        if (each.move in loose and not is_line(each)) or (not told[MoveKind.OFFER] and each.text == confirm)
        else each
        for each in sentences
    ]


def told_by_a_person(sentences: Sequence[Sentence]) -> list[str]:
    """What a person wrote or let stand, in whole sentences: it counts as notes."""
    typed = [each.text for each in sentences if each.origin in (Origin.FILLED, Origin.PERSON)]
    return [GAP.sub("", text) for text in typed if text]


def decided(sentences: Sequence[Sentence], plan: Plan) -> tuple[Decision, ...]:
    """The decisions, with the asks answered that a person answered: in a sentence of their own, or in their words for
    the note that answers them."""
    by_a_person = [each for each in sentences if each.origin is Origin.PERSON and not gaps_in(each.text)]
    answered = {index for each in by_a_person for index in each.asks}
    worded: dict[str, list[Sentence]] = {}
    for each in by_a_person:
        if each.text and each.fact:
            worded.setdefault(each.fact.source, []).append(each)
    return tuple(
        Decision(each.ask, "answered", OWN_WORDS)
        if index in answered
        or (each.settled == "answered" and each.by in worded and not _left_unsaid(each.ask, worded[each.by]))
        else each
        for index, each in enumerate(plan.decisions)
    )


def _left_unsaid(ask: Ask, worded: Sequence[Sentence]) -> bool:
    """Whether a note had words on an ask that the person's words for it have no more."""
    asked = content_stems(ask.text)
    noted = content_stems("\n".join(each.fact.text for each in worded if each.fact))
    return bool(asked & noted) and not asked & content_stems("\n".join(each.text for each in worded))


def asks_of(sentence: Sentence, plan: Plan) -> list[Ask]:
    """The asks that a sentence leaves to somebody's later answer."""
    return [plan.decisions[index].ask for index in sentence.asks]


def _placed(sentences: Sequence[Sentence], new: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with new ones of one move behind the last of that move or an earlier one; a greeting alone does not
    count: the line that somebody calls may stand before all facts."""
    last = _ORDER.index(new[0].move)
    before = [at for at, each in enumerate(sentences) if 0 < _ORDER.index(each.move) <= last]
    signed = [at for at, each in enumerate(sentences) if each.move is MoveKind.SIGN_OFF]
    at = before[-1] + 1 if before else (signed or [len(sentences)])[0]
    return [*sentences[:at], *new, *sentences[at:]]
