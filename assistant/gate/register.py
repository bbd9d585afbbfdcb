"""register: one form of address throughout, the one used with this client before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.grounds import language_of
from assistant.gate.spared import not_own, touches
from assistant.language.register import register_forms, register_marks, same_register


def register(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks address forms other than the one given; without one, those other than the prevailing form."""
    spared = not_own(text, evidence.message)
    marks = [
        mark
        for mark in register_marks(text, language_of(text, evidence))
        if not touches(mark.start, mark.end, spared)
    ]
    if not marks:
        return
    forms = register_forms(language_of(text, evidence))
    given = evidence.register if any(same_register(evidence.register, form) for form in forms) else ""
    wanted = given or Counter(mark.note for mark in marks).most_common(1)[0][0]
    for mark in marks:
        if not same_register(mark.note, wanted):
            reason = f"the reply addresses the reader with {wanted}, here with {mark.note}"
            hint = f"use {wanted} throughout"
            yield Finding("register", Severity.BLOCK, mark.start, mark.end, mark.text, reason, hint)
