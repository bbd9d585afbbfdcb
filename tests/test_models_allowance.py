"""Results of exams lie beside the models, for their owner alone; the shipped ones stand behind them."""

import stat
from pathlib import Path

from assistant.domain import Allowance, Scope
from assistant.models.allowance import (
    Answer,
    ExamResult,
    allowance_of,
    exam_key,
    load_result,
    save_result,
)
from assistant.models.catalogue import load_catalogue
from assistant.models.files import ModelFile, ModelServer, identified

RESULT = ExamResult(
    key="ab12",
    model="mine",
    answers={"en": {"join": (Answer("0f", "good", "A and B.", 0.9, 1.5, ("A and B.",)),)}},
    allowed={"join": {"en": Scope.SENTENCES}, "translate": {"en": Scope.NOTHING}},
)


def model_file(tmp_path: Path, sha256: str = "ab12") -> ModelFile:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"weights")
    return ModelFile("mine", path, memory=7, sha256=sha256)


def test_a_result_comes_back_as_it_was_kept_and_is_private(tmp_path: Path) -> None:
    file = save_result(RESULT, tmp_path / "models" / "exams")
    assert load_result("ab12", tmp_path / "models") == RESULT
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["ab12.json"]


def test_what_is_allowed_follows_from_the_result(tmp_path: Path) -> None:
    save_result(RESULT, tmp_path / "exams")
    allowance = allowance_of(model_file(tmp_path), tmp_path)
    assert allowance.examined
    asked = [("join", "en"), ("join", "es"), ("translate", "en"), ("acknowledge", "ru")]
    assert [allowance.permits(*each) for each in asked] == [True, False, False, True]
    assert (allowance.scope("en"), allowance.scope("es")) == (Scope.SENTENCES, Scope.NOTHING)


def test_a_model_that_sat_no_exam_only_fits_given_sentences(tmp_path: Path) -> None:
    assert allowance_of(model_file(tmp_path), tmp_path) == Allowance()
    assert allowance_of(model_file(tmp_path, sha256=""), tmp_path) == Allowance()
    assert [Allowance().permits(job, "en") for job in ("acknowledge", "translate", "smooth")] == [
        True,
        False,
        False,
    ]


def test_a_damaged_result_counts_as_none(tmp_path: Path) -> None:
    place = tmp_path / "exams"
    for text in (
        "",
        "{",
        "[]",
        '{"key": "ab12"}',
        '{"key": "ab12", "model": "m", "answers": {}, "allowed": {"join": {"en": "everything"}}}',
    ):
        place.mkdir(exist_ok=True)
        (place / "ab12.json").write_text(text, encoding="utf-8")
        assert load_result("ab12", tmp_path) is None


def test_a_server_is_known_by_its_address_and_model() -> None:
    keys = {exam_key(ModelServer("m", "http://localhost:8080", model)) for model in ("", "a", "b")}
    assert len(keys) == 3
    assert all(key.startswith("server-") for key in keys)


def test_a_file_of_ones_own_gets_its_sha256_once(tmp_path: Path) -> None:
    found = identified(model_file(tmp_path, sha256=""), tmp_path)
    assert isinstance(found, ModelFile)
    assert len(found.sha256) == 64
    assert exam_key(found) == found.sha256


def test_the_catalogues_models_that_fit_ship_with_their_results(tmp_path: Path) -> None:
    measured = [model for model in load_catalogue().models if model.speed]
    assert measured
    for model in measured:
        result = load_result(model.sha256, tmp_path)
        assert result is not None, model.name
        assert set(result.languages) == {"en", "es", "ru", "af", "zh-Hans", "zh-Hant"}
        assert result.allowed["translate"]["af"] is Scope.NOTHING
