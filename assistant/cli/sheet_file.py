"""The file that sentences are exported to: written whole or not at all, never over work that is not imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.cli.inputs import decode
from assistant.errors import InputError
from assistant.folders import write_private


def check_place(name: str, is_taken_over: Callable[[str], bool], *, force: bool = False) -> Path:
    """The path to write to. Raises InputError for what is no file, and for a file whose text would be lost.

    `is_taken_over` says of the text of a file that is there whether it may go; `force` does not ask.
    """
    path = Path(name)
    try:
        if not name.strip() or path.is_dir():
            raise InputError(
                f"'{name}' is not the name of a file.", "Name one, e.g. facts.yaml; - is stdout."
            )
        if not path.exists():
            return path
        if not path.is_file():
            raise InputError(f"{path} is not an ordinary file.", "Name one, e.g. facts.yaml; - is stdout.")
        if force or is_taken_over(decode(path.read_bytes(), path.name)):
            return path
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Check the folder.") from error
    raise InputError(
        f"{path} is there already, with words that were not imported.",
        f"Import it first (calmreply facts import {path}), give another name, or overwrite it with --force.",
    )


def write_whole(path: Path, text: str) -> None:
    """Write a file that only its owner reads. Raises InputError where the folder does not let us."""
    try:
        write_private(path, [text.encode("utf-8")])
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Check the folder.") from error
