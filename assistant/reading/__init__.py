"""Understanding the client's message: what is asked, how hot it is, who has to act."""

from __future__ import annotations

from typing import Any

__all__ = ["read", "read_facts", "today_of"]


def __getattr__(name: str) -> Any:
    if name == "read":
        from assistant.reading.reader import read

        return read
    if name in {"read_facts", "today_of"}:
        from assistant.reading import facts

        return getattr(facts, name)
    raise AttributeError(name)
