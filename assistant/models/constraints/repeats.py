"""Nothing is said twice, and no long run is copied from what the model was shown.

A run is eight words, or sixteen characters of unspaced writing. Only the last word of a run is taken
back: the text goes on differently from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.models.constraints.rule import Offence, Verdict

_WORDS, _CHARACTERS = 8, 16
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNIT = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*")
_SENTENCE_END = re.compile(r"[.!?…。！？]+(?=\s|$)|[。！？]|\n")
# Shorter sentences ("Thank you.") may come again.
_SHORT_SENTENCE = 4

_Run = tuple[str, ...]


class NothingTwice:
    """`seen` are texts of which no long run and no whole sentence may be copied."""

    def __init__(self, seen: Iterable[str] = (), *, free: int = 0) -> None:
        self._free = free
        self._runs: set[_Run] = set()
        self._sentences: set[_Run] = set()
        for text in seen:
            units = _units(text)
            self._runs.update(_runs(units))
            self._sentences.update(_sentences(text))

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """The last word of a copied run offends, and that of a sentence that was there before."""
        units = list(_UNIT.finditer(text))
        done = _finished(units, text, ended=ended)
        words = [match.group().casefold() for match in units]
        offence = self._copied(words, units, fresh, done) or self._said(text, fresh, ended=ended)
        at_word = bool(units) and not text[units[-1].end() :].strip()
        return Verdict(units[-1].start() if at_word else len(text), offence)

    def _copied(
        self, words: Sequence[str], units: Sequence[re.Match[str]], fresh: int, done: int
    ) -> Offence | None:
        first = next((place for place in range(done - 1, -1, -1) if units[place].end() < fresh), -1) + 1
        for last in range(first, done):
            size = _CHARACTERS if _is_unspaced(words[last]) else _WORDS
            run = tuple(words[last - size + 1 : last + 1]) if last + 1 >= size else ()
            if run and units[last].end() > self._free and (run in self._runs or _occurs(words, run, last)):
                return Offence(units[last].start(), units[last].end())
        return None

    def _said(self, text: str, fresh: int, *, ended: bool) -> Offence | None:
        ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        if ended and (not ends or ends[-1] < len(text.rstrip())):
            ends.append(len(text))
        before: set[_Run] = set()
        start = 0
        for end in ends:
            sentence = tuple(_units(text[start:end]))
            is_new = end >= fresh and end > self._free and len(sentence) >= _SHORT_SENTENCE
            if is_new and (sentence in before or sentence in self._sentences):
                last = list(_UNIT.finditer(text, start, end))[-1]
                return Offence(last.start(), end)
            before.add(sentence)
            start = end
        return None


def _units(text: str) -> list[str]:
    return [match.group().casefold() for match in _UNIT.finditer(text)]


def _runs(units: Sequence[str]) -> Iterable[_Run]:
    for size in (_WORDS, _CHARACTERS):
        for start in range(len(units) - size + 1):
            yield tuple(units[start : start + size])


def _sentences(text: str) -> Iterable[_Run]:
    for part in _SENTENCE_END.split(text):
        sentence = tuple(_units(part))
        if len(sentence) >= _SHORT_SENTENCE:
            yield sentence


def _occurs(words: Sequence[str], run: _Run, last: int) -> bool:
    """Whether the run stands in the words before, not overlapping itself."""
    size = len(run)
    return any(tuple(words[start : start + size]) == run for start in range(last - 2 * size + 2))


def _is_unspaced(unit: str) -> bool:
    return re.match(f"[{_UNSPACED}]", unit) is not None


def _finished(units: Sequence[re.Match[str]], text: str, *, ended: bool) -> int:
    """How many units will not grow any more."""
    if not units or ended or units[-1].end() < len(text) or _is_unspaced(units[-1].group()):
        return len(units)
    return len(units) - 1
