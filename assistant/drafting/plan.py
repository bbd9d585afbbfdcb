"""From a reading and what is known to the moves of the letter, before a word is written.

The plan decides four things: the shape that fits the moment (a stop, one line, a question back, a
letter), which facts stand in which move, what becomes of every ask, and what is missing. Notes come
before policies, policies before past replies; a superseded clause and another client's exchange
give no facts at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain import (
    TO_SETTLE,
    WANTING,
    Channel,
    Decider,
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
from assistant.drafting.client_names import speaks_of, without_client
from assistant.drafting.facts import parts_of
from assistant.drafting.linking import Topics, Usual
from assistant.drafting.nearness import Relate
from assistant.drafting.prompting import denies
from assistant.drafting.recalling import QUOTE_FROM, SECOND_QUOTE_FROM
from assistant.drafting.selecting import (
    SECOND_TERM_FROM,
    TERM_FROM,
    Linked,
    best,
    link_facts,
)
from assistant.drafting.settling import SURE_ENOUGH, as_written, open_steps, settle, still_open
from assistant.drafting.trouble import GLAD, OWN_FAULT, trouble_of

_TERM_FROM_IN_CHAT = 0.34
_MOST_GIVEN = 2
_CALM_ENOUGH_TO_TALK = 4  # of 5
_MORE_WORK = frozenset(("scope-creep", GLAD))
# what a client may be told they want clarity on: nothing that sounds like an admission, or like somebody else's matter
# Not "revisions": one word for rounds of changes and for an inspection ("revisión") would make the first line false.
_NAMED = frozenset((
    "refund", "discount", "deposit", "cancel", "outage", "visits", "hours", "weekend", "rush", "links", "hosting",
))  # fmt: skip
_ABOUT = (
    "{0} speaks of the client by name and stays out of the letter; if it belongs in, write it to them: {1}"
)


def plan_reply(
    reading: Reading,
    matches: Sequence[Match],
    notes: Sequence[Fact],
    *,
    relate: Relate | None = None,
    topics: Topics | None = None,
    usual: Usual | None = None,
    register: str = "",
    names: Sequence[str] = (),
    own_fault: bool = False,
    deciders: Mapping[str, Decider] | None = None,
) -> Plan:
    """The moves of the reply; `notes` are the user's facts for this case, already told apart by kind.

    `names` are the client's: what speaks of the client by name is about them, not to them. `own_fault`: a note
    says that we did it, so our own past words are not held against the client. `deciders`: who of us decides, by matter.
    """
    tellable = [fact for fact in notes if not fact.internal and fact.kind is not FactKind.ASK]
    about = [fact for fact in tellable if speaks_of(names, fact.text)]
    rest = {id(fact): without_client(names, fact) or replace(fact, gap="tell") for fact in about}
    told = [rest.get(id(fact), fact) for fact in notes]
    topics = topics or Topics()
    ours = own_fault or reading.situation.label == OWN_FAULT
    at_hand = [match for match in matches if not (ours and match.kind is SourceKind.EXCHANGE)]
    linked = link_facts(reading, at_hand, told, relate=relate, topics=topics, usual=usual)
    shape = _SHAPES.get(reading.route, _letter)
    if reading.route is Route.NONE and reading.names_nothing and not tellable:
        shape = _question_back
    steps, decisions = shape(_Case(reading, linked, topics, deciders or {}, own_fault=own_fault))
    return Plan(
        language=reading.language,
        channel=reading.channel,
        steps=tuple(steps),
        register=register,
        decisions=tuple(decisions),
        advice=(
            *(_ABOUT.format(fact.source, fact.text) for fact in about if rest[id(fact)].text != fact.text),
            *reading.advice,
        ),
        matches=tuple(matches),
        kept=tuple(fact for fact in notes if fact.internal),
        weighed=tuple(zip(linked.facts, linked.needed, strict=True)),
    )


# --- shapes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """What a shape is made from; `own_fault`: a note says that we did it."""

    reading: Reading
    linked: Linked
    topics: Topics
    deciders: Mapping[str, Decider]
    own_fault: bool


_Shape = tuple[list[Step], list[Decision]]


def _stop_for_safety(case: _Case) -> _Shape:
    """A person may be in danger: somebody calls now, no policy is quoted, nothing offered; where it may be over, notes follow."""
    reading, linked = case.reading, case.linked
    call = Step(MoveKind.NEXT_STEP, reason="safety")
    told = [
        fact
        for fact in linked.facts
        if fact.source_kind is SourceKind.NOTE and fact.kind not in (FactKind.ASK, FactKind.OFFER)
    ]
    if not (reading.notes_follow and told):
        return [call], [Decision(ask, "left", "a person calls at once") for ask in reading.asks]
    sure = [fact for fact in told if fact.gap != "tell"]
    decisions = settle(reading, linked, sure, case.topics)
    steps = [Step(MoveKind.GREETING), call, Step(MoveKind.RECORD, tuple(told)), Step(MoveKind.SIGN_OFF)]
    return steps, [
        Decision(each.ask, "left", "a person calls at once") if each.settled == "deferred" else each
        for each in decisions
    ]


def _one_line(case: _Case) -> _Shape:
    steps = [Step(MoveKind.ACKNOWLEDGE, reason="wait")]
    return steps, [
        Decision(ask, "deferred", "nothing is sent before it is checked") for ask in case.reading.asks
    ]


def _question_back(case: _Case) -> _Shape:
    steps = [Step(MoveKind.ACKNOWLEDGE, reason="unsure"), Step(MoveKind.NEXT_STEP, reason="which")]
    return steps, [Decision(ask, "answered", "asks which point is meant") for ask in case.reading.asks]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a letter tells, by where it goes."""

    boundary: list[Step]
    record: list[Fact]
    terms: list[Fact]
    offers: list[Fact]
    needed: list[Fact]  # of the client

    @property
    def settling(self) -> list[Fact]:
        """What may settle an ask: nothing that a person may still strike."""
        told = (*self.record, *self.terms, *self.offers, *self.needed)
        return [fact for fact in told if fact.gap != "tell"]

    @property
    def offered(self) -> list[Fact]:
        return [fact for fact in self.offers if fact.gap != "tell"]


