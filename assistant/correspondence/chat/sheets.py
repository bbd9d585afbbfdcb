"""The rows of a table file: csv in any charset and with any separator, xlsx, JSON lines, flat JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from assistant.correspondence.chat.records import json_lines, records
from assistant.correspondence.chat.sources import Source, text_stream
from assistant.errors import InputError

Row = dict[str, Any]
_DELIMITERS = ",;\t|"


@contextmanager
def rows(source: Source) -> Iterator[Iterator[tuple[int, Row]]]:
    """The rows with their numbers in the file. Raises InputError for a damaged file."""
    kind = source.suffix.lower() if isinstance(source, Path) else ""
    start = source.open("rb").read(4) if isinstance(source, Path) else source[:4]
    if start.startswith(b"PK\x03\x04"):
        with _workbook(source) as every:
            yield every
        return
    with text_stream(source) as stream:
        first = next((letter for letter in stream.read(200).lstrip("\ufeff \t\r\n")[:1]), "")
    if first == "[":
        yield ((number, row) for number, (row, _) in enumerate(records(source, [("[]",)]), start=1))
    elif first == "{" and kind not in (".csv", ".tsv"):
        yield json_lines(source)
    else:
        with _separated(source) as every:
            yield every


@contextmanager
def _separated(source: Source) -> Iterator[Iterator[tuple[int, Row]]]:
    csv.field_size_limit(1 << 24)
    with text_stream(source) as stream:
        sample = stream.read(1 << 15)
    with text_stream(source) as stream:
        table = csv.DictReader(stream, delimiter=delimiter(sample.lstrip("\ufeff")))
        table.fieldnames = [str(name or "").strip().lstrip("\ufeff") for name in table.fieldnames or ()]
        yield _numbered(table)


def _numbered(table: csv.DictReader[str]) -> Iterator[tuple[int, Row]]:
    try:
        for row in table:
            yield table.line_num, row
    except csv.Error as error:
        raise InputError(
            f"row {table.line_num} cannot be read: {error}", "save the table again as csv"
        ) from error


def delimiter(sample: str) -> str:
    """The separator that the first line has most of."""
    first = sample.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


@contextmanager
def _workbook(source: Source) -> Iterator[Iterator[tuple[int, Row]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(
            BytesIO(source) if isinstance(source, bytes) else source, read_only=True, data_only=True
        )
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise InputError(
            f"the workbook cannot be opened: {error}", "save it again, without a password"
        ) from error
    try:
        yield _sheets(book)
    finally:
        book.close()


def _sheets(book: Any) -> Iterator[tuple[int, Row]]:
    for sheet in book.worksheets:
        every = sheet.iter_rows(values_only=True)
        headings = [str(cell or "").strip() for cell in next(every, ())]
        for number, cells in enumerate(every, start=2):
            if any(cell is not None for cell in cells):
                yield number, dict(zip(headings, cells, strict=False))
