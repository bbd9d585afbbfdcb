"""language: the client's language and script, nothing foreign left in; names, codes and quotations pass."""

from __future__ import annotations

import pytest

from assistant.domain import Evidence, Finding
from assistant.gate.language_rule import language


def found(text: str, tag: str, **given: object) -> list[tuple[str, str]]:
    findings: list[Finding] = list(language(text, Evidence(language=tag, **given)))  # type: ignore[arg-type]
    return [(one.severity.value, one.text) for one in findings]


FINE = [
    ("en", "Thank you for the list. We open each of the twelve links today and send you the result."),
    ("es", "Gracias por la lista. Abrimos hoy los doce enlaces y le enviamos el resultado."),
    ("ru", "Спасибо за список. Сегодня откроем каждую ссылку, отчёт придёт в Telegram и на сайт PinePress."),
    ("af", "Dankie vir die lys. Ons maak vandag elke skakel oop en stuur die uitslag vir u."),
    ("zh-Hans", "谢谢您的清单。我们今天逐条打开链接，结果用微信发给您，PPT 也一起附上。"),
    ("zh-Hant", "謝謝您的清單。我們今天逐條打開連結，結果用 LINE 傳給您。"),
    ("de", "Danke für die Liste. Wir öffnen heute jeden Link und schicken Ihnen das Ergebnis."),
    ("nl", "Dank voor de lijst. Wij openen vandaag elke link en sturen u het resultaat."),
]


@pytest.mark.parametrize(("tag", "text"), FINE)
def test_a_reply_in_the_clients_language_passes(tag: str, text: str) -> None:
    assert found(text, tag) == []


def test_a_reply_in_another_language_is_blocked_as_a_whole() -> None:
    text = "Sehr geehrte Frau Lange, wir liefern die Seite am Freitag und rufen Sie vorher an."

    assert found(text, "en") == [("block", text)]


def test_dutch_is_not_afrikaans() -> None:
    text = "Wij hebben uw bericht ontvangen en sturen u morgen het antwoord."

    assert found(text, "af") == [("block", text)]


def test_dutch_words_inside_an_afrikaans_reply_are_blocked() -> None:
    text = "Ons het u lys ontvang. Ons maak vandag elke skakel oop, omdat wij niet wil wag nie."

    assert found(text, "af") == [("block", "wij"), ("block", "niet")]


def test_signs_of_the_other_chinese_script_are_blocked_exactly() -> None:
    assert found("我们会在周三前把時間表发给您。", "zh-Hans") == [("block", "時間")]
    assert found("我們會在週三前把邮件傳給您。", "zh-Hant") == [("block", "邮")]


def test_a_name_in_the_other_script_passes() -> None:
    assert found("許淑芬協理您好：我们会在周三前把时间表发给您。", "zh-Hans", names=("許淑芬協理",)) == []


def test_a_sentence_left_in_the_language_of_a_source_is_blocked() -> None:
    policy = "La devolución no es posible si el plazo ha terminado, salvo pacto escrito entre las partes."
    run = "La devolución no es posible si el plazo ha terminado."

    text = f"Thank you for your message of Friday. {run} The page stays online."

    assert found(text, "en", known=(("terms", policy),)) == [("block", run)]


def test_the_same_sentence_in_quotation_marks_passes() -> None:
    text = 'Your clause reads: "La devolución no es posible si el plazo ha terminado." We keep to it.'

    assert found(text, "en") == []


def test_letters_of_a_foreign_script_are_blocked_unless_a_source_has_them() -> None:
    assert found("The file is здесь and ready for you to open.", "en") == [("block", "здесь")]
    assert found("The file is здесь and ready for you to open.", "en", message="где здесь файл?") == []


def test_gaps_are_no_foreign_run() -> None:
    assert found("我们会在[FILL: day and time of the next call with the team]前给您回复。", "zh-Hans") == []


def test_the_message_tells_the_language_when_nobody_does() -> None:
    text = "Thank you for the list, we open each of the links today."
    message = "Hola, ¿cuándo estará lista la página? Llevamos dos semanas esperando su respuesta."

    assert [one.text for one in language(text, Evidence(message=message))] == [text]


def test_without_message_and_language_nothing_is_said() -> None:
    assert list(language("Whatever 这里 есть.", Evidence())) == []
