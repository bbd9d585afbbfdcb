"""WeChat exports: every letter as the turns it holds."""

from __future__ import annotations

from pathlib import Path

from chat_letters import Row, letter, letters_of

from assistant.correspondence.chat.finishing import MEDIA, NOTICE
from assistant.correspondence.chat.wechat import looks_like_wechat, read_wechat

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "wechat_copied.txt": [
        ("2026-06-22 09:41:00", "小满", "在吗", ""),
        ("2026-06-22 09:41:20", "闻总", "在。\n今天能给。", ""),
        ("2026-06-22 21:05:00", "小满", "好", ""),
    ],
    "wechat_exporter.txt": [
        ("2020-01-01 12:00:00", "贝贝", "在吗\n在的话回一下", ""),
        ("2020-01-01 12:01:00", "小满", "在", ""),
    ],
    "wechat_group.csv": [
        ("2023-10-01 12:00:00+08:00", "贝贝 茶里", "为什么没发", ""),
        ("2023-10-01 12:01:00+08:00", "wxid_me", "今天发", ""),
        ("2023-10-01 12:01:10+08:00", "贝贝 茶里", "<msg><title>链接</title></msg>", MEDIA),
        ("2023-10-01 12:01:20+08:00", "88@chatroom", '"贝贝"拍了拍我', NOTICE),
    ],
    "wechat_mailed_hant.txt": [
        ("2026-06-22 09:41:00", "阿宏", "這張可以嗎", ""),
        ("2026-06-22 09:42:00", "小陳", "可以\n\n第二段也可以", ""),
    ],
    "wechat_memotrace.html": [
        ("2023-10-01 04:00:00+00:00", "贝贝", "2023-10-01 12:00:00", NOTICE),
        ("2023-10-01 04:00:00+00:00", "贝贝", "It's late, 为什么？\nA & B", ""),
        ("2023-10-01 04:01:00+00:00", "小满", "今天发", ""),
        ("2023-10-01 04:02:00+00:00", "贝贝", "./image/1.jpg", MEDIA),
    ],
    "wechat_memotrace.txt": [
        ("2023-10-01 12:00:00", "贝贝", "为什么没发", ""),
        ("2023-10-01 12:01:00", "小满", "今天发", ""),
        ("2023-10-01 12:02:00", "贝贝", "[图片]", MEDIA),
        ("2023-10-01 12:03:00", "WeChat", "你撤回了一条消息", NOTICE),
    ],
    "wechat_pywxdump.csv": [
        ("2024-01-01 12:00:00", "wxid_bei", "在吗", ""),
        ("2024-01-01 12:01:00", "wxid_me", "在", ""),
        ("2024-01-01 12:02:00", "wxid_bei", "", MEDIA),
        ("2024-01-01 12:03:00", "wxid_bei", "以上是打招呼的内容", NOTICE),
    ],
    "wechat_pywxdump.json": [
        ("2024-01-01 12:00:00", "wxid_bei", "在吗", ""),
        ("2024-01-01 12:01:00", "wxid_me", "在", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("WeChat export", TURNS)


def test_tables_say_which_messages_are_ours() -> None:
    sides = [turn.ours for turn in read_wechat(letter("wechat_pywxdump.csv"))]
    assert sides == [False, True, False, False]


def test_the_offset_comes_from_the_two_writings_of_the_moment() -> None:
    first = next(iter(read_wechat(letter("wechat_group.csv"))))
    assert first.at is not None and first.at.isoformat() == "2023-10-01T12:00:00+08:00"


def test_notes_with_a_dated_title_are_no_chat() -> None:
    notes = "Meeting notes 2026-06-22 09:41\nWe agreed on the plan.\n\nAnd on the price.\n"
    assert not looks_like_wechat(notes.encode(), Path("notes.txt"))


TIGHT = """2026-09-02 10:03:22 林雅婷
效果图怎么还没有出来
说好周一的
2026-09-02 10:21:05 小满花艺-知遥
今天18点之前发给您。
2026-09-02 18:40:11 林雅婷
收到了
"""


def test_messages_without_an_empty_line_between_them_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "微信聊天记录.txt"
    path.write_text(TIGHT, "utf-8")
    assert [(turn.author, turn.text) for turn in read_wechat(path)] == [
        ("林雅婷", "效果图怎么还没有出来\n说好周一的"),
        ("小满花艺-知遥", "今天18点之前发给您。"),
        ("林雅婷", "收到了"),
    ]


def test_where_messages_are_set_apart_a_dated_line_within_one_is_its_text(tmp_path: Path) -> None:
    path = tmp_path / "微信聊天记录.txt"
    apart = TIGHT.replace("\n2026", "\n\n2026").replace("说好周一的", "2026-09-01 09:00:00 小满花艺-知遥")
    path.write_text(apart, "utf-8")
    assert [turn.author for turn in read_wechat(path)] == ["林雅婷", "小满花艺-知遥", "林雅婷"]
