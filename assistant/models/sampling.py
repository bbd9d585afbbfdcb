"""From scores to one choice: temperature and a floor under the probabilities, with a seed.

`min_p` leaves out what is less than that share as likely as the best: it needs no sorting of the
vocabulary, and at low temperatures it keeps a small model from derailing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Choose = Callable[[NDArray[np.float32]], int]
"""Index of the chosen score; at least one score is finite."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """`temperature` 0 always takes the best; `min_p` is a share of the best one's probability."""

    temperature: float = 0.3
    min_p: float = 0.05

    @property
    def window(self) -> float:
        """How far below the best score a token may lie to be looked at first: a little more than is drawn."""
        if self.min_p <= 0:
            return 12.0 * max(1.0, self.temperature)
        return 4.0 - self.temperature * math.log(self.min_p)


def sampler(sampling: Sampling, *seeds: int) -> Choose:
    """A chooser with its own stream of random numbers, the same for the same seeds."""
    random = np.random.default_rng([abs(seed) for seed in seeds])

    def choose(scores: NDArray[np.float32]) -> int:
        if sampling.temperature <= 0:
            return int(scores.argmax())
        weights = np.exp((scores - scores.max()) / sampling.temperature)
        weights[weights < sampling.min_p] = 0.0
        steps = np.cumsum(weights)
        place = int(np.searchsorted(steps, random.random() * float(steps[-1]), side="right"))
        return min(place, len(scores) - 1)

    return choose
