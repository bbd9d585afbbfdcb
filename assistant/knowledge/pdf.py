"""PDF pages as lines of Markdown: tables as rows, broken lines joined, page headers and footers gone."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.errors import InputError

_PAGE_NUMBER = re.compile(
    r"^\W*(\w{1,8}\.?\s)?\d{1,4}(\s*(/|of|de|von|van|из|sur|di)\s*\d{1,4})?\W*$|^第\s*\d+\s*页.*$", re.I
)
_OPENS = re.compile(
    r"^(\(?[0-9０-９]{1,3}([.．][0-9]{1,3})*[.)、．]?\s|[A-Za-z]?\d{1,2}(\.\d+)*[.)]\s|\(?[a-zа-я][.)]\s|[•◦▪–—*·●-]\s|§|"
    r"第.{1,4}[条條章节節款]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])"
)
_ENDS = re.compile(r"[.!?:;。！？：；…»”\")）]$")
_HYPHEN = re.compile(r"(\w{2,})[-\u00ad\u2010]$")
_SPACELESS = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_FULL = 0.75  # a line that fills less of the widest one ends its paragraph


def pdf_lines(path: Path) -> list[str]:
    """The lines of a PDF. Raises InputError for an encrypted, damaged or scanned one."""
    pages = _pages(path)
    repeated = _running_lines(pages)
    lines: list[str] = []
    for page in pages:
        lines += [line for line in page if line not in repeated and not _PAGE_NUMBER.match(line)]
    if not any(line.strip() for line in lines):
        raise InputError(f"{path.name} holds pictures of pages, no text.", "It needs text recognition first.")
    return _joined(lines)


def _pages(path: Path) -> list[list[str]]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    try:
        with pdfplumber.open(path) as document:
            return [_page(page) for page in document.pages]
    except Exception as error:
        causes = (error, *error.args, error.__cause__, error.__context__)
        if any(isinstance(cause, PDFEncryptionError | PDFPasswordIncorrect) for cause in causes):
            raise InputError(
                f"{path.name} is protected by a password.", "Save a copy without one and add it."
            ) from error
        raise InputError(
            f"{path.name} is damaged and cannot be read.", "Get a complete copy and add it again."
        ) from error


def _page(page: Any) -> list[str]:
    """Lines of a page from top to bottom, each table in its place."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1]
    boxes = [table.bbox for table in tables]
    rest = page.filter(lambda part: not any(_within(part, box) for box in boxes))
    placed = [(line["top"], [line["text"]]) for line in rest.extract_text_lines()]
    placed += [(table.bbox[1], _rows(table.extract())) for table in tables]
    return [line for _, lines in sorted(placed, key=lambda item: item[0]) for line in lines]


def _within(part: Any, box: tuple[float, float, float, float]) -> bool:
    middle_x, middle_y = (part["x0"] + part["x1"]) / 2, (part["top"] + part["bottom"]) / 2
    return bool(box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3])


def _rows(cells: list[list[str | None]]) -> list[str]:
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in cells]
    return ["", rows[0], "|" + " --- |" * len(cells[0]), *rows[1:], ""]


def _cell(cell: str | None) -> str:
    return " ".join(_joined((cell or "").splitlines(), cell=True)).replace("|", "/")


def _running_lines(pages: list[list[str]]) -> frozenset[str]:
    """Lines that stand first or last on most pages: headers and footers."""
    edges = Counter(line for page in pages for line in {*page[:2], *page[-2:]})
    return frozenset(line for line, count in edges.items() if count > 2 and count > len(pages) / 2)


def _joined(lines: list[str], *, cell: bool = False) -> list[str]:
    """Lines of one sentence put together again, hyphenated words too."""
    width = max((_width(line) for line in lines if not line.startswith("|")), default=0)
    joined: list[str] = []
    last = ""
    for line in (line.rstrip() for line in lines):
        before = joined[-1] if joined else ""
        full = _width(last) >= _FULL * width
        if before and (cell or _continues(before, line, full=full)):
            joined[-1] = _glued(before, line)
        else:
            joined += [line] if cell or line.startswith("|") else ["", line]
        last = line
    return joined


def _continues(before: str, line: str, *, full: bool) -> bool:
    if not line or before.startswith("|") or line.startswith("|") or _OPENS.match(line):
        return False
    if _HYPHEN.search(before):
        return True
    return not _ENDS.search(before) and (line[0].islower() or full)


def _width(line: str) -> int:
    return len(line) + len(_SPACELESS.findall(line))


def _glued(before: str, line: str) -> str:
    hyphen = _HYPHEN.search(before)
    if hyphen and line[:1].islower():
        return before[: hyphen.end(1)] + line
    both = before[-1:] + line[:1]
    return before + ("" if len(_SPACELESS.findall(both)) > 0 or before.endswith("-") else " ") + line
