"""missing: each demand and question is answered, declined or deferred, and there is a next step.

What it can tell is whether the reply touches the matter at all: a shared word stem, a shared figure.
An answer in other words looks the same as none, so one ask is only an info, all of them a
warning; nothing here blocks. Bait (insults, accusations, threats) may be left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain import GAP, WANTING, Ask, Evidence, Figure, Finding, Severity
from assistant.gate.commitments import find_commitments
from assistant.gate.fold import fold
from assistant.gate.grounds import language_of
from assistant.language.figures import covered, find_figures

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]{4,}")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")
_STEM = 5  # letters that word forms usually share


def missing(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Warns of demands and questions the reply does not touch, and of a reply without a next step."""
    asks = _wanted(evidence)
    if not asks or not text.strip():
        return
    language = language_of(text, evidence)
    figures = find_figures(text, language=language, day=evidence.day)
    left = untouched(text, evidence)
    severity = Severity.WARN if len(left) == len(asks) > 1 else Severity.INFO
    for ask in left:
        yield _untouched(ask, severity)
    times = any(one.kind in ("date", "time", "weekday", "duration", "period") for one in figures)
    asks_back = re.search(r"[?？]", text) is not None
    if not (times or asks_back or GAP.search(text) or find_commitments(text, language, evidence.message)):
        reason = "the reply names no next step"
        yield Finding("missing", Severity.WARN, 0, 0, "", reason, "say who does what, and by when")


def untouched(text: str, evidence: Evidence) -> list[Ask]:
    """The demands and questions that no word and no figure of the reply touches."""
    language = language_of(text, evidence)
    stems = _stems(text)
    figures = find_figures(text, language=language, day=evidence.day)
    return [ask for ask in _wanted(evidence) if not _touched(ask, stems, figures, language)]


def _wanted(evidence: Evidence) -> list[Ask]:
    return [ask for ask in evidence.asks if ask.kind in WANTING]


def _touched(ask: Ask, stems: set[str], figures: Sequence[Figure], language: str) -> bool:
    asked = find_figures(ask.text, language=language)
    return bool(_stems(ask.text) & stems) or any(covered(one, figures) for one in asked)


def _untouched(ask: Ask, severity: Severity) -> Finding:
    reason = f"the reply does not touch this, as far as words show: {ask.text}"
    return Finding(
        "missing", severity, 0, 0, "", reason, "answer it, decline it, or say who answers it and when"
    )


def _stems(text: str) -> set[str]:
    """The first letters of longer words; pairs of signs in Chinese and Japanese."""
    folded = fold(text).text
    stems = {word.group()[:_STEM] for word in _WORD.finditer(folded)}
    for run in _EASTERN.finditer(folded):
        stems |= {run.group()[place : place + 2] for place in range(len(run.group()) - 1)}
    return stems
