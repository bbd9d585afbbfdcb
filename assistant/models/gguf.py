"""What the head of a GGUF file says: enough to tell a whole model from a damaged one, and what it needs.

Reads the head only (metadata and tensor table, a few megabytes), through a memory map. It does not look into
the weights: a file of the right length with wrong bytes in it is found by its sha256 alone.
Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelDamagedError

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_UNREADABLE = (struct.error, IndexError, KeyError, ValueError, OverflowError, RecursionError)

# Values in a block and bytes of a block, by ggml type number (a test compares them with llama.cpp's own).
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17), 40: (64, 36),
    41: (128, 18), 42: (64, 18),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelHead:
    """Facts from the metadata; `tensors_end` is the length in bytes that the whole file must have."""

    architecture: str
    name: str
    kind: str  # `model`, or `adapter` and others that cannot be opened alone
    has_chat_template: bool
    context: int
    layers: int
    kv_width: int  # numbers that one layer keeps for one token (keys and values together)
    tensors_end: int
    part: int  # of a model split into several files, from 0
    parts: int

    def memory(self, *, context: int = 4096) -> int:
        """Bytes needed to write with `context` tokens: weights, 16-bit KV cache, buffers."""
        return self.tensors_end + 2 * self.layers * self.kv_width * context + 400_000_000


def read_head(path: Path) -> ModelHead:
    """The head of a GGUF file; ModelDamagedError when it is none, is cut short or makes no sense."""
    if path.stat().st_size < 24:
        raise _damaged(path, "it is too short")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:4] != b"GGUF":
            raise _damaged(path, "it is not a GGUF file")
        try:
            head = _Reader(data).head()
        except _UNREADABLE as error:
            raise _damaged(path, "its head is cut short or unreadable") from error
    return head


def check_whole(path: Path) -> ModelHead:
    """As `read_head`, and the file is as long as its tensors say; ModelDamagedError where it is not."""
    head, size = read_head(path), path.stat().st_size
    if size < head.tensors_end:
        raise _damaged(path, f"it has {size:,} of {head.tensors_end:,} bytes")
    if head.kind != "model":
        raise _damaged(path, f"its type is {head.kind!r}, not 'model'")
    return head


def _damaged(path: Path, reason: str) -> ModelDamagedError:
    return ModelDamagedError(
        f"The model file {path} cannot be used: {reason}.",
        hint="Fetch it again (`calmreply model pull`) or choose another one with `calmreply model use`.",
    )


class _Reader:
    """Walks through the head once, keeping the few values that are asked for and skipping the rest."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.at = 4
        self.values: dict[str, object] = {}

    def head(self) -> ModelHead:
        if self.scalar("I") not in (2, 3):
            raise ValueError("unknown version")
        tensors, pairs = self.scalar("Q"), self.scalar("Q")
        for _ in range(pairs):
            key = self.string()
            value = self.value(self.scalar("I"))
            self.values[key] = value
        return self._head(self._tensors_end(tensors))

    def scalar(self, letter: str) -> int:
        (value,) = struct.unpack_from("<" + letter, self.data, self.at)
        self.at += struct.calcsize("<" + letter)
        return value  # type: ignore[no-any-return]

    def string(self) -> str:
        length = self.scalar("Q")
        raw = self.data[self.at : self.at + length]
        if len(raw) != length:
            raise ValueError("string beyond the end")
        self.at += length
        return raw.decode("utf-8", "replace")

    def value(self, kind: int) -> object:
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            return self.array()
        return self.scalar(_SCALARS[kind])

    def array(self) -> object:
        """Short lists of numbers (per-layer widths) are kept, long ones and texts are skipped."""
        kind, length = self.scalar("I"), self.scalar("Q")
        if kind == _STRING:
            self._skip_strings(length)
            return None
        if kind in _SCALARS and length > 1024:
            self.at += length * struct.calcsize("<" + _SCALARS[kind])
            return None
        return [self.value(kind) for _ in range(length)]

    def _skip_strings(self, count: int) -> None:
        unpack: Callable[..., tuple[int]] = struct.Struct("<Q").unpack_from
        at, end = self.at, len(self.data)
        for _ in range(count):
            (length,) = unpack(self.data, at)
            at += 8 + length
            if at > end:
                raise ValueError("texts beyond the end")
        self.at = at

    def _tensors_end(self, tensors: int) -> int:
        extents = [self._tensor_extent() for _ in range(tensors)]
        alignment = self.number("general.alignment", 32)
        start = -(-self.at // alignment) * alignment
        return start + max((offset + size for offset, size in extents), default=0)

    def _tensor_extent(self) -> tuple[int, int]:
        self.string()
        count = 1
        for _ in range(self.scalar("I")):
            count *= self.scalar("Q")
        values, size = _BLOCKS.get(self.scalar("I"), (1, 0))  # a type of tomorrow counts nothing
        return self.scalar("Q"), count // values * size

    def number(self, key: str, default: int = 0) -> int:
        """A number, or the largest of a list with one number a layer."""
        value = self.values.get(key)
        if isinstance(value, list):
            value = max(value, default=default)
        return value if isinstance(value, int) else default

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        return value if isinstance(value, str) else default

    def _head(self, tensors_end: int) -> ModelHead:
        architecture = self.text("general.architecture")
        heads = self.number(f"{architecture}.attention.head_count", 1)
        width = self.number(f"{architecture}.embedding_length") // max(heads, 1)
        key = self.number(f"{architecture}.attention.key_length", width)
        value = self.number(f"{architecture}.attention.value_length", width)
        return ModelHead(
            architecture=architecture,
            name=self.text("general.name"),
            kind=self.text("general.type", "model"),
            has_chat_template="tokenizer.chat_template" in self.values,
            context=self.number(f"{architecture}.context_length"),
            layers=self.number(f"{architecture}.block_count"),
            kv_width=self.number(f"{architecture}.attention.head_count_kv", heads) * (key + value),
            tensors_end=tensors_end,
            part=self.number("split.no"),
            parts=self.number("split.count"),
        )
