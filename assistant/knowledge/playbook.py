"""The playbook: which de-escalation cards there are, and which of them fit a message.

Shipped cards lie in knowledge/playbook; a card of the user with the same name takes the place of a
shipped one, `off: true` or a line in off.txt switches one off. A card fits when a signal it names
shows; temperature and channel are bounds, they never make a card fit by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from assistant.domain import Match, Reading, SourceKind
from assistant.knowledge.cards import Card, card_text, read_card, situations
from assistant.knowledge.exemplars import Exemplars, exemplar_matches, exemplars
from assistant.resources import shipped

__all__ = [
    "Card",
    "Exemplars",
    "advice_of",
    "cards_for",
    "exemplar_matches",
    "exemplars",
    "load_cards",
    "situations",
]

_WEIGHTS = {"situations": 4, "routes": 3, "trend": 2, "asks": 1, "has": 1}
_WHOLE = sum(_WEIGHTS.values())
_ALWAYS = 0.02  # what holds for every reply stands behind whatever fits this one
_NOT_CARDS = {"readme"}


def load_cards(folders: Sequence[Path] = ()) -> tuple[Card, ...]:
    """The cards in force by id: the shipped ones, then each folder's over them; those off are left out.

    Raises KnowledgeDataError naming the file and what to mend.
    """
    cards = {card.id: card for card in _shipped_cards()}
    off: set[str] = set()
    for folder in folders:
        cards |= {card.id: card for card in _cards_in(folder, own=True)}
        off |= _switched_off(folder)
    return tuple(card for name, card in sorted(cards.items()) if not card.off and name not in off)


def cards_for(reading: Reading, cards: Sequence[Card], *, limit: int = 6) -> list[Match]:
    """The cards that fit a reading, best first; `text` is the move, `score` in 0..1 by the signals that fit."""
    scored = [(_score(card, reading), card) for card in cards]
    fitting = sorted((each for each in scored if each[0] > 0), key=_rank)
    return [
        Match(
            card.id,
            SourceKind.PLAYBOOK,
            card.source,
            card.move,
            score,
            language="en",
            title=card.title,
        )
        for score, card in fitting[:limit]
    ]


def advice_of(cards: Sequence[Card]) -> tuple[str, ...]:
    """What the cards advise besides writing, in their order, each line once."""
    return tuple(dict.fromkeys(line for card in cards for line in card.do))


def _rank(scored: tuple[float, Card]) -> tuple[float, int, int, str]:
    """Best first; of those that fit alike, by `order`, then the one written for fewer situations."""
    score, card = scored
    return -score, card.order, len(card.when.situations), card.id


@cache
def _shipped_cards() -> tuple[Card, ...]:
    return tuple(_cards_in(shipped("knowledge") / "playbook", own=False))


def _cards_in(folder: Path, *, own: bool) -> Iterator[Card]:
    for path in sorted(folder.glob("*.md")):
        if path.stem.casefold() not in _NOT_CARDS:
            yield read_card(path, own=own)


def _switched_off(folder: Path) -> set[str]:
    path = folder / "off.txt"
    if not path.is_file():
        return set()
    lines = (line.partition("#")[0].strip() for line in card_text(path).splitlines())
    return {line.removesuffix(".md") for line in lines if line}


def _score(card: Card, reading: Reading) -> float:
    lowest, highest = card.when.temperature
    channel = card.when.channel
    if not lowest <= reading.temperature <= highest or channel not in ("", reading.channel.value):
        return 0.0
    if card.always:
        return _ALWAYS
    fits = sum(weight for name, weight in _WEIGHTS.items() if _shows(name, card, reading))
    return round(fits / _WHOLE, 4)


def _shows(name: str, card: Card, reading: Reading) -> bool:
    seen = {
        "situations": {reading.situation.label},
        "routes": {reading.route.value},
        "trend": {reading.trend},
        "asks": {ask.kind.value for ask in reading.asks},
        "has": {mark for mark in ("claims", "heat", "orders", "stakes") if getattr(reading, mark)},
    }
    return bool(seen[name] & set(getattr(card.when, name)))
