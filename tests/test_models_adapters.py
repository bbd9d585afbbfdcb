"""A job with an adapter is read through it, with a real, tiny model; the other jobs never are."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Prompt
from assistant.errors import ModelDamagedError, ModelError, ModelMissingError
from assistant.models.llama import LlamaWriter, open_llama

pytestmark = pytest.mark.model

PROMPT = Prompt("status", "Write one sentence of a letter.", "The parcel with 12 chairs left on Monday.")
TOLD = replace(PROMPT, name="tell.en")  # the same words, so that a state of the one would fit the other
OPTIONS = ("The parcel left.", "On Monday.")
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


def open_with(tiny_model: Path, adapter: Path | None, states: Path) -> LlamaWriter:
    adapters = {"tell": adapter} if adapter else {}
    return open_llama(tiny_model, state_folder=states, threads=1, seed=3, context=512, adapters=adapters)


def test_a_job_reads_through_its_adapter_and_the_others_never_do(tiny_model: Path, tmp_path: Path) -> None:
    states = tmp_path / "states"
    writer = open_with(tiny_model, gguf_adapter(tmp_path / "tell.gguf"), states)
    plain, told = writer.score(PROMPT, OPTIONS), writer.score(TOLD, OPTIONS)
    assert [writer.score(each, OPTIONS) for each in (PROMPT, TOLD)] == [
        pytest.approx(plain, abs=1e-3),
        pytest.approx(told, abs=1e-3),
    ]
    writer.close()
    assert told != pytest.approx(plain, abs=1e-2)
    bare = open_with(tiny_model, None, states)  # what was kept on disk through the adapter is not taken up
    assert bare.score(TOLD, OPTIONS) == pytest.approx(plain, abs=1e-3)
    bare.close()


@pytest.mark.parametrize(("content", "error"), [(None, ModelMissingError), (b"GGUF no", ModelDamagedError)])
def test_an_adapter_that_cannot_be_read_is_an_error_and_the_writer_goes_on(
    tiny_model: Path, tmp_path: Path, content: bytes | None, error: type[ModelError]
) -> None:
    adapter = tmp_path / "tell.gguf"
    if content is not None:
        adapter.write_bytes(content)
    writer = open_with(tiny_model, adapter, tmp_path / "states")
    plain = writer.score(PROMPT, OPTIONS)
    with pytest.raises(error):
        writer.score(TOLD, OPTIONS)
    assert writer.score(PROMPT, OPTIONS) == pytest.approx(plain, abs=1e-3)
    writer.close()
