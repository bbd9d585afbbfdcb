"""How one fact is said: in approved words, else in its own, else in a marked translation, else as a marked original.

A note is said plainly; a clause is quoted with where it stands and what it is about, a past reply of
ours with its day. A note that is no sentence to send (jotted with arrows and questions, about "her", in another
language) is said by a model that has shown it can, with its words in a mark; otherwise, and where it may be for us
alone, it stands as a gap with its words: it is neither lost nor sent by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.domain import Fact, Finding, MoveKind, Origin, Plan, Sentence, SourceKind
from assistant.drafting.desk import Desk
from assistant.drafting.facts import as_sentence, parts_of, quote_of
from assistant.drafting.telling import is_jotted, tell
from assistant.drafting.translate import convert_script, translate
from assistant.language.tags import UNKNOWN
from assistant.language.words import capitalised

_CHINESE = ("zh-Hans", "zh-Hant")
_PART_ENDS = " ,;，；、.。"
_OF_ASKS_ALONE = "cancel"  # a topic whose words ("notice") stand in clauses on anything
_LONGEST_GAP = 320  # signs of a note; the gate knows a gap by its brackets up to 400


def said(fact: Fact, move: MoveKind, plan: Plan, desk: Desk) -> Iterator[Sentence]:
    """Approved words, else the fact's own words, else a marked translation, else the marked original."""
    approved = fact.say.get(plan.language, "")
    if approved:
        yield Sentence(move, approved, Origin.APPROVED, fallback=_quoted(fact, plan, desk), fact=fact)
    elif gap := fact.gap or ("reword" if _is_jotted(fact, plan, desk) else ""):
        yield in_other_words(fact, move, plan, desk, why=gap)
    elif _same_language(fact.language, plan.language):
        text = _framed(convert_script(fact.text, plan.language), fact, plan, desk)
        yield Sentence(move, text, Origin.VERBATIM, fact=fact)
    else:
        yield _foreign(fact, move, plan, desk)


def _is_jotted(fact: Fact, plan: Plan, desk: Desk) -> bool:
    """Whether a note in the letter's language needs a person's words: signs of jotting, or somebody who may be the client.

    What the user orders to be told is told in the words it has.
    """
    noted = fact.source_kind is SourceKind.NOTE and not fact.ordered
    if not noted or not _same_language(fact.language, plan.language):
        return False
    somebody = desk.phrases.third_person(fact.text) and not desk.phrases.people(fact.text)
    return bool(somebody) or is_jotted(fact.text, plan.language, doubted=fact.doubted)


def in_other_words(fact: Fact, move: MoveKind, plan: Plan, desk: Desk, *, why: str = "reword") -> Sentence:
    """A note that is no sentence to send: said by the model, with a mark; where it cannot or may not, a gap."""
    gap = Sentence(move, _as_gap(fact, why, plan, desk), Origin.GAP, fact=fact)
    if why != "reword" or desk.complete is None:  # whether it is told at all is a person's to decide
        return gap
    address = desk.phrases.register(plan.register)
    text = tell(
        fact.text, desk.complete, language=plan.language, address=address, constraints=desk.constraints
    )
    if not text:
        return gap
    mark = desk.phrases.say("check_note", plan.register, note=in_a_gap(fact.text))
    return Sentence(move, f"{text} {mark}", Origin.TOLD, fallback=gap.text, fact=fact, original=fact.text)


def without_stopped(
    sentence: Sentence, stopped: Sequence[Finding], plan: Plan, desk: Desk
) -> Sentence | None:
    """A note less the parts that the gate stops, as a gap: "by our mistake, paid back today" also says what was done.

    None where nothing is left of it, or where it is no note.
    """
    if sentence.fact is None or sentence.fact.source_kind is not SourceKind.NOTE:
        return None
    words = [each.text.casefold() for each in stopped]
    parts = parts_of(sentence.fact.text)
    left = [part for part in parts if not any(word in part.casefold() for word in words)]
    note = in_a_gap("".join(left).strip(_PART_ENDS))
    if not note or len(left) == len(parts):
        return None
    text = desk.phrases.say("gap.reword", plan.register, note=note)
    return Sentence(sentence.move, text, Origin.GAP, fact=sentence.fact, original=note)


