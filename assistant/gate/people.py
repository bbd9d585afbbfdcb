"""People and firms named in a reply who stand in no message, note or source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.grounds import language_of
from assistant.gate.spans import touches
from assistant.gate.spared import brackets
from assistant.language.detect import scripts
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base

_CAPITALISED = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'-]+"


def unknown_people(text: str, evidence: Evidence, severity: Severity) -> Iterator[Finding]:
    """Names behind a title ('Ms Baker', 'г-н Орлов', 王经理) that nobody mentioned."""
    told = _told(evidence)
    spared = brackets(text)
    for match in _titled(base(language_of(text, evidence))).finditer(text):
        name = match["name"]
        if touches(*match.span(), spared) or _mentioned(name, told):
            continue
        reason, hint = "this person stands in no note, source or message", "name nobody, or check the name"
        graded = Severity.WARN if severity is Severity.BLOCK and not _same_script(name, told) else severity
        yield Finding("figure", graded, match.start(), match.end(), match.group(), reason, hint)


def _told(evidence: Evidence) -> str:
    return "\n".join((evidence.message, *evidence.names, *(text for _, text in evidence.known))).casefold()


def _mentioned(name: str, told: str) -> bool:
    """The name, or its stem where cases bend it (Орлову, Орловым)."""
    folded = name.casefold()
    stem = folded if len(folded) < 5 else folded[: max(4, len(folded) - 2)]
    return folded in told or (not folded.isascii() and stem in told)


def _same_script(name: str, told: str) -> bool:
    """A note in another script may name the person in its own letters: then nobody can tell."""
    return scripts(told) <= scripts(name)


@cache
def _titled(language: str) -> re.Pattern[str]:
    parts = ("knowledge", "figures", "_titles.yaml")
    titles = data_of(*parts)
    with naming(*parts):
        before = "|".join(re.escape(str(word)) for word in titles["before"].get(language, []))
        after = "|".join(re.escape(str(word)) for word in titles["after"].get(language, []))
        surnames = "".join(titles["surnames"])
    patterns = []
    if before:
        patterns.append(rf"(?<!\w)(?:{before})[ \u00a0](?P<name>{_CAPITALISED})")
    if after:
        patterns.append(rf"(?P<{'name' if not before else 'other'}>[{surnames}])(?:{after})")
    return re.compile("|".join(patterns) or "(?!)(?P<name>)")
