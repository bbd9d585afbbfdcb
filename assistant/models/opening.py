"""From a reference (catalogue name, GGUF path, URL) to a writer that is ready to write."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.models.files import ModelServer, resolve
from assistant.models.memory import Machine, check_fits

if TYPE_CHECKING:
    from assistant.models.writer import Writer

KEY_VARIABLE = "CALMREPLY_SERVER_KEY"


def open_writer(
    reference: str,
    *,
    folder: Path,
    state_folder: Path | None = None,
    threads: int = 0,
    seed: int = 0,
    machine: Machine | None = None,
    environ: Mapping[str, str] | None = None,
) -> Writer:
    """A Writer for `reference`; `threads` 0 leaves the number to the backend.

    Raises ModelMissingError, ModelDamagedError, ModelTooLargeError, ServerError. A server's key, where it
    wants one, is read from the environment variable CALMREPLY_SERVER_KEY and from nowhere else.
    """
    found = resolve(reference, folder)
    if isinstance(found, ModelServer):
        from assistant.models.server import ServerWriter

        key = (os.environ if environ is None else environ).get(KEY_VARIABLE, "")
        return ServerWriter(found.url, model=found.model, key=key, seed=seed)
    check_fits(found.memory, model=found.name, machine=machine)
    from assistant.models.llama import open_llama

    writer = open_llama(found.path, state_folder=state_folder, threads=threads, seed=seed)
    writer.name = found.name
    return writer
