"""Where the mails lie in a file: an mbox has many, an eml one, an emlx one with a length above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 1 << 20
# After a real separator a header follows; "From here on ..." in a letter is followed by more letter.
_HEADER_NEXT = re.compile(rb"From [^\n]*\r?\n[!-9;-~]+[ \t]*:")
_STAMP = re.compile(rb"From [^\n]*\d{2}:\d{2}(?::\d{2})?[^\n]*\d{4}")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LOOK = 2048


def spans(path: Path, kind: str) -> Iterator[tuple[int, int]]:
    """(offset, length) of every mail of a file whose kind is mbox, eml, emlx or msg."""
    if kind == "mbox":
        return mbox_spans(path)
    if kind == "emlx":
        return iter([emlx_span(path)])
    return iter([(0, path.stat().st_size)])


def mbox_spans(path: Path) -> Iterator[tuple[int, int]]:
    """(offset, length) of every mail of an mbox, the "From " line included; reads the file once."""
    start: int | None = None
    position = 0
    with path.open("rb") as file:
        for offset in _separators(file):
            if start is not None:
                yield start, offset - start
            start = offset
        file.seek(0, 2)
        position = file.tell()
    if start is not None:
        yield start, position - start


def _separators(file: object) -> Iterator[int]:
    read = file.read  # type: ignore[attr-defined]
    kept = b""
    base = 0
    while True:
        chunk: bytes = read(_CHUNK)
        data = kept + chunk
        limit = len(data) if not chunk else max(len(data) - _LOOK, 0)
        for at in _from_lines(data, first=base == 0):
            if at >= limit and chunk:
                break
            after_blank = base + at == 0 or data[max(at - 4, 0) : at].endswith((b"\n\n", b"\n\r\n"))
            if _STAMP.match(data, at) or (after_blank and _HEADER_NEXT.match(data, at)):
                yield base + at
        if not chunk:
            return
        cut = max(limit - 1, 0)
        kept = data[cut:]
        base += cut


def _from_lines(data: bytes, *, first: bool) -> Iterator[int]:
    """Where a whole line begins with "From "; at the very beginning only if that is the `first` of the file."""
    if first and data.startswith(b"From "):
        yield 0
    at = data.find(b"\nFrom ") + 1
    while at and data.find(b"\n", at) >= 0:
        yield at
        at = data.find(b"\nFrom ", at) + 1


def mbox_mail(raw: bytes) -> bytes:
    """One mail of an mbox less its "From " line and the ">" before escaped "From " lines."""
    if raw.startswith(b"From "):
        raw = raw[raw.find(b"\n") + 1 :]
    return _ESCAPED_FROM.sub(rb"\1", raw) if b"\n>From " in raw or b"\n>>From " in raw else raw


def emlx_span(path: Path) -> tuple[int, int]:
    """(offset, length) of the mail in an Apple Mail file: its first line holds the length."""
    with path.open("rb") as file:
        first = file.readline(32)
    return len(first), int(first.strip())
