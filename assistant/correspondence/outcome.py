"""How an exchange ended, read from what the client wrote next."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.correspondence.turns import Turn
from assistant.domain import Outcome


def outcome(asked: Sequence[Turn], answered: Sequence[Turn], after: Sequence[Turn]) -> tuple[Outcome, str]:
    """The outcome and the client's words it rests on; UNKNOWN while we have not answered."""
    if not answered:
        return Outcome.UNKNOWN, ""
    if not after:
        return Outcome.SILENT, ""
    return Outcome.UNKNOWN, ""
