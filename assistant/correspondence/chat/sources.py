"""Opening an export: a path, or bytes taken out of a mail or an archive, in whatever charset it is.

Text is read line by line, so that a chat of years does not have to fit into memory. A zip with one
text file in it (what phones send when media is exported too) is opened like the text itself.
"""

from __future__ import annotations

import codecs
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO

from assistant.errors import InputError
from assistant.language.charsets import (
    broken_and_whole,
    decode_text,
    is_utf8,
    marked_charset,
    usual_charset,
    wide_charset,
)

Source = Path | bytes

# What zipfile lets through where a zip is cut, changed on the way, or locked.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_BLOCK = 1 << 16
_SAMPLE = 1 << 15


def label(source: Source) -> str:
    """What stands before the colon of a turn's `source`."""
    return str(source) if isinstance(source, Path) else ""


@contextmanager
def binary(source: Source) -> Iterator[BinaryIO]:
    """The bytes of the export. Raises InputError where it cannot be opened."""
    try:
        if isinstance(source, bytes):
            raw: BinaryIO = io.BytesIO(source)
        else:
            raw = source.open("rb")
    except OSError as error:
        raise InputError(f"{label(source)} cannot be opened: {error.strerror}") from error
    with raw:
        if raw.read(4) != b"PK\x03\x04":
            raw.seek(0)
            yield raw
            return
        with _zipped_text(raw) as member:
            yield member


def zipped_names(path: Path) -> list[str]:
    """The names in a zip; none where it is no zip or cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except DAMAGED_ZIP:
        return []


@contextmanager
def _zipped_text(raw: BinaryIO) -> Iterator[BinaryIO]:
    try:
        with zipfile.ZipFile(raw) as archive:
            text = archive.read(_only_text(archive.namelist()))
    except DAMAGED_ZIP as error:
        raise InputError(f"the zip cannot be read: {error}", "unpack it and add the folder") from error
    yield io.BytesIO(text)


def _only_text(names: list[str]) -> str:
    texts = [name for name in names if name.lower().endswith(".txt")]
    if len(texts) != 1:
        raise InputError(f"the zip holds {len(texts)} text files, one was expected")
    return texts[0]


def charset(source: Source) -> str:
    """The charset of the whole export; UTF-8 unless its bytes say otherwise."""
    with binary(source) as stream:
        start = stream.read(_BLOCK)
        if found := marked_charset(start) or wide_charset(start):
            return found
        return _charset_of_blocks(chain([start], iter(lambda: stream.read(_BLOCK), b"")))


def _charset_of_blocks(blocks: Iterable[bytes]) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    sample, broken, whole = b"", 0, 0
    for block in blocks:
        more_broken, more_whole = broken_and_whole(decoder.decode(block))
        broken, whole = broken + more_broken, whole + more_whole
        if more_broken and len(sample) < _SAMPLE:
            sample += b"\n".join(line for line in block.split(b"\n") if not line.isascii())[:_SAMPLE]
    return "utf-8" if is_utf8(broken, whole) else usual_charset(sample) or "utf-8"


def text_lines(source: Source) -> Iterator[str]:
    """The lines of the export without their ends."""
    encoding = charset(source)
    with binary(source) as stream, io.TextIOWrapper(stream, encoding=encoding, errors="replace") as text:
        for line in text:
            yield line.rstrip("\n")


@contextmanager
def text_stream(source: Source) -> Iterator[IO[str]]:
    """The export as one readable text (for JSON and tables)."""
    encoding = charset(source)
    with (
        binary(source) as raw,
        io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="") as text,
    ):
        yield text


def head_text(head: bytes) -> str:
    """The first bytes of a file as text, for looking only."""
    try:
        if not (marked_charset(head) or wide_charset(head)):
            return codecs.getincrementaldecoder("utf-8")().decode(head)  # which may end within a letter
    except UnicodeDecodeError:
        pass
    return (decode_text(head) or head.decode("utf-8", "replace")).removeprefix("﻿")


def chat_name(path: Path, patterns: tuple[re.Pattern[str], ...]) -> str:
    """The chat's name as the file name gives it: "WhatsApp Chat with Ana (2).txt" is "Ana"."""
    stem = re.sub(r"\s*\(\d+\)$", "", path.stem).strip()
    if stem.lower() in ("_chat", "result", "index", "chat", "data"):
        stem = re.sub(r"\s*\(\d+\)$", "", path.parent.name).strip() or stem
    for pattern in patterns:
        if found := pattern.match(stem):
            return found["chat"].replace("_", " ").strip()
    return stem
