"""The sentences of each move of the letter, in the language's own phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from zlib import crc32

from assistant.domain import AskKind, Channel, Match, MoveKind, Origin, Plan, Reading, Sentence, Step, gaps_in
from assistant.drafting.acknowledge import acknowledge
from assistant.drafting.desk import Desk
from assistant.drafting.facts import after_a_colon
from assistant.drafting.layout import in_line, listed
from assistant.drafting.phrases import pick
from assistant.drafting.saying import in_a_gap, in_other_words, said, topic_name
from assistant.drafting.translate import convert_script
from assistant.language.words import capitalised

_MOST_NAMED = 2


def sentences_of(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    return _WRITERS[step.move](step, plan, reading, desk)


def _greeting(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if plan.channel is Channel.CHAT:
        if desk.voice.greeting:
            yield _phrase(MoveKind.GREETING, desk.voice.greeting)
        return
    unnamed = desk.phrases.say("greeting.unnamed", plan.register)
    name = desk.phrases.greeted_as(reading.sender)
    named = desk.phrases.say("greeting.named", plan.register, name=name) if name else unnamed
    yield Sentence(MoveKind.GREETING, desk.voice.greeting or named, Origin.PHRASE, fallback=unnamed)


def _acknowledgement(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if step.reason == "wait":
        yield _phrase(MoveKind.ACKNOWLEDGE, desk.phrases.say("route.wait", plan.register))
        return
    topic = topic_name(step.about[0], desk) if step.about else ""
    choices = (
        desk.phrases.choices("clarity", plan.register, topic=topic)
        if topic
        else desk.phrases.choices(f"acknowledge.{step.reason}", plan.register)
    )
    neutral = desk.phrases.choices("acknowledge.unsure", plan.register)
    # Each message its own variant: a person who answers many does not send all of them the same line.
    seed = desk.seed + crc32(reading.text.encode("utf-8", "surrogatepass"))
    given = pick(choices or neutral, seed, avoid=_already_read(desk))
    given = capitalised(given, plan.language)
    text = given
    if desk.complete is not None and step.reason not in ("unsure", "safety"):
        text = acknowledge(
            given, reading.text, desk.complete, language=plan.language, constraints=desk.constraints
        )
    origin = Origin.PHRASE if text == given else Origin.MODEL
    yield Sentence(MoveKind.ACKNOWLEDGE, text, origin, fallback=given, original=given)


def _already_read(desk: Desk) -> list[str]:
    past = "\n".join(desk.voice.replies)
    groups = desk.phrases.entries["acknowledge"]
    registers = desk.phrases.registers
    variants = {
        text
        for name in groups
        for each in registers
        for text in desk.phrases.choices(f"acknowledge.{name}", each)
    }
    return [text for text in variants if text in past]


def _boundary(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    choices = desk.phrases.choices(f"boundary.{step.reason}", plan.register)
    yield _phrase(MoveKind.BOUNDARY, pick(choices, desk.seed))


def _record(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if plan.channel is Channel.EMAIL and listed(step.facts, plan.language):  # lines of a chat need no lead
        yield _phrase(MoveKind.RECORD, desk.phrases.say("record.lead", plan.register))
    for fact in step.facts:
        yield from said(fact, MoveKind.RECORD, plan, desk)


def _agreement(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if step.replaced:
        yield _phrase(MoveKind.AGREEMENT, _replaced(*step.replaced, plan, desk))
    named: set[str] = set()
    for fact in step.facts:
        topic = topic_name(fact.about, desk)
        yield from said(replace(fact, about=()) if topic in named else fact, MoveKind.AGREEMENT, plan, desk)
        named.add(topic)


def _replaced(old: Match, new: Match, plan: Plan, desk: Desk) -> str:
    assert new.day is not None
    return desk.phrases.say(
        "agreement.superseded",
        plan.register,
        old=_titled(old, plan, desk),
        new=_titled(new, plan, desk),
        day=desk.phrases.date(new.day, year=True),
    )


def _titled(match: Match, plan: Plan, desk: Desk) -> str:
    """A document's title with the year it took force: two versions often share their title."""
    title = convert_script((match.title or match.source).split(" · ")[0], plan.language)
    year = f" ({match.day.year})" if match.day and str(match.day.year) not in title else ""
    return (
        desk.phrases.titled(title) if "title" in desk.phrases.entries else desk.phrases.quoted(title)
    ) + year


