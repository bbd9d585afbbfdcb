"""Whether a document is written for the house alone, by what its clauses say: few such papers say so in their title.

A clause of a contract speaks to the client; a house rule tells staff what to answer and who may grant
what. Linear weights over the clauses' vectors, averaged over the document (train/audience.py). They
belong to one embedding model; with another, only what a document says of itself counts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from assistant.language.shipped_data import arrays_of, naming

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

FILE_NAME = "audience.npz"


def for_staff(vectors: Callable[[], NDArray[numpy.float32]], model: str) -> bool:
    """Whether a document is for staff; `vectors` makes its clauses' vectors, (clauses, d), where `model` is a known one."""
    weights = _weights(model)
    if weights is None:
        return False
    each, bias = weights
    return bool(float((vectors() @ each).mean()) + bias > 0)


@cache
def _weights(model: str) -> tuple[NDArray[numpy.float32], float] | None:
    kept = arrays_of("knowledge", FILE_NAME)
    with naming("knowledge", FILE_NAME):
        if str(kept["model"]) != model:
            return None
        return kept["weights"].astype("float32"), float(kept["bias"])
