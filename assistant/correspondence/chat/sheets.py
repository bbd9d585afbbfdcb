"""The rows of a table file: csv in any charset and with any separator, xlsx, JSON lines, flat JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from assistant.correspondence.chat.records import json_lines, records
from assistant.correspondence.chat.sources import DAMAGED_ZIP, Source, text_stream
from assistant.errors import InputError

Row = dict[str, Any]
WORKBOOKS = (".xlsx", ".xlsm")
_DELIMITERS = ",;\t|"
_AGAIN = "get a complete copy, or open and save it again"
# What openpyxl makes of XML that is cut (both parsers raise a SyntaxError) or lacks what has to be there.
_DAMAGE = (SyntaxError, AttributeError, IndexError, TypeError)


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


def damage(path: Path) -> str:
    """Why a workbook cannot be read, "" for one that can be and for every other file.

    To be asked before what a file holds: in a damaged workbook no messages are found.
    """
    if path.suffix.lower() not in WORKBOOKS or not is_zipfile(path):
        return ""
    try:
        with rows(path) as every:
            next(every, None)
    except InputError as error:
        return ". ".join(filter(None, (error.message, error.hint)))
    return ""


@contextmanager
def _workbook(source: Source) -> Iterator[Iterator[tuple[int, Row]]]:
    from openpyxl import load_workbook

    data = BytesIO(source) if isinstance(source, bytes) else source
    try:
        book = load_workbook(data, read_only=True, data_only=True)
    except (*_DAMAGE, *DAMAGED_ZIP) as error:
        raise InputError("the workbook is damaged and cannot be opened", _AGAIN) from error
    try:
        yield _sheets(book)
    finally:
        book.close()


def _sheets(book: Any) -> Iterator[tuple[int, Row]]:
    for sheet in book.worksheets:
        every = _rows_of(sheet)
        headings = [str(cell or "").strip() for cell in next(every, ())]
        for number, cells in enumerate(every, start=2):
            if any(cell is not None for cell in cells):
                yield number, dict(zip(headings, cells, strict=False))


def _rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows that can be read, then InputError where the sheet is damaged: it is unpacked row by row."""
    count = 0
    try:
        for row in sheet.iter_rows(values_only=True):
            count += 1
            yield row
    except (*_DAMAGE, *DAMAGED_ZIP) as error:
        raise InputError(f"the sheet {sheet.title} is damaged behind row {count}", _AGAIN) from error
