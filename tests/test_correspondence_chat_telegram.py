"""Telegram exports: every letter as the turns it holds."""

from __future__ import annotations

import json
from datetime import timedelta

from chat_letters import Row, letter, letters_of

from assistant.correspondence.chat.finishing import MEDIA, NOTICE
from assistant.correspondence.chat.telegram import read_telegram

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "telegram_account.json": [
        ("2026-05-12 11:00:00+05:00", "Dina", "", NOTICE),
        ("2026-05-12 11:03:00+05:00", "Dina", "see page 4 (https://a.example/x)", ""),
        ("2026-05-12 11:04:00+05:00", "Timur", "done", ""),
        ("2026-05-12 11:06:00+05:00", "Dina", "", MEDIA),
        ("2026-05-12 11:07:00+05:00", "user99", "who am I", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("Telegram export", TURNS)


def test_keeps_the_offset_the_side_and_what_was_answered() -> None:
    second, third = list(read_telegram(letter("telegram_account.json")))[1:3]
    assert second.at is not None and second.at.utcoffset() == timedelta(hours=5)
    assert (second.ours, third.ours) == (False, True)
    assert third.in_reply_to == (second.id,) == ("telegram:77:2",)


def test_a_link_behind_a_marked_word_keeps_its_distance() -> None:
    pieces = [{"type": "bold", "text": "Link:"}, {"type": "link", "text": "https://a.example"}]
    chat = {"messages": [{"type": "message", "date_unixtime": "1544006350", "from": "A", "text": pieces}]}
    assert [turn.text for turn in read_telegram(json.dumps(chat).encode())] == ["Link: https://a.example"]
