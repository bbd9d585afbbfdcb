"""What a LoRA adapter changes and what it leaves, with a real, tiny model."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Prompt
from assistant.errors import ModelDamagedError, ModelError, ModelMissingError
from assistant.models.llama import LlamaWriter, open_llama

pytestmark = pytest.mark.model

PROMPT = Prompt("status", "Write one sentence of a letter.", "The parcel with 12 chairs left on Monday.")
WIDTH, RANK = 576, 2  # of SmolLM2 135M


def gguf_adapter(path: Path) -> Path:
    """A LoRA over one layer's queries as a GGUF file: random, and large enough to be noticed."""

    def string(text: str) -> bytes:
        return struct.pack("<Q", len(text)) + text.encode()

    def pair(key: str, kind: int, value: bytes) -> bytes:
        return string(key) + struct.pack("<I", kind) + value

    random = np.random.default_rng(7)
    tensors = {
        "blk.20.attn_q.weight.lora_a": random.normal(size=(RANK, WIDTH)).astype(np.float32),
        "blk.20.attn_q.weight.lora_b": random.normal(size=(WIDTH, RANK)).astype(np.float32),
    }
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), 4)
    head += pair("general.architecture", 8, string("llama"))
    head += pair("general.type", 8, string("adapter"))
    head += pair("adapter.type", 8, string("lora"))
    head += pair("adapter.lora.alpha", 6, struct.pack("<f", 8.0))
    offset, data = 0, b""
    for name, weights in tensors.items():
        rows, columns = weights.shape
        head += string(name) + struct.pack("<IQQIQ", 2, columns, rows, 0, offset)
        data += weights.tobytes()
        offset += weights.nbytes
    path.write_bytes(head + b"\0" * (-len(head) % 32) + data)
    return path


def scores(writer: LlamaWriter) -> list[float]:
    """Of the first token of an answer, one a word of the vocabulary."""
    writer.forget()
    writer.read(PROMPT)
    return writer.evaluator.logits().tolist()


@pytest.fixture
def writer(tiny_model: Path) -> Iterator[LlamaWriter]:
    writer = open_llama(tiny_model, state_folder=None, threads=1, seed=3, context=512)
    yield writer
    writer.close()


def test_an_adapter_is_read_through_until_it_is_taken_off(writer: LlamaWriter, tmp_path: Path) -> None:
    plain = scores(writer)
    through = []
    for adapter in (gguf_adapter(tmp_path / "tell.gguf"), None):
        writer.evaluator.adapt(adapter)
        through.append(scores(writer))
    assert through[0] != pytest.approx(plain, abs=1e-2)
    assert through[1] == pytest.approx(plain, abs=1e-3)


@pytest.mark.parametrize(("content", "error"), [(None, ModelMissingError), (b"GGUF no", ModelDamagedError)])
def test_an_adapter_that_cannot_be_read_is_an_error_and_the_writer_goes_on(
    writer: LlamaWriter, tmp_path: Path, content: bytes | None, error: type[ModelError]
) -> None:
    adapter = tmp_path / "tell.gguf"
    if content is not None:
        adapter.write_bytes(content)
    plain = scores(writer)
    with pytest.raises(error):
        writer.evaluator.adapt(adapter)
    assert scores(writer) == pytest.approx(plain, abs=1e-3)
