"""What a file is, told from its content, and walking folders; files that are never mail are passed over."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import is_zipfile

_HEAD = 64 * 1024
_HELPERS = re.compile(
    r"^(?:\..*|dovecot.*|maildirfolder|thumbs\.db|desktop\.ini|.*\.msf|.*\.idx|.*\.sbd|source\.txt|license.*)$",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"^[!-9;-~]{1,60}[ \t]*:[ \t]?[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*\r?\n")
_MAIL_FIELDS = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path|mime-version|delivered-to|content-type|reply-to|cc)"
    rb"[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
# A frame of known length that holds the header: an initialisation vector of 16 bytes and a salt of 32.
_SIGNAL_BACKUP = re.compile(rb"\A\0\0\0[\x30-\x50]\x0a[\x30-\x50]\x0a\x10.{16}\x12\x20.{32}", re.DOTALL)
_PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_MBOX = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*From [^\n]+\n(?:>?From [^\n]*\n)?[!-9;-~]+[ \t]*:")
_WORKBOOKS = (".xlsx", ".xlsm")
_EMLX = re.compile(rb"\A\d{1,10}[ \t]*\r?\n[!-9;-~]+[ \t]*:")


def walk(path: Path) -> Iterator[Path]:
    """The files to look at: `path` itself, or every file below it in the order of their names.

    A folder that may not be looked into stands for itself.
    """
    if not path.is_dir():
        yield path
        return
    try:
        entries = [(entry, entry.is_dir() and not entry.is_symlink()) for entry in path.iterdir()]
    except OSError:
        yield path
        return
    unfinished = "tmp" if any(entry.name == "cur" for entry, _ in entries) else ""
    for entry, inside in sorted(entries, key=lambda known: known[0].name):
        if inside and entry.name != unfinished and (not entry.name.startswith(".") or _is_maildir(entry)):
            yield from walk(entry)
        elif not inside and not _HELPERS.match(entry.name):
            yield entry


def _is_maildir(folder: Path) -> bool:
    """Subfolders of a maildir begin with a dot: what we sent lies in ".Sent"."""
    try:
        return (folder / "cur").is_dir()
    except OSError:
        return False


def no_file(path: Path) -> str:
    """Why there is no file to read at a path that `walk` gave; "" where there is one."""
    if path.is_file():
        return ""
    if path.is_symlink():
        return "a link to a folder: add that folder itself" if path.is_dir() else "a link to nothing"
    return "this folder may not be looked into" if path.is_dir() else "not a file"


def head(path: Path) -> bytes:
    """The first 64 KB."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def unreadable(start: bytes) -> str:
    """Why a file with these first bytes cannot be read, "" when it may be."""
    if not start:
        return "the file is empty"
    if start.startswith(b"PK\x03\x04") and len(start) > 6 and start[6] & 1:
        return "it is encrypted: unpack it with its password and add the folder"
    if _SIGNAL_BACKUP.match(start):
        return "an encrypted Signal backup: write the chats as text first (signalbackup-tools, sigtop) and add that"
    if start.startswith(b"SQLite format 3\0"):
        return "a database of a program: export the chats from the program and add that"
    return ""


def unknown(start: bytes, path: Path) -> str:
    """Why a file that begins like this is neither mail nor a chat nor a document, in words for the user."""
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an encrypted or old Office file: save it without a password in today's format"
    if start.startswith(b"PK") and not is_zipfile(path):
        return "damaged: only a part of it is there"
    if start.startswith(b"PK") and path.suffix.lower() in _WORKBOOKS:
        return "no conversation found in it"
    if start.startswith(_PACKED):
        return "a packed archive of something else than a chat: unpack it and add the folder"
    if b"\0" in start[:4096] or start.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF")):
        return "neither text nor mail nor a chat"
    return "no conversation found in it"


def mail_kind(start: bytes) -> str:
    """mbox, eml, emlx, msg or pst by the first bytes; "" for none of them."""
    if start.startswith(b"!BDN"):
        return "pst"
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "msg"
    if _MBOX.match(start):
        return "mbox"
    if _EMLX.match(start):
        return "emlx"
    body = start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    top = body.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0] + b"\n"
    if _FIELD.match(body) and len({m.group().lower() for m in _MAIL_FIELDS.finditer(top)}) >= 2:
        return "eml"
    return ""


def fingerprint(path: Path) -> str:
    """A cheap mark of a file or folder that changes when its content does.

    Made of names, sizes and 64 KB from the beginning, the middle and the end of each file.
    """
    digest = hashlib.sha256()
    for file in walk(path):
        digest.update(os.fsencode(file.relative_to(path) if file != path else file.name))
        try:
            _sample(file, digest.update)
        except OSError:
            digest.update(b"\0unreadable\0")  # one day it may be readable: then the mark is another
    return digest.hexdigest()


def _sample(file: Path, update: Callable[[bytes], object]) -> None:
    if not file.is_file():
        return
    size = file.stat().st_size
    update(f"\0{size}\0".encode())
    if mail_kind(head(file)) == "pst" and not shutil.which("readpst"):
        update(b"\0unreadable\0")
    with file.open("rb") as stream:
        for start in sorted({0, max(size // 2 - _HEAD // 2, 0), max(size - _HEAD, 0)}):
            stream.seek(start)
            update(stream.read(_HEAD))
