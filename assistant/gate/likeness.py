"""A second pair of eyes: sentences that read like an apology, an admission, blame, scolding or sarcasm in words no list holds.

A sentence's embedding is compared with a few hundred example sentences, and the likenesses are weighed
(train/gate/meaning.py, knowledge/gate.npz). It warns and never blocks: about three careful letters in a hundred are
warned of wrongly. The vectors come from outside, and belong to one embedding model; without them this is silent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.lexicon import Entry, lexicon
from assistant.gate.scope import closest, languages_of, recognised, told_back
from assistant.gate.spans import Spans, merged, overlapping
from assistant.gate.spared import not_own
from assistant.language.sentences import split_sentences
from assistant.language.shipped_data import arrays_of, naming
from assistant.language.tags import UNKNOWN

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Matrix = NDArray[numpy.float32]

Embed = Callable[[Sequence[str]], "Matrix"]

FILE_NAME = "gate.npz"
NONE = "none"
_FEWEST = 16  # width of what a sentence says itself, in letters, below which meaning is guesswork
_EDGES = " \t\n,;:.!?…，；：。！？、()（）–—-"


@dataclass(frozen=True, slots=True)
class Head:
    """Landmarks (n, d) that a sentence is likened to, and what each likeness weighs for each kind (n, kinds)."""

    model: str
    kinds: tuple[str, ...]
    landmarks: Matrix
    weights: Matrix
    bias: Matrix
    sharpness: float
    warn: float  # how sure of any kind before it warns
    info: float
    sure: float  # before a sentence that a model wrote gives way to a given one

    def probabilities(self, vectors: Matrix) -> Matrix:
        """(sentences, kinds) from unit vectors (sentences, d); rows sum to 1."""
        import numpy

        scores = likenesses(vectors, self.landmarks, self.sharpness) @ self.weights + self.bias
        scores = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        shares: Matrix = scores / scores.sum(axis=1, keepdims=True)
        return shares


def likenesses(vectors: Matrix, landmarks: Matrix, sharpness: float) -> Matrix:
    """(n, m) between 0 and 1: how like each of n unit vectors is to each of m."""
    import numpy

    return numpy.asarray(numpy.exp(sharpness * (vectors @ landmarks.T - 1)), "float32")


def likeness(
    text: str, evidence: Evidence, embed: Embed, *, found: Iterable[Finding] = ()
) -> Iterator[Finding]:
    """Warnings, and infos below, on whole sentences; left out are those of which a rule over words said such a thing."""
    known = [each for each in found if each.rule in head().kinds and each.severity is not Severity.INFO]
    for kind, share, start, end in _judged(text, evidence, embed):
        if share >= head().info and not any(each.start < end and start < each.end for each in known):
            severity = Severity.WARN if share >= head().warn else Severity.INFO
            yield _finding(kind, severity, text, (start, end), evidence)


def doubts(text: str, evidence: Evidence, embed: Embed) -> tuple[Finding, ...]:
    """What speaks against words of a model for which there are given ones: likenesses that are nearly certain."""
    return tuple(
        _finding(kind, Severity.WARN, text, (start, end), evidence)
        for kind, share, start, end in _judged(text, evidence, embed)
        if share >= head().sure
    )


def own_words(text: str, evidence: Evidence) -> list[tuple[str, int, int]]:
    """The sentences with what they say in our own name, and where they stand.

    Quotations, brackets, given sentences and what the client is said to have written are cut out.
    """
    cut = (*told_back(text, evidence.language), *_given(text, evidence.given))
    spared = merged((*not_own(text, evidence.message), *cut))
    said = [
        (_without(text, sentence.start, sentence.end, spared), sentence.start, sentence.end)
        for sentence in split_sentences(text)
    ]
    return [each for each in said if _width(each[0]) >= _FEWEST]


def _given(text: str, given: Sequence[str]) -> Spans:
    return tuple(found.span() for words in given if words for found in re.finditer(re.escape(words), text))


def _without(text: str, start: int, end: int, spared: Spans) -> str:
    kept, reached = [], start
    for first, last in overlapping(start, end, spared):
        kept.append(text[reached : max(first, reached)])
        reached = last
    words = " ".join(" ".join([*kept, text[reached:end]]).split())
    return words if words == text[start:end] else words.strip(_EDGES)


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in words if each.isalpha())


def _judged(text: str, evidence: Evidence, embed: Embed) -> Iterator[tuple[str, float, int, int]]:
    """(likeliest kind, how sure of any kind at all, start, end) of every sentence."""
    sentences = own_words(text, evidence)
    if not sentences:
        return
    kinds = head().kinds
    rows = head().probabilities(embed([words for words, _, _ in sentences]))
    none = kinds.index(NONE)
    for row, (_, start, end) in zip(rows.tolist(), sentences, strict=True):
        _, kind = max((share, kind) for kind, share in zip(kinds, row, strict=True) if kind != NONE)
        yield kind, 1 - row[none], start, end


def _finding(kind: str, severity: Severity, text: str, span: tuple[int, int], evidence: Evidence) -> Finding:
    entry = _entry(kind, text, evidence)
    reason = f"by its meaning, not by a listed word: {entry.reason}"
    return Finding(kind, severity, *span, text[slice(*span)], reason, entry.hint)


def _entry(kind: str, text: str, evidence: Evidence) -> Entry:
    """The first entry of the rule in the text's own lexicon, for what it says to write instead."""
    own = _language(text, evidence.language)
    return next(entry for tag in (own, "en") for entry in lexicon(tag).rules.get(kind, ()))


def _language(text: str, claimed: str) -> str:
    """Which lexicon's words to show; English where the language has none or cannot be told."""
    if claimed not in ("", UNKNOWN):
        return closest(claimed) or "en"
    tags = languages_of(text) if recognised(text) else ()
    return tags[0] if tags and "en" not in tags else "en"


@cache
def head() -> Head:
    """The shipped weights. Raises KnowledgeDataError when they cannot be read."""
    kept = arrays_of("knowledge", FILE_NAME)
    with naming("knowledge", FILE_NAME):
        landmarks = kept["landmarks"].astype("float32") * float(kept["step"])
        return Head(
            str(kept["model"]),
            tuple(kept["kinds"].tolist()),
            landmarks,
            kept["weights"].astype("float32"),
            kept["bias"].astype("float32"),
            float(kept["sharpness"]),
            *kept["limits"].tolist(),
        )
