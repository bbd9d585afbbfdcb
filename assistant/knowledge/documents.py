"""A policy file as lines of Markdown, whatever it was written with.

Markdown and plain text are decoded; HTML and docx go through markitdown. PDF goes through pdfplumber, on
which markitdown rests, because ruled tables come out of it as rows instead of loose lines.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.knowledge.pdf import pdf_lines
from assistant.language.charsets import decode_text, is_binary

TEXT_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text", ".rst", ""})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
POLICY_SUFFIXES = TEXT_SUFFIXES | HTML_SUFFIXES | {".docx", ".pdf"}
_LARGEST = 50_000_000  # bytes; a policy is never that long, a mailbox may be

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def document_lines(path: Path) -> list[str]:
    """The lines of a document as Markdown. Raises InputError for what cannot be read, saying why."""
    data = _bytes(path)
    suffix = path.suffix.lower()
    if data.startswith(b"%PDF"):
        return pdf_lines(path)
    if suffix == ".docx" or (data.startswith(b"PK") and suffix not in TEXT_SUFFIXES):
        return _docx(path)
    text = decoded(data, path.name)
    if suffix in HTML_SUFFIXES or text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        return _html(text, path.name)
    return _filled(text.splitlines(), path.name)


def decoded(data: bytes, name: str) -> str:
    """Bytes as text in whatever charset they are; InputError when they are no text at all."""
    if is_binary(data):
        raise InputError(f"{name} is not a text file.", "Give a Markdown, text, HTML, Word or PDF document.")
    text = decode_text(data)
    if text is None:
        raise InputError(
            f"The characters of {name} cannot be made out.", "Save the file as UTF-8 and add it again."
        )
    return text


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(
                f"{path.name} is too large for a policy document.", "Split it, or add it as correspondence."
            )
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be read: {error.strerror}.", "Check the path and its permissions."
        ) from error
    if not data.strip():
        raise InputError(f"{path.name} is empty.", "There is nothing to add.")
    return data


def _docx(path: Path) -> list[str]:
    if path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError(
            f"{path.name} is encrypted, or in the old .doc format.",
            "Save it without a password as .docx and add it again.",
        )
    if not zipfile.is_zipfile(path):
        raise InputError(
            f"{path.name} is damaged: only a part of it is there.", "Get a complete copy and add it again."
        )
    from markitdown.converters import DocxConverter

    return _filled(_converted(DocxConverter, path.read_bytes(), path.name, ".docx"), path.name)


def _html(text: str, name: str) -> list[str]:
    from markitdown.converters import HtmlConverter

    return _filled(_converted(HtmlConverter, text.encode(), name, ".html"), name)


def _converted(converter: Any, data: bytes, name: str, suffix: str) -> list[str]:
    import io

    from markitdown import StreamInfo

    try:
        result = converter().convert(io.BytesIO(data), StreamInfo(extension=suffix, charset="utf-8"))
    except Exception as error:
        raise InputError(
            f"{name} is damaged and cannot be read.", "Open and save it again, then add it."
        ) from error
    return [_ESCAPED.sub(r"\1", line) for line in str(result.markdown).splitlines()]


def _filled(lines: list[str], name: str) -> list[str]:
    if not any(line.strip() for line in lines):
        raise InputError(f"{name} has no text in it.", "A scanned document needs text recognition first.")
    return lines
