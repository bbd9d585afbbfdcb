"""What becomes of each ask: answered, declined, deferred, left alone as bait, or open.

An ask that no fact settles stays visible in the letter, with a gap for the day of our answer; one
that no line of the letter covers is told to the user as open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.domain import (
    TO_SETTLE,
    WANTING,
    Ask,
    AskKind,
    Decider,
    Decision,
    Fact,
    FactKind,
    MoveKind,
    Reading,
    Repeat,
    Route,
    SourceKind,
    Step,
)
from assistant.drafting.linking import Topics
from assistant.drafting.selecting import Linked
from assistant.language.figures import find_figures, sums_of
from assistant.language.sentences import split_sentences
from assistant.language.words import cjk, content_stems

SURE_ENOUGH = 0.7  # an ask read with less certainty is settled by what the letter says, not named in it
_LEAST_WORDS = 3
_LEAST_CJK = 4
_POINTS_BACK = 2  # sentences, its own with it, in which a demand's sum may stand before it
_PLAIN_NUMBER = 3  # digits from which a bare number may be a sum
_MONEY_TOPICS = frozenset(("refund", "discount", "deposit"))
_SETTLES_MONEY = _MONEY_TOPICS | {"liability"}  # "lost sales are not covered"


def settle(reading: Reading, linked: Linked, used: Sequence[Fact], topics: Topics) -> list[Decision]:
    """A decision for each ask, by the facts that the letter will use."""
    before = {repeat.ask: repeat for repeat in reading.repeats}
    noted = [fact for fact in used if fact.source_kind is SourceKind.NOTE]
    decisions = [
        _repeated(ask, before[index])
        if index in before
        and linked.best_for(index, noted) is None
        and linked.answer_given(before[index]) in used
        else _decide(
            index,
            ask,
            linked,
            used,
            topics=topics,
            about_money=_about_money(ask, topics),
            sums=_sums_asked_for(ask, reading),
        )
        for index, ask in enumerate(reading.asks)
    ]
    return [_with_its_demand(each, decisions) for each in decisions]


def _with_its_demand(decision: Decision, decisions: Sequence[Decision]) -> Decision:
    """A deadline within the words of a demand is met where the demand is: "I want it all by Thursday"."""
    ask = decision.ask
    if decision.settled != "deferred" or ask.kind is not AskKind.DEADLINE:
        return decision
    around = (
        each
        for each in decisions
        if each.ask.kind in WANTING and each.ask.start <= ask.start and ask.end <= each.ask.end
    )
    met = next((each for each in around if each.settled in ("answered", "declined")), None)
    return decision if met is None else Decision(ask, met.settled, met.by)


def _repeated(ask: Ask, repeat: Repeat) -> Decision:
    return Decision(ask, "answered", f"our answer of {repeat.day}, {repeat.source}")


def _decide(
    index: int,
    ask: Ask,
    linked: Linked,
    used: Sequence[Fact],
    *,
    topics: Topics,
    about_money: bool,
    sums: set[str],
) -> Decision:
    if ask.kind is AskKind.ORDER:
        return Decision(ask, "left", "an order to the assistant: text of the client's, not followed")
    if ask.kind not in TO_SETTLE:
        return Decision(ask, "left", "bait: answered by the facts, not by a rebuttal")
    fitting = [each for each in used if not about_money or _speaks_of_money(each, topics)]
    fact = (
        linked.best_for(index, fitting)
        or _on_the_same_sum(sums, used)
        or _on_the_same(topics.of_clause(ask.text), fitting)
    )
    if fact is not None and fact.kind is FactKind.ASK:
        return Decision(ask, "answered", f"asks back what is needed for it ({fact.source})")
    if fact is not None:
        declined = fact.kind is FactKind.TERM and ask.kind is not AskKind.QUESTION
        return Decision(ask, "declined" if declined else "answered", fact.source)
    if ask.wants_answer and used:
        return Decision(ask, "answered", "what the letter says")
    if ask.kind is AskKind.DEADLINE and any(other.kind is FactKind.OFFER for other in used):
        return Decision(ask, "answered", "what can be confirmed by then")
    return Decision(ask, "deferred", "money" if about_money else "open")


def _on_the_same(asked: Sequence[str], facts: Sequence[Fact]) -> Fact | None:
    """A clause on what the ask is mainly about, whatever words the two use."""
    return next((fact for fact in facts if not set(asked[:1]).isdisjoint(fact.about)), None)


def _on_the_same_sum(sums: set[str], facts: Sequence[Fact]) -> Fact | None:
    """A note on the sum that is asked for, with its currency or without: "I want the £45 back", "the 45 stays"."""
    noted = (fact for fact in facts if fact.source_kind is SourceKind.NOTE)
    return next((fact for fact in noted if sums & sums_of(fact.text, bare_from=1)), None)


def _sums_asked_for(ask: Ask, reading: Reading) -> set[str]:
    """The sums an ask names, or those a demand points back to: "You invoiced 10,000. Fix it", "a fee of £85 ... that fee"."""
    sums = sums_of(ask.text)
    if sums or ask.kind is not AskKind.DEMAND:
        return sums
    before = reading.text[: ask.start]
    for order in reading.orders:
        before = before.replace(order.text, " " * len(order.text))
    sentences = split_sentences(before)
    asked_before = [each.end for each in reading.asks if each.kind in WANTING and each.end <= ask.start]
    near = max([0, *asked_before, *(span.start for span in sentences[-_POINTS_BACK:][:1])])
    words = content_stems(ask.text)
    named = (sums_of(span.text) for span in reversed(sentences) if words & content_stems(span.text))
    return sums_of(before[near:], bare_from=_PLAIN_NUMBER) or next(filter(None, named), set())


def _speaks_of_money(fact: Fact, topics: Topics) -> bool:
    """A demand for money is settled by a sum or a word on money, not by whatever else is close in meaning."""
    kinds = {figure.kind for figure in find_figures(fact.text, language=fact.language)}
    said = topics.of_clause(fact.text) if fact.kind is FactKind.TERM else topics.of_message(fact.text)
    return bool(kinds & {"amount", "percent"}) or not _SETTLES_MONEY.isdisjoint(said)


def _about_money(ask: Ask, topics: Topics) -> bool:
    """Whether a demand names a sum or speaks of money back: the rest of an angry message is not about money."""
    kinds = {figure.kind for figure in find_figures(ask.text)}
    demanded = ask.kind is AskKind.DEMAND and not _MONEY_TOPICS.isdisjoint(topics.of_message(ask.text))
    return bool(kinds & {"amount", "percent"}) or demanded


def open_steps(
    reading: Reading,
    decisions: Sequence[Decision],
    topics: Topics,
    *,
    handed_up: bool,
    deciders: Mapping[str, Decider],
) -> list[Step]:
    """What nothing at hand settles stays visible: money to a decision, the rest to an answer with a time.

    `deciders` are who of us decides on "money" and on "legal" points, where that is known.
    """
    if reading.route is Route.LEGAL:
        return [Step(MoveKind.NEXT_STEP, reason="legal", decider=deciders.get("legal", Decider()))]
    steps = []
    for by in ("money", "open"):
        if by == "open" and handed_up:
            continue  # whoever takes it over speaks to the client about all of it
        named = still_open(decisions, by)
        if named:
            # what stands behind "... and the rest"
            unnamed = [index for index in _deferred(decisions, by) if index not in named]
            about = [_named_by(topics.of_clause(decisions[index].ask.text), by) for index in named]
            steps.append(
                Step(
                    MoveKind.NEXT_STEP,
                    asks=(*named, *unnamed),
                    reason=by,
                    about=(*about, *((),) * len(unnamed)),
                    decider=deciders.get(by, Decider()),
                )
            )
    return steps


def _named_by(topics: Sequence[str], by: str) -> tuple[str, ...]:
    """The topics that an open ask may be named by: one about money by no other matter ("opening hours ... for free")."""
    return tuple(topic for topic in topics if by != "money" or topic in _MONEY_TOPICS)


def _deferred(decisions: Sequence[Decision], by: str) -> list[int]:
    return [index for index, each in enumerate(decisions) if (each.settled, each.by) == ("deferred", by)]


def as_written(decisions: Sequence[Decision], steps: Sequence[Step]) -> list[Decision]:
    """A deferred ask that no line of the letter covers is told as open: the user has to see to it."""
    if any(step.reason in ("manager", "legal") for step in steps):
        return list(decisions)
    named = {index for step in steps for index in step.asks}
    return [
        Decision(each.ask, "open", "not in the letter")
        if each.settled == "deferred" and index not in named
        else each
        for index, each in enumerate(decisions)
    ]


def held_against(decisions: Sequence[Decision], untouched: Sequence[Ask]) -> tuple[Decision, ...]:
    """The decisions with what the finished letter shows: an answer that touches no word of its ask is doubted."""
    return tuple(
        replace(each, doubted=each.settled == "answered" and each.ask in untouched) for each in decisions
    )


def still_open(decisions: Sequence[Decision], by: str) -> list[int]:
    """The deferred asks that were read with enough certainty to be named in the letter, surest first."""
    named = [
        index
        for index in _deferred(decisions, by)
        if decisions[index].ask.probability >= SURE_ENOUGH and _says_enough(decisions[index].ask.text)
    ]
    return sorted(named, key=lambda index: -decisions[index].ask.probability)


def _says_enough(ask: str) -> bool:
    """'For free', 'today': a word or two are part of another ask, no matter to be named by themselves; "I want the £45" is."""
    return (
        len(ask.strip()) >= _LEAST_CJK
        if cjk(ask)
        else len(ask.split()) >= _LEAST_WORDS and bool(content_stems(ask) or sums_of(ask))
    )
