"""Chat exports of an archive: read, overlapping exports merged, parted into conversations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from assistant.correspondence.pairing import in_order
from assistant.correspondence.turns import Turn
from assistant.domain import Skipped
from assistant.errors import InputError


class Chats:
    """The turns of all chat files of one archive, kept until all are read: exports overlap."""

    def __init__(self, columns: Mapping[str, str] | None = None) -> None:
        self._columns = columns
        self._exports: list[list[Turn]] = []
        self._skipped: list[Skipped] = []

    def add(self, file: Path, start: bytes) -> int | None:
        """Read one export: how many messages it has, None when it is none. What came before damage is kept."""
        from assistant.correspondence.chat import format_of

        form = format_of(start, file, self._columns)
        if form is None:
            return None
        turns: list[Turn] = []
        try:
            turns.extend(form.read(file))
        except InputError as error:
            self._skipped.append(Skipped(str(file), ". ".join(filter(None, (error.message, error.hint)))))
        self._exports.append(turns)
        return len(turns)

    def conversations(self) -> Iterator[tuple[list[Turn], list[Skipped]]]:
        """Each conversation in time order, and what was left out of it; damaged files come first."""
        from assistant.correspondence.chat.merging import merged

        yield [], self._skipped
        for _, chat in groupby(merged(self._exports), key=lambda turn: turn.thread):
            turns = list(chat)
            yield (
                in_order([turn for turn in turns if not turn.reason]),
                [Skipped(turn.source, turn.reason) for turn in turns if turn.reason],
            )
