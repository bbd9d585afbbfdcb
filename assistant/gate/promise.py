"""promise: every commitment of a reply rests on a note, a policy or a precedent, within its limits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from assistant.domain import Commitment, Evidence, Figure, Finding, Severity
from assistant.gate.commitments import Grant, find_commitments, mentions, terms_of
from assistant.gate.grounds import (
    has_grounds,
    has_unread_source,
    is_timed,
    language_of,
    message_figures,
    source_figures,
)
from assistant.gate.spans import touches
from assistant.gate.spared import brackets, not_own
from assistant.gate.terms import Terms, exceeded, stays_within, told_terms
from assistant.gate.topic import granted_elsewhere
from assistant.language.figures import covered, find_figures, is_today

_GIVEN_BACK = {"refund", "discount", "credit", "compensate", "expense"}
_MONEY = _GIVEN_BACK | {"waive", "gift"}
# blocked also where nothing is known: nobody gives these away without a note or a policy, and good replies
# hardly ever hold them ('at no charge' they do hold, as a term that everybody has; 'the tank is free' is a gift)
_ABOUT = _MONEY | {"extra"}
_NEVER_BARE = _GIVEN_BACK | {"gift", "extra", "exception"}
# a source may grant the same in other words: what is done at our expense is free for the client
_SAME = {"expense": ("expense", "waive", "compensate", "gift"), "gift": ("gift", "waive", "extra")}
_SOFT = {"soon"}
# what is done for a client; without notes or policies there is nothing it could be compared with
_DEEDS = {"replace", "redo", "take_back", "keep", "extend", "release", "accept_terms", "lend", "priority"}
_QUESTION = re.compile(r"(?:[?？]|[吗嗎])[\s\"'»”」)]*$")
_ITS_FIGURE_ALONE = "a note gives its day or sum, but does not speak of this itself"
_CONDITIONS = "the terms give this under conditions the reply does not name"
_WEEKEND = "W6|W7"
_TIMES = ("date", "time", "weekday", "duration", "period")
_HINTS = {
    "guarantee": "say what is on record instead of guaranteeing it",
    "never_again": "say what has been put in place, with its date",
    "look_into": "say who looks at it and by when, or write [FILL: who and when]",
    "soon": "name a time that a note gives, or write [FILL: time]",
    "do": "name a day or time that a note gives, or write [FILL: time]",
}


def promise(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks commitments without a source.

    Without any evidence, what costs money or holds for ever is blocked, 'free of charge' and 'at once'
    warn, and a deadline or a deed passes: there is nothing it could be compared with.
    """
    language = language_of(text, evidence)
    grants = find_commitments(text, language, evidence.message)
    figures = find_figures(text, language=language, day=evidence.day) if grants else []
    for grant in grants:
        why = _objection(grant, text, figures, evidence)
        if why:
            yield _finding(grant, text, why, _severity(grant, evidence, why))


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


def _severity(grant: Grant, evidence: Evidence, why: str) -> Severity:
    if grant.act in ("guarantee", "never_again", "look_into"):
        return Severity.BLOCK
    if grant.act in _SOFT or why in (_CONDITIONS, _ITS_FIGURE_ALONE) or has_unread_source(evidence):
        return Severity.WARN
    bare = grant.act in _NEVER_BARE or (grant.act in _MONEY and has_grounds(evidence))
    return Severity.BLOCK if bare or evidence.grounded else Severity.WARN


def _objection(grant: Grant, text: str, figures: Sequence[Figure], evidence: Evidence) -> str:
    """Why the commitment does not stand; empty when it does."""
    spared = not_own(text, evidence.message)
    own = [one for one in _within(figures, grant.clause) if not touches(one.start, one.end, spared)]
    if grant.act in ("do", *_DEEDS) and (_asks(text, grant) or not has_grounds(evidence)):
        return ""
    if grant.act == "do":
        times = _when(own, _within(figures, grant.sentence), grant, text)
        return _late(times, evidence, language_of(text, evidence))
    if grant.act in _DEEDS:
        return _undone(grant, own, text, evidence)
    if grant.act == "look_into":
        sentence = [one for one in _within(figures, grant.sentence) if one.kind in _TIMES]
        gap = touches(*grant.sentence, brackets(text))
        return "" if sentence or gap else "this promises to look at it without saying when"
    if grant.act == "soon":
        dated = any(one.kind in _TIMES for one in (*own, *source_figures(evidence)))
        return "" if dated else "this promises speed and gives no time"
    if grant.act in _GIVEN_BACK:  # a window of time may stand anywhere in the sentence
        sentence = _within(figures, grant.sentence)
        own += [one for one in sentence if one.kind == "duration" and one not in own]
    return _unsupported(grant, own, text, evidence)


