"""A forced opening that ends in white space: the text goes on with exactly that white space."""

from __future__ import annotations

from assistant.models.constraints.rule import Offence, Verdict


class Opening:
    """The text begins with `opening`, or is a part of it."""

    def __init__(self, opening: str) -> None:
        self._opening = opening

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """An offence lies in the characters after the last that agrees."""
        if text.startswith(self._opening) or (not ended and self._opening.startswith(text)):
            return Verdict(len(text))
        return Verdict(len(text), Offence(min(fresh, len(text)), len(text) + 1))
