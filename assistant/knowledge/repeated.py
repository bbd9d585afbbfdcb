"""Which of a client's asks was asked before and answered: the ask, the exchange, the day of our answer.

A client who is angry asks once more for what was answered; the letter then points to the dated answer and gives no
new reasons. An ask counts as repeated when it is nearer to what the client wrote then than client sentences in general
are, when they share words and figures, and when the message says 'again'. Weights from a logistic regression over
pairs in six languages (train/repeats.py). What it does not know: whether the answer was a good one, and two
asks that differ in one word ('the report for May', 'for June') look alike to it unless that word is a figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from assistant.domain import TO_SETTLE, Exchange, Reading, Repeat
from assistant.knowledge.terms import is_unspaced, plain_form
from assistant.language.figures import find_figures
from assistant.language.sentences import split_sentences
from assistant.language.shipped_data import data_of, naming
from assistant.language.words import content_stems

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

Embed = Callable[[Sequence[str]], "Array"]
"""Texts to unit vectors of the query side, (n, d)."""

REPEATED = 0.5  # two false of 53, with 19 of 34 found
_LEAD, _WORDS, _FIGURE, _AGAIN, _BIAS = 31.8, 1.43, 2.62, 0.96, -3.33
_USUAL = 3  # so many of the nearest general sentences say how near is usual
_MOST_EXCHANGES = 4
_MOST_SENTENCES = 6
_SHORTEST = 4  # letters of a sentence that can ask for something


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two things a client wrote are.

    `lead`: cosine above the usual; `words` and `figure`: in common; `again`: the later one says so of itself.
    """

    lead: float
    words: float
    figure: bool
    again: bool

    @property
    def probability(self) -> float:
        """That the later one asks for the same as the earlier one."""
        value = _LEAD * self.lead + _WORDS * self.words + _FIGURE * self.figure
        value += _AGAIN * self.again + _BIAS
        return 1.0 / (1.0 + math.exp(-value))


def repeated(
    reading: Reading, exchanges: Sequence[Exchange], *, embed: Embed, usual: Array
) -> tuple[Repeat, ...]:
    """The asks that this client's own exchanges answer already, each with the newest exchange that does.

    `usual` are vectors of sentences clients write in general, (n, d); without any nothing is told.
    """
    asks = [(at, ask) for at, ask in enumerate(reading.asks) if ask.kind in TO_SETTLE]
    earlier = [(each, text) for each in _nearest(reading, exchanges) for text in _sentences(each.message)]
    if not asks or not earlier or not len(usual):
        return ()
    vectors = embed([*(ask.text for _, ask in asks), *(text for _, text in earlier)])
    again = says_again(reading.text)
    found: dict[int, Repeat] = {}
    for row, (at, ask) in enumerate(asks):
        for column, (exchange, text) in enumerate(earlier, start=len(asks)):
            lead = above_usual(vectors[column], vectors[row], usual)
            alike = likeness(text, ask.text, lead=lead, again=again, language=reading.language)
            repeat = _repeat(at, exchange, alike.probability)
            if alike.probability >= REPEATED and _is_better(repeat, found.get(at)):
                found[at] = repeat
    return tuple(found.values())


def likeness(earlier: str, later: str, *, lead: float, again: bool, language: str = "") -> Likeness:
    """How alike two texts are, beside their vectors (`lead`, see `above_usual`)."""
    words, known = content_stems(later), content_stems(earlier)
    return Likeness(
        lead=lead,
        words=len(words & known) / min(len(words), len(known)) if words and known else 0.0,
        figure=bool(_figures(later, language) & _figures(earlier, language)),
        again=again,
    )


def above_usual(earlier: Array, later: Array, usual: Array) -> float:
    """By how much two texts are nearer to each other than the earlier one is to what clients write in general."""
    import numpy

    return float(earlier @ later - numpy.sort(usual @ earlier)[-_USUAL:].mean())


def says_again(text: str) -> bool:
    """Whether a message says of itself that it asks once more (knowledge/repeats.yaml)."""
    return bool(_again().search(plain_form(text)))


def _nearest(reading: Reading, exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The answered exchanges that share most words with the message, the newest of equals first."""
    asked = content_stems(reading.text)
    answered = [each for each in exchanges if each.message and each.reply]
    newest = sorted(answered, key=_answered_on, reverse=True)
    return sorted(newest, key=lambda each: -len(asked & content_stems(each.message)))[:_MOST_EXCHANGES]


def _sentences(text: str) -> list[str]:
    long = [each.text for each in split_sentences(text) if sum(c.isalpha() for c in each.text) >= _SHORTEST]
    return long[:_MOST_SENTENCES]


def _repeat(ask: int, exchange: Exchange, probability: float) -> Repeat:
    day = exchange.replied_at or exchange.asked_at
    return Repeat(
        ask=ask,
        exchange=exchange.id,
        source=exchange.source,
        day=day.date() if day else None,
        answer=exchange.reply,
        probability=round(probability, 3),
    )


def _is_better(new: Repeat, known: Repeat | None) -> bool:
    """The newest answer is the one to point to."""
    return known is None or (str(new.day or ""), new.probability) > (str(known.day or ""), known.probability)


def _answered_on(exchange: Exchange) -> str:
    return str(exchange.replied_at or exchange.asked_at or "")


def _figures(text: str, language: str) -> set[str]:
    return {figure.value for figure in find_figures(text, language=language)}


@cache
def _again() -> re.Pattern[str]:
    with naming("knowledge", "repeats.yaml"):
        lists: Mapping[str, Sequence[str]] = data_of("knowledge", "repeats.yaml")["again"]
        words = sorted({plain_form(str(word)) for words in lists.values() for word in words})
    return re.compile(
        "|".join((r"" if is_unspaced(word[0]) else r"(?<!\w)") + re.escape(word) for word in words)
    )
