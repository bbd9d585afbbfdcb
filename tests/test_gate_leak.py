"""leak: nothing of another client, no address that nobody gave."""

from __future__ import annotations

from assistant.domain import Evidence
from assistant.gate.leak import leak


def found(text: str, evidence: Evidence) -> list[tuple[str, str]]:
    return [(one.text, one.reason) for one in leak(text, evidence)]


def test_a_name_of_another_client_is_blocked_in_any_case() -> None:
    evidence = Evidence(language="en", others=("Harbour Foods", "周晓梅"))

    assert found("As with HARBOUR FOODS, we resend it. 周晓梅也一样。", evidence) == [
        ("HARBOUR FOODS", "this belongs to another client"),
        ("周晓梅", "this belongs to another client"),
    ]


def test_a_name_inside_another_word_or_told_by_this_client_passes() -> None:
    evidence = Evidence(language="en", others=("Ann", "Harbour Foods"), message="Harbour Foods told me")

    assert found("The annual plan is what Harbour Foods told you.", evidence) == []


def test_an_amount_of_another_client_is_blocked_in_any_writing() -> None:
    evidence = Evidence(language="es", others=("R18 500",), known=(("terms", "fee R20 000"),))

    assert found("El precio es de ZAR 18.500, la cuota de R20 000.", evidence) == [
        ("ZAR 18.500", "this amount belongs to another client")
    ]


def test_an_address_without_a_source_is_blocked_and_a_given_one_passes() -> None:
    evidence = Evidence(
        language="en", known=(("note", "status page https://status.example.org"),), grounded=True
    )

    assert found("See https://status.example.org or https://other.example.org/x.", evidence) == [
        ("https://other.example.org/x", "this address stands in no note, source or message")
    ]


def test_without_evidence_nothing_is_said() -> None:
    assert found("See https://status.example.org.", Evidence()) == []