def _as_gap(fact: Fact, why: str, plan: Plan, desk: Desk) -> str:
    return desk.phrases.say(f"gap.{why}", plan.register, note=in_a_gap(fact.text))


def in_a_gap(words: str) -> str:
    """A note's words as they can stand inside [FILL: ...]: on one line, without its brackets, not too long."""
    plain = _within_a_mark(words).rstrip(".。")
    return plain if len(plain) <= _LONGEST_GAP else plain[: _LONGEST_GAP - 1] + "…"


def _within_a_mark(words: str) -> str:
    return " ".join(words.translate(str.maketrans("[]［］", "()（）")).split())


def _quoted(fact: Fact, plan: Plan, desk: Desk) -> str:
    """The fact as it stands: for an approved sentence that this letter cannot take, as one in another form of address."""
    framed = _framed(convert_script(fact.text, plan.language), fact, plan, desk)
    return (
        framed
        if _same_language(fact.language, plan.language)
        else desk.phrases.say("original", plan.register, quote=framed)
    )


def _same_language(one: str, other: str) -> bool:
    return one in (other, UNKNOWN) or (one in _CHINESE and other in _CHINESE)


def _foreign(fact: Fact, move: MoveKind, plan: Plan, desk: Desk) -> Sentence:
    """What is not in the letter's language, translated with its mark where a model can and may."""
    untranslated = _as_it_stands(fact, move, plan, desk)
    if desk.complete is None or untranslated.origin is Origin.TOLD:
        return untranslated
    text = translate(fact.text, desk.complete, language=plan.language, constraints=desk.constraints)
    if not text:
        return untranslated
    mark = desk.phrases.say("check", plan.register, original=_within_a_mark(quote_of(fact.text)))
    text = f"{_framed(text, fact, plan, desk)} {mark}"
    return Sentence(move, text, Origin.TRANSLATED, fallback=untranslated.text, fact=fact, original=fact.text)


def _as_it_stands(fact: Fact, move: MoveKind, plan: Plan, desk: Desk) -> Sentence:
    """A note in other words or as a gap, anything else quoted with its mark."""
    if fact.source_kind is SourceKind.NOTE:
        return in_other_words(fact, move, plan, desk)
    quote = _framed(fact.text, fact, plan, desk)
    return Sentence(
        move, desk.phrases.say("original", plan.register, quote=quote), Origin.ORIGINAL, fact=fact
    )


def _framed(text: str, fact: Fact, plan: Plan, desk: Desk) -> str:
    """A note is said plainly; a clause and a past reply are quoted with where they stand."""
    phrases, register = desk.phrases, plan.register
    if fact.source_kind is SourceKind.NOTE:
        return as_sentence(phrases.to_second_person(text, register), plan.language)
    quote = phrases.quoted(quote_of(text))
    if fact.source_kind is SourceKind.EXCHANGE:
        if fact.day is None:
            return as_sentence(text, plan.language)
        return _stopped(phrases.say("record.ours", register, day=phrases.date(fact.day), quote=quote), desk)
    return _stopped(_clause(fact, quote, plan, desk), desk)


def _clause(fact: Fact, quote: str, plan: Plan, desk: Desk) -> str:
    """'On the refund, Terms, 4.2, says: …', or without the topic where no name for it is at hand."""
    document = desk.phrases.titled(
        convert_script(fact.source.removesuffix(fact.clause).strip(), plan.language)
    )
    topic = topic_name([topic for topic in fact.about if topic != _OF_ASKS_ALONE], desk)
    key = "clause" if fact.clause else "document"
    values = {"document": document, "quote": quote} | ({"clause": fact.clause} if fact.clause else {})
    if topic:
        text = desk.phrases.say(f"agreement.about_{key}", plan.register, topic=topic, **values)
        return capitalised(text, plan.language)
    return desk.phrases.say(f"agreement.{key}", plan.register, **values)


def topic_name(topics: Sequence[str], desk: Desk) -> str:
    """What the language calls the first of the topics that it has a name for."""
    names: Mapping[str, str] = desk.phrases.entries.get("about", {})
    return next((names[topic] for topic in topics if topic in names), "")


def _stopped(text: str, desk: Desk) -> str:
    return text + str(desk.phrases.entries.get("stop", "."))
