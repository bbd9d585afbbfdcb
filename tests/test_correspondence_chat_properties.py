"""Turns rendered as each text format and read back are the same turns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.correspondence.chat.line import read_line
from assistant.correspondence.chat.merging import merged
from assistant.correspondence.chat.pasted import read_pasted
from assistant.correspondence.chat.signal import read_signal
from assistant.correspondence.chat.tables import read_tables
from assistant.correspondence.chat.telegram import read_telegram
from assistant.correspondence.chat.wechat import read_wechat
from assistant.correspondence.chat.whatsapp import read_whatsapp
from assistant.correspondence.closings import is_rule

Said = tuple[datetime, str, str]

NAMES = st.sampled_from(["Ana", "Jörg Weiß", "林可", "Аня П", "+27 82 123 4567", "O'Neil & Co", "Zoë 🤓"])
LETTERS = st.characters(
    categories=("L", "N", "P", "S", "Zs"), exclude_characters="<>[]()「」\u3000\u00a0\u202f\u2009"
)
LINES = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split()) or "x")
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join).filter(lambda text: text != "null")
MINUTES = st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
CHATS = st.lists(st.tuples(MINUTES, NAMES, TEXTS), min_size=1, max_size=8).map(
    lambda chat: sorted(chat, key=lambda one: one[0])
)


def android(chat: list[Said], stamp: str) -> str:
    return "".join(f"{at.strftime(stamp)} - {name}: {text}\n" for at, name, text in chat)


def ios(chat: list[Said], stamp: str) -> str:
    return "".join(f"[{at.strftime(stamp)}] {name}: {text}\n" for at, name, text in chat)


def said(turns: object) -> list[Said]:
    return [(turn.at.replace(tzinfo=None), turn.author, turn.text) for turn in turns if not turn.reason]  # type: ignore[attr-defined]


def distinct_days(chat: list[Said]) -> bool:
    """Whether the file itself says in which order its dates are written."""
    return any(at.day > 12 for at, _, _ in chat)


quick = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
FORMS: list[tuple[Callable[[list[Said], str], str], str]] = [
    (android, "%d/%m/%Y, %H:%M"),
    (android, "%m/%d/%Y, %I:%M\u202f%p"),
    (android, "%d.%m.%Y, %H:%M"),
    (android, "%Y/%m/%d, %H:%M"),
    (ios, "%d/%m/%Y, %H:%M:%S"),
    (ios, "%Y-%m-%d, %I:%M:%S %p"),
    (ios, "%d.%m.%Y, %H:%M:%S"),
]


@pytest.mark.parametrize(("render", "stamp"), FORMS, ids=[stamp for _, stamp in FORMS])
@quick
@given(chat=CHATS.filter(distinct_days))
def test_whatsapp_gives_back_what_was_written(
    render: Callable[[list[Said], str], str], stamp: str, chat: list[Said]
) -> None:
    assert said(read_whatsapp(render(chat, stamp).encode())) == chat


# an export that ends within a minute cannot be told from a message said twice in it
@quick
@given(
    chat=CHATS.filter(lambda chat: len({at for at, _, _ in chat}) == len(chat)),
    cut=st.integers(0, 8),
    back=st.integers(0, 8),
)
def test_two_overlapping_exports_are_the_whole_chat(chat: list[Said], cut: int, back: int) -> None:
    old, new = chat[:cut], chat[max(0, cut - back) :]
    parts = [list(read_whatsapp(android(part, "%Y/%m/%d, %H:%M").encode())) for part in (old, new)]
    named = [
        [type(turn)(turn.author, "", turn.text, turn.at, "one", "f:1", turn.id) for turn in part]
        for part in parts
    ]
    assert sorted(said(merged(named))) == sorted(chat)


@quick
@given(chat=CHATS)
def test_signal_gives_back_what_was_written(chat: list[Said]) -> None:
    text = "".join(
        f"[{at:%Y-%m-%d %H:%M:%S}] {name}: {text}\n" for at, name, text in chat if not text.startswith(">")
    )
    assert said(read_signal(text.encode())) == [one for one in chat if not one[2].startswith(">")]


@quick
@given(chat=CHATS)
def test_line_gives_back_what_was_written(chat: list[Said]) -> None:
    text, day = "[LINE] Chat history with Ana\nSaved on: 2026/01/01 10:00\n", None
    for at, name, words in chat:
        text += f"\n{at:%Y/%m/%d(%a)}\n" if at.date() != day else ""
        day = at.date()
        quoted = '"' + words.replace('"', '""') + '"' if "\n" in words else words
        text += f"{at:%H:%M}\t{name}\t{quoted}\n"
    assert said(read_line(text.encode())) == chat


@quick
@given(chat=CHATS)
def test_wechat_gives_back_what_was_written(chat: list[Said]) -> None:
    text = "".join(f"{name} {at:%Y-%m-%d %H:%M:%S}\n{words}\n\n" for at, name, words in chat)
    assert said(read_wechat(text.encode())) == chat


@quick
@given(chat=CHATS)
def test_telegram_gives_back_what_was_written(chat: list[Said]) -> None:
    messages = [
        {
            "id": number,
            "type": "message",
            "date": at.isoformat(),
            "from": name,
            "from_id": name,
            "text": [words],
        }
        for number, (at, name, words) in enumerate(chat)
    ]
    export = json.dumps({"name": "x", "id": 1, "messages": messages})
    assert said(read_telegram(export.encode())) == chat


@quick
@given(chat=CHATS)
@example(chat=[(datetime(2020, 1, 1), "Ana", "0\n=-_––")])
def test_a_table_gives_back_what_was_written_a_signature_apart(chat: list[Said]) -> None:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["date", "from", "direction", "message"])
    table.writerows([at.isoformat(), name, "in", words] for at, name, words in chat)
    turns = [turn for turn in read_tables(text.getvalue().encode()) if not turn.reason]
    kept = [(turn.at, turn.author, words_of(f"{turn.text}\n{turn.signature}")) for turn in turns]
    assert kept == [(at, name, words_of(words)) for at, name, words in chat]


def words_of(text: str) -> list[str]:
    """The words of a text without lines that are drawn to set a signature off."""
    return [word for line in text.split("\n") if not is_rule(line) for word in line.split()]


@quick
@given(
    texts=st.lists(
        LINES.filter(lambda text: not {":", "："}.intersection(text) and text != "null"),
        min_size=2,
        max_size=8,
    )
)
def test_pasted_turns_give_back_what_was_written(texts: list[str]) -> None:
    labels = [("Client", "Us")[number % 2] for number in range(len(texts))]
    pasted = "".join(f"{label}: {text}\n" for label, text in zip(labels, texts, strict=True))
    assert [(turn.author, turn.text) for turn in read_pasted(pasted.encode()) if not turn.reason] == list(
        zip(labels, texts, strict=True)
    )
