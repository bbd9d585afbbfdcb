"""What every backend that writes offers: one job in, one checked text out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from assistant.domain import Completion, Constraints, Prompt


class Writer(Protocol):
    """A language model behind one door, whether it runs in this process or on a server."""

    name: str

    def complete(
        self, prompt: Prompt, constraints: Constraints, *, on_text: Callable[[str], None] | None = None
    ) -> Completion:
        """Write the answer to one prompt.

        The text begins with `prompt.opening`. `on_text` gets it piece by piece; the pieces joined are the
        text of the Completion, and none is ever taken back. Raises ModelError.
        """
        ...

    def close(self) -> None:
        """Give memory and connections back; the writer cannot be used afterwards."""
        ...
