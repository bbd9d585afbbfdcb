"""What several commands have in common: `--json`, a text in one short line, a file's name, the colours of findings."""

from __future__ import annotations

from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]

COLOUR = {"block": "red", "warn": "yellow", "info": "bright_black"}  # by severity


def short(text: str, length: int) -> str:
    """The text in one line of so many characters at most."""
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1] + "…"


def file_name(source: str) -> str:
    """The last part of where something comes from: a path, or what is no path as it is."""
    return source.rsplit("/", 1)[-1]
