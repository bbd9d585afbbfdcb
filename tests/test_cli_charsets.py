"""Output and arguments of any script, run as a process: whatever the system's charset is, there is no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUSSIAN = "Вы опоздали на две недели. Когда будет готов сайт? Верните деньги!"
CHINESE = "网站还没有上线，你们到底在干什么？请马上退款！"
LINUX = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="arguments and names are Unicode there"
)


def run(home: Path, *arguments: str | bytes, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environ = os.environ | {"CALMREPLY_HOME": str(home), "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    return subprocess.run(
        [sys.executable, "-c", "from assistant.cli import app; app()", *arguments],
        env=environ,
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        check=False,
    )


def drafted(
    home: Path, *arguments: str | bytes, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[bytes]:
    return run(home, "draft", *arguments, "--model", "none", "--date", "2026-11-19", encoding=encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp1251"])
@pytest.mark.parametrize("message", [RUSSIAN, CHINESE])
def test_an_answer_in_any_script_goes_to_an_output_of_a_small_charset(
    tmp_path: Path, message: str, encoding: str
) -> None:
    (tmp_path / "message.txt").write_text(message, encoding="utf-8")
    result = run(tmp_path, "read", str(tmp_path / "message.txt"), "--json", encoding=encoding)
    assert (result.returncode, b"Traceback" in result.stderr) == (0, False)
    assert json.loads(result.stdout.decode("utf-8"))["message"] == message


def test_an_error_names_what_is_not_in_the_charset_of_the_output(tmp_path: Path) -> None:
    result = run(tmp_path, "read", "письмо.txt", encoding="cp1252")
    assert result.returncode == 1
    assert "Error: письмо.txt cannot be read" in result.stderr.decode("utf-8")


@pytest.mark.parametrize("message", [RUSSIAN, CHINESE])
def test_a_draft_in_any_script_goes_to_an_output_of_a_small_charset(tmp_path: Path, message: str) -> None:
    (tmp_path / "message.txt").write_text(message, encoding="utf-8")
    result = drafted(tmp_path, str(tmp_path / "message.txt"), encoding="cp1252")
    assert (result.returncode, b"Traceback" in result.stderr) == (0, False)
    assert not result.stdout.decode("utf-8").isascii()


@LINUX
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_broken_byte_in_an_argument_is_replaced_and_the_draft_is_kept(
    tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "message.txt").write_text("Where is our website? When will the café page be done?", "utf-8")
    note, client = b"the caf\xe9 page is finished", b"Jos\xe9"
    result = drafted(
        tmp_path, str(tmp_path / "message.txt"), "--note", note, "--client", client, encoding=encoding
    )
    assert (result.returncode, b"Traceback" in result.stderr) == (0, False), result.stderr
    kept = run(tmp_path, "journal", "list", "--json")
    assert kept.returncode == 0 and json.loads(kept.stdout)


@LINUX
def test_a_file_whose_name_has_a_broken_byte_is_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text("Where is our website?", encoding="utf-8")
    assert run(tmp_path, "read", path, "--json").returncode == 0
    missing = run(tmp_path, "read", path + b"x")
    assert missing.returncode == 1
    assert "caf\ufffd.txtx cannot be read" in missing.stderr.decode("utf-8")
