"""LINE exports: every letter as the turns it holds."""

from __future__ import annotations

from chat_letters import Row, letters_of

from assistant.correspondence.chat.finishing import MEDIA, NOTICE
from assistant.correspondence.chat.line import read_line

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "line_12h_en.txt": [
        ("2026-01-15 21:30:00", "Mr. Tanaka", "it isn't done?", ""),
        ("2026-01-15 21:31:00", "Desk", "by noon tomorrow", ""),
    ],
    "line_en_phone.txt": [
        ("2026-09-25 21:03:00", "Jordan Lee", "What time works tomorrow?", ""),
        ("2026-09-25 21:05:00", "Alex Rivera", 'How about two?\nI\'ll send the "final" slides before.', ""),
        ("2026-09-25 21:10:00", "Jordan Lee", "[Sticker]", MEDIA),
        ("2026-09-25 21:11:00", "LINE", "Jordan Lee unsent a message.", NOTICE),
    ],
    "line_ja.txt": [
        ("2026-09-25 21:03:00", "佐藤", "何時からですか", ""),
        ("2026-09-25 21:05:00", "田中", "14時です", ""),
        ("2026-09-25 21:06:00", "佐藤", "[スタンプ]", MEDIA),
        ("2026-09-25 21:07:00", "LINE", "佐藤がメッセージの送信を取り消しました", NOTICE),
    ],
    "line_th.txt": [
        ("2024-03-12 14:05:00", "Nok", "ของถึงไหนแล้ว", ""),
        ("2024-03-12 14:06:00", "ร้าน", "พรุ่งนี้ครับ", ""),
    ],
    "line_zh_hant_windows.txt": [
        ("2024-03-12 14:05:00", "王 小明", "幾時到", ""),
        ("2024-03-12 14:06:00", "小店", "明天", ""),
        ("2024-03-12 14:07:00", "王 小明", "好", ""),
        ("2024-03-12 14:08:00", "王 小明", "謝謝\n要發票", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("LINE export", TURNS)


def test_names_with_spaces_can_be_given() -> None:
    text = "2017.09.02 Saturday\n12:00 foo bar hello world\n"
    known = list(read_line(text.encode(), people=["foo bar"]))
    assert [(turn.author, turn.text) for turn in known] == [("foo bar", "hello world")]


def test_a_quote_that_never_closes_swallows_nothing() -> None:
    text = '2017.09.02 Saturday\n12:00\tA\t"so called\n12:01\tB\tyes\n12:02\tA\tok\n'
    assert [turn.text for turn in read_line(text.encode())] == ['"so called', "yes", "ok"]
