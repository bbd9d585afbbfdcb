"""What every way of fetching a model shares: a private workshop, a watched child process, the last check.

A workshop is a hidden folder beside the finished file. It survives Ctrl-C and kill -9, so that the next
attempt goes on where this one stopped; when the file is in place it is removed. Whatever talks to the network
runs in a child process with an environment of its own, so the rest of calmreply stays offline.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import DownloadError, ModelDamagedError
from assistant.folders import make_private
from assistant.models.files import remember, sha256_of
from assistant.models.gguf import check_whole
from assistant.models.memory import gigabytes

Progress = Callable[[int, int], None]  # bytes so far, bytes in all

_POLL_SECONDS = 0.2


class ChildError(Exception):
    """A child process ended with an error; `output` is the end of what it said."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A private folder for making `target`, held by this process alone; removed when `target` is there."""
    folder = target.parent / f".{target.name}.pull"
    with disk_errors(target.parent):
        make_private(target.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
        lock = FileLock(folder / "lock", timeout=0, mode=0o600)
    try:
        with lock, disk_errors(target.parent):
            yield folder
    except Timeout as error:
        raise DownloadError(
            f"Another process is already fetching {target.name}.", hint="Wait until it has finished."
        ) from error
    except BaseException:
        if not _worth_keeping(folder):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Full and unwritable disks as DownloadError; what was fetched stays."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _no_space(folder, 0) from error
        if isinstance(error, FileNotFoundError):
            raise
        raise DownloadError(
            f"The folder {folder} cannot be written: {error.strerror or error}.",
            hint="Check its permissions, or set CALMREPLY_HOME to a folder of your own.",
        ) from error


def require_space(folder: Path, needed: int) -> None:
    """DownloadError unless `needed` bytes are free on the disk of `folder`."""
    if shutil.disk_usage(folder).free < needed:
        raise _no_space(folder, needed)


def run_child(
    command: Sequence[str], *, folder: Path, environ: Mapping[str, str], watch: Callable[[], None]
) -> str:
    """Run a child in `folder` and return what it printed; `watch` is called several times a second.

    The child never outlives this call, also when it ends by Ctrl-C. Raises ChildError.
    """
    log = folder / "output.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(child, watch)
        finally:
            _end(child)
    said = log.read_text(encoding="utf-8", errors="replace")
    if child.returncode:
        raise ChildError(said[-4000:])
    return said


def put_in_place(part: Path, target: Path, *, sha256: str) -> None:
    """Check a finished file and move it to `target`, all at once, readable by its owner alone.

    Raises ModelDamagedError, and then neither the file nor a part of it stays behind.
    """
    try:
        if sha256 and (found := sha256_of(part)) != sha256:
            raise ModelDamagedError(
                f"What arrived as {target.name} is not the expected file: "
                f"its sha256 is {found}, not {sha256}.",
                hint="Nothing was kept. Try again later, or choose another model: `calmreply model list`.",
            )
        head = check_whole(part)
    except ModelDamagedError:
        part.unlink(missing_ok=True)
        raise
    part.chmod(0o600)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
    remember(target, target.parent, sha256=sha256, memory=head.memory())


def _worth_keeping(folder: Path) -> bool:
    """Whether there is anything that the next attempt need not fetch again."""
    kept = [path for pattern in ("joined", "*.whl", "*.part") for path in folder.glob(pattern)]
    return any(path.stat().st_size for path in kept)


def _wait(child: subprocess.Popen[bytes], watch: Callable[[], None]) -> None:
    while True:
        try:
            child.wait(timeout=_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            watch()
        else:
            watch()
            return


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _no_space(folder: Path, needed: int) -> DownloadError:
    free = shutil.disk_usage(folder).free if folder.exists() else 0
    wanted = f"; {gigabytes(needed)} are needed" if needed else ""
    return DownloadError(
        f"There is not enough space in {folder}: {gigabytes(free)} are free{wanted}.",
        hint="Make room, or set CALMREPLY_HOME to a folder on another disk. What was fetched is kept.",
    )
