"""The limits of a clause as data: amounts, shares, windows, days, counts, and whose word is needed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.domain import FactKind
from assistant.gate.commitments import mentions, terms_of
from assistant.language.figures import find_figures
from assistant.proposing.languages import clause_words

_KINDS = {"duration": "window", "number": "count", "clause": "clause"}
_PART = re.compile(r"[^,;，；、。.!?:：]+(?:[.,:](?=\d)[^,;，；、。.!?:：]*)*")
_GRANTS = ("refund", "waive", "discount", "credit")


@dataclass(frozen=True, slots=True)
class Limit:
    """`kind`: amount, percent, window, date, time, weekday, count, clause, code or approval; `value` in the
    canonical writing of a Figure; `bound`: at_most, at_least, within, before, after or empty."""

    kind: str
    text: str
    value: str = ""
    bound: str = ""


def limits_of(statement: str, language: str) -> tuple[Limit, ...]:
    """The limits in the order they stand; who approves comes last, in the clause's words."""
    words = clause_words(language)
    figures = [
        Limit(
            _KINDS.get(figure.kind, figure.kind),
            figure.text,
            figure.value,
            words.bound(statement, figure.start, figure.end),
        )
        for figure in find_figures(statement, language=language)
    ]
    return (*figures, *(Limit("approval", part) for part in approvals(statement, language)))


def approvals(statement: str, language: str) -> list[str]:
    """The parts of a clause that make something depend on somebody's approval."""
    return [
        part
        for match in _PART.finditer(statement)
        if terms_of(part := match.group().strip(), language).approval
    ]


def kind_of(statement: str) -> FactKind:
    """OFFER for what the clause gives a client (work free of charge, a share or sum back), else TERM.

    A clause is never a STATUS by itself: how a case stands is for notes. A person may say otherwise.
    """
    granted = {act for act in _GRANTS if any(mention.granted for mention in mentions(statement, act))}
    sums = any(figure.kind in ("amount", "percent") for figure in find_figures(statement))
    return FactKind.OFFER if "waive" in granted or (granted and sums) else FactKind.TERM
