"""Nothing is said twice, and no long run is copied from what the model was shown.

A run is eight words, or sixteen characters of unspaced writing. Only the last word of a run is taken
back: the text goes on differently from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.models.constraints.rule import Offence, Verdict
from assistant.models.constraints.words import UNSPACED, GrowingWords, Word, words_of

_WORDS, _CHARACTERS = 8, 16
_SENTENCE_END = re.compile(r"[.!?…。！？]+(?=\s|$)|[。！？]|\n")
_ENDERS = frozenset(".!?…。！？\n")
# Shorter sentences ("Thank you.") may come again.
_SHORT_SENTENCE = 4

_Run = tuple[str, ...]


class NothingTwice:
    """`seen` are texts of which no long run and no whole sentence may be copied."""

    def __init__(self, seen: Iterable[str] = (), *, free: int = 0) -> None:
        self._free = free
        self._runs: set[_Run] = set()
        self._sentences: set[_Run] = set()
        self._words = GrowingWords()
        self._told = _Told("", 0, frozenset())
        for text in seen:
            self._runs.update(_runs([word.text for word in words_of(text)]))
            self._sentences.update(_sentences(text))

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """The last word of a copied run offends, and that of a sentence that was there before."""
        words = self._words.read(text)
        done = _finished(words, text, ended=ended)
        offence = self._copied(words, fresh, done)
        if offence is None and (ended or not _ENDERS.isdisjoint(text[max(0, fresh - 1) :])):
            offence = self._said(text, fresh, ended=ended)
        return Verdict(self._pending(text, words), offence)

    def _copied(self, words: Sequence[Word], fresh: int, done: int) -> Offence | None:
        first = next((place for place in range(done - 1, -1, -1) if words[place].end < fresh), -1) + 1
        for last in range(first, done):
            size = _CHARACTERS if _is_unspaced(words[last].text) else _WORDS
            if last + 1 < size or words[last].end <= self._free:
                continue
            run = tuple(word.text for word in words[last - size + 1 : last + 1])
            if run in self._runs or _occurs(words, run, last):
                return Offence(words[last].start, words[last].end)
        return None

    def _said(self, text: str, fresh: int, *, ended: bool) -> Offence | None:
        ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        if ended and (not ends or ends[-1] < len(text.rstrip())):
            ends.append(len(text))
        before: set[_Run] = set()
        start = 0
        for end in ends:
            words = words_of(text[start:end])
            sentence = tuple(word.text for word in words)
            is_new = end >= fresh and end > self._free and len(sentence) >= _SHORT_SENTENCE
            if is_new and (sentence in before or sentence in self._sentences):
                return Offence(start + words[-1].start, end)
            before.add(sentence)
            start = end
        return None

    def _pending(self, text: str, words: Sequence[Word]) -> int:
        """Where the last word begins while it may grow, or while the sentence could not end after it."""
        if not words:
            return len(text)
        self._told = self._told.grown(text)
        at_word = not text[words[-1].end :].strip()
        sentence = [word for word in reversed(words) if word.start >= self._told.length][::-1]
        if len(sentence) > at_word and self._was_said(
            [word.text for word in sentence[: -1 if at_word else None]]
        ):
            return sentence[-2 if at_word else -1].start
        return words[-1].start if at_word else len(text)

    def _was_said(self, sentence: Sequence[str]) -> bool:
        run = tuple(sentence)
        return len(run) >= _SHORT_SENTENCE and (run in self._sentences or run in self._told.sentences)


class _Told:
    """The whole sentences at the beginning of a text."""

    def __init__(self, text: str, length: int, sentences: frozenset[_Run]) -> None:
        self._text = text[:length]
        self.length = length
        self.sentences = sentences

    def grown(self, text: str) -> _Told:
        """The same for a text that has grown or was taken back; this object where nothing changed."""
        if not text.startswith(self._text):
            return _Told("", 0, frozenset()).grown(text)
        ends = [match.end() for match in _SENTENCE_END.finditer(text, self.length)]
        ends = [end for end in ends if end < len(text)]  # more may follow what ends the text
        if not ends:
            return self
        starts = [self.length, *ends[:-1]]
        fresh = (
            tuple(word.text for word in words_of(text[start:end]))
            for start, end in zip(starts, ends, strict=True)
        )
        return _Told(text, ends[-1], self.sentences | frozenset(fresh))


def _runs(words: Sequence[str]) -> Iterable[_Run]:
    for size in (_WORDS, _CHARACTERS):
        for start in range(len(words) - size + 1):
            yield tuple(words[start : start + size])


def _sentences(text: str) -> Iterable[_Run]:
    for part in _SENTENCE_END.split(text):
        sentence = tuple(word.text for word in words_of(part))
        if len(sentence) >= _SHORT_SENTENCE:
            yield sentence


def _occurs(words: Sequence[Word], run: _Run, last: int) -> bool:
    """Whether the run stands in the words before, not overlapping itself."""
    size = len(run)
    return any(
        words[start].text == run[0] and tuple(word.text for word in words[start : start + size]) == run
        for start in range(last - 2 * size + 2)
    )


def _is_unspaced(word: str) -> bool:
    return re.match(f"[{UNSPACED}]", word) is not None


def _finished(words: Sequence[Word], text: str, *, ended: bool) -> int:
    """How many words will not grow any more."""
    if not words or ended or words[-1].end < len(text) or _is_unspaced(words[-1].text):
        return len(words)
    return len(words) - 1
