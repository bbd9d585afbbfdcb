"""Signal exports: every letter as the turns it holds."""

from __future__ import annotations

from chat_letters import Row, letter, letters_of

from assistant.correspondence.chat.finishing import DELETED, MEDIA, NOTICE
from assistant.correspondence.chat.signal import read_signal

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "signal_cli.jsonl": [
        ("2024-01-01 10:00:00+00:00", "Ana", "Where is it?", ""),
        ("2024-01-01 10:01:00+00:00", "Shop", "On Friday.", ""),
    ],
    "signal_desktop.json": [
        ("2024-01-01 10:00:00+00:00", "+27821234567", "Where is it?", ""),
        ("2024-01-01 10:01:00+00:00", "Me", "On Friday.", ""),
        ("2024-01-01 10:01:10+00:00", "Signal", "", NOTICE),
    ],
    "signal_export_chat.md": [
        ("2024-01-01 12:00:00", "Ana", "Where is it?\nsecond line", ""),
        ("2024-01-01 12:01:00", "Me", "On Friday.", ""),
        ("2024-01-01 12:02:00", "Ana", "![img](./media/a.jpg)", MEDIA),
        ("2024-01-01 12:03:00", "Ana", "", DELETED),
    ],
    "signal_export_data.json": [
        ("2024-01-01 12:00:00", "Ana", "Where is it?", ""),
        ("2024-01-01 12:01:00", "Me", "On Friday.", ""),
        ("2024-01-01 12:02:00", "Ana", "", MEDIA),
    ],
    "signal_sigtop.txt": [
        ("2024-01-01 12:00:00+02:00", "Ana", "Where is it?\nFrom: here it looks lost.", ""),
        ("2024-01-01 12:01:00+02:00", "You", "On Friday.", ""),
        ("2024-01-01 12:02:00+02:00", "Ana", "", MEDIA),
    ],
    "signal_sigtop_short.txt": [
        ("2024-01-01 12:00:00", "Ana", "Where is it?", ""),
        ("2024-01-01 12:01:00", "You", "On Friday.", ""),
        ("2024-01-01 12:02:00", "Ana", "[1 attachment]", MEDIA),
        ("2024-01-01 12:03:00", "Ana", "[call-history message]", NOTICE),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("Signal export", TURNS)


def test_what_the_tools_call_me_and_you_is_ours() -> None:
    for name in ("signal_export_chat.md", "signal_sigtop_short.txt", "signal_sigtop.txt", "signal_cli.jsonl"):
        assert [turn.ours for turn in read_signal(letter(name)) if turn.text == "On Friday."] == [True], name


def test_both_sides_of_a_chat_share_their_thread() -> None:
    for name in TURNS:
        assert len({turn.thread for turn in read_signal(letter(name))}) == 1, name
