"""What notes and policies say about one kind of commitment: the figures it may have, and its largest value.

A figure of a promise is compared with the sentences that speak of that promise, so that a deposit of
50 % does not allow a discount of 50 %. Where those sentences have no figure of its kind, nothing is said here.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Evidence, Figure
from assistant.gate.commitments import Mention, mentions
from assistant.gate.grounds import figures_of
from assistant.language.figures import at_most, covered

_COMPARED = ("amount", "percent", "duration")
Terms = Sequence[tuple[Mention, Sequence[Figure]]]


def told_terms(act: str, evidence: Evidence) -> Terms:
    """Every mention of the act in notes and sources, with the figures of its sentence."""
    return [
        (
            mention,
            [
                one
                for one in figures_of(text, evidence.day, evidence.language)
                if _inside(one, mention.sentence)
            ],
        )
        for _, text in evidence.known
        for mention in mentions(text, act, evidence.language)
    ]


def exceeded(own: Sequence[Figure], told: Terms) -> str:
    """The first figure that the sentences about the act do not give though they give others of its kind."""
    for one in own:
        given = [figure for _, figures in told for figure in figures if figure.kind == one.kind]
        if one.kind not in _COMPARED or not given or covered(one, given) or stays_within(one, told):
            continue
        return f"the terms for this say {', '.join(dict.fromkeys(figure.text for figure in given))}, not {one.text}"
    return ""


def stays_within(one: Figure, told: Terms) -> bool:
    """Whether a sentence names a largest value of this kind that is not exceeded: 5 % of 'up to 10 %'."""
    if one.kind not in ("amount", "percent"):
        return False
    return any(
        mention.granted and mention.capped and any(at_most(one, figure) for figure in figures)
        for mention, figures in told
    )


def _inside(one: Figure, span: tuple[int, int]) -> bool:
    return span[0] <= one.start and one.end <= span[1]
