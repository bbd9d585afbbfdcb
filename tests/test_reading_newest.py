"""Only the newest client message is read; the thread is context."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.reading.newest import LIMIT, find_newest

LETTERS = Path(__file__).parent / "letters" / "messages"


def letter(name: str) -> str:
    return (LETTERS / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "client", "first", "last", "parts"),
    [
        ("mail_with_thread.txt", None, "Hello Nora,", "Tom Hale", 2),
        ("mail_outlook_es.txt", None, "Buenos días, Inés:", "¿Cuándo llega el técnico?", 1),
        ("answer_below_quote.txt", None, "No, Thursday.", "why did nobody call me?", 1),
        ("chat_two_people.txt", "Pieter Loots", "[2026/11/10, 07:02]", "voor 10:00 nodig", 3),
        ("chat_two_people.txt", None, "[2026/11/10, 07:02]", "voor 10:00 nodig", 3),
    ],
)
def test_the_newest_part_is_found(name: str, client: str | None, first: str, last: str, parts: int) -> None:
    newest = find_newest(letter(name), client)
    assert newest.text.startswith(first)
    assert newest.text.endswith(last)
    assert len(newest.context) == parts
    assert newest.cut == ""


@pytest.mark.parametrize(
    ("client", "newest"),
    [("James Meyer", "James"), ("James", "James"), ("Me", "Me"), ("Nobody", "Me"), (None, "Me")],
)
def test_of_a_chat_the_client_s_newest_words_are_read_by_whole_names(client: str | None, newest: str) -> None:
    paste = (
        "[22/11/2026, 17:40] James: Where is my order?\n[22/11/2026, 17:41] Me: We are looking.\n"
        "[22/11/2026, 17:43] James: Now please.\n[22/11/2026, 17:44] Me: At once."
    )
    assert find_newest(paste, client).text.partition("] ")[2].partition(":")[0] == newest


def test_a_message_without_a_thread_stays_as_it_is() -> None:
    text = "  waar bly dit\n\n> jy het gesê Maandag\nen nou?  "
    assert find_newest(text).text == text


def test_of_thousands_of_bare_line_breaks_a_few_are_kept() -> None:
    paste = "Where is my order?" + "\n \t\n" * 10_000 + "I want it today."
    assert find_newest(paste).text == "Where is my order?\n\n\nI want it today."


def test_a_huge_paste_is_cut_and_says_so() -> None:
    newest = find_newest("The crane stands idle. " * 9000)
    assert len(newest.text) <= LIMIT
    assert newest.text.endswith(".")
    assert newest.cut == f"{207_000 - len(newest.text):,} of 207,000 characters were left out"
