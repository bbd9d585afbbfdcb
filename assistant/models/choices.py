"""The tokens that may still be tried at one place of a text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.models.sampling import Choose

# At a place where all likely tokens are forbidden, so many of the others are tried at a time.
_LAST_RESORT = 512


class Choices:
    """The tokens still allowed at one place, the likely ones first."""

    def __init__(self, logits: NDArray[np.float32], window: float, blocked: NDArray[np.bool_]) -> None:
        self.ids = np.flatnonzero(logits >= logits.max() - window)
        self.scores = logits[self.ids].astype(np.float32)
        self.scores[blocked[self.ids]] = -np.inf
        self.left = int(np.isfinite(self.scores).sum())
        self.widened = False
        self._seen = [self.ids]

    def take(self, choose: Choose) -> int | None:
        """The next token to try, which will not come again; None when none is left."""
        if self.left <= 0:
            return None
        place = choose(self.scores)
        self.scores[place] = -np.inf
        self.left -= 1
        return int(self.ids[place])

    def widen(self, logits: NDArray[np.float32], blocked: NDArray[np.bool_]) -> bool:
        """Take in the best of those that were not tried; False when there are none."""
        self.widened = True
        rest = logits.astype(np.float32)
        rest[np.concatenate(self._seen)] = -np.inf
        rest[blocked] = -np.inf
        count = min(_LAST_RESORT, rest.size)
        best = np.argpartition(rest, rest.size - count)[-count:]
        self.ids = best[np.isfinite(rest[best])]
        self.scores = rest[self.ids]
        self.left = int(self.ids.size)
        self._seen.append(self.ids)
        return self.left > 0
