"""The store's folder: private files, one writer at a time, and failures in words for the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import folders
from assistant.errors import StoreBusyError, StoreError

_LOCK_NAME = "write.lock"


def make_private(folder: Path) -> None:
    """Create the folder where needed, readable by its owner alone."""
    with failures(folder):
        folders.make_private(folder)


def keep_private(folder: Path) -> None:
    """Take every right from others on all that lies in the folder: Chroma does not."""
    for path in [folder, *folder.rglob("*")]:
        wanted = 0o700 if path.is_dir() else 0o600
        if path.stat().st_mode & 0o777 != wanted:
            path.chmod(wanted)


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock; the system lets it go when the process ends, however it ends."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / _LOCK_NAME, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreBusyError(
            f"Another process is writing to the knowledge base in {folder}.",
            "Wait until it has finished, then run the command again. Reading and drafting work meanwhile.",
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def failures(folder: Path) -> Iterator[None]:
    """Turn what the disk, SQLite and Chroma report into StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _unusable(folder, str(error)) from error
    except OSError as error:
        raise _unusable(folder, error.strerror or str(error)) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"chromadb", "chromadb_rust_bindings", "httpx"}:
            raise
        raise _unusable(folder, str(error)) from error


def _unusable(folder: Path, reason: str) -> StoreError:
    return StoreError(
        f"The knowledge base in {folder} cannot be used: {reason}.",
        "Check that the folder exists, can be written, and that the disk is not full.",
    )
