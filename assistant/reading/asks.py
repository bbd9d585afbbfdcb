"""What the client wants, charges or threatens, in the client's exact words.

Clauses are judged by the trained head; neighbours of one kind in one sentence become one span unless
they are separate demands. Text that tries to give orders to the assistant is never an ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain import Ask, AskKind, Figure, Span
from assistant.reading.clauses import Clause
from assistant.reading.deadlines import split_deadlines
from assistant.reading.features import Matrix

# How probable it must be that a clause is an ask at all, charges a little more: cross-validated on whole authors.
_THRESHOLD = 0.35
_CHARGE = 0.4
_KINDS = tuple(AskKind)
_WEIGHT = {
    AskKind.DEMAND: 1.0,
    AskKind.QUESTION: 0.95,
    AskKind.DEADLINE: 0.8,
    AskKind.THREAT: 0.7,
    AskKind.ACCUSATION: 0.6,
    AskKind.INSULT: 0.3,
}
_APART = frozenset({"stop", "strong"})  # joints between which two demands are two


def find_asks(
    text: str,
    pieces: Sequence[Clause],
    kinds: Matrix,
    *,
    orders: Sequence[Span],
    figures: Sequence[Figure] = (),
    language: str = "en",
) -> tuple[Ask, ...]:
    """The asks of `text`, most weighty first; `kinds` are (n, 7) probabilities, `none` first."""
    spans: list[tuple[int, int, AskKind, float]] = []
    chances: dict[int, float] = {}
    last: Clause | None = None
    for piece, row in zip(pieces, kinds, strict=True):
        kind, probability = _KINDS[int(row[1:].argmax())], float(1 - row[0])
        least = _CHARGE if kind is AskKind.ACCUSATION else _THRESHOLD
        if probability < least or _inside(piece, orders):
            last = None
            continue
        if last and spans and _continues(last, piece, spans[-1][2], kind):
            start, _, _, before = spans[-1]
            spans[-1] = (start, piece.end, kind, max(before, probability))
        else:
            spans.append((piece.start, piece.end, kind, probability))
        start = spans[-1][0]
        chances[start] = max(chances.get(start, 0.0), float(row[1 + _KINDS.index(AskKind.DEADLINE)]))
        last = piece
    asks = [_ask(text, start, end, kind, sure) for start, end, kind, sure in spans]
    timed = split_deadlines(text, asks, figures, language=language, chances=chances)
    return tuple(sorted(_distinct(timed), key=lambda ask: (-_WEIGHT[ask.kind] * ask.probability, ask.start)))


def _ask(text: str, start: int, end: int, kind: AskKind, sure: float) -> Ask:
    if text[start:end].endswith((".", "。")) and not text[start:end].endswith(".."):
        end -= 1
    return Ask(text[start:end], start, end, kind, round(sure, 3))


def _inside(piece: Clause, orders: Sequence[Span]) -> bool:
    return any(order.start < piece.end and piece.start < order.end for order in orders)


def _continues(last: Clause, piece: Clause, before: AskKind, kind: AskKind) -> bool:
    if last.sentence != piece.sentence or before is not kind:
        return False
    return piece.joint not in _APART or kind in {AskKind.ACCUSATION, AskKind.THREAT, AskKind.INSULT}


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
