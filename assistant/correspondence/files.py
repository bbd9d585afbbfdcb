"""What a file is, told from its content, and walking folders; files that are never mail are passed over."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

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
_PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_MBOX = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*From [^\n]+\n(?:>?From [^\n]*\n)?[!-9;-~]+[ \t]*:")
_EMLX = re.compile(rb"\A\d{1,10}[ \t]*\r?\n[!-9;-~]+[ \t]*:")


def walk(path: Path) -> Iterator[Path]:
    """The files to look at: `path` itself, or every file below it in the order of their names."""
    if not path.is_dir():
        yield path
        return
    for entry in sorted(path.iterdir(), key=lambda p: p.name):
        if entry.is_dir() and not entry.is_symlink():
            if not entry.name.startswith(".") and entry.name != "tmp":
                yield from walk(entry)
        elif not _HELPERS.match(entry.name):
            yield entry


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
    return ""


def unknown(start: bytes) -> str:
    """Why a file with these first bytes is neither mail nor a chat nor a document, in words for the user."""
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an encrypted or old Office file: save it without a password in today's format"
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
    with file.open("rb") as stream:
        for start in sorted({0, max(size // 2 - _HEAD // 2, 0), max(size - _HEAD, 0)}):
            stream.seek(start)
            update(stream.read(_HEAD))
