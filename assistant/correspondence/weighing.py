"""The trained head: how an exchange ended, from the client's next words and what they mean.

`knowledge/correspondence/outcomes.npz` comes from `train/outcomes/fit.py`: one linear layer over the cues
of reactions.py and the mean embedding of the next message's sentences, scaling folded in, for one
embedding model only. What it cannot see: what was said elsewhere, a promise broken later, much of dry humour.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from assistant.correspondence.outcome import words_for
from assistant.correspondence.reactions import OUTCOMES, Matrix, features, sentences
from assistant.domain import Outcome
from assistant.language.shipped_data import arrays_of, naming

FILE_NAME = "outcomes.npz"
_SURE = 0.35
_LONGEST_QUOTE = 80


def knows(model: str) -> bool:
    """Whether the head was trained with the embeddings of this name."""
    return str(_weights()["model"]) == model


def verdict(demand: str, text: str, language: str, vectors: Mapping[str, Matrix]) -> tuple[Outcome, str]:
    """What `text` says on how the exchange ended that `demand` began, and the words this rests on.

    The words are those of the lists where they say the same, else the sentence that spoke most for it.
    `vectors` has the embedding (d,) of each sentence of both texts. UNKNOWN where nothing is likely.
    """
    spoken = sentences(text)
    shown, own = features(demand, text, language, vectors)
    weights = _weights()
    pull = own @ weights["outcome_embedded"]
    logits = shown @ weights["outcome_cues"] + pull.mean(0) + weights["outcome_bias"]
    raised = np.exp(logits - logits.max())
    best = int(raised.argmax())
    if raised[best] / raised.sum() < _SURE:
        return Outcome.UNKNOWN, ""
    loudest = spoken[int((pull[:, best] - pull.mean(1)).argmax())]
    words = words_for(OUTCOMES[best], demand, text, language)
    return OUTCOMES[best], words or loudest[:_LONGEST_QUOTE]


@cache
def _weights() -> dict[str, Matrix]:
    parts = ("knowledge", "correspondence", FILE_NAME)
    arrays = arrays_of(*parts)
    with naming(*parts):
        weights = ("outcome_cues", "outcome_embedded", "outcome_bias")
        return {"model": arrays["model"], **{name: arrays[name].astype("float32") for name in weights}}
