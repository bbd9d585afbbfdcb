"""figure: every number, date, amount and name in a reply stands in the message, a note or a source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain import Evidence, Figure, Finding, Severity
from assistant.gate.grounds import (
    has_grounds,
    has_unread_source,
    is_timed,
    language_of,
    message_figures,
    source_figures,
)
from assistant.gate.people import unknown_people
from assistant.gate.spans import touches
from assistant.gate.spared import brackets
from assistant.language.figures import (
    covered,
    find_figures,
    is_later_today,
    is_today,
    nearest,
    weekday_conflicts,
)

_LIST_MARK = re.compile(r"(?:^|\n)[ \t>]*[(（]?\d{1,2}[.)）、:：]?$")


def figure(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks figures without a source (warns while the evidence is not complete) and impossible weekdays."""
    spared = brackets(text)
    found = find_figures(text, language=language_of(text, evidence), day=evidence.day)
    own = [one for one in found if not touches(one.start, one.end, spared)]
    yield from _impossible_weekdays(text, own)
    if not has_grounds(evidence):
        return
    severity = Severity.BLOCK if evidence.grounded else Severity.WARN
    known = (*source_figures(evidence), *message_figures(evidence))
    for one in own:
        if not _stands(text, one, known, evidence):
            yield _invented(one, known, _graded(one, evidence, severity))
    yield from unknown_people(text, evidence, severity)


def _graded(one: Figure, evidence: Evidence, severity: Severity) -> Severity:
    """A word for a day may stand in a source whose language nobody here reads: that warns.

    So does a stretch of time: "last week" and "this month" also tell what everybody knows. Where it is promised,
    `promise` blocks it.
    """
    if one.kind == "period":
        return Severity.WARN
    in_words = one.kind == "time" or not any(sign.isdigit() for sign in one.text)
    return Severity.WARN if in_words and has_unread_source(evidence) else severity


def _impossible_weekdays(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    for weekday, day in weekday_conflicts(figures, text):
        start, end = min(weekday.start, day.start), max(weekday.end, day.end)
        reason = f"{day.text} is not a {weekday.text}"
        hint = "check the calendar: either the weekday or the date is wrong"
        yield Finding("figure", Severity.BLOCK, start, end, text[start:end], reason, hint)


def _stands(text: str, one: Figure, known: Sequence[Figure], evidence: Evidence) -> bool:
    if one.kind == "number" and _LIST_MARK.search(text[max(0, one.start - 4) : one.end]):
        return True
    if covered(one, known) or _verbatim(one, evidence):
        return True
    language = language_of(text, evidence)
    if is_timed(one, known, language, evidence.day):
        return True
    if one.kind == "date" and is_later_today(one.text, language):
        return False
    if one.kind == "date" and _relative(one, evidence):
        return is_today(one, evidence.day) or (
            evidence.day is None and any(other.kind in ("date", "weekday", "time") for other in known)
        )
    return one.value == "W6|W7"  # "at the weekend" is a time of life; a promise for it is found by `promise`


def _relative(one: Figure, evidence: Evidence) -> bool:
    """Today and tomorrow: words, not figures; today needs no source (tonight does), the rest a day it can be."""
    return (evidence.day is None and one.value.endswith("d")) or not any(sign.isdigit() for sign in one.text)


def _verbatim(one: Figure, evidence: Evidence) -> bool:
    """Codes, phone numbers and words in other writings stand as they are written."""
    if one.kind not in ("code", "number"):
        return False
    wanted = one.text.casefold()
    texts = (evidence.message, *evidence.names, *(text for _, text in evidence.known))
    return any(_whole(wanted, text.casefold()) for text in texts)


def _whole(wanted: str, text: str) -> bool:
    place = text.find(wanted)
    while place >= 0:
        around = text[max(0, place - 1) : place] + text[place + len(wanted) : place + len(wanted) + 1]
        if not any(sign.isdigit() for sign in around):
            return True
        place = text.find(wanted, place + 1)
    return False


def _invented(one: Figure, known: Sequence[Figure], severity: Severity) -> Finding:
    close = nearest(one, known)
    hint = f"known is: {close.text}" if close else "take it out, or write [FILL: ...] in its place"
    reason = f"this {one.kind} stands in no note, source or message"
    return Finding("figure", severity, one.start, one.end, one.text, reason, hint)
