"""The checks on a text: one small function per rule, in one table.

    check(reply, Evidence(message=..., language="es"))  -> findings, sorted by where they start

Nothing heavy is imported here: a check needs no model and no store. With `embed` it also judges each sentence
by its meaning (likeness.py), where the vectors are of the model the weights were fitted on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Apology, Evidence, Finding, Severity

if TYPE_CHECKING:
    from assistant.gate.likeness import Embed

__all__ = ["banned_phrases", "check", "covers", "doubts", "marks", "reads_vectors_of"]

_GRAVITY = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


def check(
    text: str, evidence: Evidence, *, folders: Sequence[Path] = (), embed: Embed | None = None
) -> tuple[Finding, ...]:
    """What every rule of the table says about the text, sorted by start, the graver first.

    `folders` are the user's own lexicon folders, read after the shipped one. A language without a
    lexicon adds a finding `coverage` of severity info. `embed` gives unit vectors (n, d) of the model
    that `reads_vectors_of` names; without it no sentence is judged by its meaning.
    """
    from assistant.gate.coverage import coverage
    from assistant.gate.lexicon import FOLDERS
    from assistant.gate.table import RULES

    token = FOLDERS.set(tuple(folders))
    try:
        found = [finding for _, rule in (*RULES, ("coverage", coverage)) for finding in rule(text, evidence)]
        if embed is not None:
            from assistant.gate.likeness import likeness

            found += likeness(text, evidence, embed, found=found)
    finally:
        FOLDERS.reset(token)
    return tuple(
        sorted(_once(found), key=lambda finding: (finding.start, _GRAVITY[finding.severity], finding.end))
    )


def _once(found: Iterable[Finding]) -> Iterable[Finding]:
    return dict.fromkeys(found)


def reads_vectors_of(model: str) -> bool:
    """Whether sentences can be judged by the vectors of this embedding model."""
    from assistant.gate.likeness import head

    return head().model == model


def doubts(text: str, evidence: Evidence, embed: Embed) -> tuple[Finding, ...]:
    """What speaks nearly for certain against words of a model, judged by their meaning alone."""
    from assistant.gate.likeness import doubts as doubted

    return doubted(text, evidence, embed)


def banned_phrases(language: str, apology: Apology, *, folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """Phrases a model must never write in this language; a `*` at a word's end stands for any ending.

    With `Apology.BRIEF` the apologies are left out: whether one may stand is decided on the text.
    """
    from assistant.gate.lexicon import FOLDERS, lexicon
    from assistant.gate.scope import closest

    token = FOLDERS.set(tuple(folders))
    try:
        ban = lexicon(closest(language) or language).ban
    finally:
        FOLDERS.reset(token)
    left_out = {"apology"} if apology is Apology.BRIEF else set()
    return tuple(
        dict.fromkeys(phrase for rule, phrases in ban.items() if rule not in left_out for phrase in phrases)
    )


def marks(reply: str, language: str, *, folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """What keeps a past reply from being an example of style: `apology`, `admission`, `promise`."""
    from assistant.gate.lexicon import FOLDERS
    from assistant.gate.scope import find

    evidence = Evidence(language=language)
    token = FOLDERS.set(tuple(folders))
    try:
        return tuple(
            rule
            for rule in ("apology", "admission", "promise")
            if any(hit.entry.severity is not Severity.INFO for hit in find(rule, reply, evidence))
        )
    finally:
        FOLDERS.reset(token)


def covers(language: str) -> str:
    """How well the gate knows a language: `full`, `good` or `partial`."""
    from assistant.gate.lexicon import headers
    from assistant.gate.scope import closest

    tag = closest(language)
    return headers()[tag].cover if tag else "partial"
