"""Facts of another language or script as they stand in the letter."""

import pytest

from assistant.drafting.translate import convert_script


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("台北會議室明天有空；加碼須主管書面核准。", "zh-Hant", "台北會議室明天有空；加碼須主管書面核准。"),
        ("加码须主管书面核准，群里确认为准。", "zh-Hant", "加碼須主管書面核准，群裡確認為準。"),
        ("加碼須主管書面核准。", "zh-Hans", "加码须主管书面核准。"),
        ("上海 10:30", "zh-Hant", "上海 10:30"),
        ("The price is fixed.", "zh-Hans", "The price is fixed."),
        ("台北", "en", "台北"),
    ],
)
def test_chinese_changes_its_script_and_nothing_that_is_in_it_already(
    text: str, language: str, said: str
) -> None:
    assert convert_script(text, language) == said
