"""gap: what still has to be filled in or checked stays visible and is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain import CHECK, GAP, Evidence, Finding, Severity

_LEFT_OVER = re.compile(r"\{\{?[^{}\n]{1,60}\}\}?|<(?:name|date|amount|time)>|\b(?:XX+|TBD|TODO|tbc)\b")


def gap(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Info for each [FILL: ...] and [CHECK ...], a warning for template marks that were left over."""
    del evidence  # a gap shows in the text alone
    for match in GAP.finditer(text):
        yield _finding(
            match, Severity.INFO, "still to be filled in", "ask for it, or fill it in before sending"
        )
    for match in CHECK.finditer(text):
        yield _finding(match, Severity.INFO, "still to be checked", "compare it with the original beside it")
    for match in _LEFT_OVER.finditer(text):
        yield _finding(match, Severity.WARN, "a template mark was left over", "fill it in or take it out")


def _finding(match: re.Match[str], severity: Severity, reason: str, hint: str) -> Finding:
    return Finding("gap", severity, match.start(), match.end(), match.group(), reason, hint)
