"""From the plan to the letter: code assembles it sentence by sentence, the model gets single jobs.

Each sentence is reviewed together with all that stands before it; one that brings a blocking finding
is replaced by its fallback, and left out if that blocks too. Sentences are independent of each other,
so a repair cannot break another one, and what has been shown is never taken back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.domain import (
    Channel,
    Completion,
    Constraints,
    Draft,
    Fact,
    Finding,
    Match,
    MoveKind,
    Origin,
    Plan,
    Prompt,
    Reading,
    Sentence,
    Severity,
    SourceKind,
    Step,
)
from assistant.drafting.acknowledge import acknowledge
from assistant.drafting.facts import as_sentence, quote_of
from assistant.drafting.layout import lay_out
from assistant.drafting.phrases import Phrases, pick
from assistant.drafting.translate import convert_script, translate
from assistant.drafting.voice import Voice

Complete = Callable[[Prompt, Constraints], Completion]
Review = Callable[[str], Sequence[Finding]]
_LONGEST_ASK = 70
_CHINESE = ("zh-Hans", "zh-Hant")


@dataclass(frozen=True, slots=True)
class Desk:
    """All that writing needs beside the plan. `complete` is None where no model may help."""

    phrases: Phrases
    review: Review
    complete: Complete | None = None
    constraints: Constraints = field(default_factory=Constraints)
    voice: Voice = field(default_factory=Voice)
    signature: str = ""
    seed: int = 0


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
    return Draft(tuple(sentences), shown, gaps=_gaps(shown), findings=tuple(repaired))


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
    for sentence in _sentences(step, plan, reading, desk):
        kept, found = _reviewed(sentence, [*before, *block], plan, desk)
        repaired.extend(found)
        block.extend([kept] if kept else [])
    alone = step.move in (MoveKind.RECORD, MoveKind.OFFER) and not any(each.fact for each in block)
    return ([] if alone else block), repaired


def _text(sentences: Sequence[Sentence], plan: Plan, desk: Desk) -> str:
    return lay_out(sentences, plan.channel, list_mark=desk.phrases.entries["list_mark"])


def _gaps(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\[FILL:\s*([^\]]*)\]", text))


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


# --- the sentences of each move ------------------------------------------------------------------------


def _sentences(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    return _WRITERS[step.move](step, plan, reading, desk)


def _greeting(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if plan.channel is Channel.CHAT:
        return
    unnamed = desk.phrases.say("greeting.unnamed", plan.register)
    named = (
        desk.phrases.say("greeting.named", plan.register, name=reading.sender) if reading.sender else unnamed
    )
    yield Sentence(MoveKind.GREETING, desk.voice.greeting or named, Origin.PHRASE, fallback=unnamed)


def _acknowledgement(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if step.reason == "wait":
        yield _phrase(MoveKind.ACKNOWLEDGE, desk.phrases.say("route.wait", plan.register))
        return
    choices = desk.phrases.choices(f"acknowledge.{step.reason}", plan.register)
    neutral = desk.phrases.choices("acknowledge.unsure", plan.register)
    given = pick(choices or neutral, desk.seed, avoid=_already_read(desk))
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
    choices = desk.phrases.choices("boundary", plan.register)
    yield _phrase(MoveKind.BOUNDARY, pick(choices, desk.seed))


def _record(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if len(step.facts) > 1:
        yield _phrase(MoveKind.RECORD, desk.phrases.say("record.lead", plan.register))
    for fact in step.facts:
        yield from _said(fact, MoveKind.RECORD, plan, desk)


def _agreement(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if step.replaced:
        yield _phrase(MoveKind.AGREEMENT, _replaced(*step.replaced, plan, desk))
    for fact in step.facts:
        yield from _said(fact, MoveKind.AGREEMENT, plan, desk)


def _replaced(old: Match, new: Match, plan: Plan, desk: Desk) -> str:
    assert new.day is not None
    return desk.phrases.say(
        "agreement.superseded",
        plan.register,
        old=_titled(old, desk),
        new=_titled(new, desk),
        day=desk.phrases.date(new.day, year=True),
    )


def _titled(match: Match, desk: Desk) -> str:
    """A document's title with the year it took force: two versions often share their title."""
    title = (match.title or match.source).split(" · ")[0]
    year = f" ({match.day.year})" if match.day and str(match.day.year) not in title else ""
    return desk.phrases.quoted(title) + year


