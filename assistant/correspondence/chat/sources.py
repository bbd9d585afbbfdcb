"""Opening an export: a path, or bytes taken out of a mail or an archive, in whatever charset it is.

Text is read line by line, so that a chat of years does not have to fit into memory. A zip with one
text file in it (what phones send when media is exported too) is opened like the text itself.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from assistant.errors import InputError

Source = Path | bytes
_BLOCK = 1 << 16
_SAMPLE = 1 << 15
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_LIKELY = ["gb18030", "big5", "cp1251", "koi8_r", "cp1252", "cp1250", "shift_jis", "cp949", "cp874"]


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
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        return []


@contextmanager
def _zipped_text(raw: BinaryIO) -> Iterator[BinaryIO]:
    try:
        archive = zipfile.ZipFile(raw)
        texts = [name for name in archive.namelist() if name.lower().endswith(".txt")]
        if len(texts) != 1:
            raise InputError(f"the zip holds {len(texts)} text files, one was expected")
        member = archive.open(texts[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(f"the zip cannot be read: {error}", "unpack it and add the folder") from error
    with archive, member:
        yield io.BytesIO(member.read())


def charset(source: Source) -> str:
    """The charset of the whole export; UTF-8 unless its bytes say otherwise."""
    with binary(source) as stream:
        start = stream.read(_BLOCK)
        marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
        if marked or not start:
            return marked or "utf-8"
        if wide := _wide(start):
            return wide
        decoder = codecs.getincrementaldecoder("utf-8")()
        sample, broken, high = b"", 0, 0
        block = start
        while block:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                broken += block.decode("utf-8", "replace").count("�")
                decoder.reset()
            if broken and len(sample) < _SAMPLE:
                sample += b"\n".join(line for line in block.split(b"\n") if not line.isascii())[:_SAMPLE]
                high += sum(byte > 0x7F for byte in block[:_SAMPLE])
            block = stream.read(_BLOCK)
    # A few broken letters are damage within UTF-8, many are another charset.
    return "utf-8" if broken <= max(2, high // 50) else _guess(sample)


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
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    encoding = marked or _wide(head)
    if not encoding:
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError as error:
            encoding = "utf-8" if error.start > 200 else _guess(head[:_SAMPLE])
    return head.decode(encoding, "replace").removeprefix("﻿")


def chat_name(path: Path, patterns: tuple[re.Pattern[str], ...]) -> str:
    """The chat's name as the file name gives it: "WhatsApp Chat with Ana (2).txt" is "Ana"."""
    stem = re.sub(r"\s*\(\d+\)$", "", path.stem).strip()
    if stem.lower() in ("_chat", "result", "index", "chat", "data"):
        stem = re.sub(r"\s*\(\d+\)$", "", path.parent.name).strip() or stem
    for pattern in patterns:
        if found := pattern.match(stem):
            return found["chat"].replace("_", " ").strip()
    return stem


def _wide(start: bytes) -> str:
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.3 * half and start[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if start[::2].count(0) > 0.3 * half and start[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return ""


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_LIKELY, enable_fallback=False).best()
    return best.encoding if best else "utf-8"
