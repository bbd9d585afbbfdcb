"""Small GGUF files and wheels that hold pieces of them, for the tests of model files."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

F32 = 0


def gguf(
    *,
    values: dict[str, str | int] | None = None,
    tensors: int = 2,
    numbers: int = 64,
    kind: int = F32,
    size: int | None = None,
) -> bytes:
    """A GGUF of version 3 whose tensors hold `numbers` 32-bit zeros each."""
    values = values or {
        "general.architecture": "llama",
        "general.name": "Tiny",
        "general.type": "model",
        "llama.context_length": 128,
        "llama.embedding_length": 64,
        "llama.block_count": 2,
        "llama.attention.head_count": 4,
        "llama.attention.head_count_kv": 2,
        "tokenizer.chat_template": "{{ messages }}",
    }
    head = b"GGUF" + struct.pack("<IQQ", 3, tensors, len(values) + 1)
    for key, value in values.items():
        head += _text(key) + (
            struct.pack("<I", 8) + _text(value) if isinstance(value, str) else struct.pack("<II", 4, value)
        )
    head += _text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 3) + b"".join(map(_text, "abc"))
    width = size if size is not None else numbers * 4
    for index in range(tensors):
        head += _text(f"blk.{index}.weight") + struct.pack("<IQIQ", 1, numbers, kind, index * width)
    return head + bytes(-len(head) % 32) + bytes(range(256)) * (tensors * width // 256)


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def write_wheel(folder: Path, name: str, version: str, members: dict[str, bytes]) -> Path:
    """A wheel that pip accepts."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    path = folder / f"{module}-{version}-py3-none-any.whl"
    files = {
        **members,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in files.items():
            archive.writestr(member, content)
    return path
