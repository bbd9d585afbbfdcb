"""Where calmreply keeps its files: the system's usual folders, or the one folder of `CALMREPLY_HOME`."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

_NO_TEXT = re.compile("[\ud800-\udfff]")  # how Python keeps a byte of a name that is no UTF-8


def home() -> Path | None:
    """The one folder for every file, when the user chose one."""
    chosen = os.environ.get("CALMREPLY_HOME")
    return Path(chosen).expanduser() if chosen else None


def config_folder() -> Path:
    """Where settings.toml and the user's own playbook cards and lexicons lie."""
    from platformdirs import user_config_path

    return home() or user_config_path("calmreply", appauthor=False)


def data_folder() -> Path:
    """Where the knowledge base and the journal lie."""
    from platformdirs import user_data_path

    return home() or user_data_path("calmreply", appauthor=False)


def models_folder() -> Path:
    """Where model files lie; `CALMREPLY_MODELS` shares one folder between several homes."""
    chosen = os.environ.get("CALMREPLY_MODELS")
    return Path(chosen).expanduser() if chosen else data_folder() / "models"


def printable(name: str) -> str:
    """A path or an argument with a mark for every byte of it that is no text, as it can be shown and kept."""
    return _NO_TEXT.sub("\ufffd", name)


def own_lexicons() -> Path:
    """The user's own lexicons, beside the shipped ones."""
    return config_folder() / "lexicons"


def make_private(folder: Path) -> None:
    """Create a folder, and whatever is missing above it, for its owner only."""
    for missing in reversed([folder, *folder.parents]):
        missing.mkdir(mode=0o700, exist_ok=True) if not missing.exists() else None


def write_private(file: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write a file that only its owner reads, whole or not at all: what was there stays until all is written."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # created 0600
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.writelines(parts)
        Path(temporary).replace(file)
    except BaseException:  # also Ctrl-C: no half file is left behind
        Path(temporary).unlink(missing_ok=True)
        raise
