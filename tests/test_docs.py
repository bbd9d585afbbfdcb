"""The README names what exists: its commands and options are the program's, its files are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    set(re.findall(r"calmreply ((?:kb|model|playbook|facts) \w+|draft|read|check|doctor|timeline)\b", README))
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_exists_with_the_options_shown(command: str) -> None:
    shown = CliRunner().invoke(app, [*command.split(), "--help"])
    assert shown.exit_code == 0
    used = {
        option
        for line in README.splitlines()
        if f"calmreply {command}" in line
        for option in re.findall(r"(?<![\w-])--[a-z-]+", line.split("#")[0])
    }
    assert [option for option in sorted(used) if option not in shown.output] == []


def test_the_readme_names_the_main_commands() -> None:
    assert {"draft", "read", "check", "kb add", "kb search", "model pull", "doctor"} <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:docs|knowledge|bench)/[\w./-]+)`", README))))
def test_every_file_the_readme_points_to_is_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_every_bench_and_training_script_still_imports() -> None:
    scripts = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("bench", "train")
        for path in (ROOT / folder).rglob("*.py")
        if path.stem != "__init__" and "sklearn" not in path.read_text(encoding="utf-8")
    )
    code = f"import importlib\nfor name in {scripts!r}: importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
