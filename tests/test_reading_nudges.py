"""Messages that want a sign of life and name nothing."""

import pytest

from assistant.reading.nudges import names_nothing


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("???", "en"),
        ("hello?? anyone there?", "en"),
        ("Então???\nhá novidades ou não", "pt"),
        ("[00:41] ???\n[00:41] ау\n[00:58] понятно", "ru"),
        ("喂？？ 人呢", "zh-Hans"),
        ("¿hay novedades?", "es"),
        ("Enige nuus?? wag nog", "af"),
        ("返信まだですか？", "ja"),
    ],
)
def test_a_bare_nudge_names_nothing(text: str, language: str) -> None:
    assert names_nothing(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order?", "en"),
        ("any news on the invoice?", "en"),
        ("Can I have my deposit back?", "en"),
        ("언제 환불해 주시나요?", "ko"),
        ("退款呢？", "zh-Hans"),
        ("is there an update on 4471?", "en"),
        ("Ну что, чиллеры готовы?", "ru"),
        ("hello, anyone there", "en"),
        ("Where is my money?", "en"),
        ("환불 소식 있나요?", "ko"),
        ("Can you call me today?", "en"),
    ],
)
def test_a_short_question_with_a_subject_is_no_such_message(text: str, language: str) -> None:
    assert not names_nothing(text, language)
