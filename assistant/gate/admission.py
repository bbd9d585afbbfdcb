"""Admissions of fault, failure, incompetence, negligence or liability, with or without an apology word."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain import Evidence, Finding
from assistant.gate.scope import findings


def admission(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Every admission, also where one apology is allowed: what happened is said as a fact."""
    return findings("admission", text, evidence)
