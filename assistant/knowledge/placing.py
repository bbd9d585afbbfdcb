"""From what speaks for each candidate to the list that is handed out: circumstances, order, places.

A clause that no longer holds, a rule of the house, the client's own mail: what the words do not say. Then policies
and exchanges share the places; with an old clause come the one that took its place and what the documents say of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.domain import Exchange, Passage, Route
from assistant.knowledge.catalogue import Entry
from assistant.knowledge.question import Question, Scored

_POLICY_SHARE = 0.6
_MOST_EXCHANGES = 8  # the client's own stand first; more of them say nothing new
_HOUSE_RULE = 0.7  # a rule for us, where somebody has to act before the answer; the reverse where nobody has
_OLD_RULE = -1.5  # a clause that does not hold on the day
_OWN_CLIENT = 1.5
_MAIL = -1.8  # a message has more words in common with another message than with any clause
_BESIDE = 0.001  # how near a clause stands to the one it is brought with
_NEWEST = 2.0  # for the newest exchange of the client when the message itself says next to nothing
# Below both, and without a word or topic that tells, a record is left out.
_FLOOR_COSINE = 0.835
_FLOOR_STANDING = 2.0
_FLOOR_SCORE = 1.5


def in_order(scored: Sequence[Scored], question: Question, own: frozenset[str]) -> list[Scored]:
    """Candidates by their scores under the circumstances of the question, best first."""
    mine = [s for s in scored if is_own(s, own)]
    newest = sorted(mine, key=lambda s: _asked(s.entry), reverse=True)
    recency = {s.entry.id: 1.0 / (1.0 + rank) for rank, s in enumerate(newest)}
    weight = _NEWEST if question.says_nothing else _NEWEST / 8
    adjusted = [
        replace(
            s,
            score=s.score
            + (_OLD_RULE if s.entry.is_old(question.day) else 0.0)
            + (_house_rule(question.route) if _is_internal(s.entry) else 0.0)
            + (_MAIL if isinstance(s.entry.record, Exchange) else 0.0)
            + (_OWN_CLIENT + weight * recency[s.entry.id] if s.entry.id in recency else 0.0),
        )
        for s in scored
    ]
    return sorted(adjusted, key=lambda s: -s.score)


def is_own(scored: Scored, own: frozenset[str]) -> bool:
    """Whether a candidate is an exchange with one of the given clients."""
    record = scored.entry.record
    return isinstance(record, Exchange) and record.client in own


def bears(scored: Scored, question: Question, own: frozenset[str]) -> bool:
    """Whether enough speaks for a candidate on its own to hand it out at all."""
    evidence = scored.evidence
    if question.says_nothing and is_own(scored, own):
        return True
    if evidence.score >= _FLOOR_SCORE or (
        evidence.cosine >= _FLOOR_COSINE and evidence.meaning >= _FLOOR_STANDING / 2
    ):
        return True
    return evidence.meaning >= _FLOOR_STANDING or evidence.words >= 0.3 or evidence.topics >= 0.3


def without_more_strangers(exchanges: Sequence[Scored], own: frozenset[str], most: int) -> list[Scored]:
    """Exchanges with at most so many of other clients: these are read for their wording alone."""
    strangers = [scored.entry.id for scored in exchanges if not is_own(scored, own)]
    return [scored for scored in exchanges if scored.entry.id not in strangers[most:]]


def shared_out(ranked: Sequence[Sequence[Scored]], limit: int) -> list[Scored]:
    """The first of each kind; what one kind does not fill goes to the other."""
    if len(ranked) == 1:
        return list(ranked[0][:limit])
    policies, exchanges = ranked
    wanted = max(round(limit * _POLICY_SHARE), limit - _MOST_EXCHANGES)
    first = max(wanted, limit - len(exchanges))
    return [*policies[:first], *exchanges[: limit - min(first, len(policies))]]


def with_what_replaced(
    policies: Sequence[Scored],
    day: date | None,
    by_id: Callable[[Sequence[str]], Iterable[Entry]],
    openings: Callable[[Sequence[int]], Mapping[int, Entry]],
) -> list[Scored]:
    """Clauses in their order, before each one that no longer holds the one that does.

    After it comes what both documents say of themselves: since when the one holds, that the other is replaced.
    `by_id` finds entries, `openings` the first passage of the document of each entry (by number), unless a clause.
    """
    old = [scored for scored in policies if scored.entry.successor and scored.entry.is_old(day)]
    if not old:
        return list(policies)
    newer = {entry.id: entry for entry in by_id(sorted({scored.entry.successor for scored in old}))}
    opening = openings([entry.number for entry in (*newer.values(), *(scored.entry for scored in old))])
    known = {scored.entry.id: scored.score for scored in policies}
    placed: dict[str, Scored] = {}
    for scored in policies:
        heir = newer.get(scored.entry.successor) if scored in old else None
        if heir:
            _place(placed, heir, scored, max(scored.score + _BESIDE, known.get(heir.id, scored.score)))
        _place(placed, scored.entry, scored, scored.score)
        if heir:
            for document in (scored.entry, heir):
                if document.number in opening:
                    _place(placed, opening[document.number], scored, scored.score - _BESIDE)
    return list(placed.values())


def _place(placed: dict[str, Scored], entry: Entry, beside: Scored, score: float) -> None:
    placed.setdefault(entry.id, Scored(entry, beside.evidence, score))


def _house_rule(route: Route | None) -> float:
    if route is None:
        return 0.0
    return -_HOUSE_RULE if route is Route.NONE else _HOUSE_RULE


def _is_internal(entry: Entry) -> bool:
    return isinstance(entry.record, Passage) and entry.record.internal


def _asked(entry: Entry) -> str:
    record = entry.record
    return record.asked_at.isoformat() if isinstance(record, Exchange) and record.asked_at else ""
