"""Says so when the gate knows the language of a text only partly."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.scope import closest, recognised


def coverage(text: str, evidence: Evidence) -> Iterator[Finding]:
    """One info finding for a language without a lexicon, or one that cannot be told."""
    known = (
        closest(evidence.language) if evidence.language and evidence.language != "und" else recognised(text)
    )
    if known or not text.strip():
        return
    named = evidence.language or "this language"
    reason = f"the gate knows {named} only partly: apologies were looked for with the lexicons of its script"
    yield Finding(
        "coverage",
        Severity.INFO,
        0,
        0,
        "",
        reason,
        f"add knowledge lexicons/{named}.yaml, or read it with care",
    )