def _letter(case: _Case) -> _Shape:
    reading, chosen = case.reading, _chosen(case)
    decisions = settle(reading, case.linked, chosen.settling, case.topics)
    handed_up = reading.superior_speaks and not chosen.offered
    replaced = case.linked.replaced
    steps = [
        Step(MoveKind.GREETING),
        _acknowledgement(reading, case.topics, own_fault=case.own_fault),
        *chosen.boundary,
        *_with_any(Step(MoveKind.RECORD, tuple(chosen.record))),
        *_with_any(Step(MoveKind.AGREEMENT, tuple(chosen.terms), replaced=replaced)),
        *_with_any(Step(MoveKind.OFFER, tuple(chosen.offers))),
        *open_steps(reading, decisions, case.topics, handed_up=handed_up, deciders=case.deciders),
        *_next_step(reading, chosen, decisions, handed_up=handed_up),
        Step(MoveKind.SIGN_OFF),
    ]
    return steps, as_written(decisions, steps)


def _with_any(step: Step) -> list[Step]:
    return [step] if step.facts or step.replaced else []


def _chosen(case: _Case) -> _Chosen:
    """Notes first, then what the agreement says that they do not, then our own past words that neither does."""
    notes = [fact for fact in case.linked.facts if fact.source_kind is SourceKind.NOTE]
    sure = [fact for fact in notes if fact.gap != "tell"]
    given = [] if _takes_the_charge(case.reading) else _given_before(case.reading, case.linked)
    terms = _terms(case, given, besides=[*sure, *given])
    boundary = _boundary(case.reading, terms)
    past = [] if boundary else [*given, *_quoted(case, len(given), besides=[*sure, *given, *terms])]
    offers = [fact for fact in notes if fact.kind is FactKind.OFFER and not _refuses(fact)]
    needed = [fact for fact in notes if fact.kind is FactKind.ASK]
    told = [fact for fact in notes if fact not in (*offers, *needed)]
    return _Chosen(boundary, [*told, *past], terms, offers, needed)


def _terms(case: _Case, given: Sequence[Fact], *, besides: Sequence[Fact]) -> list[Fact]:
    reading = case.reading
    return best(
        case.linked,
        SourceKind.POLICY,
        0 if given and _only_angrier(reading) else _room_for_terms(reading),
        at_least=_TERM_FROM_IN_CHAT if reading.channel is Channel.CHAT else TERM_FROM,
        further=SECOND_TERM_FROM,
        besides=besides,
    )


def _quoted(case: _Case, given: int, *, besides: Sequence[Fact]) -> list[Fact]:
    return best(
        case.linked,
        SourceKind.EXCHANGE,
        _room_for_quotes(case.reading) - given,
        at_least=QUOTE_FROM,
        further=SECOND_QUOTE_FROM,
        besides=besides,
    )


def _refuses(fact: Fact) -> bool:
    """Whether a note begins by denying: "we can't split it, five mornings only" is nothing that is offered."""
    return any(denies(part, fact.language) for part in parts_of(fact.text)[:1])


_SHAPES = {Route.SAFETY: _stop_for_safety, Route.WAIT: _one_line}


