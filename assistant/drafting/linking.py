"""Which fact bears on the case, and which ask it answers: meaning, shared words and shared figures.

Only a cosine that stands out from its row counts (`nearness`); a clause that is near to every client's
message is no nearer to this one for it. A word in common counts by how few clauses have it. The weights of
`relevance` are a logistic regression over 38 businesses (train/relevance.py: 450 messages of their
clients and 113 of nobody's, each clause marked as one a right answer rests on or not), judged on
authors left out. What it does not know: a clause that answers in other words than the message and the
notes use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from assistant.domain import Fact, SourceKind
from assistant.drafting.nearness import LONGEST, Relate, cosines, standing_out, weighed
from assistant.language.figures import telling_figures
from assistant.language.tags import same_language
from assistant.language.words import content_stems

Usual = Callable[[Sequence[str]], Sequence[float]]
"""n clauses -> n cosines: how near each is to what any client writes, whatever it is about."""

# Read off by eye: below it, an ask and a fact share a topic but no point. A question is met by less than a demand.
LINKED = 0.5
LINKED_TO_QUESTION = 0.2
_OF_CLAUSE, _BIAS = (1.11, 1.5, 0.79, 0.11, 0.59, 1.55, -0.94, 0.2, 0.64, -1.25), -4.02
_USUAL = 5  # where retrieval finds fewer clauses than that, each is likelier to be the one that is needed
_BEARS = 0.45  # ... if the store bears on the message at all
_FEWEST = 8  # fewer clauses do not show how rare a word is
_MOST_RARE = 6.0  # so much, in nats, do the words that a clause shares count at most
# "Case: fire; First answer: 2 hours; …"
_ROW = re.compile(r"[^:：;；]{1,30}[:：][^;；]*[;；]\s?[^:：;；]{1,30}[:：]")


def link(asks: Sequence[str], facts: Sequence[Fact], relate: Relate | None) -> list[list[float]]:
    """A score for each ask (rows) and fact (columns); >= LINKED means the fact bears on the ask."""
    meaning = cosines(asks, facts, relate)
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
    """What speaks for a fact being needed; `stands_out` in standard deviations of its row of cosines.

    `rare_asked` and `rare_noted`: the words shared with the message, with the note that shares most, by rarity (nats).
    """

    stands_out: float
    beside_notes: float  # as `stands_out`, for the note that is nearest
    words_asked: int
    words_noted: int
    rare_asked: float
    rare_noted: float
    figures: int
    is_row: bool  # of a table of several columns: it speaks of its case alone, and has words of everything
    same_language: bool  # as the message: then words are shared by chance as well
    among: int  # clauses at hand
    standing: Standing

    @property
    def of_clause(self) -> float:
        if self.stands_out <= 0 and not (self.words_asked or self.words_noted):
            return 0.0  # first among clauses of which none has to do with it
        bears = self.standing.relevant >= _BEARS
        few = log(_USUAL / min(_USUAL, max(1, self.among))) if bears else 0.0
        return weighed(self.features, _OF_CLAUSE, _BIAS + few)

    @property
    def features(self) -> tuple[float, ...]:
        """What the weights of a clause are for, in their order."""
        found, first = self.standing, 1 / (1 + self.standing.place)
        return (
            self.stands_out,
            found.share,
            first,
            _logit(found.relevant),
            self.beside_notes,
            self.figures,
            self.is_row,
            self.rare_asked,
            self.rare_noted,
            self.same_language,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """What a fact is held against; `language` is the message's (a BCP 47 tag)."""

    message: str
    language: str = ""
    notes: Sequence[str] = ()
    usual: Usual | None = None


def relevance(
    case: Case, facts: Sequence[Fact], *, found: Mapping[str, Standing], relate: Relate | None
) -> list[float]:
    """How likely it is that each clause is needed for this case (0-1; 0 for what is no clause: see `recalling`).

    `found`: how retrieval found its passage.
    """
    return [
        each.of_clause if fact.source_kind is SourceKind.POLICY else 0.0
        for fact, each in zip(facts, bearings(case, facts, found=found, relate=relate), strict=True)
    ]


def bearings(
    case: Case, facts: Sequence[Fact], *, found: Mapping[str, Standing], relate: Relate | None
) -> list[Bearing]:
    """What speaks for each fact, in order."""
    message, notes = case.message, case.notes
    to_message, *to_notes = cosines([message[:LONGEST], *notes], facts, relate)
    # Clauses stand out among clauses: our own mail is nearer to any message, whatever it is about.
    clauses = [column for column, fact in enumerate(facts) if fact.source_kind is SourceKind.POLICY]
    to_this_one = _less(to_message, case.usual([fact.text for fact in facts]) if case.usual and facts else ())
    this_one, *by_note = (standing_out(row, clauses) for row in (to_this_one, *to_notes))
    asked = content_stems(message)
    noted = [content_stems(note) for note in notes]
    figures = telling_figures(message)
    words = [content_stems(fact.text) for fact in facts]
    rarity = _rarity([words[column] for column in clauses])
    return [
        Bearing(
            stands_out=this_one.deviations(column),
            beside_notes=max((row.deviations(column) for row in by_note), default=0.0),
            words_asked=min(4, len(asked & stems)),
            words_noted=min(3, max((len(note & stems) for note in noted), default=0)),
            rare_asked=_rare(asked & stems, rarity),
            rare_noted=max((_rare(note & stems, rarity) for note in noted), default=0.0),
            figures=min(2, len(figures & telling_figures(fact.text))),
            is_row=bool(_ROW.match(fact.text)),
            same_language=same_language(fact.language, case.language),
            among=len(clauses),
            standing=found.get(fact.source_id, Standing()),
        )
        for column, (fact, stems) in enumerate(zip(facts, words, strict=True))
    ]


def _rarity(clauses: Sequence[set[str]]) -> Callable[[str], float]:
    """How much a word tells these clauses apart, in nats."""
    having = Counter(word for words in clauses for word in words)
    return lambda word: log((max(_FEWEST, len(clauses)) + 1) / (having[word] + 0.5))


def _rare(words: Iterable[str], rarity: Callable[[str], float]) -> float:
    in_order = sorted(words)  # so that a sum is the same in every run
    return min(_MOST_RARE, sum(map(rarity, in_order)))


def _less(row: Sequence[float], usual: Sequence[float]) -> Sequence[float]:
    return [value - each for value, each in zip(row, usual, strict=True)] if usual else row


def _logit(probability: float) -> float:
    """Between -4 and 3, so that no single doubt or certainty decides."""
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return min(3.0, max(-4.0, log(kept / (1 - kept))))


def _score(ask: str, text: str, cosine: float, row: Sequence[float]) -> float:
    average = sum(row) / len(row)
    stands_out = max(0.0, cosine - 0.79) * 6 + max(0.0, cosine - average) * 6
    return stands_out + 0.5 * _shared_words(ask, text) + 0.4 * _shared_figures(ask, text)


def _shared_words(ask: str, text: str) -> float:
    return min(1.5, len(content_stems(ask) & content_stems(text)) / 2)


def _shared_figures(ask: str, text: str) -> bool:
    """Whether both name the same date, amount, share or number of three digits: a plain 2 or 9 says nothing."""
    ours = telling_figures(ask)
    return bool(ours) and not ours.isdisjoint(telling_figures(text))
