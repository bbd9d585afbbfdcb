"""The state of each prompt that was read last: kept in memory; its static part also on disk for the next process.

A state file is a cache and nothing more: one that is damaged, foreign or of another llama.cpp is
ignored and written anew, and a folder that cannot be written to costs time, not the draft. Its
payload is checked before llama.cpp sees it. Layout: magic, length of the head (8 bytes, little
endian), the head as JSON (identity, tokens, checksum), the state as llama.cpp wrote it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.folders import make_private, write_private
from assistant.models.evaluator import Evaluator

_MAGIC = b"calmreply prefix state 1\n"
FILES = 32
_FOLDER_BYTES = 1 << 30
_IN_MEMORY = 12
# Evaluating fewer tokens than this is as fast as reading a file.
_WORTH_A_FILE = 24

State = NDArray[np.uint8]
Tokens = tuple[int, ...]


class PrefixStates:
    """Brings an evaluator to a prompt by the shortest way; `identity` names model, build and KV type."""

    def __init__(self, evaluator: Evaluator, *, folder: Path | None, identity: str) -> None:
        self._evaluator = evaluator
        self._folder = folder
        self._identity = identity
        self._states: OrderedDict[Tokens, tuple[Tokens, State | None]] = OrderedDict()

    def read(self, tokens: Sequence[int], static: int) -> int:
        """Make `tokens` the evaluator's sequence, its logits fresh; the number of tokens evaluated for it.

        The first `static` tokens are evaluated apart, so that they give the same numbers whether they
        come from here or from disk.
        """
        before = self._evaluator.evaluated
        self._nearest(tuple(tokens[:static]), tokens)
        kept = min(_common(self._evaluator.tokens, tokens), len(tokens) - 1)
        self._evaluator.truncate(kept)
        if kept < static:
            self._evaluator.evaluate(tokens[kept:static])
        if max(kept, static) < len(tokens):
            self._evaluator.evaluate(tokens[max(kept, static) :])
        return self._evaluator.evaluated - before

    def keep(self, tokens: Sequence[int], static: int) -> None:
        """Remember the state of a prompt; the static part on disk, if it is new. Call it after writing.

        The whole prompt is kept here: the next one with this static part may go on beyond it in the same words.
        """
        whole, prefix = tuple(tokens), tuple(tokens[:static])
        if not prefix or tuple(self._evaluator.tokens[: len(whole)]) != whole:
            return
        if prefix not in self._states:
            self._to_disk(prefix)
        self._remember(prefix, whole, self._evaluator.snapshot(len(whole)))

    def forget(self) -> None:
        """Drop the states in memory; the files stay."""
        self._states.clear()

    def _nearest(self, prefix: Tokens, tokens: Sequence[int]) -> None:
        """Put the state in place that has most of the tokens already."""
        if len(prefix) >= _WORTH_A_FILE and prefix not in self._states:
            self._fetch(prefix, have=_common(self._evaluator.tokens, tokens))
        present = _common(self._evaluator.tokens, tokens)
        best = max(self._states, key=lambda known: _common(self._states[known][0], tokens), default=())
        whole, state = self._states.get(best, ((), None))
        if state is None or _common(whole, tokens) <= present:
            return
        self._states.move_to_end(best)
        if not self._evaluator.restore(state, whole):
            del self._states[best]

    def _fetch(self, prefix: Tokens, *, have: int) -> None:
        if self._folder is None or have >= len(prefix):
            return
        state = _read(self._path(prefix), self._identity, prefix)
        if state is not None:
            self._remember(prefix, prefix, state)

    def _to_disk(self, prefix: Tokens) -> None:
        if self._folder is None or len(prefix) < _WORTH_A_FILE:
            return
        state = self._evaluator.snapshot(len(prefix))
        if state is not None:
            with contextlib.suppress(OSError):
                _write(self._path(prefix), self._head(prefix, state), state)
                _tidy(self._folder)

    def _remember(self, prefix: Tokens, whole: Tokens, state: State | None) -> None:
        """Under its static part: a newer prompt takes the place of the older one."""
        self._states[prefix] = (whole, state)
        self._states.move_to_end(prefix)
        while len(self._states) > _IN_MEMORY:
            self._states.popitem(last=False)

    def _path(self, prefix: Tokens) -> Path:
        assert self._folder is not None
        name = hashlib.sha256(f"{self._identity}\n{prefix}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.state"

    def _head(self, prefix: Tokens, state: State) -> bytes:
        head = {"identity": self._identity, "tokens": prefix, "checksum": zlib.crc32(state.data)}
        return json.dumps(head).encode()


def model_identity(path: Path, *details: str) -> str:
    """A name for a model file that changes with its content, its size or its date; not its place."""
    size, changed = path.stat().st_size, path.stat().st_mtime_ns
    digest = hashlib.sha256()
    with path.open("rb") as file:
        digest.update(file.read(1 << 16))
        file.seek(max(0, size - (1 << 16)))
        digest.update(file.read())
    return " ".join([f"{size}-{changed}-{digest.hexdigest()[:16]}", *details])


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """Length of the common beginning."""
    length = min(len(one), len(other))
    return next((i for i in range(length) if one[i] != other[i]), length)


def _write(path: Path, head: bytes, state: State) -> None:
    make_private(path.parent)
    write_private(path, [_MAGIC + len(head).to_bytes(8, "little") + head, state.data])


def _read(path: Path, identity: str, prefix: Tokens) -> State | None:
    """The state in a file, if it is whole and the one that is meant."""
    try:
        return _parse(path.read_bytes(), identity, prefix)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    finally:
        with contextlib.suppress(OSError):
            os.utime(path)


def _parse(raw: bytes, identity: str, prefix: Tokens) -> State | None:
    start = len(_MAGIC) + 8
    if raw[: len(_MAGIC)] != _MAGIC:
        return None
    end = start + int.from_bytes(raw[len(_MAGIC) : start], "little")
    head = json.loads(raw[start:end])
    state = np.frombuffer(raw, np.uint8, offset=end)
    whole = zlib.crc32(state.data) == head["checksum"]
    return state if whole and head["identity"] == identity and tuple(head["tokens"]) == prefix else None


def _tidy(folder: Path) -> None:
    """Keep the files used last, within a number and a size."""
    room = _FOLDER_BYTES
    files = sorted(folder.glob("*.state"), key=lambda file: file.stat().st_mtime, reverse=True)
    for index, file in enumerate(files):
        room -= file.stat().st_size
        if index and (index >= FILES or room < 0):
            file.unlink(missing_ok=True)
