"""What a store tells about itself and about what was taken out of it, and the source that a part of a name means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Skipped
from assistant.errors import InputError


@dataclass(frozen=True, slots=True)
class Removed:
    """The source that was taken out, and how many records went with it."""

    source: str
    records: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts for `kb stats`; `policies` are documents, `passages` their clauses."""

    policies: int
    passages: int
    exchanges: int
    clients: int
    languages: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def one_named(names: Sequence[str], part: str) -> str:
    """The name that is `part`, else the one that has it in it. Raises InputError where none or several do."""
    found = [name for name in names if name == part] or [name for name in names if part and part in name]
    if not found:
        raise InputError(f"No source is named '{part}'.", f"There are: {_some(names)}.")
    if len(found) > 1:
        raise InputError(f"'{part}' names {len(found)} sources: {_some(found)}.", "Give one in full.")
    return found[0]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "") or "none yet"
