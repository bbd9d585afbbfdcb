"""A text in its place in the letter, and what the gate says about it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Finding, Plan, Sentence, Severity
from assistant.drafting.desk import Desk
from assistant.drafting.layout import lay_out


def text_of(sentences: Sequence[Sentence], plan: Plan, desk: Desk) -> str:
    """The letter so far, as it stands on the page."""
    return lay_out(sentences, plan.channel, list_mark=desk.phrases.entries["list_mark"])


def blocking(sentence: Sentence, before: Sequence[Sentence], plan: Plan, desk: Desk) -> list[Finding]:
    """Blocking findings that a sentence brings in: those that stand in its own words, with offsets in its text.

    An offset below 0 belongs to a finding that begins before the sentence.
    """
    if not sentence.text:
        return []
    text = text_of([*before, sentence], plan, desk)
    start = text.rfind(sentence.text)
    return [
        replace(each, start=each.start - start, end=each.end - start)
        for each in desk.review(text)
        if each.severity is Severity.BLOCK and each.end > start
    ]


def told(finding: Finding, severity: Severity, what: str) -> Finding:
    """A finding about words that are no longer there, for the user to know."""
    return replace(finding, severity=severity, start=0, end=0, reason=f"{what}: {finding.reason}")
