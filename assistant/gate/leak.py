"""leak: nothing that belongs to another client, and no address or link that nobody gave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.grounds import has_grounds, language_of, message_figures, source_figures
from assistant.gate.spans import touches
from assistant.gate.spared import brackets
from assistant.language.figures import covered, find_figures, known_figures, same_figure

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'）)，。]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,5}", re.IGNORECASE
)


def leak(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks names, addresses and amounts of other clients; warns of addresses without a source."""
    told = _told(evidence)
    for other in dict.fromkeys(evidence.others):
        if other.strip() and not _told_here(other, told):
            yield from _occurrences(text, other.strip())
    yield from _amounts(text, evidence)
    if has_grounds(evidence):
        yield from _addresses(text, told, evidence)


def _told(evidence: Evidence) -> str:
    return "\n".join((evidence.message, *evidence.names, *(text for _, text in evidence.known))).casefold()


def _told_here(other: str, told: str) -> bool:
    return other.strip().casefold() in told


def _occurrences(text: str, other: str) -> Iterator[Finding]:
    pattern = re.compile(
        _edge(other[0], "(?<!\\w)") + re.escape(other) + _edge(other[-1], "(?!\\w)"), re.IGNORECASE
    )
    for match in pattern.finditer(text):
        reason, hint = "this belongs to another client", "take it out"
        yield Finding("leak", Severity.BLOCK, match.start(), match.end(), match.group(), reason, hint)


def _edge(sign: str, boundary: str) -> str:
    """Whole words in scripts that space them."""
    return (
        boundary
        if sign.isalnum() and not re.match(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]", sign)
        else ""
    )


def _amounts(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Another client's amount in any writing, unless this client's papers have it too."""
    foreign = [
        figure
        for other in evidence.others
        for figure in known_figures(other, day=evidence.day)
        if figure.kind in ("amount", "percent")
    ]
    if not foreign:
        return
    own = (*source_figures(evidence), *message_figures(evidence))
    for figure in find_figures(text, language=language_of(text, evidence), day=evidence.day):
        if any(same_figure(figure, one) for one in foreign) and not covered(figure, own):
            reason, hint = "this amount belongs to another client", "take it out"
            yield Finding("leak", Severity.BLOCK, figure.start, figure.end, figure.text, reason, hint)


def _addresses(text: str, told: str, evidence: Evidence) -> Iterator[Finding]:
    severity = Severity.BLOCK if evidence.grounded else Severity.WARN
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(".,;:!?")
        end = match.start() + len(address)
        if address.casefold() in told or touches(match.start(), end, brackets(text)):
            continue
        reason, hint = "this address stands in no note, source or message", "take it out, or check it"
        yield Finding("leak", severity, match.start(), end, address, reason, hint)
