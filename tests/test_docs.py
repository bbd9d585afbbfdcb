"""The pages name what exists: every command line shown is one the program takes, the files pointed to are there."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import typer

from assistant.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    path
    for pattern in ("*.md", "docs/*.md", "knowledge/**/README.md", "bench/**/README.md")
    for path in sorted(ROOT.glob(pattern))
]
HELP = set(typer.main.get_command(app).context_settings["help_option_names"])
COMMAND = re.compile(r"""(?:^|[|$]) *(calmreply(?=\s|$)(?:"[^"]*"|[^"|])*)""")


def command_lines(page: str) -> Iterator[list[str]]:
    """The words of each `calmreply ...` in a code block (also behind a pipe or a prompt) and in backticks."""
    page = re.sub(
        r"^```.*?^```", lambda fence: indent(fence[0], "    "), page, flags=re.MULTILINE | re.DOTALL
    )
    for block in re.split(r"\n\s*\n", page):
        in_code = [line.strip() for line in block.splitlines() if line.startswith("    ")]
        quoted = [" ".join(each.split()) for each in re.findall(r"`(calmreply[^`]*)`", block)]
        for line in (*in_code, *quoted):
            if found := COMMAND.search(line):
                yield shlex.split(found[1], comments=True)


def command_of(words: list[str]) -> tuple[str, set[str]]:
    """The command that a line names, and the options it has. KeyError for a command that there is not."""
    command: Any = typer.main.get_command(app)
    names = []
    for word in words[1:]:
        if word.startswith("-") or not getattr(command, "commands", None):
            break
        command = command.commands[word]
        names.append(word)
    options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    return " ".join(names), options | HELP


def mistakes(words: list[str]) -> list[str]:
    try:
        name, options = command_of(words)
    except KeyError as unknown:
        return [f"{' '.join(words)}: no command {unknown}"]
    used = [word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    return [f"calmreply {name}: no option {option}" for option in used if option not in options]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_line_of_the_pages_is_one_the_program_takes(page: Path) -> None:
    shown = command_lines(page.read_text(encoding="utf-8"))
    assert [mistake for words in shown for mistake in mistakes(words)] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("    calmreply draft - --client X --fill  # --none", []),
        ('    calmreply draft --note "a | b" --drft\n    cat x', ["calmreply draft: no option --drft"]),
        ("    $ echo 'a | b' | calmreply check - --lines | less --quit", []),
        ("`calmreply\n--version` and `calmreply model`", []),
        ("`calmreply timeline --clients`", ["calmreply timeline: no option --clients"]),
        ("    pbpaste | calmreply read --clien=X", ["calmreply read: no option --clien"]),
        ("```sh\ncalmreply draft\n\ncalmreply draught\n```", ["calmreply draught: no command 'draught'"]),
        ("`calmreply kb serch x`", ["calmreply kb serch x: no command 'serch'"]),
        ("calmreply nothing, said in a sentence", []),
    ],
)
def test_a_command_line_is_held_against_the_program(page: str, found: list[str]) -> None:
    assert [mistake for words in command_lines(page) for mistake in mistakes(words)] == found


def test_the_readme_shows_the_main_commands() -> None:
    shown = {command_of(words)[0] for words in command_lines(README)}
    main = {
        "draft",
        "read",
        "check",
        "kb add",
        "kb search",
        "facts review",
        "journal sent",
        "model pull",
        "doctor",
    }
    assert main - shown == set()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/how-it-works.md"])
def test_every_file_a_page_points_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:assistant|prompts|docs|knowledge|bench|train)/[\w./-]+)`", text))
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


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
