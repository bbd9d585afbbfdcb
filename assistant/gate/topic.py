"""What a promise is about: whether the passage that grants an act speaks of the same thing.

'Prepaid visits are refunded' is no refund of the fish that another clause speaks of. Compared are the
longer words, so that a promise and a source in different languages share none, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.domain import Evidence
from assistant.gate.commitments import mentions
from assistant.language.tags import base
from assistant.language.words import cjk, content_stems

_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def granted_elsewhere(words: str, acts: tuple[str, ...], language: str, evidence: Evidence) -> bool:
    """Whether the sources speak of what the words are about, but grant the acts only for other things.

    Nothing is said where a source grants them in another language than the words are in.
    """
    if cjk(words):  # pairs of characters are no words: they meet anywhere
        return False
    told = [(text, one) for _, text in evidence.known for act in acts for one in mentions(text, act)]
    if any(one.granted and one.language != base(language) for _, one in told):
        return False
    about = content_stems(words)
    about -= {stem for text, one in told for stem in content_stems(text[slice(*one.words)])}
    granting: set[str] = set()
    others: set[str] = set()
    for _, text in evidence.known:
        for stems, granted in _passages(text, acts):
            (granting if granted else others).update(stems)
    named = about if "expense" in acts else about & others  # what we pay for must be named by the terms
    return bool(named) and not about & granting


@lru_cache(maxsize=256)
def _passages(text: str, acts: tuple[str, ...]) -> tuple[tuple[frozenset[str], bool], ...]:
    """The stems of every paragraph, and whether one of its sentences grants one of the acts."""
    starts = [one.sentence[0] for act in acts for one in mentions(text, act) if one.granted]
    return tuple(
        (frozenset(content_stems(text[start:end])), any(start <= place < end for place in starts))
        for start, end in _paragraphs(text)
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield start, gap.end()
        start = gap.end()
    yield start, len(text)
