"""What is taken off the text of a chat message, and what stays."""

from __future__ import annotations

import pytest

from assistant.correspondence.chat.finishing import settle
from assistant.correspondence.turns import Turn


def settled(text: str, author: str = "Leo Park") -> tuple[str, str]:
    turn = settle(Turn(author, "", text, None, "chat", "chat.txt:1"))
    return turn.text, turn.signature


@pytest.mark.parametrize(
    ("author", "text", "signature"),
    [
        ("Leo Park", "Where is it?", "Kind regards,\nLeo Park\nTel. +00 123 456 789"),
        ("Leo Park", "Where is it?", "-- \nLeo Park | Park & Co\nwww.park.example"),
        ("Ольга Крюкова", "Где макет?", "С уважением,\nОльга Крюкова\n+7 495 000-00-00"),
        ("Sara Pires", "Cadê o logo?", "Atenciosamente,\nSara Pires"),
        ("Piet Nel", "Waar is my lêer?", "Groete\nPiet Nel"),
        ("王芳", "图什么时候发？", "此致\n敬礼\n王芳"),
    ],
)
def test_a_signature_as_below_a_mail_is_no_part_of_the_text(author: str, text: str, signature: str) -> None:
    assert settled(f"{text}\n\n{signature}", author) == (text, signature)


@pytest.mark.parametrize(
    "text",
    [
        "Where is it?\nI have asked three times.",
        "We need:\n- the logo\n- the leaflet\nby Friday",
        "Call me\n+00 123 456 789",
        "Leo Park",
        "Thanks\nand the other file?",
        "图呢？\n明天要用",
        "Best\nof all would be Friday.",
    ],
)
def test_lines_that_sign_nothing_stay(text: str) -> None:
    assert settled(text) == (text, "")
