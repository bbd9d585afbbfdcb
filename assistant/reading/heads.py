"""The trained heads: a few linear layers over cues and sentence embeddings.

`knowledge/reading/heads.npz` comes from `train/reading/heads.py`. Each head has a pair of weights:
one for cues together with embeddings, one for cues alone (no embedding model at hand). Scaling is
folded into the weights, so a head is one multiplication and a softmax.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import KnowledgeDataError
from assistant.resources import read_arrays, shipped

Matrix = npt.NDArray[np.float32]


@cache
def _arrays() -> dict[str, Any]:
    path = shipped("knowledge") / "reading" / "heads.npz"
    try:
        return read_arrays(path)
    except (OSError, ValueError) as error:
        raise KnowledgeDataError(f"{path.name} cannot be read: {error}", "install calmreply again") from error


@cache
def _weights() -> dict[str, Matrix]:
    return {name: array.astype("float32") for name, array in _arrays().items() if not name.endswith("labels")}


@cache
def labels(head: str) -> tuple[str, ...]:
    """The classes of a head in the order of its probabilities."""
    return tuple(str(label) for label in _arrays()[f"{head}_labels"])


def probabilities(head: str, cues: Matrix, embedded: Matrix | None) -> Matrix:
    """(n, classes) from cues (n, f) and, where there are any, embeddings (n, 384); rows sum to 1."""
    weights = _weights()
    name = head if embedded is not None else f"{head}_plain"
    logits = cues @ weights[f"{name}_cues"] + weights[f"{name}_bias"]
    if embedded is not None:
        logits = logits + embedded @ weights[f"{name}_embedded"]
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), "float32")
