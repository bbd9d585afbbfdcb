"""Whether a store holds anything on the subject of a message at all: one probability, the same scale for every store.

Six observations, none of them relative to the best hit: how much nearer the best clause is than the nearest
general sentence of its language, how far it stands out from all of them, its cosine, the share of the message's
words the store knows (rare ones weigh more), a topic in common, and how near the message is to any topic of service businesses. Weights
from a logistic regression over related and unrelated messages in 20 stores (bench/retrieval/README.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.knowledge.reference import Reference

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

FLOOR = 0.45
_LEAD, _STANDING, _COSINE, _KNOWN, _TOPICAL, _BIAS = 44.3, 0.61, 33.3, 3.2, 96.0, -113.5
_TOPIC = 2.0  # a topic in common, where the words cannot tell: the store is in another language
_KNOWN_ENOUGH = 0.25
_OWN_CLIENT = 1.0  # a client whose mail is in the store writes about what the store is about


def relevance(
    query: Array,
    nearest: Sequence[tuple[str, float]],
    *,
    known: float,
    shares_topic: bool,
    own_client: bool,
    reference: Reference,
) -> float:
    """The probability that a store holds something on a message.

    `query` (d,) is the message; `nearest` are (language, cosine) of clauses; `known` the share of its words;
    `shares_topic`: whether a clause has a topic of the message, `own_client`: whether the store knows the client.
    """
    if not nearest:
        return 0.0
    best: dict[str, float] = {}
    for language, cosine in nearest:
        best[language] = max(cosine, best.get(language, -1.0))
    general = {language: reference.general(language) @ query for language in best}
    lead = max(best[language] - float(usual.max()) for language, usual in general.items())
    standing = max(
        (best[language] - float(usual.mean())) / (float(usual.std()) + 1e-6)
        for language, usual in general.items()
    )
    topical = float((reference.heard @ query).max())
    evidence = _LEAD * lead + _STANDING * standing + _COSINE * max(best.values()) + _KNOWN * known
    unsaid = max(0.0, 1.0 - known / _KNOWN_ENOUGH)
    circumstances = _TOPIC * shares_topic * unsaid + _OWN_CLIENT * own_client
    return _logistic(evidence + _TOPICAL * topical + _BIAS + circumstances)


def share_known(words: Sequence[str], frequencies: Mapping[str, int], total: int) -> float:
    """Which share of the words a store knows, each by its rarity there; 0..1."""
    rarity = {word: math.log(1 + total / (1 + frequencies.get(word, 0))) for word in set(words)}
    whole = sum(rarity.values())
    return sum(rarity[word] for word in rarity if frequencies.get(word, 0)) / whole if whole else 0.0


def absolute(score: float, relevant: float) -> float:
    """A place in the ranking as a number between 0 and 1 that can be compared between messages."""
    return relevant * _logistic((score - 4.0) / 2.5)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))
