"""Whether a sentence may be said to clients for a clause: the gate, and what the clause itself says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Evidence, Finding, Passage, Severity
from assistant.drafting.prompting import denies
from assistant.gate import check
from assistant.language.detect import may_be
from assistant.language.figures import covered, find_figures, known_figures


@dataclass(frozen=True, slots=True)
class Rules:
    """What sentences are held against beside their clause: the names of all clients, the user's own lexicons."""

    clients: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()


def judge(
    text: str, passage: Passage, statement: str, *, language: str, own: str, rules: Rules
) -> list[Finding]:
    """What speaks against a sentence, the graver first; a blocking finding cannot be insisted on.

    `own` is the language of the clause. A figure that the clause does not have blocks; one that it has and
    the sentence lacks, and a negation on one side alone, warn: a person may know better.
    """
    name = f"{passage.document} {passage.clause}".strip()
    evidence = Evidence(
        known=((name, f"{passage.heading}. {passage.text}"),),
        language=language,
        others=rules.clients,
        grounded=True,
    )
    found = [
        finding
        for finding in check(text, evidence, folders=rules.folders)
        if finding.rule != "language" or not may_be(text, language)  # few words look like many languages
    ]
    found.extend(_against_clause(text, statement, language, own))
    return sorted(found, key=lambda finding: list(Severity)[::-1].index(finding.severity), reverse=True)


def blocks(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.BLOCK for finding in findings)


def _against_clause(text: str, statement: str, language: str, own: str) -> Iterator[Finding]:
    said = known_figures(text)
    figures = find_figures(statement, language=own)
    left_out = [figure.text for figure in figures if not covered(figure, said)]
    if left_out:
        reason = f"the clause says {', '.join(dict.fromkeys(left_out))}, the sentence does not"
        yield _warning("figure-left-out", reason, "say it, unless the sentence is right without it")
    if denies(statement, own) != denies(text, language):
        reason = "the clause denies something, the sentence does not"
        if denies(text, language):
            reason = "the sentence denies something, the clause does not"
        yield _warning("negation", reason, "read both once more")


def _warning(rule: str, reason: str, hint: str) -> Finding:
    return Finding(rule, Severity.WARN, 0, 0, "", reason, hint)
