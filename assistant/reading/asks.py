"""What the client wants, charges or threatens, in the client's exact words.

Clauses are judged by the trained head; neighbours of one kind in one sentence become one span unless
they are separate demands. What a text tries to order the assistant to do is told apart, and no ask of the letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import OF_CLIENT, WANTING, Ask, AskKind, Figure, Span
from assistant.reading.clauses import (
    Clause,
    begins_with_and,
    begins_with_report,
    is_asked_of_client,
    joining_words,
)
from assistant.reading.deadlines import split_deadlines
from assistant.reading.features import Matrix
from assistant.reading.lists import PointList, opens_wanting
from assistant.reading.nudges import wants_answer
from assistant.reading.points import read_points
from assistant.reading.signals import find_signals

# How probable it must be that a clause is an ask at all, charges a little more: cross-validated on whole authors.
_THRESHOLD = 0.35
_CHARGE = 0.4
_KINDS = OF_CLIENT
_WEIGHT = {
    AskKind.DEMAND: 1.0,
    AskKind.QUESTION: 0.95,
    AskKind.DEADLINE: 0.8,
    AskKind.THREAT: 0.7,
    AskKind.ACCUSATION: 0.6,
    AskKind.INSULT: 0.3,
    AskKind.ORDER: 0.0,
}
_PLAIN = 0.65  # a demand so probable may begin with "and" after a tale
_HINT = 0.2  # ... and one so probable may be gone on from
_APART = frozenset({"stop", "strong"})  # joints between which two demands are two


def find_asks(
    text: str,
    pieces: Sequence[Clause],
    kinds: Matrix,
    *,
    orders: Sequence[Span],
    lists: Sequence[PointList] = (),
    figures: Sequence[Figure] = (),
    language: str = "en",
) -> tuple[Ask, ...]:
    """The asks of `text`, most weighty first; `kinds` are (n, 7) probabilities, `none` first."""
    points, told = read_points(text, lists, pieces, kinds, figures=figures, language=language)
    points = [
        replace(ask, kind=_kind(ask.kind, ask.text, language)) for ask in points if not _inside(ask, orders)
    ]
    spans: list[tuple[int, int, AskKind, float]] = []
    chances: dict[int, float] = {}
    last: Clause | None = None
    for place, (piece, row) in enumerate(zip(pieces, kinds, strict=True)):
        kind, probability = _likeliest(row)
        kind = _kind(kind, piece.text, language)
        if _tells_on(pieces, kinds, place, language):
            # "Your people stand there and drink coffee": the end of a tale or a charge is no demand.
            kind, probability = (spans[-1][2], probability) if last else (kind, 0.0)
        if kind in WANTING and is_asked_of_client(piece.text, language):
            probability = 0.0  # what they are asked by somebody else
        least = _CHARGE if kind is AskKind.ACCUSATION else _THRESHOLD
        if place in told or probability < least or _inside(piece, orders):
            last = None
            continue
        asked = text[spans[-1][0] : last.end] if last and spans else ""
        if last and asked and _continues(last, piece, (spans[-1][2], kind), asked=asked, language=language):
            start, _, _, before = spans[-1]
            spans[-1] = (start, piece.end, kind, max(before, probability))
        else:
            spans.append((piece.start, piece.end, kind, probability))
        start = spans[-1][0]
        chances[start] = max(chances.get(start, 0.0), float(row[1 + _KINDS.index(AskKind.DEADLINE)]))
        last = piece
    asks = [*points, *(_ask(text, start, end, kind, sure) for start, end, kind, sure in spans)]
    whole = {ask.start for ask in points}
    timed = split_deadlines(text, asks, figures, language=language, chances=chances, points=whole)
    apart = [_told_apart(ask, language) for ask in _distinct(timed)]
    return tuple(sorted(apart, key=lambda ask: (-_WEIGHT[ask.kind] * ask.probability, ask.start)))


def find_ordered(
    order: Span, pieces: Sequence[Clause], kinds: Matrix, *, language: str = "en"
) -> tuple[Ask, ...]:
    """What an order to the assistant wants done; `pieces` are the clauses of its own text, spans those of the message."""
    asks = find_asks(order.text, pieces, kinds, orders=(), language=language)
    return tuple(
        replace(ask, kind=AskKind.ORDER, start=order.start + ask.start, end=order.start + ask.end)
        for ask in asks
        if ask.kind in WANTING
    )


def _likeliest(row: Matrix) -> tuple[AskKind, float]:
    """The likeliest kind of a clause, and how probable it is that the clause is an ask of any kind."""
    return _KINDS[int(row[1:].argmax())], float(1 - row[0])


def _kind(kind: AskKind, words: str, language: str) -> AskKind:
    """The kind; a question that nobody wants answered ("is this a joke?") is a charge."""
    rhetorical = kind is AskKind.QUESTION and find_signals(words, "rhetorical", language=language)
    return AskKind.ACCUSATION if rhetorical else kind


def _tells_on(pieces: Sequence[Clause], kinds: Matrix, place: int, language: str) -> bool:
    """Whether what looks like a demand reports another's words, or goes on ("and ...") where nothing is asked."""
    piece, (kind, probability) = pieces[place], _likeliest(kinds[place])
    if not place or kind is not AskKind.DEMAND or pieces[place - 1].sentence != piece.sentence:
        return False
    if begins_with_report(piece.text, language):
        return True
    if probability >= _PLAIN or not begins_with_and(piece.text, language):
        return False
    before, asking = _likeliest(kinds[place - 1])
    wanting = before in WANTING and asking >= _HINT and not _tells_on(pieces, kinds, place - 1, language)
    return not wanting and not find_signals(piece.text, "request", language=language)


def _ask(text: str, start: int, end: int, kind: AskKind, sure: float) -> Ask:
    if text[start:end].endswith((".", "。")) and not text[start:end].endswith(".."):
        end -= 1
    return Ask(text[start:end], start, end, kind, round(sure, 3))


def _told_apart(ask: Ask, language: str) -> Ask:
    return replace(ask, wants_answer=ask.kind in WANTING and wants_answer(ask.text, language))


def _inside(piece: Clause | Ask, orders: Sequence[Span]) -> bool:
    return any(order.start < piece.end and piece.start < order.end for order in orders)


def _continues(
    last: Clause, piece: Clause, kinds: tuple[AskKind, AskKind], *, asked: str, language: str
) -> bool:
    """Whether a clause belongs to the ask before it, whose words so far are `asked`; `kinds` are that one's and its own."""
    before, kind = kinds
    if last.sentence != piece.sentence or before is not kind:
        return False
    if kind in {AskKind.ACCUSATION, AskKind.THREAT, AskKind.INSULT}:
        return True
    anew = kind is AskKind.DEMAND and _wants(asked, language) and _wants(piece.text, language)
    return piece.joint not in _APART and not anew


def _wants(words: str, language: str) -> bool:
    """Whether it says so itself that it is wanted, as "and I want the report" does and "if not" does not."""
    first, _, rest = words.partition(" ")
    return opens_wanting(rest if first.lower() in joining_words(language) else words, language)


def _distinct(asks: Sequence[Ask]) -> list[Ask]:
    """Each ask once: the same words a second time ("WHERE IS IT?? Where is it?") are left out."""
    seen: set[str] = set()
    kept = []
    for ask in asks:
        bare = re.sub(r"\W+", " ", ask.text.lower()).strip()
        if bare and bare in seen:
            continue
        seen.add(bare)
        kept.append(ask)
    return kept
