"""A text in its place in the letter, and what the gate says about it there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import CHECK, Finding, Origin, Plan, Sentence, Severity
from assistant.drafting.desk import Desk
from assistant.drafting.layout import lay_out

_CHECK = re.compile(r"\s?" + CHECK.pattern, re.IGNORECASE)


def text_of(sentences: Sequence[Sentence], plan: Plan, desk: Desk) -> str:
    """The letter so far, as it stands on the page."""
    return lay_out(sentences, plan.channel, list_mark=desk.phrases.entries["list_mark"])


def blocking(sentence: Sentence, before: Sequence[Sentence], plan: Plan, desk: Desk) -> list[Finding]:
    """Blocking findings that a sentence brings in: those that stand in its own words, with offsets in its text.

    An offset below 0 belongs to a finding that begins before the sentence. What the desk doubts of a
    sentence that the model wrote counts as blocking: there is a given one to say instead.
    """
    if not sentence.text:
        return []
    text = text_of([*before, sentence], plan, desk)
    start = text.rfind(sentence.text)
    stopped = [
        replace(each, start=each.start - start, end=each.end - start)
        for each in desk.review(text)
        if each.severity is Severity.BLOCK and each.end > start
    ]
    if stopped or sentence.origin not in (Origin.MODEL, Origin.TOLD):
        return stopped
    return [replace(each, severity=Severity.BLOCK) for each in desk.doubt(unmarked(sentence.text))]


def unmarked(text: str) -> str:
    """A sentence without its CHECK marks."""
    return _CHECK.sub("", text)


def told(finding: Finding, severity: Severity, what: str) -> Finding:
    """A finding about words that are no longer there, for the user to know."""
    return replace(finding, severity=severity, start=0, end=0, reason=f"{what}: {finding.reason}")
