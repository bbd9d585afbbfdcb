"""Where a text comes from: a file, stdin, the clipboard or an editor; always as clean Unicode."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO

import typer

from assistant.errors import InputError

_CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z~]|[\x00-\x1f\x7f\ufffd]")
_LARGEST = 20_000_000  # bytes; a pasted message is a few kilobytes, even a long thread


def read_text(source: str | None, *, paste: bool = False, edit: bool = False) -> str:
    """The text of FILE, `-`, the clipboard or an editor. Raises InputError for what is no text."""
    if sum((source is not None, paste, edit)) > 1:
        raise InputError("FILE, --paste and --edit each bring a message.", "Use one of them.")
    if paste:
        text = _pasted()
    elif source == "-" or (source is None and not edit and not sys.stdin.isatty()):
        text = decode(sys.stdin.buffer.read(_LARGEST + 1), "standard input")
    elif source is not None:
        text = _from_file(Path(source))
    else:
        text = _edited()
    if not text.strip():
        raise InputError("The message is empty.", "Give a file, paste with --paste, or pipe the text in.")
    return text


def parse_day(text: str | None) -> date:
    """The day of writing; today when none is given."""
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise InputError(f"'{text}' is not a day.", "Write it as 2026-11-22.") from error


def decode(data: bytes, name: str) -> str:
    """Bytes as text in whatever charset they are. Raises InputError for binary or oversized data."""
    from assistant.language.charsets import decode_text, is_binary

    if len(data) > _LARGEST:
        raise InputError(f"{name} is larger than 20 MB.", "Paste the client's message alone.")
    if is_binary(data):
        raise InputError(f"{name} is not a text.", "Give the message as plain text, in any charset.")
    text = decode_text(data)
    if text is None:
        raise InputError(f"The characters of {name} cannot be made out.", "Save it as UTF-8.")
    return text


def _from_file(path: Path) -> str:
    with opened(path) as file:
        return decode(file.read(_LARGEST + 1), path.name)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file to read from. Raises InputError where it cannot be read."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error


def _pasted() -> str:
    import pyperclip

    try:
        return str(pyperclip.paste())
    except pyperclip.PyperclipException as error:
        raise InputError(
            "The clipboard cannot be reached.", "On Linux install xclip or wl-clipboard."
        ) from error


def copy_text(text: str) -> None:
    """Put a text on the clipboard. Raises InputError where there is none."""
    import pyperclip

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException as error:
        raise InputError(
            "The clipboard cannot be reached.", "On Linux install xclip or wl-clipboard."
        ) from error


def _edited() -> str:
    import click

    if not sys.stdin.isatty():
        raise InputError("There is no message.", "Give a file, or pipe the text in.")
    marker = "# Paste the client's message above this line, save and close.\n"
    try:
        text = click.edit("\n" + marker, extension=".txt") or ""
    except click.ClickException as error:
        raise InputError(
            f"The editor did not work: {error.message}", "Set EDITOR, or give a file."
        ) from error
    return text.replace(marker, "")


def terminal() -> Callable[[str], str | None]:
    """Questions on stderr, answers from the terminal, also when the message came through a pipe.

    An answer is a line; None when the person has had enough (Ctrl-C, Ctrl-D). Raises InputError without a terminal.
    """
    source: TextIO
    if sys.stdin and sys.stdin.isatty():
        source = sys.stdin
    else:
        try:
            source = Path("/dev/tty").open(encoding="utf-8")  # noqa: SIM115 (until the end)
        except OSError as error:
            raise InputError("--fill asks questions, which needs a terminal.", "Leave --fill out.") from error

    def ask(question: str) -> str | None:
        typer.echo(f"{question}: ", nl=False, err=True)
        try:
            line = source.readline()
        except (KeyboardInterrupt, UnicodeDecodeError):
            line = ""
        if not line:
            typer.echo(err=True)
        return _clean(line) if line else None

    return ask


def _clean(line: str) -> str:
    """A typed line without the signs of arrow keys and broken bytes, and without brackets that would open a gap."""
    whole = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _CONTROL.sub("", whole).translate(str.maketrans("[]", "()")).strip()


class Show(Protocol):
    """A line for the person: `note`, or what a test hands in."""

    def __call__(self, text: str = "", *, fg: str | None = None, bold: bool | None = None) -> None: ...


def note(text: str = "", *, fg: str | None = None, bold: bool | None = None) -> None:
    """A line for the person, on stderr: stdout carries the answer alone."""
    typer.secho(text, err=True, fg=fg, bold=bold)