# --- parts of a letter -------------------------------------------------------------------------------


def _room_for_terms(reading: Reading) -> int:
    """The more heat and the shorter the channel, the fewer clauses: more words are more to attack."""
    return 2 if reading.temperature <= 4 and reading.channel is Channel.EMAIL else 1


def _given_before(reading: Reading, linked: Linked) -> list[Fact]:
    """Our dated answers to what is asked again: the letter points to them and gives no new reasons."""
    found = [fact for repeat in reading.repeats if (fact := linked.answer_given(repeat)) is not None]
    return list({fact.source_id: fact for fact in found}.values())[:_MOST_GIVEN]


def _only_angrier(reading: Reading) -> bool:
    """Whether all that is asked was answered before: a short line that points there is all it takes."""
    asked = {index for index, ask in enumerate(reading.asks) if ask.kind in TO_SETTLE}
    return bool(asked) and asked <= {repeat.ask for repeat in reading.repeats}


def _room_for_quotes(reading: Reading) -> int:
    """Our own past words read like a reproach to somebody who is beside themselves."""
    if reading.temperature >= 5:
        return 0
    return 2 if reading.temperature < 4 and reading.channel is Channel.EMAIL else 1


def _takes_the_charge(reading: Reading) -> bool:
    return reading.temperature >= 4 and reading.situation.label == "moral-accusation"


def _boundary(reading: Reading, terms: Sequence[Fact]) -> list[Step]:
    """A charge of deceit gets one calm line; so does a comparison with what others pay, unless a clause says it."""
    if _takes_the_charge(reading):
        return [Step(MoveKind.BOUNDARY, reason="respect")]
    compares = reading.compares or trouble_of(reading) == "other-client-price"
    said = any("confidential" in fact.about for fact in terms)
    return [Step(MoveKind.BOUNDARY, reason="others")] if compares and not said else []


def _next_step(
    reading: Reading, chosen: _Chosen, decisions: Sequence[Decision], *, handed_up: bool
) -> list[Step]:
    asked = [Step(MoveKind.NEXT_STEP, tuple(chosen.needed), reason="ask")] if chosen.needed else []
    if handed_up:
        return [Step(MoveKind.NEXT_STEP, reason="manager"), *asked]
    if chosen.offered and reading.route is not Route.LEGAL:  # nobody who threatens to sue is asked for a yes
        return [Step(MoveKind.NEXT_STEP, reason="confirm"), *asked]
    if asked:
        return asked
    if _wants_more(reading) and not _all_settled(decisions):
        return [Step(MoveKind.NEXT_STEP, reason="first")]
    if reading.situation.label == "missing-input":
        return [Step(MoveKind.NEXT_STEP, reason="supply")]
    if reading.route is Route.LEGAL or any(still_open(decisions, by) for by in ("money", "open")):
        return []  # the open step above already names who or when
    # what counts as settled must not rest on a clause alone
    noted = any(fact.source_kind is SourceKind.NOTE for fact in chosen.settling)
    if noted and _all_settled(decisions) and reading.temperature <= _CALM_ENOUGH_TO_TALK:
        return [Step(MoveKind.NEXT_STEP, reason="talk")]
    return [Step(MoveKind.NEXT_STEP, reason="update")]


def _all_settled(decisions: Sequence[Decision]) -> bool:
    """Whether something was asked and all of it is answered or declined: then there is no day to name.

    What was surely asked, where anything was: of the rest half asks for nothing, and a day for it is one more to fill in.
    """
    asked = [each for each in decisions if each.ask.kind in TO_SETTLE]
    surely = [each for each in asked if each.ask.probability >= SURE_ENOUGH] or asked
    return bool(surely) and {each.settled for each in surely} <= {"answered", "declined", "left"}


def _wants_more(reading: Reading) -> bool:
    """Several new pieces of work at once: what comes first is the client's to say, and moves things on."""
    asked = [ask for ask in reading.asks if ask.kind in WANTING and ask.probability >= SURE_ENOUGH]
    return len(asked) > 1 and trouble_of(reading) in _MORE_WORK


def _acknowledgement(reading: Reading, topics: Topics, *, own_fault: bool) -> Step:
    """Names the kind of trouble where it is plain, else what is asked about, else neither."""
    situation = trouble_of(reading, own_fault=own_fault)
    weightiest = next(
        (ask for ask in reading.asks if ask.kind in TO_SETTLE and ask.probability >= SURE_ENOUGH), None
    )
    first = tuple(_NAMED.intersection(topics.of_clause(weightiest.text)[:1])) if weightiest else ()
    unsure = situation == "unsure" and first
    return Step(MoveKind.ACKNOWLEDGE, reason=situation, about=(first,) if unsure else ())
