"""Which trouble of the client's the letter names first, and from which likelihood on it may be named at all."""

from __future__ import annotations

from assistant.domain import TO_SETTLE, AskKind, Reading, Route
from assistant.drafting.settling import SURE_ENOUGH

# Kinds of trouble that are right two times in three already from there on, on authors left out (the rest from .4).
_SOONER = 0.3
_KNOWN_SOONER = frozenset((
    "blame-for-third-party", "missing-input", "other-client-price", "over-my-head", "refund-demand", "repeated-demand",
    "scope-creep", "superseded-policy", "weekend",
))  # fmt: skip
OWN_FAULT = "own-fault"
_KNOWN_LATER = {OWN_FAULT: 0.6}  # else it would sound like an admission where nothing is known
# What somebody threatens with is no trouble of theirs: what they go through is named first, where it is plain.
_THREATS = frozenset(("public-threat", "legal-threat", "over-my-head", "moral-accusation"))
_PLAINLY = 0.6
_BURDEN_LATER = {"dear": 0.7}  # "close to your heart" is a strong thing to say to somebody it is not true of
GLAD = "praise-with-demand"
FRIENDLY = "friendly"
_FRIENDLY_UP_TO = 2  # of 5
_SAID_AS = {"pleased": GLAD}  # burdens that have the sentences of a kind of trouble


def trouble_of(reading: Reading, *, own_fault: bool = False) -> str:
    """What to acknowledge: the kind of trouble as it was read, else what the client is going through, else a
    deadline, which is no guess, else nothing in particular: a wild guess about a person's trouble is worse than none.

    `own_fault`: a note says that we did it, so that it is told how it came to the client, and no charge or doubt.
    """
    found, burden = reading.situation, _burden(reading)
    plain = burden not in ("", GLAD) and reading.burden.probability >= _PLAINLY
    if plain and (own_fault or found.label in _THREATS):
        return burden
    if own_fault:
        return OWN_FAULT
    if found.likeliest in _KNOWN_SOONER and found.probability >= _SOONER:
        return found.likeliest
    if found.label != "unsure" and found.probability >= _KNOWN_LATER.get(found.label, 0.0):
        return found.label
    if burden:
        return burden
    if any(ask.kind is AskKind.DEADLINE and ask.probability >= SURE_ENOUGH for ask in reading.asks):
        return "last-minute"
    return FRIENDLY if _is_friendly(reading) else "unsure"


def _is_friendly(reading: Reading) -> bool:
    """Whether nothing in the message is hot: somebody who only asks is thanked, not told how hard it is for them."""
    charges = [ask for ask in reading.asks if ask.kind not in TO_SETTLE and ask.kind is not AskKind.ORDER]
    return (
        reading.temperature <= _FRIENDLY_UP_TO
        and reading.route is Route.NONE
        and not (reading.heat or charges)
    )


def _burden(reading: Reading) -> str:
    """What the client is going through, as the phrases name it; empty where that is not sure enough to be said."""
    found = reading.burden
    if found.label in ("none", "unsure") or found.probability < _BURDEN_LATER.get(found.label, 0.0):
        return ""
    return phrase_of(found.label)


def phrase_of(trouble: str) -> str:
    """The group of sentences (`acknowledge` in prompts/phrases) for a kind of trouble or a burden."""
    return _SAID_AS.get(trouble, trouble)
