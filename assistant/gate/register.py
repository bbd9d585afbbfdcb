"""register: one form of address throughout, the one used with this client before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.domain import Evidence, Finding, Severity, Span
from assistant.gate.grounds import language_of
from assistant.gate.spans import Spans, touches
from assistant.gate.spared import not_own
from assistant.language.register import (
    forms_agree,
    is_plural,
    named_form,
    register_hints,
    register_marks,
)


def register(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks address forms other than the one given; without one, those other than the prevailing form.

    A form that is a plural too only warns where the wanted one stands beside it, and so do words
    that need not mean the reader.
    """
    language = language_of(text, evidence)
    spared = not_own(text, evidence.message)
    marks = _own(register_marks(text, language), spared)
    given = named_form(evidence.register, language)  # the form used with this client
    if not marks:
        yield from _hinted(_own(register_hints(text, language), spared), given, language)
        return
    wanted = given or Counter(mark.note for mark in marks).most_common(1)[0][0]
    meets = any(forms_agree(mark.note, wanted, language) for mark in marks)
    for mark in marks:
        if not forms_agree(mark.note, wanted, language):
            plural = meets and is_plural(mark.note, language)
            yield _finding(mark, wanted, Severity.WARN if plural else Severity.BLOCK)


def _own(marks: Sequence[Span], spared: Spans) -> list[Span]:
    return [mark for mark in marks if not touches(mark.start, mark.end, spared)]


def _hinted(hints: Sequence[Span], given: str, language: str) -> Iterator[Finding]:
    for hint in hints if given else ():
        if not forms_agree(hint.note, given, language):
            yield _finding(hint, given, Severity.WARN)


def _finding(mark: Span, wanted: str, severity: Severity) -> Finding:
    reason = f"the reply addresses the reader with {wanted}, here with {mark.note}"
    return Finding("register", severity, mark.start, mark.end, mark.text, reason, f"use {wanted} throughout")
