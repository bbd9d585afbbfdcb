"""Which of the facts at hand the letter tells, and what each of them is about.

Relevance (see `linking`) decides; a fact that says again what a chosen one says is left out. What a
clause is about comes from the topics that it shares with the asks, its main one first, so that the
letter can say "on the refund …" instead of listing clauses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.domain import WANTING, Ask, AskKind, Fact, Match, Reading, Repeat, SourceKind
from assistant.drafting.answering import ANSWERS_FROM, CLAUSE_ANSWERS_FROM, PLAINLY_ANSWERS_FROM, answers
from assistant.drafting.facts import facts_from, outdated_from, rejoined
from assistant.drafting.linking import (
    LINKED,
    LINKED_TO_QUESTION,
    Case,
    Standing,
    Topics,
    Usual,
    link,
    relevance,
)
from assistant.drafting.nearness import Relate
from assistant.drafting.recalling import recalls
from assistant.drafting.waiving import is_set_aside
from assistant.language.figures import find_figures
from assistant.language.tags import UNKNOWN, same_language
from assistant.language.words import content_stems

TERM_FROM = 0.3  # likelihood from which a clause is quoted; see train.relevance and bench/drafts
SECOND_TERM_FROM = 0.6  # below it three of five second clauses were not wanted
# A clause in another language than the letter's: the client gains less even from one that is right.
_FOREIGN_FROM = 0.5
_OUTDATED_FROM, _OUTDATED_WHERE_ASKED = 0.4, 0.15
# An earlier answer to what is asked again is pointed to if it likely answers it, or if it surely is asked again.
_ANSWER_FROM, _SURELY_REPEATED = 0.4, 0.8
_CITED = 0.95  # a clause that a note cites: what stands before it must be surer than the user
# "Working days" stand in clauses on anything, "a night" in those of whoever boards or lets.
_VAGUE = frozenset({"hours", "weekend"})
_SAID_ALREADY = 0.6  # share of its content words that another fact of the letter has


@dataclass(frozen=True, slots=True)
class Linked:
    """The facts at hand, how strongly each bears on each ask (rows: asks), and how likely it is needed at all."""

    asks: tuple[Ask, ...]
    facts: tuple[Fact, ...]
    scores: Sequence[Sequence[float]]
    needed: Sequence[float]
    # An outdated passage the client seems to go by, and the newer one.
    replaced: tuple[Match, Match] | None = None
    language: str = ""  # of the letter
    # How likely each fact answers each ask, by the places of both; empty where nothing can tell.
    answers: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def is_foreign(self, fact: Fact) -> bool:
        """Whether the letter can quote a clause only in a language that is not its own."""
        if fact.source_kind is not SourceKind.POLICY or fact.say.get(self.language):
            return False
        return fact.language != UNKNOWN and not same_language(fact.language, self.language)

    def best_for(self, ask: int, facts: Sequence[Fact]) -> Fact | None:
        """The fact among `facts` that answers the ask, if any does: a note before all others."""
        places = [self.facts.index(fact) for fact in facts]
        weighed = [at for at in places if (ask, at) in self.answers]
        if not weighed:
            return self._linked(ask, places)
        noted = [at for at in weighed if self.facts[at].source_kind is SourceKind.NOTE]
        others = [at for at in weighed if at not in noted]
        for among, least in ((noted, ANSWERS_FROM), (others, CLAUSE_ANSWERS_FROM)):
            best = max(among, key=lambda at: self.answers[ask, at], default=-1)
            if best >= 0 and self.answers[ask, best] >= least:
                return self.facts[best]
        return None

    def _linked(self, ask: int, places: Sequence[int]) -> Fact | None:
        """The fact that shares most with the ask, where nothing better is known of the two."""
        best = max(places, key=lambda at: self.scores[ask][at], default=-1)
        least = LINKED_TO_QUESTION if self.asks[ask].kind is AskKind.QUESTION else LINKED
        return self.facts[best] if best >= 0 and self.scores[ask][best] >= least else None

    def strength(self, fact: Fact) -> float:
        return self.needed[self.facts.index(fact)]

    def answer_given(self, repeat: Repeat) -> Fact | None:
        """What of our earlier answer bears most on an ask that comes again; its courtesies answer nothing."""
        row, asked = self.scores[repeat.ask], content_stems(self.asks[repeat.ask].text)
        ours = [fact for fact in self.facts if fact.source_id == repeat.exchange]
        telling = [fact for fact in ours if find_figures(fact.text) or asked & content_stems(fact.text)]
        fact = max(telling, key=lambda fact: row[self.facts.index(fact)], default=None)
        likely = self.strength(fact) if fact else 0.0
        surely = likely > 0 and repeat.probability >= _SURELY_REPEATED
        return fact if likely >= _ANSWER_FROM or surely else None


def link_facts(
    reading: Reading,
    matches: Sequence[Match],
    notes: Sequence[Fact],
    *,
    relate: Relate | None,
    topics: Topics,
    usual: Usual | None = None,
) -> Linked:
    """All facts that may be told, with their bearing on the case; `notes` that are internal only help to choose."""
    noted = rejoined(notes)
    told = [fact for fact in noted if not fact.internal]
    found = [fact for fact in facts_from(matches) if not fact.internal]
    facts = [*told, *_with_topics(found, reading, topics)]
    outdated = outdated_from(matches)
    every = [*facts, *(fact for fact, _newer in outdated)]
    written_in = reading.written_in or reading.language
    case = Case(reading.own_text, written_in, [fact.text for fact in noted], usual)
    needed = _as_noted(every, _likelihoods(case, every, matches, relate), matches, told)
    scores = link([ask.text for ask in reading.asks], facts, relate)
    replaced = _gone_by(reading, matches, outdated, needed[len(facts) :])
    if replaced is None:
        needed = _without_documents(every, needed, matches)
    likely = answers(reading.asks, facts, linked=scores, relate=relate, message=reading.text)
    wanting = [at for at, ask in enumerate(reading.asks) if ask.kind in WANTING]
    facts = [
        _told_where_asked(fact, max((likely.get((ask, at), 0.0) for ask in wanting), default=0.0))
        for at, fact in enumerate(facts)
    ]
    return Linked(
        reading.asks, tuple(facts), scores, needed[: len(facts)], replaced, reading.language, likely
    )


def _told_where_asked(fact: Fact, answer: float) -> Fact:
    """A note that may be for the house alone, told with a doubt where it plainly `answer`s (0-1) a demand or question."""
    if not fact.told_if_asked or answer < PLAINLY_ANSWERS_FROM:
        return fact
    return replace(fact, gap="", for_us_alone=False, doubted=True)


def _likelihoods(
    case: Case, facts: Sequence[Fact], matches: Sequence[Match], relate: Relate | None
) -> list[float]:
    """How likely each fact is needed: a clause by its bearing on the case, a past reply by what it recalls."""
    bearing = relevance(case, facts, found=standing_of(matches), relate=relate)
    ours = [fact for fact in facts if fact.source_kind is SourceKind.EXCHANGE]
    recalled = iter(recalls(case.message, case.notes, ours, matches, relate=relate))
    return [
        next(recalled).likelihood if fact.source_kind is SourceKind.EXCHANGE else likely
        for fact, likely in zip(facts, bearing, strict=True)
    ]


def _without_documents(
    facts: Sequence[Fact], needed: Sequence[float], matches: Sequence[Match]
) -> list[float]:
    """What a document says of itself is needed by nobody who does not go by an older one, unless a note cites it."""
    of_documents = {match.id for match in matches if match.about_document and not match.cited}
    return [
        0.0 if fact.source_id in of_documents else likely for fact, likely in zip(facts, needed, strict=True)
    ]


def best(
    linked: Linked,
    kind: SourceKind,
    limit: int,
    *,
    at_least: float,
    further: float = 0.0,
    besides: Sequence[Fact] = (),
) -> list[Fact]:
    """The facts of a source that bear most on the case, one per passage, none that says what another says.

    The first needs a strength of `at_least`; what comes after it also of `further`, unless it is on something
    asked that the letter does not speak of yet.
    """
    candidates = [fact for fact in linked.facts if fact.source_kind is kind]
    chosen: list[Fact] = []
    for fact in sorted(candidates, key=linked.strength, reverse=True):
        taken = {other.source_id for other in chosen}
        spoken_of = {topic for other in chosen for topic in other.about}
        enough = max(at_least, further) if chosen and spoken_of.issuperset(fact.about) else at_least
        enough = max(enough, _FOREIGN_FROM) if linked.is_foreign(fact) else enough
        fits = linked.strength(fact) >= enough and fact.source_id not in taken
        if len(chosen) < limit and fits and not _said_in(fact, [*besides, *chosen]):
            chosen.append(fact)
    return [fact for fact in linked.facts if fact in chosen]


def _said_in(fact: Fact, others: Sequence[Fact]) -> bool:
    stems = content_stems(fact.text)
    return any(
        len(stems & content_stems(other.text)) >= _SAID_ALREADY * len(stems) for other in others if stems
    )


def _as_noted(
    facts: Sequence[Fact], needed: Sequence[float], matches: Sequence[Match], notes: Sequence[Fact]
) -> list[float]:
    """How likely each fact is needed, after what the user's notes say of it: they set its clause aside, or cite it.

    Of several clauses with the number that is cited, the likeliest is meant.
    """
    policy = [fact.source_kind is SourceKind.POLICY for fact in facts]
    aside = [is_clause and is_set_aside(fact, notes) for fact, is_clause in zip(facts, policy, strict=True)]
    left = [0.0 if out else likely for out, likely in zip(aside, needed, strict=True)]
    cited = {match.id for match in matches if match.cited}
    by_number: dict[str, list[int]] = {}
    for at, fact in enumerate(facts):
        if fact.source_id in cited and not aside[at]:
            by_number.setdefault(fact.clause, []).append(at)
    meant = {max(each, key=lambda at: left[at]) for each in by_number.values()}
    return [max(likely, _CITED) if at in meant else likely for at, likely in enumerate(left)]


def _with_topics(facts: Sequence[Fact], reading: Reading, topics: Topics) -> list[Fact]:
    """The clauses with the topics they share with the asks, in the order of the clause: its main one first."""
    asked = set(
        topics.of_message(
            "\n".join(ask.text for ask in reading.asks if ask.kind is not AskKind.ORDER) or reading.own_text
        )
    )
    return [
        replace(fact, about=tuple(t for t in topics.of_clause(fact.text) if t in asked and t not in _VAGUE))
        if fact.source_kind is SourceKind.POLICY
        else fact
        for fact in facts
    ]


def _gone_by(
    reading: Reading,
    matches: Sequence[Match],
    outdated: Sequence[tuple[Fact, Match]],
    needed: Sequence[float],
) -> tuple[Match, Match] | None:
    """The outdated passage that the client most likely goes by, if any, and a passage of what replaced it."""
    at_least = _OUTDATED_WHERE_ASKED if reading.situation.label == "superseded-policy" else _OUTDATED_FROM
    likely = [(p, fact, newer) for p, (fact, newer) in zip(needed, outdated, strict=True) if p >= at_least]
    if not likely:
        return None
    _, fact, newer = max(likely, key=lambda each: each[0])
    return next(match for match in matches if match.id == fact.source_id), newer


def standing_of(matches: Sequence[Match]) -> dict[str, Standing]:
    """How well retrieval found each passage among those of its kind: scores have no fixed scale."""
    found: dict[str, Standing] = {}
    for kind in SourceKind:
        ranked = [match for match in matches if match.kind is kind]
        top = max((match.score for match in ranked), default=0.0)
        found |= {
            match.id: Standing(match.score / top, at, match.relevant)
            for at, match in enumerate(ranked)
            if top > 0
        }
    return found