def _offer(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    yield _phrase(MoveKind.OFFER, desk.phrases.say("offer.lead", plan.register))
    goes_on = in_line(step.facts, plan.channel)
    for number, fact in enumerate(step.facts):
        for sentence in said(fact, MoveKind.OFFER, plan, desk):
            if goes_on and not number and sentence.origin is Origin.VERBATIM:
                sentence = replace(sentence, text=after_a_colon(sentence.text, fact.text, plan.language))
            yield sentence


def _next_step(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if step.asks:
        joined = desk.phrases.say("open.and", plan.register).join(_named(step, plan, reading, desk))
        key = _or_own("open.money", step, desk) if step.reason == "money" else "open.defer"
        text = desk.phrases.say(key, plan.register, ask=joined, **_decider(step, plan, desk))
        yield Sentence(MoveKind.NEXT_STEP, capitalised(text, plan.language), Origin.GAP, asks=step.asks)
        return
    if step.reason == "ask":
        yield from _asked_for(step, plan, desk)
        return
    group = "route" if step.reason in ("manager", "legal", "safety") else "next"
    key = f"{group}.{step.reason}"
    key = _or_own(key, step, desk) if step.reason == "legal" else key
    text = desk.phrases.say(key, plan.register, **_decider(step, plan, desk))
    yield Sentence(MoveKind.NEXT_STEP, text, Origin.GAP if gaps_in(text) else Origin.PHRASE)


def _decider(step: Step, plan: Plan, desk: Desk) -> dict[str, str]:
    """Who decides and by when, for the phrases that say so."""
    if step.reason not in ("money", "legal"):
        return {}
    say, register = desk.phrases.say, plan.register
    name, by = step.decider.name, step.decider.by
    return {
        "who": name or say("gap.who", register),
        "day": say("open.dated", register, date=desk.phrases.date(by)) if by else say("gap.day", register),
    }


def _or_own(key: str, step: Step, desk: Desk) -> str:
    """The phrase without a name where whoever decides is who writes: nobody speaks of themselves by name."""
    name = step.decider.name
    signed = desk.signature or desk.voice.signed or desk.voice.sign_off or desk.voice.author
    own = step.decider.alone or (bool(name) and name in signed)
    return f"{key}_own" if own else key


def _asked_for(step: Step, plan: Plan, desk: Desk) -> Iterator[Sentence]:
    """What is needed of the client, in plain words where the note has them or a model may say it; the rest in one gap."""
    plain, left = [], []
    for fact in step.facts:
        asked = "" if fact.gap or fact.language != plan.language else desk.phrases.left_open(fact.text)
        if asked:
            plain.append(desk.phrases.to_second_person(asked, plan.register))
            continue
        sentence = in_other_words(fact, MoveKind.NEXT_STEP, plan, desk, why=fact.gap or "reword")
        if sentence.origin is Origin.TOLD:
            yield sentence
        else:
            left.append(fact.text)
    if plain:
        text = desk.phrases.say("next.ask", plan.register, note="; ".join(plain))
        yield _phrase(MoveKind.NEXT_STEP, text)
    if left:
        needed = "; ".join(left)
        text = desk.phrases.say("next.ask", plan.register, note=f"[FILL: {in_a_gap(needed)}]")
        yield Sentence(MoveKind.NEXT_STEP, text, Origin.GAP, original=needed)


def _named(step: Step, plan: Plan, reading: Reading, desk: Desk) -> list[str]:
    """The open asks by what they are about: in the client's own words, half a sentence reads like mockery."""
    at = plan.steps.index(step)
    before, after = (any(other.asks for other in part) for part in (plan.steps[:at], plan.steps[at + 1 :]))
    nameless = "rest" if before else "amount" if step.reason == "money" else "point"
    kinds = [("deadline",) if reading.asks[index].kind is AskKind.DEADLINE else () for index in step.asks]
    named = [topic_name((*kind, *topics), desk) for kind, topics in zip(kinds, step.about, strict=True)]
    different = [name for name in dict.fromkeys(named) if name]
    if not different:
        return [topic_name((nameless,), desk)]
    all_told = after or (all(named) and len(different) <= _MOST_NAMED)  # the next step speaks of the rest
    return different[:_MOST_NAMED] + ([] if all_told else [topic_name(("rest",), desk)])


def _sign_off(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if plan.channel is Channel.CHAT:
        return
    phrase = desk.phrases.say("sign_off", plan.register)
    whole = desk.signature or desk.voice.sign_off
    name = whole or desk.voice.signed or desk.phrases.say("gap.name", plan.register)
    text = whole if "\n" in whole else "\n".join(part for part in (phrase, name) if part)
    yield _phrase(MoveKind.SIGN_OFF, text)


_WRITERS = {
    MoveKind.GREETING: _greeting,
    MoveKind.ACKNOWLEDGE: _acknowledgement,
    MoveKind.BOUNDARY: _boundary,
    MoveKind.RECORD: _record,
    MoveKind.AGREEMENT: _agreement,
    MoveKind.OFFER: _offer,
    MoveKind.NEXT_STEP: _next_step,
    MoveKind.SIGN_OFF: _sign_off,
}


def _phrase(move: MoveKind, text: str) -> Sentence:
    return Sentence(move, text, Origin.PHRASE)
