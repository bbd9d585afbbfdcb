"""Who has to act before, or instead of, an answer; each route with its reason and its words.

Rules (knowledge/reading/routes.yaml) and the trained head work together: a rule names lists of
signal words, and with `head` it also wants the head to think so at least a little. What neither a
word nor the head supports stays `none`. Nothing asked and nothing to answer means `wait`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.domain import TO_SETTLE, Ask, Route, Span
from assistant.language.shipped_data import as_text, as_texts, naming, rows_of
from assistant.reading.features import Matrix
from assistant.reading.heads import labels, of_message
from assistant.reading.signals import find_signals

# How sure the head must be alone, without any word; a danger or a claim that is missed costs most.
_SURE = {Route.SAFETY: 0.35, Route.LEGAL: 0.4, Route.MANAGER: 0.7}
# How probable an ask must be to speak against waiting: with words that release us, and without.
_WANTED, _WANTED_BARE = 0.7, 0.85
_RELEASED, _WAIT = 0.25, 0.5  # what the head must think of waiting, with such words and without
_SHORT = 12  # letters: a bare "???" asks what is meant, it is not a reason to wait


@dataclass(frozen=True, slots=True)
class Decision:
    """A route with why and on which words."""

    route: Route
    reason: str = ""
    words: tuple[Span, ...] = ()
    superior_speaks: bool = False
    notes_follow: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    """An entry of the file; `words`, `but` (its `except`) and `also` (its `and`) name lists, `inside` kinds of asks."""

    route: Route
    reason: str
    head: float
    words: list[str]
    but: list[str]
    also: list[str]
    inside: list[str]
    superior_speaks: bool
    notes_follow: bool


@cache
def _rules() -> tuple[_Rule, ...]:
    parts = ("knowledge", "reading", "routes.yaml")
    with naming(*parts):
        return tuple(
            _Rule(
                route=Route(row["to"]),
                reason=as_text(row["reason"]),
                head=float(row.get("head", 0)),
                words=as_texts(row["words"]),
                but=as_texts(row.get("except", [])),
                also=as_texts(row.get("and", [])),
                inside=as_texts(row.get("inside", [])),
                superior_speaks=bool(row.get("superior_speaks", False)),
                notes_follow=bool(row.get("notes_follow", False)),
            )
            for row in rows_of(*parts)
        )


def find_route(
    text: str,
    language: str,
    asks: Sequence[Ask],
    *,
    cues: Matrix,
    embedded: Matrix | None,
    also: tuple[str, ...] = (),
) -> Decision:
    """The first rule that holds, else the head when it is sure, else `wait` or `none`."""
    row = of_message("route", cues, embedded)
    chances = dict(zip(labels("route"), map(float, row), strict=True))
    waiting = _waiting(text, language, asks, chances["wait"])

    def asks_for_one(rule: _Rule) -> bool:  # whichever rule comes first and gives the reason
        return rule.superior_speaks and _apply(rule, text, language, also, chances, asks) is not None

    for rule in _rules():
        decision = _apply(rule, text, language, also, chances, asks)
        if decision and decision.route is Route.MANAGER:
            decision = replace(decision, superior_speaks=any(map(asks_for_one, _rules())))
        if decision and not (waiting and decision.route is Route.MANAGER):
            return decision
    ordered = next((decision for rule in _rules() if (decision := _by_asks(rule, asks))), None)
    if waiting and not ordered:
        return waiting
    for route, sure in _SURE.items():
        if chances[route] >= sure:
            return Decision(route, "reads like messages that others had to decide on; no single word says so")
    return ordered or Decision(Route.NONE)


def _by_asks(rule: _Rule, asks: Sequence[Ask]) -> Decision | None:
    """What a rule without words says: an ask of its kinds is enough, after all else."""
    spans = [
        Span(ask.text, ask.start, ask.end, ask.kind.value) for ask in asks if ask.kind.value in rule.inside
    ]
    return Decision(rule.route, rule.reason, tuple(spans)) if spans and not rule.words else None


def _apply(
    rule: _Rule,
    text: str,
    language: str,
    also: tuple[str, ...],
    chances: dict[str, float],
    asks: Sequence[Ask],
) -> Decision | None:
    if chances[rule.route] < rule.head:
        return None
    words = _words(rule.words, text, language, also)
    wider = _words(rule.but, text, language, also)
    words = [word for word in words if not any(_within(word, each) for each in wider)]
    if rule.inside:
        words = [word for word in words if _stands_in(word, asks, rule.inside)]
    more = _words(rule.also, text, language, also)
    if not words or (rule.also and not more):
        return None
    spans = {(span.start, span.end): span for span in (*words, *more)}
    found = tuple(spans[key] for key in sorted(spans))
    return Decision(rule.route, rule.reason, found, notes_follow=rule.notes_follow)


def _within(word: Span, wider: Span) -> bool:
    return wider.start <= word.start and word.end <= wider.end


def _stands_in(word: Span, asks: Sequence[Ask], kinds: Sequence[str]) -> bool:
    return any(ask.kind.value in kinds and ask.start < word.end and word.start < ask.end for ask in asks)


def _words(names: Sequence[str], text: str, language: str, also: tuple[str, ...]) -> list[Span]:
    return [span for name in names for span in find_signals(text, name, language=language, also=also)]


def _waiting(text: str, language: str, asks: Sequence[Ask], chance: float) -> Decision | None:
    released = find_signals(text, "no_reply", language=language)
    least = _WANTED if released else _WANTED_BARE
    wants = [ask for ask in asks if ask.kind in TO_SETTLE and ask.probability >= least]
    identity = find_signals(text, "identity", language=language)
    if len({span.text.lower() for span in identity}) >= 3:
        reason = "access or payment data is asked from an unusual address: phone the known number first"
        return Decision(Route.WAIT, reason, tuple(identity))
    letters = sum(character.isalpha() for character in text)
    if wants or letters < _SHORT or chance < (_RELEASED if released else _WAIT):
        return None
    return Decision(
        Route.WAIT, "nothing is asked: one line that it was read, or let it cool", tuple(released)
    )
