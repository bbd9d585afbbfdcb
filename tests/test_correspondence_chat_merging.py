"""Exports of one chat that overlap."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

from chat_letters import letter, rows

from assistant.correspondence.chat.merging import merged
from assistant.correspondence.chat.whatsapp import read_whatsapp
from assistant.correspondence.turns import Turn

START = datetime(2024, 3, 12, 14, 0)


def chat(numbers: range, *, thread: str = "Team") -> list[Turn]:
    return [
        Turn(
            ("Ana", "Shop")[number % 2],
            "",
            f"message {number}",
            START + timedelta(minutes=number),
            thread,
            "f:1",
        )
        for number in numbers
    ]


def test_minutes_and_seconds_of_two_phones_make_one_chat() -> None:
    old, new = (list(read_whatsapp(letter(f"whatsapp_overlap_{name}.txt"))) for name in ("old", "new"))
    assert rows(merged([old, new])) == [
        ("2024-03-12 14:05:00", "Ana", "where is it", ""),
        ("2024-03-12 14:05:00", "Ana", "?", ""),
        ("2024-03-12 14:05:00", "Ana", "?", ""),
        ("2024-03-12 14:20:00", "Shop", "on Friday", ""),
        ("2024-03-15 09:00:00", "Ana", "it is Friday", ""),
    ]


def test_the_same_message_has_the_same_id_in_both_exports() -> None:
    old, new = (
        {turn.id for turn in read_whatsapp(letter(f"whatsapp_overlap_{name}.txt"))} for name in ("old", "new")
    )
    assert len(old & new) == 3 and len(old | new) == 5


def test_any_order_of_three_exports_gives_the_same_chat() -> None:
    parts = [chat(range(0, 6)), chat(range(4, 12)), chat(range(8, 15))]
    whole = [turn.text for turn in chat(range(15))]
    for order in permutations(parts):
        assert [turn.text for turn in merged(order)] == whole


def test_a_chat_under_another_name_is_the_same_chat() -> None:
    both = list(merged([chat(range(0, 8)), chat(range(4, 12), thread="Team 2024")]))
    assert [turn.text for turn in both] == [turn.text for turn in chat(range(12))]
    assert {turn.thread for turn in both} == {"Team"}


def test_one_greeting_to_many_clients_joins_nobody() -> None:
    greeting = "Our office is closed from Friday until Monday, the line for urgent matters stays open."
    exports = [
        [
            Turn("Shop", "", greeting, START, name, "f:1"),
            Turn(name, "", "ok", START + timedelta(hours=1), name, "f:2"),
        ]
        for name in ("Ana", "Ben")
    ]
    assert [turn.thread for turn in merged(exports)] == ["Ana", "Ana", "Ben", "Ben"]


def test_an_export_merged_with_itself_is_itself() -> None:
    turns = list(read_whatsapp(letter("whatsapp_ios_en.txt")))
    assert rows(merged([turns, turns])) == rows(turns)
    assert [turn.id for turn in merged([turns, turns])] == [turn.id for turn in turns]
