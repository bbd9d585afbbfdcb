"""How hot a message is, on which words that rests, and whether it rises over the thread.

1 irritated, 2 annoyed, 3 angry, 4 furious or threatening, 5 abusive, violent or desperate. The head
decides; violence and words of self-harm always count as 5. Icy politeness and sarcasm are words of
heat too: praise in a message full of charges is not taken for calm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.domain import Ask, AskKind, Span
from assistant.reading.features import Matrix
from assistant.reading.heads import of_message
from assistant.reading.signals import find_signals

_LISTS = ("violence", "self_harm", "swearing", "insult", "heat", "deceit", "threat", "repeated")
_SHOUT = re.compile(r"(?:\b[^\W\d_a-zа-яёà-öø-ÿ]{3,}\b[ ,]*)+[!?]*|[!?！？]{2,}")
_HOT = frozenset({AskKind.ACCUSATION, AskKind.THREAT, AskKind.INSULT})


def find_temperature(cues: Matrix, embedded: Matrix | None) -> int:
    """1 to 5: the middle of the head's probabilities, which errs by the fewest steps."""
    row = of_message("temperature", cues, embedded)
    return int(np.searchsorted(np.cumsum(row), 0.5)) + 1


def find_heat(text: str, language: str, asks: Sequence[Ask]) -> tuple[Span, ...]:
    """The words a temperature rests on, in order; `note` names the list or "shouting"."""
    spans = [span for name in _LISTS for span in find_signals(text, name, language=language)]
    if any(ask.kind in _HOT for ask in asks):
        spans += find_signals(text, "irony", language=language)
    if _has_cases(text):
        spans += [
            Span(
                match.group().strip(" ,"),
                match.start(),
                match.start() + len(match.group().strip(" ,")),
                "shouting",
            )
            for match in _SHOUT.finditer(text)
            if len(match.group().strip(" ,")) > 1
        ]
    return _without_overlaps(spans)


def _has_cases(text: str) -> bool:
    return any(character.islower() for character in text) or text.isupper() or "！！" in text


def _without_overlaps(spans: Sequence[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in spans:
        if not any(one.start < span.end and span.start < one.end for one in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))


def find_trend(now: int, earlier: Sequence[int]) -> str:
    """`rising`, `falling` or `steady` against the client's earlier messages (newest first)."""
    if not earlier:
        return "steady"
    change = now - sum(earlier[:3]) / len(earlier[:3])
    return "rising" if change >= 0.75 else "falling" if change <= -0.75 else "steady"
