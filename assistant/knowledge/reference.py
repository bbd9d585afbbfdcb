"""Vectors that ship with the program: what people write about in general, what each topic is about, examples of clauses.

Cosines of one multilingual model lie close together for any two texts, so a store is only known to hold
something on a subject when it is nearer to the message than general sentences are (knowledge/background.yaml).
The file belongs to one embedding model; with another there is no such measure, and none is pretended.
`python -m train.reference` makes the file again after a change to background.yaml, topics.yaml or clause_examples.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from assistant.language.shipped_data import arrays_of, naming
from assistant.language.tags import base

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float32]

FILE_NAME = "reference.npz"
MADE_FROM = ("background.yaml", "topics.yaml", "clause_examples.yaml")
_OTHERS = "en"  # the list that stands for languages without one of their own


@dataclass(frozen=True, slots=True)
class Reference:
    """`background` by language (n, d); `heard` and `said`: each topic's words in messages, in clauses (topics, d).

    `asks` are sentences of messages (n, d), subject after subject, `starts` where each subject begins (subjects,),
    `clauses` what the clauses on each subject say (subjects, d).
    """

    background: Mapping[str, Array]
    heard: Array
    said: Array
    asks: Array
    starts: NDArray[numpy.int64]
    clauses: Array

    def general(self, language: str) -> Array:
        """Vectors of general sentences in a language (a BCP 47 tag), (n, d)."""
        return self.background.get(base(language), self.background[_OTHERS])


@cache
def reference_for(model: str) -> Reference | None:
    """The shipped vectors of an embedding model; None for a model that they were not made with."""
    import numpy

    file = arrays_of("knowledge", FILE_NAME)
    with naming("knowledge", FILE_NAME):
        if str(file["model"]) != model:
            return None
        kept = {name: array.astype(numpy.float32) for name, array in file.items() if array.ndim == 2}
        starts = file["starts"].astype(numpy.int64)
        heard, said, asks, clauses = (kept.pop(name) for name in ("heard", "said", "asks", "clauses"))
    background = {name.removeprefix("background_"): vectors for name, vectors in kept.items()}
    return Reference(background, heard, said, asks, starts, clauses)
