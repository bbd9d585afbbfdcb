"""The trained heads: a few linear layers over cues and sentence embeddings.

`knowledge/reading/heads.npz` comes from `train/reading/heads.py`. Each head has a pair of weights:
one for cues together with embeddings, one for cues alone (no embedding model at hand). Scaling is
folded into the weights, so a head is one multiplication and a softmax. A head of messages that has `pooled`
weights also hears its single clauses (train/reading/pooling.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.language.shipped_data import arrays_of, naming

_FILE = ("knowledge", "reading", "heads.npz")
Matrix = npt.NDArray[np.float32]


@cache
def _arrays() -> dict[str, Any]:
    return arrays_of(*_FILE)


@cache
def _weights() -> dict[str, Matrix]:
    return {name: array.astype("float32") for name, array in _arrays().items() if not name.endswith("labels")}


@cache
def labels(head: str) -> tuple[str, ...]:
    """The classes of a head in the order of its probabilities."""
    with naming(*_FILE):
        return tuple(str(label) for label in _arrays()[f"{head}_labels"])


def probabilities(head: str, cues: Matrix, embedded: Matrix | None) -> Matrix:
    """(n, classes) from cues (n, f) and, where there are any, embeddings (n, 384); rows sum to 1."""
    weights = _weights()
    name = head if embedded is not None else f"{head}_plain"
    logits = cues @ weights[f"{name}_cues"] + weights[f"{name}_bias"]
    if embedded is not None:
        logits = logits + embedded @ weights[f"{name}_embedded"]
    return np.asarray(softmax(logits), "float32")


def of_message(head: str, cues: Matrix, clauses: Matrix | None) -> Matrix:
    """(classes,) from the cues of a message (f,) and, where there are any, its clauses' embeddings (k, 384)."""
    if clauses is None:
        return np.asarray(probabilities(head, cues[None, :], None)[0])
    pooled = _weights().get(f"{head}_pooled")
    if pooled is None:
        return np.asarray(probabilities(head, cues[None, :], clauses.mean(0)[None, :])[0])
    weights = _weights()
    plain = cues @ weights[f"{head}_cues"] + clauses.mean(0) @ weights[f"{head}_embedded"]
    logits = plain + _loudest(clauses @ pooled) + weights[f"{head}_bias"]
    return np.asarray(softmax(logits[None, :])[0], "float32")


def _loudest(scores: Matrix) -> Matrix:
    """Log-sum-exp over the clauses (k, classes), less half the log of k: long messages say not everything."""
    top = scores.max(0)
    total = np.log(np.exp(scores - top).sum(0))
    return np.asarray(top + total - np.log(len(scores)) / 2, "float32")


def softmax(logits: Matrix) -> Matrix:
    """(n, classes) of any size as rows that sum to 1, in the precision given."""
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True))
