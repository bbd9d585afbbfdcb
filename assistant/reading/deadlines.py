"""The time named inside a demand, as a deadline of its own: "the difference credited | by month end"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from assistant.domain import Ask, AskKind, Figure, Span
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base
from assistant.reading.signals import find_signals

TIMES = frozenset({"date", "time", "weekday", "duration"})
_TIMELESS = frozenset({AskKind.DEADLINE, AskKind.ACCUSATION, AskKind.INSULT})
_GAP = 5  # characters between two figures of one time: "Friday at 3 pm"
_REACH = 14  # characters a word such as "before" may stand ahead of the figure
# How probable a deadline must be: with a word such as "before" beside the time, and without.
_WITH_WORD, _BARE = 0.03, 0.08
_LEFT = 0.5  # share of the demand that must be left when the time is taken off


def split_deadlines(
    text: str,
    asks: Sequence[Ask],
    figures: Sequence[Figure],
    *,
    language: str,
    chances: dict[int, float],
    points: Collection[int] = (),
) -> tuple[Ask, ...]:
    """`asks` with the times in demands, questions and threats as asks of kind deadline.

    `chances` maps the start of an ask to the head's probability that it is (also) a deadline. `points` are
    the starts of asks from lists: they keep all their words, and only a time with a word such as "before" counts.
    """
    found: list[Ask] = []
    for ask in asks:
        time = None if ask.kind in _TIMELESS else find_time(text, ask.start, ask.end, figures, language)
        whole = ask.start in points
        chance = ask.probability if whole else chances.get(ask.start, 0.0)
        if time is None or chance < (_WITH_WORD if time.note else _BARE) or (whole and not time.note):
            found.append(ask)
            continue
        found.append(ask if whole else _rest(text, ask, time))
        found.append(Ask(time.text, time.start, time.end, AskKind.DEADLINE, round(max(chance, 0.5), 3)))
    return tuple(found)


def find_time(text: str, start: int, end: int, figures: Sequence[Figure], language: str) -> Span | None:
    """The first time in `text[start:end]` with the words about it; its note is "due" where one says "before"."""
    times = [one for one in figures if one.kind in TIMES and start <= one.start and one.end <= end]
    if not times:
        return None
    first, last = times[0].start, times[0].end
    for one in times[1:]:
        if one.start - last <= _GAP:
            last = one.end
    words = find_signals(text[start:end], "deadline", language=language)
    near = [start + word.start for word in words if 0 <= first - (start + word.start) <= _REACH]
    tail = [start + word.end for word in words if -2 <= start + word.start - last <= 1]
    said = any(word.start + start < first or word.end + start > last for word in words)
    left, right = min([_attached(text, start, first, language), *near]), max([last, *tail])
    return Span(text[left:right], left, right, "due" if said and (near or tail) else "")


def _attached(text: str, start: int, first: int, language: str) -> int:
    """Where the small words begin that stand before a time: "on the 5th"."""
    small = _small_words().get(base(language), [])
    while word := re.search(r"(?<![^\s])([^\W\d]+)\s+$", text[start:first]):
        if word.group(1).lower() not in small:
            break
        first = start + word.start()
    return first


@cache
def _small_words() -> dict[str, list[str]]:
    parts = ("knowledge", "reading", "times.yaml")
    with naming(*parts):
        return {language: words.split() for language, words in data_of(*parts).items()}


def _rest(text: str, ask: Ask, time: Span) -> Ask:
    """The ask without the time, if the time stands at one of its ends and enough is left."""
    strip = " ,;:，；：\n"
    if len(text[time.end : ask.end].strip(strip)) <= 2:
        start, end = ask.start, ask.start + len(text[ask.start : time.start].rstrip(strip))
    elif len(text[ask.start : time.start].strip(strip)) <= 2:
        start, end = ask.end - len(text[time.end : ask.end].lstrip(strip)), ask.end
    else:
        return ask
    if end - start < _LEFT * (ask.end - ask.start):
        return ask
    return replace(ask, text=text[start:end], start=start, end=end)
