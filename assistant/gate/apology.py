"""Apologies: direct, formulaic, pseudo, and regret that works as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.domain import Apology, Evidence, Finding, Severity
from assistant.gate.scope import find

_ALLOWED = "the one apology your settings allow, since your notes say that the fault is ours"
_SECOND = "a second apology; your settings allow one short one"


def apology(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Every apology; with `apology = brief` and a fault that is ours the first may stand."""
    one_may_stand = evidence.apology is Apology.BRIEF and evidence.own_fault
    for hit in find("apology", text, evidence):
        finding = hit.finding("apology", text)
        if one_may_stand and finding.severity is Severity.BLOCK:
            one_may_stand = False
            yield replace(finding, severity=Severity.INFO, reason=_ALLOWED, hint="")
        elif finding.severity is Severity.BLOCK and evidence.apology is Apology.BRIEF and evidence.own_fault:
            yield replace(finding, reason=_SECOND)
        else:
            yield finding
