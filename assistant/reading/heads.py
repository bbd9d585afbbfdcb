"""The trained heads: a few linear layers over cues and sentence embeddings.

`knowledge/reading/heads.npz` comes from `train/reading/heads.py`. Each head has a pair of weights:
one for cues together with embeddings, one for cues alone (no embedding model at hand). Scaling is
folded into the weights, so a head is one multiplication and a softmax.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from assistant.errors import KnowledgeDataError
from assistant.resources import shipped

Matrix = npt.NDArray[np.float32]


@cache
def _weights() -> dict[str, Matrix]:
    path = shipped("knowledge") / "reading" / "heads.npz"
    try:
        with np.load(path) as archive:
            return {
                name: archive[name].astype("float32") for name in archive.files if not name.endswith("labels")
            }
    except (OSError, ValueError) as error:
        raise KnowledgeDataError(f"{path.name} cannot be read: {error}", "install calmreply again") from error


@cache
def labels(head: str) -> tuple[str, ...]:
    """The classes of a head in the order of its probabilities."""
    with np.load(shipped("knowledge") / "reading" / "heads.npz") as archive:
        return tuple(str(label) for label in archive[f"{head}_labels"])


def probabilities(head: str, cues: Matrix, embedded: Matrix | None) -> Matrix:
    """(n, classes) from cues (n, f) and, where there are any, embeddings (n, 384); rows sum to 1."""
    weights = _weights()
    name = head if embedded is not None else f"{head}_plain"
    logits = cues @ weights[f"{name}_cues"] + weights[f"{name}_bias"]
    if embedded is not None:
        logits = logits + embedded @ weights[f"{name}_embedded"]
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(raised / raised.sum(1, keepdims=True), "float32")
