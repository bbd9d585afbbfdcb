"""Which fact bears on the case, and which ask it answers: meaning, shared words and shared figures.

e5 cosines lie between .75 and .87 for anything and spread less in a small store, so only what stands
out from its row counts, in standard deviations. The weights of `relevance` are logistic regressions
over 38 businesses (train/relevance.py: 450 messages of their clients and 113 of nobody's, each clause
marked as one a right answer rests on or not; those of past replies over six), judged on authors left
out. What it does not know: a clause that answers in other words than the message and the notes use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from typing import NamedTuple

from assistant.domain import Fact, SourceKind
from assistant.language.figures import find_figures
from assistant.language.words import content_stems

Relate = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""(n texts, m texts) -> n rows of m cosines."""

# Read off by eye: below it, an ask and a fact share a topic but no point. A question is met by less than a demand.
LINKED = 0.5
LINKED_TO_QUESTION = 0.2
_LONGEST = 1500  # characters of the message that are compared as a whole
_OF_CLAUSE, _BIAS = (0.73, 1.6, 0.85, 1.05, 0.14, 0.01, 0.74, 0.05, 0.0, 1.74, -1.23), -4.49
_USUAL = 5  # where retrieval finds fewer clauses than that, each is likelier to be the one that is needed
_BEARS = 0.45  # ... if the store bears on the message at all
_LEAST_SPREAD = 0.005  # a store of three clauses that are all alike has none
# "Case: fire; First answer: 2 hours; …"
_ROW = re.compile(r"[^:：;；]{1,30}[:：][^;；]*[;；]\s?[^:：;；]{1,30}[:：]")
_TELLING = ("amount", "percent", "date", "duration")


