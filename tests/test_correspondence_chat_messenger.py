"""Messenger or Instagram exports: every letter as the turns it holds."""

from __future__ import annotations

import pytest
from chat_letters import Row, letter, read, recognised

from assistant.correspondence.chat.finishing import DELETED, MEDIA

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "messenger_encrypted.json": [
        ("2023-11-14 22:15:00+00:00", "Ágnes", "Hol a csomag?", ""),
        ("2023-11-14 22:15:50+00:00", "Ágnes", "", DELETED),
        ("2023-11-14 22:16:40+00:00", "Stall", "", MEDIA),
    ],
    "messenger_facebook.json": [
        ("2023-11-14 22:14:10+00:00", "Ágnes Tóth", "", DELETED),
        ("2023-11-14 22:15:00+00:00", "Ágnes Tóth", "Hol a csomag? Még mindig várok…", ""),
        ("2023-11-14 22:16:40+00:00", "Ágnes Tóth", "", MEDIA),
        ("2023-11-14 22:18:20+00:00", "Stall", "Köszönjük 👍", ""),
    ],
}


@pytest.mark.parametrize("name", TURNS)
def test_reads_the_letter_as_it_was_written(name: str) -> None:
    assert read(name) == TURNS[name]


@pytest.mark.parametrize("name", TURNS)
def test_recognises_the_letter(name: str) -> None:
    found = recognised(letter(name))
    assert found is not None and found.name == "Messenger or Instagram export"
