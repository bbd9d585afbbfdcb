"""A charge that a note gives up is not held against the client by the clause that states it."""

from __future__ import annotations

import pytest

from assistant.domain import Fact, FactKind, SourceKind
from assistant.drafting.waiving import is_set_aside
from assistant.language.shipped_data import data_of
from assistant.resources import shipped


def note(text: str, language: str) -> Fact:
    return Fact(text, FactKind.STATUS, language, SourceKind.NOTE, "note 1")


def clause(text: str, language: str) -> Fact:
    return Fact(text, FactKind.TERM, language, SourceKind.POLICY, "terms 3.3")


@pytest.mark.parametrize(
    ("noted", "language", "said"),
    [
        ("500免收,何姐已批", "zh-Hans", clause("約定時間無人在家，第二次到府收新台幣500元。", "zh-Hant")),
        ("R1 520 comes off", "en", clause("A correction after filing costs R1 520.", "en")),
        (
            "second fitting at no charge, ok from Ilse",
            "en",
            clause("A second fitting costs R650 in working hours.", "en"),
        ),
        ("segunda visita sin coste", "es", clause("La segunda visita cuesta 45 EUR.", "es")),
        (
            "tweede lopie Woensdag, sonder koste",
            "af",
            clause("'n Tweede lopie in dieselfde maand kos R650.", "af"),
        ),
        ("вторую доставку не берём", "ru", clause("Вторая доставка оплачивается: 900 ₽ за доставку.", "ru")),
        ("zweite Anfahrt entfällt, Chef ok", "de", clause("Die zweite Anfahrt kostet 60 EUR.", "de")),
        (
            "no se cobra espera",
            "es",
            clause("El conductor espera 20 minutos; desde entonces se factura la espera según tarifa.", "es"),
        ),
        ("las fotos se las regalo esta vez", "es", clause("Las fotos se presupuestan aparte.", "es")),
        ("堆存费由我们承担", "zh-Hans", clause("堆存费按码头标准收取。", "zh-Hans")),
        ("стикеры за наш счёт", "ru", clause("Стикеры оплачиваются отдельно.", "ru")),
        (
            "die tweede proef is op ons rekening",
            "af",
            clause("'n Tweede proef word apart gefaktureer.", "af"),
        ),
        (
            "se abona el 100 % del porte, aprobado por Begoña",
            "es",
            clause("Urgente 24 entregado tarde por causa nuestra: se abona el 50 % del porte.", "es"),
        ),
    ],
)
def test_a_charge_that_is_given_up_is_set_aside(noted: str, language: str, said: Fact) -> None:
    assert is_set_aside(said, [note(noted, language)])


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ("R1 520 stays on the invoice", "A correction after filing costs R1 520."),  # nothing is given up
        ("R950 waived", "A correction after filing costs R1 520."),  # another charge
        ("the second run is free", "Invoices are payable within 14 days."),  # no charge
        ("the hall is free on Friday", "A lost key costs R450."),
        ("R950 not waived", "A second call-out costs R950."),
        ("second call-out R950 cannot be waived", "A second call-out costs R950."),
        ("first visit at no charge, second call-out R950 stands", "A second call-out costs R950."),
        ("the photos are on the house", "Storage is charged separately."),  # another thing
        ("70 % paid on 3 May", "The deposit of 40 % is not refunded once it is paid."),  # not the same thing
        ("50 % of the fee is credited", "50 % of the fee is credited for a late start."),  # the same share
        ("late fee waived until 30 November", "Prices of 30 November: key R450, lamp R300."),
    ],
)
def test_other_clauses_stand(noted: str, said: str) -> None:
    assert not is_set_aside(clause(said, "en"), [note(noted, "en")])


@pytest.mark.parametrize(
    ("noted", "language"),
    [("500不能免收", "zh-Hans"), ("no es gratis, 45 EUR", "es"), ("zweite Anfahrt nicht kostenlos", "de")],
)
def test_what_is_not_given_up_sets_nothing_aside(noted: str, language: str) -> None:
    said = clause(
        "第二次上门收500元。 La segunda visita cuesta 45 EUR. Die zweite Anfahrt kostet 60 EUR.", language
    )
    assert not is_set_aside(said, [note(noted, language)])


def test_every_language_of_the_letters_has_its_words() -> None:
    lists = data_of("knowledge", "languages", "waived.yaml")["waived"]
    letters = {path.stem.split("-")[0] for path in (shipped("prompts") / "phrases").glob("*.yaml")}
    assert letters <= set(lists)
