"""One damaged file among good ones: it is reported with its reason, and the others are learnt."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from test_learning import Lengths, replies

from assistant.correspondence.chat.messenger import read_messenger
from assistant.knowledge import KnowledgeBase
from assistant.learning import learn

GOOD = "Client: Is it ready?\nUs: Tomorrow at noon.\n"
ROWS = [("Question", "Answer"), *((f"Where is order {n}?", f"Order {n} is on its way.") for n in range(300))]
SIGTOP = (
    "Conversation: Ana (+27821234567)\n\n"
    "From: Ana (+27821234567)\nType: incoming\nSent: Mon, 1 Jan 2024 12:00:00 +0200\n\nWhere is it?\n\n"
    "From: You\nType: outgoing\nSent: Mon, 99 Jan 2024\n\nOn Friday.\n"
)
COPY = "get a complete copy, or open and save it again"


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(tmp_path / "store", Lengths()) as opened:
        yield opened


def workbook() -> bytes:
    book, packed = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


def packed(**members: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return whole.getvalue()


def cut(whole: bytes, member: str, kept: float) -> bytes:
    """The zip with only the beginning of a member."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as before, zipfile.ZipFile(found, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, text[: int(len(text) * kept)] if name == member else text)
    return found.getvalue()


def changed(whole: bytes, member: str) -> bytes:
    """The zip with other bytes where the packed member stands: no inflating of that is possible."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entry = archive.getinfo(member)
    begin = entry.header_offset + 30 + len(entry.filename)
    return whole[:begin] + b"\xff" * entry.compress_size + whole[begin + entry.compress_size :]


def chat_zip() -> bytes:
    lines = [f"12/03/2024, 14:{n:02} - Ana: line {n}\n" for n in range(50)]
    return packed(**{"WhatsApp Chat with Ana.txt": "".join(lines)})


def slack_zip() -> bytes:
    def day(user: str, text: str, stamp: str) -> str:
        return json.dumps([{"type": "message", "user": user, "text": text, "ts": stamp}])

    users = [{"id": "U1", "real_name": "Ida"}, {"id": "U2", "real_name": "Ana"}]
    return packed(
        **{
            "users.json": json.dumps(users),
            "channels.json": "[]",
            "shop/2024-01-01.json": day("U1", "An older matter", "1704103200.1"),
            "shop/2024-01-02.json": day("U1", "Where is it?", "1704189600.1"),
            "shop/2024-01-03.json": day("U2", "It left at nine.", "1704276000.1"),
        }
    )


DAMAGED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a cut workbook": (
        "book.xlsx",
        lambda: cut(workbook(), "xl/workbook.xml", 0.5),
        f"the workbook is damaged and cannot be opened. {COPY}",
    ),
    "a sheet cut at once": (
        "book.xlsx",
        lambda: cut(workbook(), "xl/worksheets/sheet1.xml", 0.0),
        f"the workbook is damaged and cannot be opened. {COPY}",
    ),
    "a changed sheet": (
        "book.xlsx",
        lambda: changed(workbook(), "xl/worksheets/sheet1.xml"),
        f"the workbook is damaged and cannot be opened. {COPY}",
    ),
    "changed styles of a workbook": (
        "book.xlsx",
        lambda: changed(workbook(), "xl/styles.xml"),
        f"the workbook is damaged and cannot be opened. {COPY}",
    ),
    "a changed document": (
        "talk.docx",
        lambda: changed(packed(**{"word/document.xml": GOOD * 20}), "word/document.xml"),
        "is damaged and cannot be read",
    ),
    "a changed chat": (
        "WhatsApp Chat with Ana.zip",
        lambda: changed(chat_zip(), "WhatsApp Chat with Ana.txt"),
        "the zip cannot be read: Error -3 while decompressing data: invalid block type. "
        "unpack it and add the folder",
    ),
}


@pytest.mark.parametrize(("name", "content", "reason"), DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("us", [["Ana"], []], ids=["us", "sides said"])
def test_a_damaged_file_is_skipped_and_the_one_beside_it_learnt(
    tmp_path: Path,
    knowledge: KnowledgeBase,
    name: str,
    content: Callable[[], bytes],
    reason: str,
    us: list[str],
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "chat.txt").write_text(GOOD)
    (folder / name).write_bytes(content())
    learned = learn(knowledge, [folder], us=us)
    assert [(Path(each.source).name, each.reason) for each in learned.skipped] == [(name, reason)]
    assert replies(knowledge) == ["Tomorrow at noon."]


@pytest.mark.parametrize(
    ("name", "content", "reason", "kept"),
    [
        (
            "book.xlsx",
            lambda: cut(workbook(), "xl/worksheets/sheet1.xml", 0.5),
            "the sheet Sheet is damaged behind row ",
            "Order 0 is on its way.",
        ),
        (
            "signal.txt",
            SIGTOP.encode,
            "line 11 has no time that can be read (1 kept without one). export it again",
            "On Friday.",
        ),
        (
            "slack.zip",
            lambda: changed(slack_zip(), "shop/2024-01-01.json"),
            "1 days could not be read (shop/2024-01-01.json cannot be read: Error -3 ",
            "It left at nine.",
        ),
    ],
    ids=["a cut sheet", "a time that is none", "a changed day"],
)
def test_what_a_damaged_file_still_has_is_learnt(
    tmp_path: Path, knowledge: KnowledgeBase, name: str, content: Callable[[], bytes], reason: str, kept: str
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "chat.txt").write_text(GOOD)
    (folder / name).write_bytes(content())
    learned = learn(knowledge, [folder], us=["Ana"])
    assert [Path(each.source).name for each in learned.skipped] == [name]
    assert learned.skipped[0].reason.startswith(reason)
    assert {"Tomorrow at noon.", kept} <= set(replies(knowledge))


def test_a_damaged_day_of_an_unpacked_export_does_not_take_the_others_with_it(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    folder = tmp_path / "export"
    with zipfile.ZipFile(io.BytesIO(slack_zip())) as archive:
        archive.extractall(folder)
    day = folder / "shop" / "2024-01-01.json"
    day.unlink()
    day.mkdir()  # what cannot be opened, whoever runs the test
    learn(knowledge, [folder], us=["Ana"])
    assert replies(knowledge) == ["It left at nine."]


@pytest.mark.parametrize("kind", ["policy", "correspondence"])
def test_a_damaged_workbook_is_told_whatever_it_is_taken_for(
    tmp_path: Path, knowledge: KnowledgeBase, kind: str
) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(cut(workbook(), "xl/workbook.xml", 0.5))
    learned = learn(knowledge, [book], us=["Ana"], kind=kind)
    assert [each.reason for each in learned.skipped] == [
        f"the workbook is damaged and cannot be opened. {COPY}"
    ]


@pytest.mark.parametrize("moment", ["1e999", "-1e999", "NaN"])
def test_a_moment_that_is_no_number_is_none(moment: str) -> None:
    chat = f'{{"messages": [{{"sender_name": "Ana", "content": "Hi", "timestamp_ms": {moment}}}]}}'
    assert [(turn.text, turn.at) for turn in read_messenger(chat.encode())] == [("Hi", None)]


def test_a_file_whose_name_is_no_text_is_reported_and_the_next_one_is_learnt(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text(
            "# Terms\n\n1.1 The deposit is kept.\n"
        )
    except OSError:
        pytest.skip("this file system wants UTF-8 names")
    (folder / "terms.md").write_text("# Terms\n\n1.1 The deposit of 40 euros is kept.\n")
    learned = learn(knowledge, [folder], us=[])
    assert [(skip.source.rsplit("/", 1)[1], skip.reason) for skip in learned.skipped] == [
        ("caf�.md", "its name has bytes that are no UTF-8; rename it")
    ]
    assert learned.policies == 1
