"""What a client's next message shows beside the demand before it, as numbers for the head of ending.py.

The same functions serve training (train/outcomes) and reading. No cue knows a word itself: it counts
hits of the word lists, marks and lengths, so that a new language needs its list and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assistant.correspondence.outcome import Hits, hits_of, is_loud, judge, length_of, likeness, shared_matter
from assistant.domain import Outcome

Matrix = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]
"""Texts -> one row each, (n, d)."""

OUTCOMES = (Outcome.CALMED, Outcome.RESOLVED, Outcome.ESCALATED, Outcome.REPEATED)
_VERDICTS = (*OUTCOMES, Outcome.UNKNOWN)
_MOST_SENTENCES = 8
_LONGEST = 600  # letters; how an exchange ended is said early
_END = re.compile(r"(?<=[.!?;])(?:\s+|(?=[\u3040-\u30ff\u3400-\u9fff]))|(?<=[。！？；])|\n+")
_FACES = 0x1F300


def sentences(text: str) -> list[str]:
    """The first sentences of a text, at least one; empty only for an empty text.

    A mere mark is none, so that rows of dots do not crowd out what is said, unless there is nothing else.
    """
    pieces = [piece.strip() for piece in _END.split(text[:_LONGEST])]
    said = [piece for piece in pieces if any(map(str.isalnum, piece))]
    return (said or [" ".join(filter(None, pieces))])[:_MOST_SENTENCES] if any(pieces) else []


def features(demand: str, text: str, language: str, vectors: Mapping[str, Matrix]) -> tuple[Matrix, Matrix]:
    """What the head sees: cues and nearness (f,), and the vectors of the sentences of `text` (n, d).

    `vectors` has the embedding (d,) of each sentence of both texts.
    """
    own = np.array([vectors[each] for each in sentences(text)])
    asked = np.array([vectors[each] for each in sentences(demand)])
    return np.concatenate([cues(demand, text, language), nearness(own, asked)]), own


def cues(demand: str, text: str, language: str) -> Matrix:
    """(features,): the words, marks and lengths of `text`, and how much of `demand` stands in it again."""
    found = hits_of(demand, text, language)
    verdict = judge(demand, text, language)[0]
    parts = [
        *_words(found),
        *_marks(text),
        *_beside(demand, text, found),
        *(float(verdict is each) for each in _VERDICTS),
    ]
    return np.array(parts, "float32")


def nearness(text: Matrix, demand: Matrix) -> Matrix:
    """(2,): how near the sentences of a text (n, d) come to those of the demand (m, d): at most, on average.

    Zero is where two unrelated sentences lie (e5 puts any two between .75 and .87), and where we wrote first,
    so that there is no demand (0, d).
    """
    if not len(demand):
        return np.zeros(2, "float32")
    cosines = text @ demand.T
    return np.array([(cosines.max() - 0.87) * 10, (cosines.mean() - 0.82) * 10], "float32")


def _words(found: Hits) -> list[float]:
    counts = (found.pleased, found.calm, found.turned, found.hot, found.again)
    return [
        *(float(min(len(words), 3)) for words in counts),
        *(float(bool(words)) for words in counts),
        float(bool(found.old_heat)),
        float(found.denies),
    ]


def _marks(text: str) -> list[float]:
    length = length_of(text)
    asked = text.count("?") + text.count("？")
    return [
        float(asked > 0),
        float(asked > 1),
        float("!" in text or "！" in text),
        float(is_loud(text)),
        min(length / 24, 3.0),
        float(length <= 3),
        float(length <= 8),
        float(length > 40),
        float(any(each.isdigit() for each in text)),
        sum(each.isupper() for each in text) / max(1, len(text)),
        float(any(ord(each) > _FACES for each in text)),
    ]


def _beside(demand: str, text: str, found: Hits) -> list[float]:
    shared = shared_matter(demand, text)
    return [min(shared, 5) / 5, float(found.denies and shared > 0), likeness(demand, text)]
