"""promise: every commitment of a reply rests on a note, a policy or a precedent, within its limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.domain import Commitment, Evidence, Figure, Finding, Severity
from assistant.gate.commitments import Grant, find_commitments, mentions
from assistant.gate.grounds import (
    has_grounds,
    has_unread_source,
    language_of,
    message_figures,
    source_figures,
)
from assistant.gate.spared import brackets, not_own, touches
from assistant.language.figures import covered, find_figures

_ALWAYS = {"guarantee", "never_again"}  # nobody can cover these without saying so
_SOFT = {"soon"}
_DATED = {"do", "look_into", "soon"}
_TIMES = ("date", "time", "weekday", "duration")
_HINTS = {
    "guarantee": "say what is on record instead of guaranteeing it",
    "never_again": "say what has been put in place, with its date",
    "look_into": "say who looks at it and by when, or write [FILL: who and when]",
    "soon": "name a time that a note gives, or write [FILL: time]",
    "do": "name a day or time that a note gives, or write [FILL: time]",
}


def promise(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks commitments without a source; without any evidence only guarantees block, the rest warn."""
    language = language_of(text, evidence)
    grants = find_commitments(text, language, evidence.message)
    figures = find_figures(text, language=language, day=evidence.day) if grants else []
    for grant in grants:
        why = _objection(grant, text, figures, evidence)
        if why:
            yield _finding(grant, text, why, _severity(grant, evidence))


def commitments(text: str, evidence: Evidence) -> tuple[Commitment, ...]:
    """Every commitment of the text with the source that covers it; empty source: none does."""
    language = language_of(text, evidence)
    figures = find_figures(text, language=language, day=evidence.day)
    found: dict[tuple[int, int], Commitment] = {}
    for grant in find_commitments(text, language, evidence.message):
        start, end = grant.sentence
        uncovered = has_grounds(evidence) and _objection(grant, text, figures, evidence)
        source = "" if uncovered else _source(grant, figures, evidence)
        before = found.get(grant.sentence)
        if before is None or (before.source and not source):
            found[grant.sentence] = Commitment(text[start:end], source)
    return tuple(found[sentence] for sentence in sorted(found))


def commits(text: str, language: str) -> bool:
    """Whether a reply promises on the spot: a guarantee, money, an exception (for marks of past replies)."""
    return any(grant.act not in _DATED for grant in find_commitments(text, language))


def _severity(grant: Grant, evidence: Evidence) -> Severity:
    if grant.act in _ALWAYS:
        return Severity.BLOCK
    sure = evidence.grounded and grant.act not in _SOFT and not has_unread_source(evidence)
    return Severity.BLOCK if sure else Severity.WARN


def _objection(grant: Grant, text: str, figures: Iterable[Figure], evidence: Evidence) -> str:
    """Why the commitment does not stand; empty when it does."""
    spared = not_own(text, evidence.message)
    own = [one for one in figures if _inside(one, grant.clause) and not touches(one.start, one.end, spared)]
    if grant.act == "do":
        return _late(own, evidence) if has_grounds(evidence) else ""
    if grant.act == "look_into":
        sentence = [one for one in figures if _inside(one, grant.sentence) and one.kind in _TIMES]
        gap = touches(*grant.sentence, brackets(text))
        return "" if sentence or gap else "this promises to look at it without saying when"
    if grant.act == "soon":
        dated = any(one.kind in _TIMES for one in (*own, *source_figures(evidence)))
        return "" if dated else "this promises speed and gives no time"
    return _unsupported(grant, own, text, evidence)


def _unsupported(grant: Grant, own: list[Figure], text: str, evidence: Evidence) -> str:
    places = [place for _, source in evidence.known for place in mentions(source, grant.act)]
    granted = [place for place in places if place[1]]
    if not granted:
        return f"no note or policy grants this ({grant.act.replace('_', ' ')})"
    if all(approval for _, _, approval in granted) and not _asks_approval(grant, text):
        return "a policy says who approves this, and the reply grants it"
    return _late([one for one in own if one.kind in (*_TIMES, "amount", "percent")], evidence)


def _asks_approval(grant: Grant, text: str) -> bool:
    """The sentence itself names the approval it waits for."""
    start, end = grant.sentence
    return any(approval for act in (grant.act,) for _, _, approval in mentions(text[start:end], act))


def _late(own: Iterable[Figure], evidence: Evidence) -> str:
    """A figure of the commitment that no note or policy gives; the client's own is named as such."""
    sources = source_figures(evidence)
    for one in own:
        if one.kind not in (*_TIMES, "amount", "percent") or covered(one, sources) or _any_day(one, sources):
            continue
        demanded = covered(one, message_figures(evidence))
        who = "only the client's message says" if demanded else "no note or policy says"
        return f"{who} {one.text}"
    return ""


def _any_day(one: Figure, sources: Iterable[Figure]) -> bool:
    """'today', 'tomorrow' while the day of writing is unknown: any day or time on record may be it."""
    return one.value.endswith("d") and one.value[0] in "+-" and any(other.kind in _TIMES for other in sources)


def _inside(one: Figure, span: tuple[int, int]) -> bool:
    return span[0] <= one.start and one.end <= span[1]


def _source(grant: Grant, figures: Iterable[Figure], evidence: Evidence) -> str:
    own = [one for one in figures if _inside(one, grant.clause)]
    for source, text in evidence.known:
        spoken = any(granted for _, granted, _ in mentions(text, grant.act))
        alone = Evidence(known=((source, text),), day=evidence.day)
        if spoken or (own and all(covered(one, source_figures(alone)) for one in own)):
            return source
    return ""


def _finding(grant: Grant, text: str, why: str, severity: Severity) -> Finding:
    hint = _HINTS.get(grant.act, "take it out, or say what the terms give")
    return Finding("promise", severity, grant.start, grant.end, text[grant.start : grant.end], why, hint)
