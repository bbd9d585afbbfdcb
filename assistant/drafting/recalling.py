"""Which sentence of our past replies to this client answers what is asked now, so that the letter may quote it.

A stray quote of our own mail reads as a non sequitur or a reproach, and most messages need none. The weights are a
logistic regression over past replies to clients of 22 businesses (train/quotes.py), each sentence marked as one a good
answer quotes or not, judged on authors left out. What it does not know: an order, an event or an offer of another time
that neither a figure nor a word gives away, and a sentence that feels with the client in the message's own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain import Fact, Match, SourceKind
from assistant.drafting.nearness import LONGEST, Relate, cosines, standing_out, weighed
from assistant.language.figures import figures_of, telling_figures
from assistant.language.words import cjk, content_stems

QUOTE_FROM = 0.6  # three of four are right from there on, on authors left out
SECOND_QUOTE_FROM = 0.7  # below it every second one of them was about something else
_WEIGHTS, _BIAS = (2.71, 0.82, 0.76, 0.97, 0.44, 0.45, 1.94, -1.55), -6.02
_ENOUGH_WORDS = 8  # content words of a sentence that says something
_PAIRS_A_WORD, _PAIRS_SHARED = 3.0, 2.5  # pairs of Chinese characters that count as much as a word elsewhere
_DATE = re.compile(r"(\d{4}|-)-(\d\d)-(\d\d)")
_DAY_ALONE = re.compile(r"---(\d\d)")
_ORDER = re.compile(r"(?!(?:19|20)\d\d$)\d{4,9}")
_HALF_A_YEAR = 186


@dataclass(frozen=True, slots=True)
class Recall:
    """What speaks for quoting a sentence of ours; `stands_out` in deviations of this client's sentences."""

    found: float  # the score by which retrieval found its exchange
    stands_out: float
    noted: int  # words shared with one note
    figures: int  # telling ones shared with the message
    has_figure: bool
    words: float  # shared with the message
    length: float  # its words of content, as a share of what is enough
    has_date: bool
    # Names a day that was past when we wrote, or a price and its term, or stands in an exchange on another order by its
    # number; nobody does now.
    of_another: bool

    @property
    def features(self) -> tuple[float, ...]:
        """What the weights are for, in their order."""
        return (
            self.found,
            self.stands_out,
            self.noted,
            self.figures,
            self.has_figure,
            self.words,
            self.length,
            self.has_date,
        )

    @property
    def likelihood(self) -> float:
        """That a good answer quotes it (0-1)."""
        if self.of_another:
            return 0.0
        return weighed(self.features, _WEIGHTS, _BIAS)


def recalls(
    message: str,
    notes: Sequence[str],
    sentences: Sequence[Fact],
    matches: Sequence[Match],
    *,
    relate: Relate | None,
) -> list[Recall]:
    """What speaks for each of the sentences of past replies; `matches` hold these replies whole."""
    score = {match.id: match.score for match in matches}
    asked, noted = content_stems(message), [content_stems(note) for note in notes]
    telling = telling_figures(message)
    named = {figure.value for text in (message, *notes) for figure in figures_of(text)}
    orders = _orders("\n".join((message, *notes)))
    about = {
        match.id: _orders(f"{match.title}\n{match.text}\n{match.reply}")
        for match in matches
        if match.kind is SourceKind.EXCHANGE
    }
    near = standing_out(cosines([message[:LONGEST]], sentences, relate)[0], range(len(sentences)))
    return [
        Recall(
            found=score[fact.source_id],
            stands_out=near.deviations(at),
            noted=min(3, max((len(stems & note) for note in noted), default=0)),
            figures=min(2, len(telling & telling_figures(fact.text))),
            has_figure=bool(telling_figures(fact.text)),
            words=min(4.0, len(stems & asked) / (_PAIRS_SHARED if cjk(fact.text) else 1)),
            length=min(1.0, len(stems) / (_PAIRS_A_WORD if cjk(fact.text) else 1) / _ENOUGH_WORDS),
            has_date=any(figure.kind == "date" for figure in figures_of(fact.text)),
            of_another=_of_another_time(fact, named) or _of_another_order(about[fact.source_id], orders),
        )
        for at, (fact, stems) in enumerate((fact, content_stems(fact.text)) for fact in sentences)
    ]


def _of_another_time(fact: Fact, named: set[str]) -> bool:
    days = _of_kinds(fact.text, "date") - named
    over = [day for day in days if fact.day is not None and _over_by(day, fact.day)]
    priced = bool(_of_kinds(fact.text, "amount", "percent") - named)
    return bool(over) or (priced and bool(days))


def _of_another_order(about: set[str], orders: set[str]) -> bool:
    return bool(about and orders) and about.isdisjoint(orders)


def _orders(text: str) -> set[str]:
    """What may be the number of an order or invoice: a code, or four to nine digits that are no year and no sum."""
    return {
        figure.value
        for figure in figures_of(text)
        if figure.kind == "code" or (figure.kind == "number" and _ORDER.fullmatch(figure.value))
    }


def _over_by(day: str, written: date) -> bool:
    """Whether a day as written, mostly without its year, had come when we wrote: a month and a day mean the nearest of
    their name, a day alone the one of the month we wrote in."""
    if alone := _DAY_ALONE.match(day):
        return int(alone[1]) <= written.day
    parts = _DATE.fullmatch(day)
    if parts is None:
        return False
    if parts[1] != "-":
        return day <= written.isoformat()
    after = (int(parts[2]) - written.month) * 31 + int(parts[3]) - written.day
    return -_HALF_A_YEAR < after <= 0 or after > _HALF_A_YEAR


def _of_kinds(text: str, *kinds: str) -> set[str]:
    return {figure.value for figure in figures_of(text) if figure.kind in kinds}
