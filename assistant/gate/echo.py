"""echo: no run of words copied from an exemplar, none of the client's sentences mirrored back.

A copied run blocks. A sentence that gives most of a client's sentence back in their order, with the
persons turned round ('you have waited three weeks for our driver'), warns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.spans import Spans, merged, touches
from assistant.gate.spared import not_own
from assistant.language.sentences import split_sentences

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORDS = 8  # words; a Chinese or Japanese sign counts half a word
_RUN = 8  # tokens per fingerprint
_STEM = 4  # letters of a word that are compared where endings turn with the person
_MIRRORED = 7  # words of a sentence below which likeness is chance
_SENTENCES = 100  # of the client's message that are compared, so that the time stays linear in the reply
_LONGEST = 80  # words or signs: a longer sentence is no sentence, and comparing is quadratic
_LIKE = 0.75  # of both sentences, in the same order


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def weight(self) -> float:
        return 0.5 if _EASTERN.match(self.text) else 1.0


def echo(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks copied runs of 8 words (16 Chinese signs); what notes and sources say may be said again."""
    tokens = _tokens(text)
    allowed = _fingerprints(source for _, source in evidence.known)
    spared = not_own(text, evidence.message)
    for origin, sources in (
        ("an example", evidence.exemplars),
        ("the client's message", (evidence.message,)),
    ):
        copied = _fingerprints(sources) - allowed
        runs: list[tuple[int, int]] = []
        for first, last in _runs(tokens, copied):
            start, end = tokens[first].start, tokens[last].end
            if _long_enough(tokens[first : last + 1]) and not touches(start, end, spared):
                runs.append((start, end))
                reason = f"these words are copied from {origin}"
                hint = "say it in other words, or quote it as theirs"
                yield Finding("echo", Severity.BLOCK, start, end, text[start:end], reason, hint)
        spared = merged((*spared, *runs))
    yield from _mirrored(text, evidence, spared)


def _mirrored(text: str, evidence: Evidence, spared: Spans) -> Iterator[Finding]:
    theirs = dict.fromkeys(_stems(span.text) for span in split_sentences(evidence.message))
    listed = [(words, frozenset(words)) for words in theirs if _weight(words) >= _MIRRORED][:_SENTENCES]
    for span in split_sentences(text) if listed else ():
        said = _stems(span.text)
        kept = frozenset(said)
        near = [other for other, stems in listed if len(kept & stems) >= _LIKE * len(kept)]
        if not any(_alike(said, other) for other in near) or touches(span.start, span.end, spared):
            continue
        reason, hint = "this gives the client's own sentence back", "name their situation in other words"
        yield Finding("echo", Severity.WARN, span.start, span.end, span.text, reason, hint)


def _stems(sentence: str) -> tuple[str, ...]:
    return tuple(token.text[:_STEM] for token in _tokens(sentence))


def _alike(said: tuple[str, ...], other: tuple[str, ...]) -> bool:
    longer = max(len(said), len(other))
    too_short = min(len(said), len(other)) < _LIKE * longer or _weight(said) < _MIRRORED
    if too_short or longer > _LONGEST:
        return False
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, said, other, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) >= _LIKE * longer


def _weight(words: tuple[str, ...]) -> float:
    return sum(0.5 if _EASTERN.match(word) else 1.0 for word in words)


def _tokens(text: str) -> list[_Token]:
    return [_Token(match.group().casefold(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _fingerprints(texts: Iterable[str]) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = [token.text for token in _tokens(text)]
        found.update(tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1))
    return found


def _runs(tokens: list[_Token], copied: set[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """First and last token of each longest copied run."""
    first = last = -1
    for place in range(len(tokens) - _RUN + 1):
        if tuple(token.text for token in tokens[place : place + _RUN]) not in copied:
            continue
        if first >= 0 and place <= last:
            last = place + _RUN - 1
            continue
        if first >= 0:
            yield first, last
        first, last = place, place + _RUN - 1
    if first >= 0:
        yield first, last


def _long_enough(run: list[_Token]) -> bool:
    """Figures and names do not count: they may only be written as they are."""
    return sum(token.weight for token in run if not any(sign.isdigit() for sign in token.text)) >= _WORDS
