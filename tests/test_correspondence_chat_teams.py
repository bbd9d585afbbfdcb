"""Teams or Skype exports: every letter as the turns it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat_letters import Row, letter, letters_of

from assistant.correspondence.chat.finishing import DELETED, MEDIA, NOTICE
from assistant.correspondence.chat.teams import looks_like_teams, read_teams

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "teams_copied.txt": [
        ("", "Ana Lund", "Where is it?\nIt is late.", ""),
        ("", "Shop", "On Friday.", ""),
    ],
    "teams_export.json": [
        ("2024-03-12 12:00:00.123000+00:00", "Ana Lund", "Where is it?", ""),
        ("2024-03-12 12:01:00.123000+00:00", "live:shop", "On Friday & not later.\nTwo boxes.", ""),
        ("2024-03-12 12:02:00.123456+00:00", "live:ana", "a.jpg", MEDIA),
    ],
    "teams_page.html": [
        ("2024-03-12 10:02:00", "Ana Lund", "Where is it?\nIt is late & we wait.", ""),
        ("2024-03-12 10:03:00", "Ana Lund", "", DELETED),
        ("2024-03-12 14:15:00", "Shop", "On Friday.", ""),
    ],
    "teams_page_old.html": [
        ("2024-03-12 10:02:00", "Ana Lund", "Where is it?\nIt is late.", ""),
        ("2024-03-12 14:15:00", "Shop", "On Friday.", ""),
    ],
    "teams_graph.json": [
        ("2024-03-12 12:00:00.100000+00:00", "Ana Lund", "Where is it?\nIt is late.", ""),
        ("2024-03-12 12:00:30.100000+00:00", "Teams", "", NOTICE),
        ("2024-03-12 12:01:00.100000+00:00", "Shop", "On Friday.", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("Teams or Skype export", TURNS)


def test_the_owner_of_the_export_is_us() -> None:
    assert [turn.ours for turn in read_teams(letter("teams_export.json"))] == [False, True, False]


@pytest.mark.parametrize("name", ["teams_page.html", "teams_page_old.html"])
def test_a_page_says_which_messages_are_ours(name: str) -> None:
    turns = [turn for turn in read_teams(letter(name)) if not turn.reason]
    assert [(turn.thread, turn.ours) for turn in turns] == [
        ("Teams: Ana Lund", False),
        ("Teams: Ana Lund", True),
    ]


def test_an_answer_names_what_it_answers() -> None:
    assert list(read_teams(letter("teams_graph.json")))[2].in_reply_to == ("teams:19:abc:1",)


def test_the_log_of_a_program_is_no_chat() -> None:
    log = "[10:02:33] Starting server\n[10:02:34] Listening\n[10:02:40] Stopped\n"
    assert not looks_like_teams(log.encode(), Path("server.txt"))
