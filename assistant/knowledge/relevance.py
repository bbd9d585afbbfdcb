"""Whether a store holds anything on the subject of a message at all: one probability, the same scale for every store.

Five observations, none of them relative to the best hit: how much nearer the best clause is than the nearest general
sentence of its language (a sentence counts by how far the store is from it, so that a dentist's store is not beaten
by a sentence on teeth), its cosine, the share of the message's words the store knows (rare ones weigh more), how near
the message is to a topic of service businesses and to what their clients write. Weights from a logistic regression
over related and unrelated messages in five businesses (bench/retrieval/README.md).
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

FLOOR = 0.005  # below it nothing is found: a message on the store's own trade hardly ever lies there
SEARCH_FLOOR = 0.04  # for words the user chose: they may be few, and in any language
DOUBTFUL = 0.03  # below it a passage counts only where the letter needs it
_LEAD, _COSINE, _KNOWN, _TOPICAL, _LIKE_CLIENTS, _BIAS = 69.0, 11.8, 8.5, 48.6, 65.4, -109.4
_KNOWN_BY_MAIL = 0.175  # the share of any message's words that an archive of mail adds
_OF_THE_TRADE = 0.5  # how much of a store's nearness to a general sentence that sentence loses
_OWN_CLIENT = 2.0  # a client whose mail is in the store writes about what the store is about


def relevance(
    query: Array,
    nearest: Sequence[tuple[str, float]],
    *,
    known: float,
    own_client: bool,
    sample: Array,
    reference: Reference,
    with_mail: bool = False,
) -> float:
    """The probability that a store holds something on a message.

    `query` (d,) is the message; `nearest` are (language, cosine) of clauses; `known` the share of its words;
    `own_client`: whether the store knows the client; `sample` (n, d) stands for all the store holds; `with_mail`: whether
    that is mail as well, which has words of every kind in it.
    """
    if not nearest:
        return 0.0
    best: dict[str, float] = {}
    for language, cosine in nearest:
        best[language] = max(cosine, best.get(language, -1.0))
    lead = max(
        cosine - _nearest_elsewhere(query, reference.general(language), sample)
        for language, cosine in best.items()
    )
    topical = float((reference.heard @ query).max())
    like_clients = float((reference.asks @ query).max())
    evidence = _LEAD * lead + _COSINE * max(best.values()) + _KNOWN * (known - _KNOWN_BY_MAIL * with_mail)
    return _logistic(
        evidence + _TOPICAL * topical + _LIKE_CLIENTS * like_clients + _BIAS + _OWN_CLIENT * own_client
    )


def _nearest_elsewhere(query: Array, general: Array, sample: Array) -> float:
    """How near the message is to a general sentence, one the store is itself near to counting for less."""
    cosines = general @ query
    if len(sample):
        of_store = (general @ sample.T).max(axis=1)
        cosines = cosines - _OF_THE_TRADE * (of_store - of_store.mean())
    return float(cosines.max())


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
