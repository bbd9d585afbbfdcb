"""A neutral summary in the client's language: their own words for facts and asks, without the barbs.

Nothing is rephrased: every piece is quoted from the message. Only the few words around the pieces
come from knowledge/reading/summary.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from assistant.domain import WANTING, Ask, AskKind, Figure, Span
from assistant.language.shipped_data import as_text, data_of, naming
from assistant.reading.clauses import Clause

_MOST = 6  # pieces a line


@cache
def _frames(language: str) -> dict[str, str]:
    parts = ("knowledge", "reading", "summary.yaml")
    with naming(*parts):
        frames = data_of(*parts)
        own = frames.get(language, frames["en"])
        return {name: as_text(own[name]) for name in ("states", "asks", "by", "announces")}


def neutral_summary(
    language: str,
    pieces: Sequence[Clause],
    asks: Sequence[Ask],
    *,
    claims: Sequence[Figure],
    barbs: Sequence[Span],
) -> str:
    """Lines "States: ...", "Asks: ...", "By when: ...", "Announces: ..."; a line without pieces is left out."""
    frames = _frames(language)
    ordered = sorted(asks, key=lambda ask: ask.start)
    wanted = [ask for ask in ordered if ask.kind in WANTING]
    lines = {
        "states": _stated(pieces, ordered, claims, barbs),
        "asks": [ask.text for ask in wanted],
        "by": [ask.text for ask in ordered if ask.kind is AskKind.DEADLINE],
        "announces": [ask.text for ask in ordered if ask.kind is AskKind.THREAT],
    }
    return "\n".join(_line(frames[name], _calm(texts)) for name, texts in lines.items() if texts)


def _stated(
    pieces: Sequence[Clause], asks: Sequence[Ask], claims: Sequence[Figure], barbs: Sequence[Span]
) -> list[str]:
    """Clauses that state something checkable, and charges that carry no barb."""
    stated = []
    for piece in pieces:
        ask = next((one for one in asks if one.start < piece.end and piece.start < one.end), None)
        barbed = any(barb.start < piece.end and piece.start < barb.end for barb in barbs)
        figures = any(piece.start <= claim.start < piece.end for claim in claims)
        charge = ask is not None and ask.kind is AskKind.ACCUSATION
        if not barbed and len(piece.text) > 8 and (charge or (ask is None and figures)):
            stated.append(piece.text)
    return stated


def _calm(texts: Sequence[str]) -> list[str]:
    """Capitals that shout are written small; marks at the end are left out."""
    calm = [" ".join(text.split()).strip(" .,!?！？，。;；") for text in texts]
    return [text.capitalize() if text.isupper() and len(text.split()) > 1 else text for text in calm][:_MOST]


def _line(frame: str, texts: Sequence[str]) -> str:
    return f"{frame}: " + "; ".join(texts)
