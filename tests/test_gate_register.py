"""register: one form of address throughout, the one used with this client."""

from __future__ import annotations

import pytest

from assistant.domain import Evidence
from assistant.gate.register import register
from assistant.language.register import find_register

FORMS = [
    ("es", "usted", "Le escribo sobre su pedido; indíqueme, por favor, si usted lo prefiere el lunes."),
    ("es", "tu", "Te escribo por tu pedido; dime si lo prefieres el lunes."),
    ("es", "tu", "¿Vos querés que lo mande el lunes? Decime."),
    ("ru", "вы", "Пишу вам о вашем заказе."),
    ("ru", "ты", "Пишу тебе о твоём заказе."),
    ("af", "u", "Ek skryf oor u bestelling; u kan kies."),
    ("af", "jy", "Ek skryf oor jou bestelling; jy kan kies."),
    ("zh-Hans", "您", "关于您的订单，你们公司的资料已收到。"),
    ("zh-Hant", "你", "關於你的訂單，資料已收到。"),
    ("de", "Sie", "Danke, dass Sie die Liste geschickt haben; sie liegt Ihnen wieder vor."),
    ("de", "du", "Danke, dass du deine Liste geschickt hast."),
    ("fr", "vous", "Je vous écris au sujet de votre commande."),
    ("fr", "tu", "Je t'écris, tu as tes fichiers."),
    ("nl", "u", "Ik schrijf u over uw bestelling."),
    ("nl", "je", "Ik schrijf je over jouw bestelling."),
    ("it", "tu", "Il tuo ordine è qui, dimmi quando."),
    ("pt", "você", "O pedido está pronto, você escolhe."),
    ("en", "", "I write to you about your order."),
    ("ja", "", "ご注文の件でご連絡します。"),
]


@pytest.mark.parametrize(("language", "form", "text"), FORMS)
def test_the_form_of_address_is_found(language: str, form: str, text: str) -> None:
    assert find_register(text, language) == form


@pytest.mark.parametrize(
    ("language", "given", "text", "words"),
    [
        ("es", "usted", "Le envío su factura y te llamo el lunes.", ["te"]),
        ("ru", "вы", "Пишу вам, твой заказ готов.", ["твой"]),
        ("af", "u", "U brief is hier; ek bel jou môre.", ["jou"]),
        ("zh-Hans", "您", "您好，你的资料已收到。", ["你"]),
        ("de", "Sie", "Danke, dass Sie schreiben; ich rufe dich an.", ["dich"]),
        ("fr", "vous", "Je vous rappelle, tu peux choisir.", ["tu"]),
        ("nl", "je", "Ik bel je morgen over uw bestelling.", ["uw"]),
    ],
)
def test_the_other_form_is_blocked(language: str, given: str, text: str, words: list[str]) -> None:
    findings = list(register(text, Evidence(language=language, register=given)))

    assert [(one.severity.value, one.text) for one in findings] == [("block", word) for word in words]


def test_a_form_used_throughout_but_not_with_this_client_is_blocked() -> None:
    findings = list(register("Te escribo por tu pedido.", Evidence(language="es", register="usted")))

    assert [one.text for one in findings] == ["Te", "tu"]


def test_mixed_forms_are_blocked_where_they_are_fewer() -> None:
    text = "Usted tiene la factura; indíqueme la cuenta y dime el día."

    assert [one.text for one in register(text, Evidence(language="es"))] == ["dime"]


def test_quotations_and_an_unknown_name_of_a_form_do_not_count() -> None:
    text = "Escribe usted: «te lo mando hoy mismo por correo»; queda anotado."
    message = "te lo mando hoy mismo por correo"

    assert list(register(text, Evidence(language="es", register="formal", message=message))) == []
