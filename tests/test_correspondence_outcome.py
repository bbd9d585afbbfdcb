"""How an exchange ended, from the client's next words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from assistant.correspondence.outcome import judge, likeness, outcome
from assistant.correspondence.turns import Turn
from assistant.domain import Outcome

DEMAND = "Where is the invoice for March? We need it today."


@pytest.mark.parametrize(
    ("language", "text", "expected", "words"),
    [
        ("en", "Thank you, all sorted.", Outcome.RESOLVED, "Thank you, sorted"),
        ("en", "Fair enough, we'll wait.", Outcome.CALMED, "Fair enough, we'll wait"),
        ("en", "The blue one, in size 4.", Outcome.CALMED, ""),
        ("en", "You promised Friday. This is a joke.", Outcome.ESCALATED, "You promised, a joke"),
        ("en", "I will speak to my lawyer.", Outcome.ESCALATED, "lawyer"),
        ("en", "I asked when, not why.", Outcome.REPEATED, "I asked"),
        ("en", "It still doesn't work.", Outcome.REPEATED, "still"),
        ("en", "WHERE IS MY MONEY", Outcome.ESCALATED, "WHERE IS MY MONEY"),
        (
            "en",
            "Where is the March invoice? We need it today!",
            Outcome.REPEATED,
            "Where is the March invoice? We need it today!",
        ),
        ("es", "Muchas gracias, ya funciona.", Outcome.RESOLVED, "Muchas gracias, ya funciona"),
        ("es", "Vale, lo apunto.", Outcome.CALMED, "Vale, lo apunto"),
        ("es", "Esto es una tomadura de pelo.", Outcome.ESCALATED, "tomadura de pelo"),
        ("es", "Sigue sin cargar y no funciona.", Outcome.REPEATED, "Sigue sin, funciona"),
        ("ru", "Спасибо, всё работает.", Outcome.RESOLVED, "Спасибо, работает"),
        ("ru", "Хорошо, жду.", Outcome.CALMED, "Хорошо, жду"),
        ("ru", "Вы обещали в пятницу. Верните деньги.", Outcome.ESCALATED, "Вы обещали, Верните деньги"),
        ("ru", "Опять не работает.", Outcome.REPEATED, "Опять, работает"),
        ("zh-Hans", "好的，谢谢", Outcome.RESOLVED, "谢谢"),
        ("zh-Hans", "行，那就周五", Outcome.CALMED, "行"),
        ("zh-Hans", "你们说话算不算数？叫你们领导来", Outcome.ESCALATED, "算不算数, 叫你们领导"),
        ("zh-Hans", "银行还要审核", Outcome.CALMED, ""),
        ("zh-Hant", "好 了解", Outcome.CALMED, "好, 了解"),
        ("zh-Hant", "我要提告，請賠償", Outcome.ESCALATED, "提告, 賠償"),
        ("af", "Baie dankie, lyk puik.", Outcome.RESOLVED, "Baie dankie, lyk puik"),
        ("af", "Nou goed, bel my.", Outcome.CALMED, "Nou goed, bel my"),
        ("af", "Julle belowe en belowe.", Outcome.ESCALATED, "belowe"),
        ("de", "Passt, vielen Dank.", Outcome.RESOLVED, "Passt, vielen Dank"),
        (
            "fr",
            "C'est inacceptable, je veux un remboursement.",
            Outcome.ESCALATED,
            "inacceptable, remboursement",
        ),
        ("pt", "Pode avançar. Obrigado.", Outcome.RESOLVED, "Pode avançar, Obrigado"),
        ("it", "Va bene, capisco.", Outcome.CALMED, "Va bene, capisco"),
        ("nl", "Prima, dank u wel.", Outcome.RESOLVED, "Prima, dank u wel"),
        ("ja", "承知しました。", Outcome.CALMED, "承知しました"),
        ("ko", "환불해 주세요. 실망입니다.", Outcome.ESCALATED, "환불, 실망"),
        ("und", "Gracias, perfecto.", Outcome.RESOLVED, "Gracias, perfecto"),
    ],
)
def test_next_words(language: str, text: str, expected: Outcome, words: str) -> None:
    assert judge(DEMAND, text, language) == (expected, words)


@pytest.mark.parametrize(
    ("language", "demand", "text", "expected"),
    [
        ("ru", "Каталоги обещали в пятницу. Где тираж?", "Каталогов нет. Где машина?", Outcome.REPEATED),
        ("en", "The gears skip since the service.", "The gears are no better.", Outcome.REPEATED),
        ("zh-Hans", "链接呢?", "链接我没有看到", Outcome.REPEATED),
        ("af", "Waar is my kwotasie?", "Die kwotasie is nie hier nie.", Outcome.REPEATED),
        ("en", "Where is the parcel?", "Not before noon, I am out.", Outcome.CALMED),
        ("af", "Ek soek my geld terug.", "Ek het gesê ek soek my geld terug.", Outcome.REPEATED),
        ("af", "Die vleis was af.", "Ek soek my geld terug.", Outcome.ESCALATED),
    ],
)
def test_next_words_beside_the_demand(language: str, demand: str, text: str, expected: Outcome) -> None:
    assert judge(demand, text, language)[0] is expected


def test_a_long_message_without_any_known_word_is_unknown() -> None:
    text = (
        "Regarding the second of the three drawings, the wall on the left side is drawn thicker than the plan shows, "
        * 2
    )
    assert judge("", text, "en") == (Outcome.UNKNOWN, "")


def test_silence_and_no_answer() -> None:
    def turn(day: float, text: str = "x") -> Turn:
        return Turn("a", "", text, datetime(2026, 1, 1) + timedelta(days=day), "", "")

    window = timedelta(days=30)
    assert outcome([turn(0)], [], [], "en", window) == (Outcome.UNKNOWN, "")
    assert outcome([turn(0)], [turn(1)], [], "en", window) == (Outcome.SILENT, "")
    assert outcome([turn(0)], [turn(1)], [turn(50, "thanks")], "en", window) == (Outcome.SILENT, "")
    assert outcome([turn(0)], [turn(1)], [turn(2, "thanks")], "en", window) == (Outcome.RESOLVED, "thanks")


def test_likeness_is_a_share_of_letter_triples() -> None:
    assert likeness("where is the invoice", "where is the invoice") == 1.0
    assert likeness("ok", "ok") == 0.0
    assert likeness("where is the invoice", "please paint the garden fence") < 0.3
