"""Says so when the gate knows the language of a text only partly."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.lexicon import headers
from assistant.gate.scope import closest, languages_of, recognised
from assistant.language.tags import UNKNOWN


def coverage(text: str, evidence: Evidence) -> Iterator[Finding]:
    """One info finding for a language without a lexicon, with a small one, or one that cannot be told."""
    if not text.strip():
        return
    claimed = evidence.language if evidence.language != UNKNOWN else ""
    tag = closest(claimed) if claimed else ""
    if not tag and not claimed and recognised(text):
        tag = next(iter(languages_of(text)), "")
    header = headers().get(tag)
    if header is None:
        named = claimed or "this language"
        yield _finding(named, "apologies were looked for with the lexicons of its script", named)
    elif header.cover == "partial":
        yield _finding(header.name, "no native speaker has read its lists", tag)


def _finding(named: str, how: str, file: str) -> Finding:
    reason = f"the gate knows {named} only partly: {how}"
    hint = f"add knowledge lexicons/{file}.yaml, or read it with care"
    return Finding("coverage", Severity.INFO, 0, 0, "", reason, hint)
