"""What is told from words alone: which sentences lean on the one before them."""

import pytest

from assistant.language.words import leans_back


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It is due within fourteen days.", "en"),
        ("Two (accounts, table) open only for you.", "en"),
        ("Dit bly 'n uitsondering.", "af"),
        ("Esto lo decide Irene.", "es"),
        ("Это остаётся в силе.", "ru"),
        ("这三条不属于失效。", "zh-Hans"),
        ("這三條不屬於失效。", "zh-Hant"),
        ("それは別料金です。", "ja"),
        ("Delivery is free from 200 euros, which this order does not reach.", "en"),
        ("運費的部分，訂單滿 15000 免運費，這次的訂單未達到。", "zh-Hant"),
        ("Для этого нужно 200 евро, в этот раз их нет.", "ru"),
    ],
)
def test_half_a_sentence_is_known_by_how_it_begins(text: str, language: str) -> None:
    assert leans_back(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The invoice is due within fourteen days.", "en"),
        ("We were closed in this timeframe.", "en"),
        ("To start, we need the signed order.", "en"),
        ("Two rounds of changes are included.", "en"),
        ("Die faktuur bly geldig.", "af"),
        ("En agosto cerramos.", "es"),
        ("Счёт остаётся в силе.", "ru"),
        ("链接保有期是三十天。", "zh-Hans"),
        ("Das Angebot vom 3. März gilt bis Ende Mai.", "de"),
        ("Het bedrag van 120 euro is betaald.", "nl"),
        ("Il reste 120 euros à payer.", "fr"),
        ("이 계약은 3월에 끝납니다.", "ko"),
        ("It is due.", "und"),
    ],
)
def test_a_whole_sentence_stands_alone(text: str, language: str) -> None:
    assert not leans_back(text, language)
