"""The command contract: what goes to stdout, the exit codes, and an error with a hint for all bad input."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant import __version__
from assistant.cli import app

SAMPLE = Path(__file__).parent.parent / "knowledge" / "sample"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("CALMREPLY_HOME", str(folder))
    monkeypatch.setenv("CALMREPLY_MODELS", str(tmp_path / "no-models"))
    return folder


def run(*arguments: str, input: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=input)


def test_version_and_help_name_the_commands() -> None:
    assert run("--version").stdout == f"calmreply {__version__}\n"
    shown = run("--help").stdout
    for command in ("draft", "read", "check", "kb", "model", "doctor"):
        assert command in shown


def test_a_wrong_option_is_a_usage_error() -> None:
    assert run("draft", "--nonsense").exit_code == 2


# --- check -------------------------------------------------------------------------------------------


def test_a_clean_reply_passes_the_check(tmp_path: Path) -> None:
    reply = tmp_path / "reply.txt"
    reply.write_text("The report went out on Monday. I can go through it with you by phone.\n")
    result = run("check", str(reply))
    assert (result.exit_code, result.stdout) == (0, reply.read_text())


def test_an_apology_is_marked_and_exits_with_three() -> None:
    result = run("check", "-", input="We are so sorry about the delay.")
    assert result.exit_code == 3
    assert "[" in result.stdout and "sorry" in result.stdout
    assert "apology" in result.stderr


def test_a_thorough_check_also_warns_of_what_only_its_meaning_tells() -> None:
    text = "The ball was in our court and it stayed there."
    plain, thorough = run("check", "-", input=text), run("check", "-", "--thorough", input=text)
    assert (plain.exit_code, thorough.exit_code) == (0, 0)
    assert plain.stderr == "Nothing to object to.\n"
    assert thorough.stdout == f"[{text}]\n"
    assert thorough.stderr.startswith(f"! admission “{text}”: by its meaning, not by a listed word")


def test_with_other_embeddings_messages_are_read_by_word_lists_and_that_is_said(home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text('embeddings = "http://127.0.0.1:9/v1#other"\n')
    text = "Where is my order? I have waited for ten days."
    result = run("read", "-", "--json", input=text)
    assert (result.exit_code, result.stderr) == (
        0,
        "Read by word lists alone: more needs the built-in embeddings, and the settings name others.\n",
    )
    assert json.loads(result.stdout)["asks"][0]["text"] == "Where is my order?"
    checked = run("check", "-", "--thorough", input="The ball was in our court and it stayed there.")
    assert checked.exit_code == 0
    assert checked.stderr.startswith("Meaning was not judged: that needs the built-in embeddings")


def test_check_json_has_the_contracts_shape() -> None:
    result = run("check", "-", "--json", input="We are so sorry about the delay.")
    body = json.loads(result.stdout)
    assert (body["language"], body["ok"]) == ("en", False)
    finding = next(each for each in body["findings"] if each["rule"] == "apology")
    assert set(finding) >= {"rule", "severity", "start", "end", "text", "hint"}
    assert "We are so sorry about the delay."[finding["start"] : finding["end"]] == finding["text"]


def test_check_lines_gives_one_object_a_line() -> None:
    result = run("check", "-", "--lines", input="The file is attached.\n对不起，是我们的错。\n")
    assert [json.loads(line)["ok"] for line in result.stdout.splitlines()] == [True, False]
    assert result.exit_code == 3


# --- bad input -----------------------------------------------------------------------------------------


def test_an_empty_message_is_a_clear_error() -> None:
    result = run("draft", "-", input=" \n\t\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "Error: The message is empty.", "Give a file, paste with --paste, or pipe the text in."
    ]  # fmt: skip


def test_a_binary_message_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    result = run("read", str(tmp_path / "logo.png"))
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "Error: logo.png is not a text.")


def test_a_missing_file_is_a_clear_error() -> None:
    result = run("check", "nowhere.txt")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1, "Error: nowhere.txt cannot be read: No such file or directory."
    )  # fmt: skip


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "cp1251"])
def test_a_message_may_come_in_any_charset(tmp_path: Path, charset: str) -> None:
    text = "Когда уже будет готов отчёт? Мы ждём третью неделю, это никуда не годится."
    (tmp_path / "message.txt").write_bytes(text.encode(charset))
    body = json.loads(run("read", str(tmp_path / "message.txt"), "--json").stdout)
    assert (body["language"], body["message"]) == ("ru", text)


def test_a_wrong_day_is_a_clear_error() -> None:
    result = run("read", "-", "--date", "tomorrow", input="Where is it?")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "Error: 'tomorrow' is not a day.")


def test_an_unknown_setting_is_named(home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text('modle = "x"\n')
    result = run("kb", "stats")
    assert result.exit_code == 1
    assert "Unknown setting 'modle'" in result.stderr


def test_without_a_model_the_draft_says_how_to_get_one() -> None:
    result = run("draft", "-", input="Where is the report? It was due on Monday.")
    assert result.exit_code == 1
    assert "The model qwen2.5-coder-1.5b is not on this machine." in result.stderr
    assert "calmreply model pull" in result.stderr


def test_doctor_says_what_is_missing() -> None:
    result = run("doctor", "--json")
    checks = {each["what"]: each for each in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert {name: each["ok"] for name, each in checks.items()} == {
        "settings": True, "machine": True, "model": False, "exam": False, "embeddings": True, "knowledge base": True,
        "journal": True,
    }  # fmt: skip
    assert "calmreply model pull" in checks["model"]["hint"]


# --- the knowledge base ----------------------------------------------------------------------------------


def test_the_sample_business_goes_in_is_found_shown_and_taken_out() -> None:
    added = run(
        "kb",
        "add",
        str(SAMPLE / "policies"),
        str(SAMPLE / "correspondence"),
        "--us",
        "@harbour-studio.example",
        "--json",
    )
    counts = json.loads(added.stdout)
    assert (added.exit_code, counts["policies"], counts["archives"], counts["skipped"]) == (0, 3, 1, [])

    again = json.loads(
        run(
            "kb",
            "add",
            str(SAMPLE / "policies"),
            str(SAMPLE / "correspondence"),
            "--us",
            "@harbour-studio.example",
            "--json",
        ).stdout
    )
    assert (again["new"], again["unchanged"]) == (0, 4)

    found = json.loads(run("kb", "search", "Fotos zu spät geliefert", "--json").stdout)
    assert any("delivery moves by the same number of working days" in each["text"] for each in found)
    assert set(found[0]) == {
        "id",
        "kind",
        "source",
        "client",
        "date",
        "language",
        "text",
        "reply",
        "score",
        "outcome",
    }

    shown = run("kb", "show", found[0]["id"])
    assert f"text: {found[0]['text']}\n" in shown.stdout

    stats = json.loads(run("kb", "stats", "--json").stdout)
    assert (stats["policies"], stats["clients"], stats["skipped"]) == (3, 2, [])
    part = run("kb", "remove", "mailbox")  # the folder was added, not the file in it
    assert (part.exit_code, part.stderr.splitlines()[0]) == (1, "Error: No source is named 'mailbox'.")
    assert run("kb", "remove", "terms-2026").exit_code == 0
    assert run("kb", "remove", str(SAMPLE / "correspondence")).exit_code == 0
    stats = json.loads(run("kb", "stats", "--json").stdout)
    assert (stats["policies"], stats["exchanges"]) == (2, 0)


def test_an_archive_without_us_names_who_wrote_most() -> None:
    result = run("kb", "add", str(SAMPLE / "correspondence"))
    assert result.exit_code == 1
    assert "It is not known who 'we' are" in result.stderr
    assert "mara@harbour-studio.example" in result.stderr


# --- what is promised about a draft ------------------------------------------------------------------


def test_a_draft_that_could_not_be_kept_is_shown_and_not_called_kept(home: Path) -> None:
    home.mkdir()
    (home / "journal.db").write_bytes(b"no database, it only has its name" * 40)
    message = "Where is my parcel? I want it today."
    result = run("draft", "-", "--model", "none", "--channel", "email", input=message)
    assert result.stdout.startswith("Hello,")
    assert "· draft " not in result.stderr
    assert result.exit_code == 1


def test_a_file_and_the_clipboard_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "message.txt").write_text("Where is it?")
    result = run("draft", str(tmp_path / "message.txt"), "--paste")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: FILE, --paste and --edit each bring a message.\nUse one of them.\n",
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("We check it today.\u2028It is on its way.\u0085Done.", 1),
        ("We check it today.\nIt is on its way.\n", 2),
        ("We check it today.\r\n\r\nDone.\r\n", 3),
        ("", 0),
    ],
)
def test_lines_of_a_file_are_the_lines_of_stdin(tmp_path: Path, text: str, lines: int) -> None:
    (tmp_path / "lines.txt").write_bytes(text.encode())
    from_file = run("check", "--lines", str(tmp_path / "lines.txt"))
    assert from_file.stdout == run("check", "--lines", "-", input=text.encode()).stdout
    assert (from_file.exit_code, from_file.stdout.count("\n")) == (0, lines)


def test_lines_of_a_file_that_is_not_there_are_a_clear_error(tmp_path: Path) -> None:
    result = run("check", "--lines", str(tmp_path / "none.txt"))
    assert (result.exit_code, "cannot be read" in result.stderr) == (1, True)
