"""promise: what the client owes, what the terms deny, and what they grant for other things covers nothing."""

from __future__ import annotations

import pytest

from assistant.domain import Evidence, Severity
from assistant.gate.promise import promise

CARE = """# Terms of care

1. Moving. A visit can be moved free of charge up to 48 hours before the agreed time.

2. Livestock guarantee. Fish are replaced once within 14 days of delivery. No cash refund is given for livestock.

3. Floors. Tanks carry a warranty of 5 years. Water damage to floors is handled by our insurer.

4. Call-out. Emergency visits outside Monday to Friday cost EUR 120 plus travel at EUR 0.60 per kilometre.

5. Reminders. After a second reminder a fee of EUR 15 is added and visits are suspended.

6. Ending. Prepaid visits that have not taken place are refunded within 10 working days.

7. Orders. A deposit of 40 percent is due on order.
"""


def blocked(text: str, source: str, language: str = "en") -> bool:
    known = (("terms", source),) if source else ()
    found = promise(text, Evidence(known=known, language=language))
    return any(one.severity is Severity.BLOCK for one in found)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("You will get your money back for the fish.", "A deposit of 40 percent is due on order."),
        ("As a goodwill gesture we take 50 euro off.", "After a reminder a fee of EUR 15 is added."),
        ("As a goodwill gesture we take 15 euro off.", "After a reminder a fee of EUR 15 is added."),
        ("We give you an extra visit on top.", "Extra visits are charged at EUR 60."),
        ("We will compensate you.", "The client is liable for damage."),
        (
            "It will definitely be with you on Monday.",
            "Livestock guarantee: 14 days. Visits are Monday to Friday.",
        ),
        ("Компенсируем вам поездку.", "Клиент оплачивает проезд и компенсирует потери."),
    ],
)
def test_what_the_client_pays_covers_nothing_we_would_give(text: str, source: str) -> None:
    language = "en" if text.isascii() else "ru"

    assert blocked(text, source, language)


@pytest.mark.parametrize(
    "text",
    [
        "You will get your money back for the fish.",
        "As a goodwill gesture we take 50 euro off.",
        "It will definitely be with you on Monday.",
        "We will pay for the parquet in full.",
        "We will replace the floor at our expense.",
        "The new tank is free.",
        "The tank is free of charge.",
        "We will cover all the damage.",
    ],
)
def test_a_promise_the_terms_refuse_or_give_for_something_else_is_blocked(text: str) -> None:
    assert blocked(text, CARE)


@pytest.mark.parametrize(
    "text",
    [
        "Your prepaid visits will be refunded within 10 working days.",
        "A visit can be moved free of charge up to 48 hours before the agreed time.",
        "The technician is free on Tuesday.",
        "The tank comes without a lid, and the fish are replaced once.",
    ],
)
def test_what_the_terms_give_for_this_stands(text: str) -> None:
    assert not blocked(text, CARE)


BORNE = [
    ("en", "We will pay for the parquet in full."),
    ("en", "We will replace the floor at our expense."),
    ("en", "We will cover all the damage."),
    ("es", "Pagaremos el parqué por completo."),
    ("es", "Cubriremos todos los daños."),
    ("ru", "Мы полностью оплатим паркет."),
    ("ru", "Мы заменим пол за наш счёт."),
    ("af", "Ons sal vir die parket betaal."),
    ("af", "Ons sal al die skade dek."),
    ("zh-Hans", "我们会全额支付地板费用。"),
    ("zh-Hans", "地板更换费用由我们承担。"),
    ("zh-Hant", "我們會全額支付地板費用。"),
    ("zh-Hant", "地板更換費用由我們承擔。"),
    ("de", "Wir bezahlen das Parkett vollständig."),
    ("de", "Wir übernehmen den gesamten Schaden."),
    ("fr", "Nous paierons le parquet en totalité."),
    ("fr", "Nous couvrirons tous les dommages."),
    ("it", "Pagheremo il parquet per intero."),
    ("it", "Copriremo tutti i danni."),
    ("nl", "Wij betalen het parket volledig."),
    ("nl", "Wij zullen alle schade vergoeden."),
    ("pt", "Pagaremos o parquet na totalidade."),
    ("pt", "Cobriremos todos os danos."),
]


@pytest.mark.parametrize("source", ["", "A deposit of 40 percent is due on order."])
@pytest.mark.parametrize(("language", "text"), BORNE)
def test_costs_taken_upon_us_are_blocked_without_a_grant(language: str, text: str, source: str) -> None:
    assert blocked(text, source, language)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("We will pay for the parquet.", "We pay for the parquet where our tank leaked."),
        ("Мы заменим плитку за наш счёт.", "tiles replaced free of charge"),
        ("We will replace the floor at our expense.", "Floors are replaced at our cost after a leak."),
    ],
)
def test_costs_a_source_takes_upon_us_stand(text: str, source: str) -> None:
    assert not blocked(text, source, "en" if text.isascii() else "ru")
