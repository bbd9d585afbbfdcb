"""`calmreply timeline` and what `kb add` says, as a person meets them."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.cli.knowing import _reasons
from assistant.domain import Skipped

TABLE = """\
Q,A,When,Then,Who
Is the page online?,It goes online on Friday.,2026-03-02 10:00,2026-03-02 16:00,Clínica Norte
And the invoice?,,2026-03-05 09:00,,Clínica Norte
Where is my order?,It left today.,2026-03-03 09:00,2026-03-03 09:20,Leo Park
"""
MAPPING = "client=Q,reply=A,date=When,reply_date=Then,name=Who"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path / "home"))


def test_the_story_of_a_client_as_lines_json_csv_and_page(tmp_path: Path) -> None:
    table = tmp_path / "answers.csv"
    table.write_text(TABLE, encoding="utf-8")
    added = run("kb", "add", str(table), "--columns", MAPPING, "--as", "correspondence")
    assert (added.exit_code, added.stderr.splitlines()[0]) == (
        0, "0 policies and correspondence from 1 place read: 3 new entries, 0 already known."
    )  # fmt: skip
    assert run("kb", "add", str(table), "--columns", MAPPING).stderr.splitlines() == [
        "1 source unchanged.", "Nothing new."
    ]  # fmt: skip

    shown = run("timeline", "clinica norte")
    assert shown.stdout.splitlines() == [
        "2026-03-02 10:00  client  asked                     Clínica Norte: Is the page online?",
        "2026-03-02 16:00  us      wrote, 6 h                Us: It goes online on Friday.",
        "2026-03-05 09:00  client  asked                     Clínica Norte: And the invoice?",
        "2026-03-05 09:00  us      did not answer            us: And the invoice?",
    ]

    rows = json.loads(run("timeline", "Clínica Norte", "--since", "2026-03-03", "--json").stdout)
    assert [(row["side"], row["did"], row["text"]) for row in rows] == [
        ("client", "asked", "And the invoice?"), ("us", "did not answer", "And the invoice?")
    ]  # fmt: skip

    files = [tmp_path / "story.csv", tmp_path / "story.html"]
    written = run("timeline", "leo", "--csv", str(files[0]), "--html", str(files[1]))
    assert (written.exit_code, written.stdout) == (0, "")
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    with files[0].open(encoding="utf-8-sig", newline="") as stream:
        assert [row["waited_hours"] for row in csv.DictReader(stream)] == ["", "0.3"]
    assert "<td>It left today.</td>" in files[1].read_text(encoding="utf-8")

    unknown = run("timeline", "nobody")
    assert (unknown.exit_code, unknown.stderr.splitlines()) == (
        1, ["Error: No client is known as 'nobody'.", "There are: Clínica Norte; Leo Park."]
    )  # fmt: skip
    none = run("timeline", "leo", "--csv", str(tmp_path / "no" / "story.csv"))
    assert (none.exit_code, none.stderr.splitlines()[0]) == (
        1, f"Error: {tmp_path / 'no' / 'story.csv'} cannot be written: No such file or directory."
    )  # fmt: skip


def test_a_mapping_that_is_none_is_refused_before_anything_is_read() -> None:
    result = run("kb", "add", "nowhere.csv", "--columns", "who=Q")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1, "Error: --columns does not understand who"
    )  # fmt: skip


def test_what_was_left_out_is_told_by_file_and_reason(tmp_path: Path) -> None:
    box = tmp_path / "my: box.mbox"
    box.write_text("x")
    skipped = [
        Skipped(f"{box}: Re: ¿Y la tienda?", "the same mail again"),
        Skipped(f"{box}: Hola", "the same mail again"),
        Skipped(f"{box}: Adiós", "the same mail again"),
        Skipped("/gone/chat.txt:12", "only an attachment, no words"),
        Skipped(str(tmp_path / "cut.pdf"), "is damaged and cannot be read"),
    ]
    assert list(_reasons(skipped)) == [
        "  my: box.mbox: 3 × the same mail again: “Re: ¿Y la tienda?”, “Hola” and 1 more",
        "  chat.txt: only an attachment, no words: line 12",
        "  cut.pdf: is damaged and cannot be read",
    ]