def link(asks: Sequence[str], facts: Sequence[Fact], relate: Relate | None) -> list[list[float]]:
    """A score for each ask (rows) and fact (columns); >= LINKED means the fact bears on the ask."""
    meaning = _meaning(asks, facts, relate)
    return [
        [_score(ask, fact.text, cosine, row) for fact, cosine in zip(facts, row, strict=True)]
        for ask, row in zip(asks, meaning, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Topics:
    """What texts are about, as names of topics; a message shows a topic in more ways than a clause does."""

    of_clause: Callable[[str], Sequence[str]] = lambda _text: ()
    of_message: Callable[[str], Sequence[str]] = lambda _text: ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How retrieval found a passage: its score as a share of the best of its kind, its place from 0, and how
    likely the store holds anything on the message at all."""

    share: float = 0.0
    place: int = 30
    relevant: float = 1.0


@dataclass(frozen=True, slots=True)
class Bearing:
    """What speaks for a fact being needed; `stands_out` in standard deviations of its row of cosines."""

    stands_out: float
    to_notes: float
    beside_notes: float  # as `stands_out`, for the note that is nearest
    topics_asked: int  # topics that the clause shares with one ask
    topics_heard: int  # ... and with the whole message
    words_asked: int
    words_noted: int
    figures: int
    is_row: bool  # of a table of several columns: it speaks of its case alone, and has words of everything
    among: int  # clauses at hand
    standing: Standing

    @property
    def of_clause(self) -> float:
        if self.stands_out <= 0 and not (self.words_asked or self.words_noted):
            return 0.0  # first among clauses of which none has to do with it
        bears = self.standing.relevant >= _BEARS
        few = log(_USUAL / min(_USUAL, max(1, self.among))) if bears else 0.0
        return _logistic(sum(w * f for w, f in zip(_OF_CLAUSE, self.features, strict=True)) + _BIAS + few)

    @property
    def features(self) -> tuple[float, ...]:
        """What the weights of a clause are for, in their order."""
        found, first = self.standing, 1 / (1 + self.standing.place)
        return (
            self.stands_out,
            found.share,
            first,
            self.words_noted,
            self.words_asked,
            _logit(found.relevant),
            self.beside_notes,
            self.topics_asked,
            self.topics_heard,
            self.figures,
            self.is_row,
        )

    @property
    def of_past_reply(self) -> float:
        total = 12.9 * self.to_notes + 0.15 * self.words_asked + 0.40 * self.words_noted
        return _logistic(total + 0.8 * self.figures + 1.95 * self.standing.share - 4.2)


@dataclass(frozen=True, slots=True)
class Case:
    """What a fact is held against, and what names the topics of a message and of a clause."""

    message: str
    asks: Sequence[str] = ()
    notes: Sequence[str] = ()
    topics: Topics = field(default_factory=Topics)


def relevance(
    case: Case, facts: Sequence[Fact], *, found: Mapping[str, Standing], relate: Relate | None
) -> list[float]:
    """How likely it is that each fact is needed for this case (0-1); `found`: how retrieval found its passage."""
    return [
        each.of_clause if fact.source_kind is SourceKind.POLICY else each.of_past_reply
        for fact, each in zip(facts, bearings(case, facts, found=found, relate=relate), strict=True)
    ]


def bearings(
    case: Case, facts: Sequence[Fact], *, found: Mapping[str, Standing], relate: Relate | None
) -> list[Bearing]:
    """What speaks for each fact, in order."""
    message, notes = case.message, case.notes
    meaning = _meaning([message[:_LONGEST], *notes], facts, relate)
    # Clauses stand out among clauses: our own mail is nearer to any message, whatever it is about.
    clauses = [column for column, fact in enumerate(facts) if fact.source_kind is SourceKind.POLICY]
    found_here = [column for column, fact in enumerate(facts) if fact.source_kind is not SourceKind.NOTE]
    among_clauses, among_all = _standing_out(meaning, clauses), _standing_out(meaning, found_here)
    rows = [among_clauses if fact.source_kind is SourceKind.POLICY else among_all for fact in facts]
    asked = content_stems(message)
    noted = [content_stems(note) for note in notes]
    figures = _telling_figures(message)
    heard = set(case.topics.of_message(message))
    asked_about = [set(case.topics.of_message(ask)) for ask in case.asks]
    about = [set(case.topics.of_clause(fact.text)) for fact in facts]
    return [
        Bearing(
            stands_out=rows[column][0].above[column] / rows[column][0].spread,
            to_notes=max((row.above[column] for row in rows[column][1:]), default=0.0),
            beside_notes=max((row.above[column] / row.spread for row in rows[column][1:]), default=0.0),
            topics_asked=max((len(about[column] & each) for each in asked_about), default=0),
            topics_heard=len(about[column] & heard),
            words_asked=min(4, len(asked & stems)),
            words_noted=min(3, max((len(note & stems) for note in noted), default=0)),
            figures=min(2, len(figures & _telling_figures(fact.text))),
            is_row=bool(_ROW.match(fact.text)),
            among=len(clauses),
            standing=found.get(fact.source_id, Standing()),
        )
        for column, fact, stems in ((c, fact, content_stems(fact.text)) for c, fact in enumerate(facts))
    ]


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))


def _logit(probability: float) -> float:
    """Between -4 and 3, so that no single doubt or certainty decides."""
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return min(3.0, max(-4.0, log(kept / (1 - kept))))


class _Row(NamedTuple):
    """How near each fact is to one text, above the average of some facts; `spread` is the deviation of these."""

    above: list[float]
    spread: float


def _standing_out(meaning: Sequence[Sequence[float]], columns: Sequence[int]) -> list[_Row]:
    rows = [_above(row, columns) for row in meaning]
    return [_Row(row, _spread([row[column] for column in columns]) + _LEAST_SPREAD) for row in rows]


def _spread(row: Sequence[float]) -> float:
    return sqrt(sum(value * value for value in row) / len(row)) if row else 0.0


def _meaning(texts: Sequence[str], facts: Sequence[Fact], relate: Relate | None) -> Sequence[Sequence[float]]:
    if not texts or not facts or relate is None:
        return [[0.0] * len(facts) for _ in texts]
    return relate(texts, [fact.text for fact in facts])


def _above(row: Sequence[float], columns: Sequence[int]) -> list[float]:
    """The row less the average of these columns: what the knowledge base gave, not what the user typed."""
    average = sum(row[column] for column in columns) / len(columns) if columns else 0.0
    return [value - average for value in row]


def _score(ask: str, text: str, cosine: float, row: Sequence[float]) -> float:
    average = sum(row) / len(row)
    stands_out = max(0.0, cosine - 0.79) * 6 + max(0.0, cosine - average) * 6
    return stands_out + 0.5 * _shared_words(ask, text) + 0.4 * _shared_figures(ask, text)


def _shared_words(ask: str, text: str) -> float:
    return min(1.5, len(content_stems(ask) & content_stems(text)) / 2)


def _shared_figures(ask: str, text: str) -> bool:
    """Whether both name the same date, amount, share or number of three digits: a plain 2 or 9 says nothing."""
    ours = _telling_figures(ask)
    return bool(ours) and not ours.isdisjoint(_telling_figures(text))


def _telling_figures(text: str) -> set[str]:
    return {
        figure.value
        for figure in find_figures(text)
        if figure.kind in _TELLING or (figure.kind == "number" and len(figure.value) > 2)
    }