def _asks(text: str, grant: Grant) -> bool:
    """Whether the sentence is a question: "Shall we replace it?" commits nobody."""
    return bool(_QUESTION.search(text[slice(*grant.sentence)]))


def _undone(grant: Grant, own: list[Figure], text: str, evidence: Evidence) -> str:
    """Why a deed does not stand; its day or sum on record speaks for it where its words do not."""
    named = [one for one in own if not is_today(one, evidence.day)]
    why = _unsupported(grant, named, text, evidence)
    backed = named and all(covered(one, source_figures(evidence)) for one in named)
    return _ITS_FIGURE_ALONE if why and backed else why


def _when(own: Iterable[Figure], sentence: Iterable[Figure], grant: Grant, text: str) -> list[Figure]:
    """The times by which it is to be done: a weekend beside another time, or a gap, is what it is about."""
    times = [one for one in own if one.kind in _TIMES]
    dated = any(one.kind in _TIMES and one.value != _WEEKEND for one in sentence)
    open_day = touches(*grant.sentence, brackets(text))
    return [one for one in times if one.value != _WEEKEND] if dated or open_day else times


def _unsupported(grant: Grant, own: list[Figure], text: str, evidence: Evidence) -> str:
    acts = _SAME.get(grant.act, (grant.act,))
    told = [one for act in acts for one in told_terms(act, evidence)]
    granted = [mention for mention, _ in told if mention.granted]
    if not granted:
        none_given = "" if has_grounds(evidence) else "; none was given"
        return f"no note or policy grants this ({grant.act.replace('_', ' ')}){none_given}"
    start, end = grant.sentence
    language = language_of(text, evidence)
    if grant.act in _ABOUT and granted_elsewhere(text[start:end], acts, language, evidence):
        return "the terms grant this for other things, not for what this sentence names"
    terms = terms_of(text[start:end], language)
    if all(mention.approval for mention in granted) and not terms.approval:
        return "a policy says who approves this, and the reply grants it"
    if grant.act in _MONEY and terms.whole and not any(mention.whole for mention in granted):
        return "the terms give a part, under conditions; the reply gives all of it"
    if grant.act in _MONEY and not (terms.limited or own) and all(mention.limited for mention in granted):
        return _CONDITIONS
    if grant.act == "guarantee":
        undated = _ungiven([one for one in own if one.kind in _TIMES], told)
        if undated:
            return undated
    unnamed = _late([one for one in own if not stays_within(one, told)], evidence, language)
    return unnamed or (exceeded(own, told) if grant.act in _GIVEN_BACK else "")


def _ungiven(own: Iterable[Figure], told: Terms) -> str:
    """A day or time that no sentence about a guarantee gives: opening hours guarantee nothing."""
    given = [figure for mention, figures in told if mention.granted for figure in figures]
    return next((f"no note or policy guarantees {one.text}" for one in own if not covered(one, given)), "")


def _late(own: Iterable[Figure], evidence: Evidence, language: str) -> str:
    """A figure of the commitment that no note or policy gives; the client's own is named as such."""
    sources = source_figures(evidence)
    for one in own:
        if one.kind not in (*_TIMES, "amount", "percent") or covered(one, sources) or _any_day(one, sources):
            continue
        if is_timed(one, sources, language, evidence.day):
            continue
        demanded = covered(one, message_figures(evidence))
        who = "only the client's message says" if demanded else "no note or policy says"
        return f"{who} {one.text}"
    return ""


def _any_day(one: Figure, sources: Iterable[Figure]) -> bool:
    """'today', 'tomorrow' while the day of writing is unknown: any day or time on record may be it."""
    return (
        one.value[-1:] in "dwmy" and one.value[:1] in "+-" and any(other.kind in _TIMES for other in sources)
    )


def _within(figures: Sequence[Figure], span: tuple[int, int]) -> list[Figure]:
    """The figures (in the order of the text) that lie inside the span."""
    first = bisect_left(figures, span[0], key=lambda one: one.start)
    last = bisect_left(figures, span[1], key=lambda one: one.start)
    return [one for one in figures[first:last] if one.end <= span[1]]


def _source(grant: Grant, figures: Sequence[Figure], evidence: Evidence) -> str:
    own = _within(figures, grant.clause)
    for source, text in evidence.known:
        acts = _SAME.get(grant.act, (grant.act,))
        spoken = any(mention.granted for act in acts for mention in mentions(text, act, evidence.language))
        alone = Evidence(known=((source, text),), day=evidence.day)
        if spoken or (own and all(covered(one, source_figures(alone)) for one in own)):
            return source
    return ""


def _finding(grant: Grant, text: str, why: str, severity: Severity) -> Finding:
    hint = _HINTS.get(grant.act, "take it out, or say what the terms give")
    return Finding("promise", severity, grant.start, grant.end, text[grant.start : grant.end], why, hint)
