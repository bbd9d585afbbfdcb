"""`calmreply facts list` and `export` from the outside: which languages they show, what they never overwrite."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from facts_store import DEPOSIT, ROUNDS
from typer.testing import CliRunner, Result

from assistant.cli import app

SPANISH = "La señal del 30 % no se devuelve una vez empezado el trabajo."


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CALMREPLY_MODELS", str(tmp_path / "no-models"))
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("terms.md").write_text(f"# Terms 2026\n\n6.1 {DEPOSIT}\n\n3.1 {ROUNDS}\n", encoding="utf-8")
    assert run("kb", "add", "terms.md").exit_code == 0
    Path("terms.md").unlink()
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def exported(*options: str) -> Path:
    done = run("facts", "export", "facts.yaml", *options)
    assert done.exit_code == 0, done.stderr
    return Path("facts.yaml")


def edit(sheet: Path, **changes: str) -> str:
    """Change the entry of the deposit; the text of the file as it is then."""
    head = [line for line in sheet.read_text("utf-8").splitlines(keepends=True) if line.startswith("#")]
    rows = yaml.safe_load(sheet.read_text("utf-8"))
    for row in rows:
        row.update(changes if row["clause"] == DEPOSIT else {})
    text = "".join(head) + yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000)
    sheet.write_text(text, encoding="utf-8")
    return text


# --- list --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "said"), [("approved", SPANISH), ("dropped", f"- ({DEPOSIT})")])
def test_what_was_decided_is_listed_in_whatever_language_it_was(state: str, said: str) -> None:
    edit(exported("--language", "es"), state=state, say=SPANISH)
    assert run("facts", "import", "facts.yaml").exit_code == 0
    listed = run("facts", "list", "--state", state)
    assert [line.split(maxsplit=3)[1:3] for line in listed.stdout.splitlines()] == [[state, "es"]]
    assert listed.stdout.endswith(f"{said}\n")
    counted = {"approved": "1 approved, 2 open", "dropped": "2 open, 1 dropped"}[state]
    assert counted in listed.stderr
    assert [row["say"] for row in yaml.safe_load(run("facts", "export", "-", "--state", state).stdout)] == [
        SPANISH if state == "approved" else ""
    ]


def test_a_given_language_is_listed_alone() -> None:
    edit(exported("--language", "es"), state="approved", say=SPANISH)
    run("facts", "import", "facts.yaml")
    assert run("facts", "list", "--state", "approved", "--language", "en").stdout == ""


# --- export ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", " ", ".", "..", "/", "folder", "folder/"])
def test_what_is_no_name_of_a_file_is_a_clear_error(desk: Path, name: str) -> None:
    (desk / "folder").mkdir()
    done = run("facts", "export", name)
    assert done.exit_code == 1
    assert f"'{name}' is not the name of a file." in done.stderr


def test_a_folder_that_is_not_there_is_a_clear_error() -> None:
    done = run("facts", "export", "nowhere/facts.yaml")
    assert done.exit_code == 1
    assert "nowhere/facts.yaml cannot be written: No such file or directory." in done.stderr


def test_only_the_named_file_is_written_for_its_owner_alone(desk: Path) -> None:
    beside = desk / "facts.yaml.new"
    beside.write_text("a file of my own", encoding="utf-8")
    sheet = exported()
    assert sorted(path.name for path in desk.iterdir()) == ["facts.yaml", "facts.yaml.new"]
    assert beside.read_text("utf-8") == "a file of my own"
    assert sheet.stat().st_mode & 0o077 == 0


def test_an_edited_sheet_is_overwritten_only_where_it_is_asked_for() -> None:
    text = edit(exported(), state="approved", say=DEPOSIT.replace("The", "A"))
    done = run("facts", "export", "facts.yaml")
    assert done.exit_code == 1
    assert "facts.yaml is there already, with words that were not imported." in done.stderr
    assert Path("facts.yaml").read_text("utf-8") == text
    exported("--force")
    assert Path("facts.yaml").read_text("utf-8") != text


def test_a_sheet_that_was_imported_or_not_touched_is_written_anew() -> None:
    edit(exported(), state="approved")
    assert run("facts", "import", "facts.yaml").exit_code == 0
    text = exported().read_text("utf-8")
    assert "state: approved" in text
    assert exported("--language", "es").read_text("utf-8") != text


@pytest.mark.parametrize("text", ["- id: [\n", "[]\n", "# only a word to myself\n", "id: mine\n"])
def test_a_file_that_is_no_sheet_is_not_overwritten(text: str) -> None:
    Path("facts.yaml").write_text(text, encoding="utf-8")
    assert run("facts", "export", "facts.yaml").exit_code == 1
    assert Path("facts.yaml").read_text("utf-8") == text
