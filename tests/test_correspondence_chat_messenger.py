"""Messenger or Instagram exports: every letter as the turns it holds."""

from __future__ import annotations

from pathlib import Path

from chat_letters import Row, letter, letters_of

from assistant.correspondence.chat.finishing import DELETED, MEDIA
from assistant.correspondence.chat.messenger import looks_like_messenger, read_messenger

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "agnestoth_2019/message_1.html": [
        ("2018-01-16 10:15:00", "Ágnes Tóth", "Where is it?", ""),
        ("2018-02-16 22:17:00", "Stall", "On Friday.", ""),
    ],
    "agnestoth_4kq81/message_1.html": [
        ("2025-05-12 14:37:00", "Ágnes Tóth", "Hol a csomag? Még mindig várok…", ""),
        ("2025-05-12 14:38:30", "Ágnes Tóth", "", MEDIA),
        ("2025-05-12 14:40:00", "Stall", "It left our house today & arrives on Friday.\nTwo boxes.", ""),
    ],
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


test_letters_are_recognised_and_read_as_written = letters_of("Messenger or Instagram export", TURNS)


def test_comments_and_posts_that_look_alike_are_no_messages() -> None:
    page = letter("agnestoth_4kq81/message_1.html").read_bytes()
    assert looks_like_messenger(page, Path("message_1.html"))
    assert not looks_like_messenger(page, Path("comments.html"))


def test_html_and_json_of_one_download_are_one_chat() -> None:
    [thread] = {turn.thread for turn in read_messenger(letter("agnestoth_4kq81/message_1.html"))}
    assert thread == "Messenger: Ágnes Tóth (agnestoth_4kq81)"
