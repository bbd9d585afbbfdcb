"""PDF policies: locked files, words broken at the end of a line, lines that every page repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.knowledge import split_policy

LOCKED = (
    b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
)  # the check value of no password at all: none opens it


def pdf(path: Path, pages: list[list[str]], *, locked: bool = False) -> Path:
    """A PDF of plain lines in Helvetica, by hand: no library that writes PDF is needed for it."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        text = b" T* ".join(b"(" + line.encode("latin-1") + b") Tj" for line in lines)
        stream = b"BT /F1 11 Tf 14 TL 60 780 Td " + text + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % len(objects)
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    refs = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[1] = b"<< /Type /Pages /Kids [" + refs + b"] /Count %d >>" % len(kids)
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b" /Encrypt " + LOCKED + b" /ID [<00> <00>]" if locked else b""
    trailer = b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    path.write_bytes(body + head + table + trailer % (len(objects) + 1, lock, len(body)))
    return path


def test_a_locked_pdf_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = pdf(tmp_path / "terms.pdf", [["1. Rush work costs half as much again."]], locked=True)
    with pytest.raises(InputError) as error:
        split_policy(path)
    assert error.value.message == "terms.pdf is protected by a password."
    assert error.value.hint == "Save a copy without one and add it."


def test_a_truncated_pdf_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "terms.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<< /Type /Cat")
    with pytest.raises(InputError, match=r"terms\.pdf"):
        split_policy(path)


def test_a_pdf_without_text_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = pdf(tmp_path / "scan.pdf", [[""]])
    with pytest.raises(InputError, match=r"scan\.pdf holds pictures of pages, no text\."):
        split_policy(path)


def test_words_broken_at_the_end_of_a_line_are_joined(tmp_path: Path) -> None:
    lines = [
        "1. Corrections that reach us after the second round are charged by the hour and re-",
        "quire a written order of the client. Work outside the quote is a long-term matter of",
        "its own.",
    ]
    passages = split_policy(pdf(tmp_path / "terms.pdf", [lines]))
    assert [(p.clause, p.text) for p in passages] == [
        (
            "1",
            "Corrections that reach us after the second round are charged by the hour and require a written "
            "order of the client. Work outside the quote is a long-term matter of its own.",
        )
    ]


def test_page_headers_footers_and_numbers_are_no_part_of_a_clause(tmp_path: Path) -> None:
    pages = [
        ["Harbour Studio - Terms", f"{n}. Clause number {word} holds.", "Confidential", f"Page {n} of 4"]
        for n, word in enumerate(("one", "two", "three", "four"), start=1)
    ]
    passages = split_policy(pdf(tmp_path / "terms.pdf", pages))
    assert [(p.clause, p.text) for p in passages] == [
        ("1", "Clause number one holds."),
        ("2", "Clause number two holds."),
        ("3", "Clause number three holds."),
        ("4", "Clause number four holds."),
    ]
