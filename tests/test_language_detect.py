"""The language of a text, its runs and its sentences."""

from __future__ import annotations

import pytest

from assistant.language.detect import chinese_script, detect_language, detect_languages, may_be, scripts
from assistant.language.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Where is my order? It has been three weeks.", "en"),
        ("dis nou al drie weke julle", "af"),
        ("waar bly my goed, niemand antwoord nie", "af"),
        ("wanneer komt mijn bestelling, niemand antwoordt", "nl"),
        ("¿dónde está mi pedido? llevo tres semanas", "es"),
        ("quando é que chega a minha encomenda?", "pt"),
        ("Wann kommt endlich meine Bestellung?", "de"),
        ("Où est ma commande ? Personne ne répond.", "fr"),
        ("ну и где мой заказ", "ru"),
        ("коли буде моє замовлення, вже третій тиждень", "uk"),
        ("тапсырысым қайда, үш апта болды", "kk"),
        ("我的订单怎么还没到", "zh-Hans"),
        ("我的訂單怎麼還沒到", "zh-Hant"),
        ("注文した商品がまだ届きません", "ja"),
        ("주문한 물건이 아직 안 왔어요", "ko"),
        ("???", "und"),
        ("", "und"),
        ("12:30 14/11", "und"),
    ],
)
def test_the_language_is_told(text: str, tag: str) -> None:
    assert detect_language(text) == tag


def test_a_greeting_in_another_language_does_not_decide() -> None:
    assert (
        detect_language("Сәлеметсіз бе! Бот не отвечает с утра, клиенты жалуются, посмотрите пожалуйста")
        == "ru"
    )


def test_somebody_elses_quoted_words_do_not_decide() -> None:
    text = 'смотри что пишет партнёр:\n"The links in the presentation do not open and we meet at noon."\nответь ему'
    assert detect_language(text) == "ru"


def test_runs_follow_the_sentences() -> None:
    runs = detect_languages("Hoekom antwoord niemand nie? I have been waiting since Monday. ???")
    assert [(span.text, tag) for span, tag in runs] == [
        ("Hoekom antwoord niemand nie?", "af"),
        ("I have been waiting since Monday. ???", "en"),
    ]


def test_chinese_writing_is_told_by_its_own_characters() -> None:
    assert [chinese_script(text) for text in ("网站打不开", "網站打不開", "你好", "hello")] == [
        "zh-Hans",
        "zh-Hant",
        "",
        "",
    ]
    assert [chinese_script(text) for text in ("10个工作日", "遮阳", "嘅", "喺邊度", "后面", "今日安裝")] == [
        "zh-Hans",  # in the set of Hong Kong as well, and simplified all the same
        "zh-Hans",
        "zh-Hant",
        "zh-Hant",
        "",
        "zh-Hant",
    ]


def test_scripts_of_a_mixed_text() -> None:
    assert scripts("Привет, 你好 team 12") == frozenset({"Cyrl", "Hani", "Latn"})


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Hi!! Where is it? I paid R1.250,50 on 3 May.",
            ["Hi!!", "Where is it?", "I paid R1.250,50 on 3 May."],
        ),
        ("waar bly dit\nek wag al 'n week\n???", ["waar bly dit", "ek wag al 'n week", "???"]),
        ("I want: 1. a refund 2. a call today", ["I want:", "1. a refund", "2. a call today"]),
        ("第一，退款。第二，今天回电！好吗？", ["第一，退款。", "第二，今天回电！", "好吗？"]),
        ("你說「馬上好。」然後呢?没消息", ["你說「馬上好。」", "然後呢?", "没消息"]),
        ("Ask Mr. Botha e.g. tomorrow... or never. OK.", ["Ask Mr. Botha e.g. tomorrow... or never.", "OK."]),
        ("Am 3. November war alles gut. Jetzt nicht.", ["Am 3. November war alles gut.", "Jetzt nicht."]),
        (
            "The delivery that was promised for the second of November has still\nnot come. Call me.",
            ["The delivery that was promised for the second of November has still\nnot come.", "Call me."],
        ),
        ('He said "what?" and left. Bye', ['He said "what?" and left.', "Bye"]),
        ("", []),
        ("Call me. I wait", ["Call me.", "I wait"]),
        ("See no. 7, art. 4. I say no. Then pay.", ["See no. 7, art. 4.", "I say no.", "Then pay."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    found = split_sentences(text)
    assert [span.text for span in found] == sentences
    assert all(text[span.start : span.end] == span.text for span in found)


@pytest.mark.parametrize(
    ("note", "language", "possible"),
    [
        ("die aanbieding is 27 Augustus gelewer en by twee banke gebruik", "af", True),
        ("the report is in the shared folder since Monday", "af", False),
        ("the report is in the shared folder since Monday", "en", True),
        ("el informe está en la carpeta", "en", False),
        ("27.08. KS-26-097", "af", False),
    ],
)
def test_a_short_note_may_be_in_the_language_its_small_words_allow(
    note: str, language: str, possible: bool
) -> None:
    assert may_be(note, language) is possible
