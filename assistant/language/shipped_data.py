"""The data files that ship with the program, read here and nowhere else: what is wrong with one is said with its name.

People edit these files, and a slip in one of them must not end in a traceback, whichever room reads it first.
Files in folders of the user are read where their own messages are: lexicons in `gate`, cards in `knowledge`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.errors import KnowledgeDataError
from assistant.resources import parse_yaml, read_arrays, shipped

_MISREAD = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, re.error)


def data_of(*parts: str) -> dict[str, Any]:
    """The mapping in a YAML file: data_of("knowledge", "reading", "times.yaml"). Raises KnowledgeDataError."""
    with naming(*parts):
        data = _parsed(_place(parts).read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise ValueError("it holds no lines of `name: ...`")
    return data


def rows_of(*parts: str) -> list[Any]:
    """The list in a YAML file, its parts as for `data_of`. Raises KnowledgeDataError."""
    with naming(*parts):
        data = _parsed(_place(parts).read_text(encoding="utf-8"))
        if not isinstance(data, list):
            raise ValueError("it holds no list, each entry with a dash before it")
    return data


def arrays_of(*parts: str) -> dict[str, Any]:
    """The arrays in an .npz file by name, its parts as for `data_of`. Raises KnowledgeDataError."""
    with naming(*parts):
        return read_arrays(_place(parts))


@contextmanager
def naming(*parts: str) -> Iterator[None]:
    """Around what takes a file's data apart: a missing name or a value of another kind becomes a KnowledgeDataError."""
    try:
        yield
    except _MISREAD as error:
        path = _place(parts)
        edited = f"Correct {path}, or install" if path.suffix == ".yaml" else "Install"
        raise KnowledgeDataError(
            f"{'/'.join(parts)} cannot be read: {_said(error)}", f"{edited} calmreply again."
        ) from error


def as_text(value: Any) -> str:
    """A text out of a file's data, within `naming`: an entry that was emptied would else be taken for the word None."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.60} stands where a text belongs")
    return value


def as_texts(value: Any) -> list[str]:
    """A list of texts, as `as_text` is one: a text alone would else be taken for the list of its letters."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.60} stands where a list belongs")
    return [as_text(each) for each in value]


def yaml_problem(error: Exception, *, above: int = 0) -> str:
    """What a YAMLError says is wrong and in which line of the file, `above` lines of which were not parsed."""
    mark = getattr(error, "problem_mark", None)
    place = f"line {mark.line + 1 + above}: " if mark else ""
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not valid YAML"
    return f"{place}{said}"


def _parsed(text: str) -> Any:
    import yaml

    try:
        return parse_yaml(text)
    except yaml.YAMLError as error:
        raise ValueError(yaml_problem(error)) from error


def _place(parts: tuple[str, ...]) -> Path:
    folder, *inside = parts
    return shipped(folder).joinpath(*inside)


def _said(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not written in UTF-8"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, KeyError):
        return f"{error} is missing"
    if isinstance(error, TypeError | AttributeError):
        return f"something in it is of another kind than it was ({error})"
    return str(error)
