"""Which note or clause answers which ask, if any does.

A note is nearer to every ask of its message than to most texts, so what counts is how much nearer it is to this ask than
to the others, whether it stands where the ask stands among its own (people jot down answers in the order of the
questions), and what kind of thing both speak of. "Fix it" says little alone, so it is also read with what stands before it. The weights are a logistic regression over 447 messages of 38 businesses
(train/answers.py), each ask marked with the notes that answer it, judged on authors left out. What it does not know:
why and who, which a note on the same matter answers as little as none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from assistant.domain import Ask, AskKind, Fact, SourceKind, Span
from assistant.drafting.nearness import Relate, cosines, weighed
from assistant.language.figures import find_figures
from assistant.language.sentences import split_sentences
from assistant.language.words import cjk, content_stems

# As large a share of those is right as by words and cosines alone, and half of them are found, not a third.
ANSWERS_FROM = 0.4
PLAINLY_ANSWERS_FROM = 0.6  # of 14 such notes that might have been for the house alone, none was
_WEIGHTS, _BIAS = (1.9, 1.68, 1.68, 1.42, 0.53, 0.32, 0.93, 0.86, -0.71), -1.99
CLAUSE_ANSWERS_FROM = 0.5
_OF_CLAUSE, _CLAUSE_BIAS = (2.45, 0.68), -0.37
SEVERAL = 2  # asks: where one thing alone is asked, nothing shows how much nearer anything is to it
_A_COSINE = 10.0  # so that a usual difference between two cosines is about one
_ENOUGH_WORDS = 8  # content words of a text that says something
_PAIRS_A_WORD = 2.5  # pairs of Chinese characters that count as much as a word elsewhere
_MOST_RARE = 3.0
_TIMES, _MONEY = frozenset(("date", "time", "weekday", "duration")), frozenset(("amount", "percent"))


@dataclass(frozen=True, slots=True)
class Answering:
    """What speaks for a note answering an ask; cosines less their averages over the asks and the notes."""

    apart: float  # from the averages of its row and its column
    apart_in_context: float  # the same, the asks with the sentence before them
    ahead: float  # of the ask that is nearest to the note beside this one
    in_order: float  # 1: the note has the place among the notes that the ask has among the asks
    rare_words: float  # shared by this ask and this note and by few others
    dated: bool
    about_money: bool  # both
    note_length: float  # words of content, as a share of what is enough
    ask_length: float

    @property
    def features(self) -> tuple[float, ...]:
        """What the weights are for, in their order."""
        return astuple(self)

    @property
    def likelihood(self) -> float:
        """That the note answers the ask (0-1)."""
        return weighed(self.features, _WEIGHTS, _BIAS)


def answers(
    asks: Sequence[Ask],
    facts: Sequence[Fact],
    *,
    linked: Sequence[Sequence[float]],
    relate: Relate | None,
    message: str,
) -> dict[tuple[int, int], float]:
    """How likely each fact answers each ask, by the places of both; empty where nothing can tell.

    `linked` are the scores of `linking.link`. Deadlines are left out: mostly they are a part of what is to be done by then.
    """
    if relate is None or len(asks) < SEVERAL:
        return {}
    noted = [at for at, fact in enumerate(facts) if fact.source_kind is SourceKind.NOTE]
    others = [at for at in range(len(facts)) if at not in noted]
    by_note = answering(asks, [facts[at] for at in noted], relate=relate, message=message)
    near = cosines([ask.text for ask in asks], [facts[at] for at in others], relate)
    likely: dict[tuple[int, int], float] = {}
    for ask in (at for at, each in enumerate(asks) if each.kind is not AskKind.DEADLINE):
        likely |= {(ask, at): each.likelihood for at, each in zip(noted, by_note[ask], strict=True)}
        likely |= {
            (ask, at): clause_likelihood(ahead(near, ask, column), linked[ask][at])
            for column, at in enumerate(others)
        }
    return likely


def answering(
    asks: Sequence[Ask], notes: Sequence[Fact], *, relate: Relate, message: str
) -> list[list[Answering]]:
    """What speaks for each note (columns) answering each ask (rows), a span of the message."""
    if not (asks and notes):
        return [[] for _ in asks]
    near = cosines([ask.text for ask in asks], notes, relate)
    asked, noted = [content_stems(ask.text) for ask in asks], [content_stems(note.text) for note in notes]
    having = Counter(word for words in noted for word in words)
    wanting = Counter(word for words in asked for word in words)
    places = sorted(range(len(asks)), key=lambda at: asks[at].start)
    kinds = [{figure.kind for figure in find_figures(ask.text)} for ask in asks]
    note_kinds = [{figure.kind for figure in find_figures(note.text)} for note in notes]
    sentences = split_sentences(message)
    apart = _apart(near)
    in_context = _apart(cosines([_with_context(ask, sentences, message) for ask in asks], notes, relate))

    def of(row: int, column: int) -> Answering:
        ask, note = asks[row], notes[column]
        shared = sum(1 / (having[word] * wanting[word]) for word in sorted(asked[row] & noted[column]))
        order = (places.index(row) + 0.5) / len(asks) - (column + 0.5) / len(notes)
        return Answering(
            apart=apart[row][column],
            apart_in_context=in_context[row][column],
            ahead=ahead(near, row, column),
            in_order=1 - abs(order),
            rare_words=min(_MOST_RARE, shared / (_PAIRS_A_WORD if cjk(ask.text) else 1)),
            dated=bool(note_kinds[column] & _TIMES),
            about_money=bool(kinds[row] & _MONEY and note_kinds[column] & _MONEY),
            note_length=_length(noted[column], note.text),
            ask_length=_length(asked[row], ask.text),
        )

    return [[of(row, column) for column in range(len(notes))] for row in range(len(asks))]


def clause_likelihood(nearer: float, linked: float) -> float:
    """That a clause or past reply that the letter quotes answers an ask (0-1), by how far it is `ahead` and by its link."""
    return weighed((nearer, linked), _OF_CLAUSE, _CLAUSE_BIAS)


def ahead(near: Sequence[Sequence[float]], row: int, column: int) -> float:
    """How much nearer a fact (column) is to this ask (row) than to the nearest of the others; 0 where there are none."""
    others = [other[column] for at, other in enumerate(near) if at != row]
    return _A_COSINE * (near[row][column] - max(others)) if others else 0.0


def _with_context(ask: Ask, sentences: Sequence[Span], message: str) -> str:
    """The sentences of an ask with the one before them."""
    around = [at for at, each in enumerate(sentences) if each.start < ask.end and ask.start < each.end]
    return message[sentences[max(0, around[0] - 1)].start : sentences[around[-1]].end] if around else ask.text


def _apart(near: Sequence[Sequence[float]]) -> list[list[float]]:
    """How far each cosine is from the averages of its row and its column."""
    by_row = [_mean(row) for row in near]
    by_column = [_mean(column) for column in zip(*near, strict=True)]
    overall = _mean(by_row)
    return [
        [
            _A_COSINE * (value - row - column + overall)
            for value, column in zip(values, by_column, strict=True)
        ]
        for values, row in zip(near, by_row, strict=True)
    ]


def _length(stems: set[str], text: str) -> float:
    return min(1.0, len(stems) / (_PAIRS_A_WORD if cjk(text) else 1) / _ENOUGH_WORDS)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
