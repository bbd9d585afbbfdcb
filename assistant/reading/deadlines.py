"""The time named inside a demand, as a deadline of its own: "the difference credited | by month end"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Ask, AskKind, Figure
from assistant.reading.signals import find_signals

_TIMES = frozenset({"date", "time", "weekday", "duration"})
_GAP = 5  # characters between two figures of one time: "Friday at 3 pm"
_REACH = 14  # characters a word such as "before" may stand ahead of the figure
# How probable a deadline must be: with a word such as "before" beside the time, and without.
_WITH_WORD, _BARE = 0.03, 0.08
_LEFT = 0.5  # share of the demand that must be left when the time is taken off


def split_deadlines(
    text: str, asks: Sequence[Ask], figures: Sequence[Figure], *, language: str, chances: dict[int, float]
) -> tuple[Ask, ...]:
    """`asks` with the times in demands, questions and threats as asks of kind deadline.

    `chances` maps the start of an ask to the head's probability that it is (also) a deadline.
    """
    found: list[Ask] = []
    for ask in asks:
        span = None if ask.kind is AskKind.DEADLINE else _time_span(text, ask, figures, language)
        if ask.kind is AskKind.ACCUSATION or ask.kind is AskKind.INSULT or span is None:
            found.append(ask)
            continue
        chance = chances.get(ask.start, 0.0)
        if chance < (_WITH_WORD if span[2] else _BARE):
            found.append(ask)
            continue
        found.append(_rest(text, ask, span))
        found.append(
            Ask(text[span[0] : span[1]], span[0], span[1], AskKind.DEADLINE, round(max(chance, 0.5), 3))
        )
    return tuple(found)


def _time_span(text: str, ask: Ask, figures: Sequence[Figure], language: str) -> tuple[int, int, bool] | None:
    times = [one for one in figures if one.kind in _TIMES and ask.start <= one.start and one.end <= ask.end]
    if not times:
        return None
    start, end = times[0].start, times[0].end
    for one in times[1:]:
        if one.start - end <= _GAP:
            end = one.end
    words = find_signals(text[ask.start : ask.end], "deadline", language=language)
    near = [ask.start + word.start for word in words if 0 <= start - (ask.start + word.start) <= _REACH]
    tail = [ask.start + word.end for word in words if -2 <= ask.start + word.start - end <= 1]
    said = any(word.start + ask.start < start or word.end + ask.start > end for word in words)
    return min([start, *near]), max([end, *tail]), bool(said and (near or tail))


def _rest(text: str, ask: Ask, span: tuple[int, int, bool]) -> Ask:
    """The ask without the time, if the time stands at one of its ends and enough is left."""
    strip = " ,;:，；：\n"
    if len(text[span[1] : ask.end].strip(strip)) <= 2:
        start, end = ask.start, ask.start + len(text[ask.start : span[0]].rstrip(strip))
    elif len(text[ask.start : span[0]].strip(strip)) <= 2:
        start, end = ask.end - len(text[span[1] : ask.end].lstrip(strip)), ask.end
    else:
        return ask
    if end - start < _LEFT * (ask.end - ask.start):
        return ask
    return replace(ask, text=text[start:end], start=start, end=end)
