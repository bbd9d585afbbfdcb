"""From a reading and what is known to the moves of the letter, before a word is written.

The plan decides four things: the shape that fits the moment (a stop, one line, a question back, a
letter), which facts stand in which move, what becomes of every ask, and what is missing. Notes come
before policies, policies before past replies; a superseded clause and another client's exchange
give no facts at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import (
    Ask,
    AskKind,
    Channel,
    Decision,
    Fact,
    FactKind,
    Match,
    MoveKind,
    Plan,
    Reading,
    Route,
    SourceKind,
    Step,
)
from assistant.drafting.facts import facts_from, outdated_from, rejoined
from assistant.drafting.linking import LINKED, LINKED_TO_QUESTION, Relate, link, relevance
from assistant.language.figures import find_figures
from assistant.language.words import cjk, content_stems, is_function_word

_TO_SETTLE = (AskKind.DEMAND, AskKind.QUESTION, AskKind.DEADLINE)
_TERM_FROM = 0.25  # relevance from which a clause is quoted; see bench/drafts
_TERM_FROM_IN_CHAT = 0.3
_OUTDATED_FROM = 0.3
_QUOTE_FROM = 0.2  # a stray quote of our own mail reads like a reproach
_FEW_LETTERS = 30
_EVEN_ODDS = 0.4  # of 27 kinds of trouble: right four times in five from here on, on authors left out
_SURE_ENOUGH = 0.7  # an ask read with less certainty is settled by what the letter says, not named in it
_ABOUT = (
    "{0} speaks of the client by name and stays out of the letter; if it belongs in, write it to them: {1}"
)
_MONEY_SITUATIONS = ("refund-demand", "price-dispute", "late-payment")


@dataclass(frozen=True, slots=True)
class Linked:
    """The facts at hand, how strongly each bears on each ask (rows: asks), and how likely it is needed at all."""

    asks: tuple[Ask, ...]
    facts: tuple[Fact, ...]
    scores: Sequence[Sequence[float]]
    needed: Sequence[float]
    replaced: tuple[Match, Match] | None = (
        None  # an outdated passage the client seems to go by, and the newer one
    )

    def best_for(self, ask: int, facts: Sequence[Fact]) -> Fact | None:
        """The fact among `facts` that bears most on the ask, if any does."""
        row = self.scores[ask]
        scored = [(row[self.facts.index(fact)], fact) for fact in facts]
        score, fact = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        question = self.asks[ask].kind is AskKind.QUESTION
        return fact if score >= (LINKED_TO_QUESTION if question else LINKED) else None

    def strength(self, fact: Fact) -> float:
        return self.needed[self.facts.index(fact)]


def plan_reply(
    reading: Reading,
    matches: Sequence[Match],
    notes: Sequence[Fact],
    *,
    relate: Relate | None = None,
    register: str = "",
    names: Sequence[str] = (),
) -> Plan:
    """The moves of the reply; `notes` are the user's facts for this case, already told apart by kind.

    `names` are the client's: a note that speaks of the client by name is about them, not to them.
    """
    about = [fact for fact in notes if not fact.internal and _speaks_of(names, fact.text)]
    linked = _link(reading, matches, [fact for fact in notes if fact not in about], relate)
    shape = _SHAPES.get(reading.route, _letter)
    if reading.route is Route.NONE and _asks_nothing_nameable(reading):
        shape = _question_back
    steps, decisions = shape(reading, linked)
    return Plan(
        language=reading.language,
        channel=reading.channel,
        steps=tuple(steps),
        register=register,
        decisions=tuple(decisions),
        advice=(*reading.advice, *(_ABOUT.format(fact.source, fact.text) for fact in about)),
        matches=tuple(matches),
    )


def _speaks_of(names: Sequence[str], note: str) -> bool:
    """Whether a note has one of the client's names: told to the client it would sound like talk behind their back."""
    words = {
        word for name in names for word in re.findall(r"[^\W\d_]{3,}", name) if not is_function_word(word)
    }
    said = set(re.findall(r"[^\W\d_]+", note))
    return any(
        word in said or (cjk(word) and word in note) for word in words if word[:1].isupper() or cjk(word)
    )


def _link(reading: Reading, matches: Sequence[Match], notes: Sequence[Fact], relate: Relate | None) -> Linked:
    told = [fact for fact in rejoined(notes) if not fact.internal]
    facts = [*told, *(fact for fact in facts_from(matches) if not fact.internal)]
    outdated = outdated_from(matches)
    needed = relevance(
        reading.text,
        [fact.text for fact in told],
        [*facts, *(fact for fact, _newer in outdated)],
        found=_standing(matches),
        relate=relate,
    )
    scores = link([ask.text for ask in reading.asks], facts, relate)
    replaced = _gone_by(reading, matches, outdated, needed[len(facts) :])
    return Linked(reading.asks, tuple(facts), scores, needed[: len(facts)], replaced)


