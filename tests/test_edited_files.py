"""Files that a person edits: what is wrong with one is said with its name and what to do, never as a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain import Evidence
from assistant.errors import KnowledgeDataError, SettingsError
from assistant.gate import check
from assistant.settings import keep_setting, load_settings

HEAD = "language: en\nname: English\n---\n"


def refusal(folder: Path, content: bytes) -> KnowledgeDataError:
    folder.mkdir()
    (folder / "en.yaml").write_bytes(content)
    with pytest.raises(KnowledgeDataError) as error:
        check("Good day, the pages are ready.", Evidence(language="en"), folders=[folder])
    return error.value


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("rules: sorry\n", "`rules` holds 'sorry'"),
        ("rules: [apology]\n", "`rules` holds ['apology']"),
        ("words: us, we\n", "`words` holds 'us, we'"),
        ("words: [us]\n", "`words` holds ['us']"),
        ("unless: 5\n", "`unless` holds 5"),
        ("ban: [oops]\n", "`ban` holds ['oops']"),
        ("ban:\n  apology: oops\n", "ban: apology: a list is expected, not 'oops'"),
        ("ban:\n  apology: 3\n", "ban: apology: a list is expected, not 3"),
        ("unless:\n  apology: {a: b}\n", "unless: apology: a list is expected, not {'a': 'b'}"),
        ("rules:\n  apology: oops\n", "rules: apology: a list is expected, not 'oops'"),
        ("rules:\n  apology: 7\n", "rules: apology: a list is expected, not 7"),
        ("rules:\n  apology: [oops]\n", "en: apology: an entry cannot be read: 'oops'"),
        ("rules:\n  apology:\n    - {phrases: oops}\n", "a list of phrases is expected, not 'oops'"),
        ("rules:\n  apology:\n    - {phrases: [oops], caught: 4}\n", "apology: caught: a list is expected, not 4"),
        ("rules:\n  apology:\n    - phrases: [(oops]\n", "phrase cannot be read: '(oops'"),
    ],
)  # fmt: skip
def test_a_lexicon_of_the_wrong_shape_is_named(tmp_path: Path, body: str, said: str) -> None:
    error = refusal(tmp_path / "lexicons", (HEAD + body).encode())
    assert said in error.message
    assert str(tmp_path / "lexicons" / "en.yaml") in f"{error.message} {error.hint}"
    assert error.hint


def test_a_lexicon_in_another_charset_is_named(tmp_path: Path) -> None:
    content = (HEAD + "ban:\n  apology: [désolé]\n").encode("latin-1")
    error = refusal(tmp_path / "lexicons", content)
    assert error.message == f"{tmp_path / 'lexicons' / 'en.yaml'} is not written in UTF-8"
    assert error.hint == "save it as UTF-8"


def test_a_folder_with_the_name_of_a_lexicon_is_named(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").mkdir()
    with pytest.raises(KnowledgeDataError, match="cannot be read"):
        check("Good day.", Evidence(language="en"), folders=[tmp_path])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_lexicon_with_emptied_parts_and_a_mark_is_read(tmp_path: Path, mark: bytes) -> None:
    body = "rules:\n  apology:\nwords:\nunless:\nban:\n  apology: [oopsie]\n"
    (tmp_path / "en.yaml").write_bytes(mark + (HEAD + body).encode())
    assert not check("Good day, the pages are ready.", Evidence(language="en"), folders=[tmp_path])


@pytest.mark.parametrize("use", [load_settings, lambda: keep_setting("model", "qwen")])
def test_settings_in_another_charset_are_named_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: Callable[[], object]
) -> None:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path))
    file = tmp_path / "settings.toml"
    file.write_bytes('signature = "Zoë"\n'.encode("latin-1"))
    with pytest.raises(SettingsError) as error:
        use()
    assert error.value.message == f"{file} is not written in UTF-8."
    assert error.value.hint == "Save it as UTF-8."
    assert file.read_bytes() == 'signature = "Zoë"\n'.encode("latin-1")
