"""Admissions of fault, failure, incompetence, negligence or liability, with or without an apology word.

A limit or standing rule ('our liability does not exceed the fee', 'our errors are put right free of charge')
admits nothing about this case: it stands where a note or source states a rule of the same kind. The lexicon rule
`standing` holds the words of such rules; the `about` of an entry names its kind, the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain import Evidence, Finding
from assistant.gate.lexicon import Hit
from assistant.gate.scope import find


def admission(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Every admission, also where one apology is allowed: what happened is said as a fact."""
    hits = find("admission", text, evidence)
    stated = _stated_rules(text, evidence) if hits else []
    for hit in hits:
        if not any(rule.start < hit.end and hit.start < rule.end for rule in stated):
            yield hit.finding("admission", text)


def _stated_rules(text: str, evidence: Evidence) -> list[Hit]:
    """The limits and standing rules of the text that a note or source states too, in any language."""
    own = find("standing", text, evidence)
    if not own:
        return []
    kinds = {hit.entry.about for _, source in evidence.known for hit in find("standing", source, Evidence())}
    return [hit for hit in own if hit.entry.about in kinds]
