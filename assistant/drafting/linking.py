"""Which fact bears on the case, and which ask it answers: meaning, shared words and shared figures.

e5 cosines lie between .75 and .87 for anything, so only what stands out from the average of its row
counts. The weights of `relevance` are a logistic regression over the sample worlds (873 candidate
facts, 107 of them named by a person as what a right answer rests on; area under the curve .76 for
clauses and .72 for past replies on the world left out). What it does not know: a clause that
answers in other words than the message and the notes use, most of all across languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp

from assistant.domain import Fact, SourceKind
from assistant.language.figures import find_figures
from assistant.language.words import content_stems

Relate = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]
"""(n texts, m texts) -> n rows of m cosines."""

# Read off by eye: below it, an ask and a fact share a topic but no point. A question is met by less than a demand.
LINKED = 0.5
LINKED_TO_QUESTION = 0.2
_LONGEST = 1500  # characters of the message that are compared as a whole
_TELLING = ("amount", "percent", "date", "duration")


def link(asks: Sequence[str], facts: Sequence[Fact], relate: Relate | None) -> list[list[float]]:
    """A score for each ask (rows) and fact (columns); >= LINKED means the fact bears on the ask."""
    meaning = _meaning(asks, facts, relate)
    return [
        [_score(ask, fact.text, cosine, row) for fact, cosine in zip(facts, row, strict=True)]
        for ask, row in zip(asks, meaning, strict=True)
    ]


def relevance(
    message: str,
    notes: Sequence[str],
    facts: Sequence[Fact],
    *,
    found: Mapping[str, float],
    relate: Relate | None,
) -> list[float]:
    """How likely it is that each fact is needed for this case (0-1).

    `found` is how well retrieval found the passage of a fact, as a share of the best of its kind.
    """
    rows = _above_average(_meaning([message[:_LONGEST], *notes], facts, relate))
    asked = content_stems(message)
    noted = [content_stems(note) for note in notes]
    figures = _telling_figures(message)
    return [
        _probability(
            fact.source_kind,
            to_message=rows[0][column],
            to_notes=max((row[column] for row in rows[1:]), default=0.0),
            words_asked=min(4, len(asked & stems)),
            words_noted=min(3, max((len(note & stems) for note in noted), default=0)),
            figures=min(2, len(figures & _telling_figures(fact.text))),
            found=found.get(fact.source_id, 0.0),
        )
        for column, fact, stems in ((c, fact, content_stems(fact.text)) for c, fact in enumerate(facts))
    ]


def _probability(
    kind: SourceKind,
    *,
    to_message: float,
    to_notes: float,
    words_asked: int,
    words_noted: int,
    figures: int,
    found: float,
) -> float:
    if kind is SourceKind.POLICY:
        total = 19.6 * to_message + 0.43 * words_asked + 0.49 * words_noted + 1.7 * found - 3.7
    else:
        total = 12.9 * to_notes + 0.15 * words_asked + 0.40 * words_noted + 0.8 * figures + 1.95 * found - 4.2
    return 1 / (1 + exp(-total))


def _meaning(texts: Sequence[str], facts: Sequence[Fact], relate: Relate | None) -> Sequence[Sequence[float]]:
    if not texts or not facts or relate is None:
        return [[0.0] * len(facts) for _ in texts]
    return relate(texts, [fact.text for fact in facts])


def _above_average(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    averages = [sum(row) / len(row) if row else 0.0 for row in rows]
    return [[value - average for value in row] for row, average in zip(rows, averages, strict=True)]


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