def _gone_by(
    reading: Reading,
    matches: Sequence[Match],
    outdated: Sequence[tuple[Fact, Match]],
    needed: Sequence[float],
) -> tuple[Match, Match] | None:
    """The outdated passage that the client most likely goes by, if any, and a passage of what replaced it."""
    at_least = _TERM_FROM if reading.situation.label == "superseded-policy" else _OUTDATED_FROM
    likely = [(p, fact, newer) for p, (fact, newer) in zip(needed, outdated, strict=True) if p >= at_least]
    if not likely:
        return None
    _, fact, newer = max(likely, key=lambda each: each[0])
    return next(match for match in matches if match.id == fact.source_id), newer


def _standing(matches: Sequence[Match]) -> dict[str, float]:
    """How well retrieval found each passage, as a share of the best of its kind: scores have no fixed scale."""
    best: dict[SourceKind, float] = {}
    for match in matches:
        best[match.kind] = max(best.get(match.kind, 0.0), match.score)
    return {match.id: match.score / best[match.kind] for match in matches if best[match.kind] > 0}


def _asks_nothing_nameable(reading: Reading) -> bool:
    """'???': somebody wants a reaction, and nothing says to what."""
    said = re.sub(r"\[[^\]]*\]", "", reading.text)  # without the times of a chat
    letters = sum(character.isalpha() for character in said)
    few = letters < (_FEW_LETTERS // 4 if cjk(said) else _FEW_LETTERS)
    named = content_stems(said) or re.search(r"\d", said)
    return few and not named and bool(re.search(r"[?？]", said))


# --- shapes ----------------------------------------------------------------------------------------


def _stop_for_safety(reading: Reading, linked: Linked) -> tuple[list[Step], list[Decision]]:
    """A person may be in danger: somebody calls now, and no policy, figure or offer is written."""
    steps = [Step(MoveKind.NEXT_STEP, reason="safety")]
    return steps, [Decision(ask, "left", "a person calls at once") for ask in reading.asks]


def _one_line(reading: Reading, linked: Linked) -> tuple[list[Step], list[Decision]]:
    steps = [Step(MoveKind.ACKNOWLEDGE, reason="wait")]
    return steps, [Decision(ask, "deferred", "nothing is sent before it is checked") for ask in reading.asks]


def _question_back(reading: Reading, linked: Linked) -> tuple[list[Step], list[Decision]]:
    steps = [Step(MoveKind.ACKNOWLEDGE, reason="unsure"), Step(MoveKind.NEXT_STEP, reason="which")]
    return steps, [Decision(ask, "answered", "asks which point is meant") for ask in reading.asks]


def _letter(reading: Reading, linked: Linked) -> tuple[list[Step], list[Decision]]:
    notes = [fact for fact in linked.facts if fact.source_kind is SourceKind.NOTE]
    chat = reading.channel is Channel.CHAT
    at_least = _TERM_FROM_IN_CHAT if chat else _TERM_FROM
    terms = _best(linked, SourceKind.POLICY, _room_for_terms(reading), at_least=at_least)
    record = _best(linked, SourceKind.EXCHANGE, 1 if chat else 2, at_least=_QUOTE_FROM)
    offers = [fact for fact in notes if fact.kind is FactKind.OFFER]
    told = [*(fact for fact in notes if fact not in offers), *record]
    decisions = [
        _decide(index, ask, linked, [*notes, *terms, *record], reading)
        for index, ask in enumerate(reading.asks)
    ]
    steps = [Step(MoveKind.GREETING), Step(MoveKind.ACKNOWLEDGE, reason=_situation(reading))]
    if _charged_with_deceit(reading):
        steps.append(Step(MoveKind.BOUNDARY))
    if told:
        steps.append(Step(MoveKind.RECORD, tuple(told)))
    if terms or linked.replaced:
        steps.append(Step(MoveKind.AGREEMENT, tuple(terms), replaced=linked.replaced))
    if offers:
        steps.append(Step(MoveKind.OFFER, tuple(offers)))
    steps.extend(_open_steps(reading, decisions))
    steps.extend(_next_step(reading, offers, decisions))
    steps.append(Step(MoveKind.SIGN_OFF))
    return steps, _as_written(decisions, steps)


_SHAPES = {Route.SAFETY: _stop_for_safety, Route.WAIT: _one_line}


# --- parts of a letter -------------------------------------------------------------------------------


def _room_for_terms(reading: Reading) -> int:
    """The more heat and the shorter the channel, the fewer clauses: more words are more to attack."""
    return 2 if reading.temperature <= 4 and reading.channel is Channel.EMAIL else 1


def _best(linked: Linked, kind: SourceKind, limit: int, *, at_least: float) -> list[Fact]:
    """The facts of a source that bear most on the asks, one per passage, in the order they were found."""
    candidates = [fact for fact in linked.facts if fact.source_kind is kind]
    strongest = sorted(candidates, key=linked.strength, reverse=True)
    chosen: list[Fact] = []
    for fact in strongest:
        taken = {other.source_id for other in chosen}
        if len(chosen) < limit and linked.strength(fact) >= at_least and fact.source_id not in taken:
            chosen.append(fact)
    return [fact for fact in linked.facts if fact in chosen]


def _decide(index: int, ask: Ask, linked: Linked, used: Sequence[Fact], reading: Reading) -> Decision:
    if ask.kind not in _TO_SETTLE:
        return Decision(ask, "left", "bait: answered by the facts, not by a rebuttal")
    about_money = _about_money(ask, reading)
    fact = linked.best_for(index, [each for each in used if not about_money or _speaks_of_money(each)])
    if fact is not None:
        declined = fact.kind is FactKind.TERM and ask.kind is not AskKind.QUESTION
        return Decision(ask, "declined" if declined else "answered", fact.source)
    if ask.kind is AskKind.DEADLINE and any(other.kind is FactKind.OFFER for other in used):
        return Decision(ask, "answered", "what can be confirmed by then")
    return Decision(ask, "deferred", "money" if about_money else "open")


def _speaks_of_money(fact: Fact) -> bool:
    """A demand for money is settled by a clause or a sum, not by whatever else is close to it in meaning."""
    kinds = {figure.kind for figure in find_figures(fact.text, language=fact.language)}
    return fact.kind is FactKind.TERM or bool(kinds & {"amount", "percent"})


def _about_money(ask: Ask, reading: Reading) -> bool:
    kinds = {figure.kind for figure in find_figures(ask.text, language=reading.language)}
    return bool(kinds & {"amount", "percent"}) or (
        ask.kind is AskKind.DEMAND and reading.situation.label in _MONEY_SITUATIONS
    )


def _open_steps(reading: Reading, decisions: Sequence[Decision]) -> list[Step]:
    """What nothing at hand settles stays visible: money to a decision, the rest to an answer with a time."""
    if reading.route is Route.LEGAL:
        return [Step(MoveKind.NEXT_STEP, reason="legal", gap="who")]
    steps = []
    for by, gap in (("money", "who"), ("open", "answer")):
        asks = _still_open(decisions, by)
        if by == "open" and reading.route is Route.MANAGER:
            asks = [index for index in asks if decisions[index].ask.kind is AskKind.QUESTION]
        if asks:
            steps.append(Step(MoveKind.NEXT_STEP, asks=tuple(asks[:2]), gap=gap, reason=by))
    return steps


def _as_written(decisions: Sequence[Decision], steps: Sequence[Step]) -> list[Decision]:
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


def _still_open(decisions: Sequence[Decision], by: str) -> list[int]:
    """The deferred asks that were read with enough certainty to be named in the letter, surest first."""
    named = [
        index
        for index, decision in enumerate(decisions)
        if (decision.settled, decision.by) == ("deferred", by)
        and decision.ask.probability >= _SURE_ENOUGH
        and (content_stems(decision.ask.text) or cjk(decision.ask.text))
    ]
    return sorted(named, key=lambda index: -decisions[index].ask.probability)


def _next_step(reading: Reading, offers: Sequence[Fact], decisions: Sequence[Decision]) -> list[Step]:
    if reading.route is Route.MANAGER and not offers:
        return [Step(MoveKind.NEXT_STEP, reason="manager", gap="who")]
    if offers:
        return [Step(MoveKind.NEXT_STEP, reason="confirm")]
    if reading.situation.label == "missing-input":
        return [Step(MoveKind.NEXT_STEP, reason="supply")]
    if reading.route is Route.LEGAL or any(_still_open(decisions, by) for by in ("money", "open")):
        return []  # the open step above already names who and when
    return [Step(MoveKind.NEXT_STEP, reason="update", gap="when")]


def _situation(reading: Reading) -> str:
    """The kind of trouble to acknowledge: as it was read, else as a deadline shows, else neutral.

    A wild guess about a person's trouble is worse than none; a deadline is no guess.
    """
    if reading.situation.probability >= _EVEN_ODDS:
        return reading.situation.label
    if any(ask.kind is AskKind.DEADLINE and ask.probability >= _SURE_ENOUGH for ask in reading.asks):
        return "last-minute"
    return "unsure"


def _charged_with_deceit(reading: Reading) -> bool:
    return reading.temperature >= 4 and reading.situation.label == "moral-accusation"
