"""Model files on this machine: which one a reference means, and whether it is whole.

A file is hashed once. What was found is kept in `verified.json` in the models folder with the size and time
of the file it was found for, so that starting up costs one small read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import ModelDamagedError, ModelMissingError
from assistant.folders import make_private, write_private
from assistant.models.catalogue import Catalogue, CatalogueModel, load_catalogue
from assistant.models.gguf import check_whole

_RECORDS = "verified.json"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A whole model file. `memory`: bytes needed while it writes; `sha256`: empty where nobody stated one."""

    name: str
    path: Path
    memory: int
    sha256: str = ""
    entry: CatalogueModel | None = None


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A llama.cpp or OpenAI-compatible server; `model` is what follows `#` in the reference, if anything."""

    name: str
    url: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What was found out about a file of this size and time (nanoseconds)."""

    size: int
    mtime_ns: int
    sha256: str
    memory: int


def is_server(reference: str) -> bool:
    """Whether a reference is a server's address."""
    return reference.strip().lower().startswith(("http://", "https://"))


def resolve(reference: str, folder: Path, *, catalogue: Catalogue | None = None) -> ModelFile | ModelServer:
    """The model that a catalogue name, a GGUF path, a file name in `folder`, or a URL stands for.

    Raises ModelMissingError (no such file, with the way to fetch it) and ModelDamagedError (cut short, not a
    model, or not the file its name promises). Whether it fits into memory is for `memory.check_fits`.
    """
    if is_server(reference):
        url, _, model = reference.strip().partition("#")
        return ModelServer(name=model or url, url=url.rstrip("/"), model=model)
    catalogue = catalogue or load_catalogue()
    if entry := catalogue.find(reference):
        return _resolve_entry(entry, folder)
    for path in (Path(reference).expanduser(), folder / reference):
        if path.is_file():
            return _resolve_path(path, folder)
    raise _missing(reference, catalogue)


def installed(
    folder: Path, *, catalogue: Catalogue | None = None
) -> Iterator[tuple[Path, CatalogueModel | None]]:
    """Every GGUF in the models folder with its catalogue entry, if it has one; nothing is read or checked."""
    catalogue = catalogue or load_catalogue()
    entries = {entry.file: entry for entry in catalogue.models}
    for path in sorted(folder.glob("*.gguf")):
        yield path, entries.get(path.name)


def sha256_of(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def identified(found: ModelFile | ModelServer, folder: Path) -> ModelFile | ModelServer:
    """The model with its sha256, which a file of one's own gets here the first time (a second a gigabyte)."""
    if isinstance(found, ModelServer) or found.sha256:
        return found
    digest = sha256_of(found.path)
    remember(found.path, folder, sha256=digest, memory=found.memory)
    return replace(found, sha256=digest)


def remember(path: Path, folder: Path, *, sha256: str, memory: int) -> None:
    """Keep what was found out about `path`; a folder that cannot be written only costs the next start."""
    stat = path.stat()
    record = Record(stat.st_size, stat.st_mtime_ns, sha256, memory)
    records = _read_records(folder)
    records[_key(path, folder)] = asdict(record)
    alive = {name: value for name, value in records.items() if (folder / name).exists()}
    with suppress(OSError):
        make_private(folder)
        write_private(folder / _RECORDS, [json.dumps(alive, indent=1, sort_keys=True).encode("utf-8")])


def recall(path: Path, folder: Path) -> Record | None:
    """What is known of `path`, unless the file was changed since."""
    try:
        record = Record(**_read_records(folder)[_key(path, folder)])
    except (KeyError, TypeError):
        return None
    stat = path.stat()
    return record if (record.size, record.mtime_ns) == (stat.st_size, stat.st_mtime_ns) else None


def _resolve_entry(entry: CatalogueModel, folder: Path) -> ModelFile:
    path = folder / entry.file
    if not path.is_file():
        raise ModelMissingError(
            f"The model {entry.name} is not on this machine.",
            hint=f"Fetch it with `calmreply model pull {entry.name}`, or name a GGUF file or a server "
            "of your own with `calmreply model use`.",
        )
    record = recall(path, folder)
    if record is None or (entry.sha256 and record.sha256 != entry.sha256):
        record = _verify(path, folder, entry)
    return ModelFile(entry.name, path, max(record.memory, entry.memory), record.sha256, entry)


def _verify(path: Path, folder: Path, entry: CatalogueModel) -> Record:
    head = check_whole(path)
    digest = sha256_of(path) if entry.sha256 else ""
    if digest != entry.sha256:
        raise ModelDamagedError(
            f"The file {path} is not {entry.title}: its sha256 is {digest}, not {entry.sha256}.",
            hint=f"Delete it and fetch it again with `calmreply model pull {entry.name}`.",
        )
    remember(path, folder, sha256=digest, memory=head.memory())
    stat = path.stat()
    return Record(stat.st_size, stat.st_mtime_ns, digest, head.memory())


def _resolve_path(path: Path, folder: Path) -> ModelFile:
    path = path.resolve()
    record = recall(path, folder)
    if record is None:
        memory = check_whole(path).memory()
        remember(path, folder, sha256="", memory=memory)
        return ModelFile(path.stem, path, memory)
    return ModelFile(path.stem, path, record.memory, record.sha256)


def _missing(reference: str, catalogue: Catalogue) -> ModelMissingError:
    names = ", ".join(entry.name for entry in catalogue.models)
    return ModelMissingError(
        f"There is no model or file called {reference!r}.",
        hint=f"Known models are {names}; `calmreply model pull NAME` fetches one. "
        "A path to a GGUF file or the URL of a model server will do as well.",
    )


def _key(path: Path, folder: Path) -> str:
    """The bare name of a file in `folder`, the whole path of any other."""
    return path.name if path.parent.resolve() == folder.resolve() else str(path.resolve())


def _read_records(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        data = json.loads((folder / _RECORDS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
