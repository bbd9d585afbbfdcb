"""A text said anew has to say the same: figures, months, names, negations, small words, quotations, most other words."""

import pytest

from assistant.drafting.meaning import clauses, differences, months, shared_sense

SAME = [
    (
        "en",
        ["proof sent 12 May, not approved yet"],
        "The proof was sent on 12 May and has not been approved yet.",
    ),
    (
        "es",
        ["La factura está sin pagar.", "El pedido se libera cuando esté pagada."],
        "La factura está sin pagar, y el pedido se libera cuando esté pagada.",
    ),
    ("es", ["El lunes ninguna avería."], "El lunes no se encontró ninguna avería."),
    ("ru", ["Насос заказан 5 марта.", "Починить его нельзя."], "Насос заказан 5 марта, починить его нельзя."),
    (
        "af",
        ["Die palet in Leipzig het nog nie aangekom nie."],
        "Die palet het nog nie in Leipzig aangekom nie.",
    ),
    ("zh-Hans", ["水泵3月5日已经订购。", "旧水泵不能修。"], "水泵已于3月5日订购，旧水泵不能修。"),
]

CHANGED = [
    ("en", ["The pump comes on Tuesday."], "The pump comes on Thursday.", "figure lost: Tuesday"),
    ("en", ["The part is due in March."], "The part is due in May.", "month changed"),
    ("en", ["The lease does not end."], "The lease does end.", "negation changed"),
    (
        "en",
        ["The photos have not arrived.", "The slides are here."],
        "The photos have arrived, the slides are not here.",
        "negation moved",
    ),
    (
        "en",
        ["deposit of 450 euros received 2 June; balance due before the fitting"],
        "The deposit was received on 2 June, and the balance due is 450 euros before the fitting.",
        "figure moved: 450 euros",
    ),
    ("en", ["The museum only takes groups."], "The museum takes groups.", "only lost"),
    ("en", ["Two chairs can be exchanged."], "Two chairs can be exchanged free of charge.", "free new"),
    ("en", ["The messages may be late."], "The messages are late.", "possible lost"),
    ("en", ["The fence stays.", "The floor is wet."], "The floor is wet, so the fence stays.", "cause new"),
    ("en", ["The pallet is in Leipzig now."], "The pallet is in Hamburg now.", "name new: Hamburg"),
    ("en", ["It says “no refund”."], "It says no refund.", "lost: “no refund”"),
    ("en", ["On this you hear from [FILL: who]."], "On this you hear from us.", "lost: [FILL: who]"),
    ("en", ["Is the ramp ready?"], "The ramp is ready.", "question changed"),
    ("en", ["The boards are sold out.", "Ash boards are in stock."], "The boards are sold out.", "words lost: Ash boards are in stock."),
    ("en", ["The ramp is ready now."], "The ramp is ready now. Disculpe.", "sentence new: Disculpe."),
    ("en", ["The ramp is ready."], "La rampa ya está lista para ustedes.", "another language"),
    ("ru", ["Музей принимает только группы."], "Музей принимает группы.", "only lost"),
    ("zh-Hans", ["旧水泵不能修。"], "旧水泵能修。", "negation changed"),
    ("af", ["Die pomp kan nie herstel word nie."], "Die pomp kan herstel word.", "negation changed"),
    ("de", ["Der Bericht ist fertig."], "Der Bericht ist fertig.", "language not covered"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "before", "after"), SAME)
def test_a_faithful_wording_has_no_differences(language: str, before: list[str], after: str) -> None:
    assert differences(before, after, language=language) == ()


@pytest.mark.parametrize(("language", "before", "after", "expected"), CHANGED)
def test_each_change_of_sense_is_named(language: str, before: list[str], after: str, expected: str) -> None:
    assert expected in differences(before, after, language=language)


def test_the_names_of_the_case_may_be_new() -> None:
    before, after = ["The ramp for the client is ready."], "The ramp for Ms Ferreira is ready."
    assert "name new: Ferreira" in differences(before, after, language="en")
    assert differences(before, after, language="en", known=("Ms Ferreira",)) == ()


def test_months_are_known_in_each_script() -> None:
    assert months("in March or on 3 May", "en") == {3, 5}
    assert months("до середины марта", "ru") == {3}
    assert months("三月或12月", "zh-Hans") == {3, 12}


def test_clauses_end_at_stops_and_before_joining_words() -> None:
    assert clauses("The part is here, and the van leaves; it waits.", "en") == [
        "The part is here",
        "and the van leaves",
        "it waits",
    ]


def test_only_and_free_survive_a_translation() -> None:
    fact = "Bookings can only be cancelled in writing."
    assert shared_sense(fact, "Las reservas solo se pueden cancelar por escrito.", source="en", language="es")
    assert not shared_sense(fact, "Las reservas se pueden cancelar por escrito.", source="en", language="es")
