"""Damaged, foreign and hostile files: what can be read is given, then the reason."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_letters import LETTERS, letter, recognised, rows

from assistant.correspondence.chat import FORMATS
from assistant.correspondence.chat.records import records
from assistant.correspondence.chat.slack import read_slack
from assistant.correspondence.chat.sources import charset, text_lines
from assistant.correspondence.chat.tables import read_tables
from assistant.correspondence.chat.telegram import read_telegram
from assistant.correspondence.chat.whatsapp import read_whatsapp
from assistant.correspondence.turns import Turn
from assistant.errors import CalmreplyError, InputError


def drained(turns: Iterator[Turn]) -> tuple[list[str], str]:
    """The texts that could be read, and how the reason begins."""
    found = []
    try:
        for turn in turns:
            found.append(turn.text)
    except InputError as error:
        return found, re.split(r" \(", error.message)[0]
    return found, ""


def test_a_cut_off_telegram_export_gives_what_stands_before_the_cut() -> None:
    whole = letter("telegram_account.json").read_bytes()
    turns = read_telegram(whole[: whole.index(b'"id": 4')])
    kept = [next(turns) for _ in range(3)]
    assert [turn.text for turn in kept] == ["", "see page 4 (https://a.example/x)", "done"]
    with pytest.raises(InputError) as caught:
        next(turns)
    assert caught.value.message.startswith("the JSON breaks off ")
    assert caught.value.message.endswith("; 3 messages before that were read")


def test_a_damaged_day_does_not_take_the_other_days_with_it() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("channels.json", "[]")
        archive.writestr(
            "a/2024-01-01.json", '[{"type": "message", "user": "U1", "text": "one", "ts": "1704103200.1"'
        )
        archive.writestr(
            "a/2024-01-02.json", '[{"type": "message", "user": "U1", "text": "two", "ts": "1704189600.1"}]'
        )
    assert drained(read_slack(packed.getvalue())) == (["two"], "1 days could not be read")


def test_a_broken_line_of_json_lines_is_told_at_the_end() -> None:
    text = (
        '{"from": "A", "direction": "in", "body": "one"}\n'
        '{"from": "A", "dir\n'
        '{"from": "B", "direction": "out", "body": "two"}\n'
    )
    assert drained(read_tables(text.encode())) == (["one", "two"], "line 2 is not JSON")


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_an_empty_file_is_nobodys(one, tmp_path: Path) -> None:
    empty = tmp_path / "chat.txt"
    empty.write_bytes(b"")
    assert not one.looks_like(b"", empty)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize(
    "head", [b"\x00\xff" * 500, b"[", b"{", b"PK\x03\x04", b"\xff\xfe", b"{" * 5000, b'{"messages"']
)
def test_looking_never_raises(one, head: bytes, tmp_path: Path) -> None:
    for suffix in (".txt", ".json", ".jsonl", ".csv", ".xlsx", ".docx", ".zip"):
        path = tmp_path / f"x{suffix}"
        path.write_bytes(head)
        one.looks_like(head, path)


@pytest.mark.parametrize(
    "path", sorted(path for path in LETTERS.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_every_letter_cut_anywhere_is_read_or_refused_in_our_words(path: Path) -> None:
    found = recognised(path)
    if found is None:
        return
    whole = path.read_bytes()
    for end in range(len(whole) // 7, len(whole), max(1, len(whole) // 7)):
        with contextlib.suppress(CalmreplyError):
            for turn in found.read(whole[:end]):
                assert turn.author or turn.address


def test_a_file_that_is_gone_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        list(read_whatsapp(tmp_path / "gone.txt"))


def test_a_few_broken_letters_do_not_change_the_charset() -> None:
    text = "12/03/2024, 14:05 - Ana: ¿dónde está el pedido?\n".encode() * 50
    assert charset(text[:-60] + b"\xff" + text[-60:]) == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_in_every_writing(encoding: str) -> None:
    text = "12/03/2024, 14:05 - Ana: where is it? ¿dónde?\n13/03/2024, 14:05 - Shop: 在这里"
    assert [line.lstrip("\ufeff") for line in text_lines(text.encode(encoding))] == text.split("\n")
    assert [row[2] for row in rows(read_whatsapp(text.encode(encoding)))] == [
        "where is it? ¿dónde?",
        "在这里",
    ]


def test_records_go_through_windows_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.correspondence.chat import records as module

    data = {
        "a": [1, 2.5, "x" * 50],
        "messages": [{"n": number, "t": "é" * number} for number in range(40)],
        "z": 12345,
    }
    text = json.dumps(data, ensure_ascii=False).encode()
    for size in (1, 2, 3, 7, 64, 1 << 16):
        monkeypatch.setattr(module, "_BLOCK", size)
        assert [record for record, _ in records(text, [("messages", "[]")])] == data["messages"]


def test_a_deeply_nested_file_is_refused_not_crashed() -> None:
    text = b'{"messages": [' + b"[" * 100_000
    with pytest.raises(InputError):
        list(read_telegram(text))
