"""Stretches of a text as sorted, disjoint (start, end) pairs, each question answered by halving.

A text made of thousands of quotations costs no more a place than a letter with one.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable

Spans = tuple[tuple[int, int], ...]


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The stretches in order, those that overlap made one. The other functions want them so."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def inside(start: int, end: int, spans: Spans) -> bool:
    """Whether the stretch lies within one of the spans."""
    place = bisect_right(spans, (start, sys.maxsize)) - 1
    return place >= 0 and end <= spans[place][1]


def touches(start: int, end: int, spans: Spans) -> bool:
    """Whether the stretch shares a character with one of the spans."""
    return bool(overlapping(start, end, spans))


def overlapping(start: int, end: int, spans: Spans) -> Spans:
    """The spans that share a character with the stretch."""
    first = max(bisect_right(spans, (start, sys.maxsize)) - 1, 0)
    if first < len(spans) and spans[first][1] <= start:
        first += 1
    return spans[first : bisect_right(spans, (end - 1, sys.maxsize))]


def blanked(text: str, spans: Spans) -> str:
    """The text with the spans as blanks, so that offsets stay."""
    kept, reached = [], 0
    for start, end in spans:
        kept += [text[reached:start], " " * (end - start)]
        reached = end
    return "".join([*kept, text[reached:]])
