"""Chat exports of an archive: read, overlapping exports merged, parted into conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant.correspondence.pairing import in_order
from assistant.correspondence.turns import Turn
from assistant.domain import Skipped
from assistant.errors import InputError


class Chats:
    """The turns of all chat files, by conversation."""

    def __init__(self) -> None:
        self._turns: dict[str, list[Turn]] = {}
        self._skipped: list[Skipped] = []

    def add(self, file: Path, start: bytes) -> bool:
        """Read one export; False when it is none. What could be read before damage is kept."""
        from assistant.correspondence.chat import FORMATS

        form = next((form for form in FORMATS if form.looks_like(start, file)), None)
        if form is None:
            return False
        by_thread: dict[str, list[Turn]] = {}
        read = 0
        try:
            for turn in form.read(file):
                read += 1
                if turn.reason:
                    self._skipped.append(Skipped(turn.source, turn.reason))
                else:
                    by_thread.setdefault(f"{form.name}\0{turn.thread or file}", []).append(turn)
        except InputError as error:
            self._skipped.append(
                Skipped(
                    str(file),
                    f"{error.message} ({read} messages read before that)" if read else error.message,
                )
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._skipped.append(Skipped(str(file), f"damaged {form.name}: {error} ({read} messages read)"))
        for thread, turns in by_thread.items():
            self._turns[thread] = _merged(self._turns.get(thread, []), turns)
        return True

    def conversations(self) -> Iterator[tuple[list[Turn], list[Skipped]]]:
        """Each conversation in time order; what was left out comes with the first."""
        yield [], self._skipped
        for turns in self._turns.values():
            yield in_order(turns), []


def _merged(known: list[Turn], new: list[Turn]) -> list[Turn]:
    """Both exports of one chat, what both have once; a line twice in one export stays twice."""
    have = Counter(_same(turn) for turn in known)
    merged = list(known)
    for turn in new:
        key = _same(turn)
        if have[key]:
            have[key] -= 1
        else:
            merged.append(turn)
    return merged


def _same(turn: Turn) -> tuple[str, str, str]:
    """Two exports name a message alike but for seconds."""
    return turn.author or turn.address, turn.at.strftime("%Y-%m-%d %H:%M") if turn.at else "", turn.text