def _offer(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    yield _phrase(MoveKind.OFFER, desk.phrases.say("offer.lead", plan.register))
    for fact in step.facts:
        yield from _said(fact, MoveKind.OFFER, plan, desk)


def _next_step(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if step.asks:
        asks = [desk.phrases.quoted(_short(reading.asks[index].text)) for index in step.asks]
        joined = desk.phrases.say("open.and", plan.register).join(asks)
        key = "open.money" if step.reason == "money" else "open.defer"
        yield Sentence(MoveKind.NEXT_STEP, desk.phrases.say(key, plan.register, ask=joined), Origin.GAP)
        return
    group = "route" if step.reason in ("manager", "legal", "safety") else "next"
    text = desk.phrases.say(f"{group}.{step.reason}", plan.register)
    yield Sentence(MoveKind.NEXT_STEP, text, Origin.GAP if "[FILL" in text else Origin.PHRASE)


def _sign_off(step: Step, plan: Plan, reading: Reading, desk: Desk) -> Iterator[Sentence]:
    if plan.channel is Channel.CHAT:
        return
    phrase = desk.phrases.say("sign_off", plan.register)
    name = desk.signature or desk.voice.sign_off or desk.phrases.say("gap.name", plan.register)
    text = name if "\n" in name else "\n".join(part for part in (phrase, name) if part)
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


def _short(ask: str) -> str:
    text = " ".join(ask.split()).strip(" .,;:?!。，；：？！")
    return text if len(text) <= _LONGEST_ASK else text[:_LONGEST_ASK].rsplit(" ", 1)[0] + " …"


# --- how one fact is said --------------------------------------------------------------------------------


def _said(fact: Fact, move: MoveKind, plan: Plan, desk: Desk) -> Iterator[Sentence]:
    """Approved words, else the fact's own words, else a marked translation, else the marked original."""
    approved = fact.say.get(plan.language, "")
    if approved:
        yield Sentence(move, approved, Origin.APPROVED, fallback=_quoted(fact, plan, desk), fact=fact)
    elif _same_language(fact.language, plan.language):
        yield Sentence(
            move,
            _framed(convert_script(fact.text, plan.language), fact, plan, desk),
            Origin.VERBATIM,
            fact=fact,
        )
    else:
        yield _foreign(fact, move, plan, desk)


def _quoted(fact: Fact, plan: Plan, desk: Desk) -> str:
    """The fact as it stands: for an approved sentence that this letter cannot take, as one in another form of address."""
    framed = _framed(convert_script(fact.text, plan.language), fact, plan, desk)
    return (
        framed
        if _same_language(fact.language, plan.language)
        else desk.phrases.say("original", plan.register, quote=framed)
    )


def _same_language(one: str, other: str) -> bool:
    return one in (other, "und") or (one in _CHINESE and other in _CHINESE)


def _foreign(fact: Fact, move: MoveKind, plan: Plan, desk: Desk) -> Sentence:
    original = desk.phrases.say("original", plan.register, quote=_framed(fact.text, fact, plan, desk))
    if desk.complete is None:
        return Sentence(move, original, Origin.ORIGINAL, fact=fact)
    text = translate(fact.text, desk.complete, language=plan.language, constraints=desk.constraints)
    if not text:
        return Sentence(move, original, Origin.ORIGINAL, fact=fact)
    mark = desk.phrases.say("check", plan.register, original=quote_of(fact.text))
    framed = _framed(text, fact, plan, desk)
    return Sentence(
        move, f"{framed} {mark}", Origin.TRANSLATED, fallback=original, fact=fact, original=fact.text
    )


def _framed(text: str, fact: Fact, plan: Plan, desk: Desk) -> str:
    """A note is said plainly; a clause and a past reply are quoted with where they stand."""
    phrases, register = desk.phrases, plan.register
    if fact.source_kind is SourceKind.NOTE:
        return as_sentence(phrases.to_second_person(text, register))
    quote = phrases.quoted(quote_of(text))
    if fact.source_kind is SourceKind.EXCHANGE:
        if fact.day is None:
            return as_sentence(text)
        return _stopped(phrases.say("record.ours", register, day=phrases.date(fact.day), quote=quote))
    if fact.clause:
        document = fact.source.removesuffix(fact.clause).strip()
        text = phrases.say("agreement.clause", register, document=document, clause=fact.clause, quote=quote)
    else:
        text = phrases.say("agreement.document", register, document=fact.source, quote=quote)
    return _stopped(text)


def _stopped(text: str) -> str:
    stop = (
        "。"
        if text.endswith(("”", "」")) and any("\u3400" <= character <= "\u9fff" for character in text)
        else "."
    )
    return text + stop
