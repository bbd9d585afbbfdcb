"""A clause becomes a sentence by changes that are right in every sentence, and keeps all that it says."""

import pytest

from assistant.domain import FactKind
from assistant.proposing.languages import clause_words
from assistant.proposing.limits import Limit, kind_of, limits_of
from assistant.proposing.wording import in_second_person, sayable
from assistant.resources import shipped

SAYABLE = [
    ("en", "6.1 The client will supply all texts by 4 May", "You will supply all texts by 4 May."),
    (
        "en",
        "Costs are approved by the client before work starts.",
        "Costs are approved by you before work starts.",
    ),
    ("en", "The contractor will answer within 2 days.", "We will answer within 2 days."),
    # a verb that would have to change, a pronoun that would be wrong, another client: word for word
    ("en", "The client supplies all texts.", "The client supplies all texts."),
    ("en", "The client has approved their draft.", "The client has approved their draft."),
    ("en", "The client's name is never told to other clients.", "Your name is never told to other clients."),
    ("es", "El cliente entrega los textos en 5 días.", "Usted entrega los textos en 5 días."),
    ("es", "No se comentan precios de otros clientes.", "No se comentan precios de otros clientes."),
    ("es", "El precio lo paga el cliente.", "El precio lo paga usted."),
    ("ru", "Счёт направляется клиенту в течение 3 дней.", "Счёт направляется вам в течение 3 дней."),
    ("ru", "Клиент передаёт тексты.", "Клиент передаёт тексты."),
    ("af", "Die kliënt betaal binne 14 dae.", "U betaal binne 14 dae."),
    ("af", "Die ateljee antwoord binne 2 dae.", "Ons antwoord binne 2 dae."),
    ("zh-Hans", "客户应在 3 个工作日内确认。", "您应在 3 个工作日内确认。"),
    ("zh-Hans", "本公司不谈论其他客户的价格。", "本公司不谈论其他客户的价格。"),
    ("zh-Hans", "请联系客户经理。", "请联系客户经理。"),
    ("zh-Hant", "客戶須於五個工作天前提供素材。", "您須於五個工作天前提供素材。"),
    ("de", "Der Kunde muss die Texte bis 4. Mai liefern.", "Sie müssen die Texte bis 4. Mai liefern."),
    ("de", "Der Kunde liefert die Texte.", "Der Kunde liefert die Texte."),
    ("nl", "De klant is verantwoordelijk voor de teksten.", "U bent verantwoordelijk voor de teksten."),
    ("fr", "Le client doit confirmer sous 3 jours.", "Vous devez confirmer sous 3 jours."),
    ("it", "Il cliente conferma entro 3 giorni.", "Lei conferma entro 3 giorni."),
    ("pt", "O cliente confirma em 3 dias.", "O cliente confirma em 3 dias."),
    ("pl", "Klient potwierdza w ciągu 3 dni.", "Klient potwierdza w ciągu 3 dni."),
]


@pytest.mark.parametrize(("language", "clause", "said"), SAYABLE)
def test_a_clause_is_said_to_the_client(language: str, clause: str, said: str) -> None:
    assert sayable(clause, language) == said


def test_a_table_row_says_its_case_and_what_holds() -> None:
    row = "Case: weekend; Surcharge: +100 %, at least 2 hours; Condition: booked by Thursday 14:00"
    assert (
        sayable(row, "en")
        == "Weekend – Surcharge: +100 %, at least 2 hours; Condition: booked by Thursday 14:00."
    )


LONG = (
    "This section is about the way in which we work together on texts and pictures of all kinds, and it is written "
    "so that everybody knows the way. Material is due on the day in the quote. It is taken back only within 14 days. "
    "We like to talk about it on the telephone, since a talk is quicker than a letter."
)


def test_only_what_carries_nothing_is_cut_from_a_long_clause() -> None:
    said = "Material is due on the day in the quote. It is taken back only within 14 days."
    assert sayable(LONG, "en") == said


@pytest.mark.parametrize(
    ("language", "carrying"),
    [
        ("en", "Opened goods are not taken back."),
        ("en", "This applies unless both sides agree otherwise."),
        ("en", "It costs EUR 80."),
        ("es", "Salvo acuerdo escrito, rige la tarifa normal."),
        ("ru", "Кроме случаев, когда стороны договорились иначе."),
        ("zh-Hans", "但双方另有约定的除外。"),
        ("af", "Dit geld tensy ons anders ooreenkom."),
    ],
)
def test_a_sentence_with_a_figure_denial_condition_or_exception_is_never_cut(
    language: str, carrying: str
) -> None:
    filler = (
        "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt labore. " * 3
    )
    assert carrying in sayable(f"{filler}{carrying} {filler}", language)


def test_the_change_of_person_is_made_wholly_or_not_at_all() -> None:
    mixed = "The client will supply texts, and the client supplies pictures."
    assert in_second_person(mixed, "en") == mixed


LIMITS = [
    ("en", "A credit of up to 30 % of the fee.", [Limit("percent", "30 %", "30 %", "at_most")]),
    ("en", "Claims are made within 14 days.", [Limit("window", "14 days", "P14D", "within")]),
    ("es", "Hasta 90 € por mes.", [Limit("amount", "90 €", "EUR 90", "at_most")]),
    ("zh-Hant", "以 10% 為限。", [Limit("percent", "10%", "10 %", "at_most")]),
    ("de", "Rückgabe innerhalb von 14 Tagen.", [Limit("window", "14 Tagen", "P14D", "within")]),
]


@pytest.mark.parametrize(("language", "clause", "limits"), LIMITS)
def test_limits_are_read_from_the_clause(language: str, clause: str, limits: list[Limit]) -> None:
    assert list(limits_of(clause, language)) == limits


def test_whose_approval_is_needed_is_a_limit_in_the_words_of_the_clause() -> None:
    found = limits_of("A discount is possible, but needs written approval by the owner.", "en")
    assert found == (Limit("approval", "but needs written approval by the owner"),)


@pytest.mark.parametrize(
    ("clause", "kind"),
    [
        ("Errors in our own work are put right free of charge.", FactKind.OFFER),
        ("Below the target we credit 5 % of the fee.", FactKind.OFFER),
        ("The deposit is not refunded.", FactKind.TERM),
        ("Prices and discounts are confidential.", FactKind.TERM),
    ],
)
def test_a_clause_that_gives_something_is_an_offer(clause: str, kind: FactKind) -> None:
    assert kind_of(clause) is kind


@pytest.mark.parametrize(
    "path", sorted((shipped("knowledge") / "facts").glob("*.yaml")), ids=lambda path: path.stem
)
def test_every_language_file_can_be_read(path) -> None:  # type: ignore[no-untyped-def]
    words = clause_words(path.stem)
    assert words.conditions.pattern != "(?!)"
    assert set(words.before) == {"at_most", "at_least", "within", "before", "after"}
