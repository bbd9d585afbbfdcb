"""Every list of commitments says what it catches and what is fine, and means it."""

from __future__ import annotations

import pytest

from assistant.domain import Evidence, Severity
from assistant.gate.promise import promise
from assistant.language.shipped_data import data_of
from assistant.resources import shipped

LISTS = {
    path.stem: data_of("knowledge", "promises", path.name)
    for path in (shipped("knowledge") / "promises").glob("*.yaml")
}
CAUGHT = [(tag, text) for tag, lists in sorted(LISTS.items()) for text in lists.get("caught", ())]
FINE = [(tag, text) for tag, lists in sorted(LISTS.items()) for text in lists.get("fine", ())]


def blocked(language: str, text: str) -> list[str]:
    given = Evidence(language=language, grounded=True)
    return [one.text for one in promise(text, given) if one.severity is Severity.BLOCK]


@pytest.mark.parametrize(("language", "text"), CAUGHT)
def test_a_commitment_without_a_source_is_blocked(language: str, text: str) -> None:
    assert blocked(language, text) != []


@pytest.mark.parametrize(("language", "text"), FINE)
def test_no_commitment_is_seen_where_there_is_none(language: str, text: str) -> None:
    assert blocked(language, text) == []


def test_the_full_languages_have_examples_of_both() -> None:
    with_both = {tag for tag, lists in LISTS.items() if lists.get("caught") and lists.get("fine")}
    assert {"en", "es", "ru", "af", "zh", "de", "fr", "pt", "it", "nl"} <= with_both


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The deposit is refunded after the return."),
        ("es", "El depósito se devuelve tras la devolución."),
        ("ru", "Депозит возвращается после сдачи."),
        ("af", "Die deposito word na die teruggawe terugbetaal."),
        ("zh-Hans", "押金在归还后退还。"),
        ("zh-Hant", "押金在歸還後退還。"),
        ("de", "Die Anzahlung wird nach der Rückgabe erstattet."),
    ],
)
def test_what_a_source_grants_may_be_said_in_passive_words(language: str, text: str) -> None:
    source = "6.2 The deposit (not the cleaning fee) is refunded after the return of the equipment."
    given = Evidence(language=language, grounded=True, known=(("terms 6.2", source),))

    assert [one.reason for one in promise(text, given) if one.severity is Severity.BLOCK] == []
