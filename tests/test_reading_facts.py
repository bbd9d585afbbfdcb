"""Notes and clauses become single facts with a kind; what stays in the house is marked."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain import FactKind, SourceKind
from assistant.reading import read_facts, today_of


@pytest.mark.parametrize(
    "note",
    [
        "today is Thursday 5 November 2026",
        "vandag is Donderdag 5 November 2026, gelees 16:45",
        "今天是 2026-11-05（周四），项目 TL-088",
        "сегодня четверг, 5 ноября 2026 года",
        "hoy es jueves 5 de noviembre de 2026",
        "Heute ist Donnerstag, der 5. November 2026",
    ],
)
def test_a_note_of_the_date_is_no_fact_for_a_letter(note: str) -> None:
    assert today_of(["the roof is tight", note]) == date(2026, 11, 5)
    (fact,) = read_facts([(note, SourceKind.NOTE, "note 1")])
    assert (fact.kind, fact.internal) == (FactKind.STATUS, True)


@pytest.mark.parametrize(
    "note",
    [
        "today the printer confirmed the delivery for Wednesday 25 November 2026 before 14:00",
        "Today: delivery on 12 December 2026",
        "Сегодня договорились с курьером на 12 декабря 2026 года",
        "Aujourd'hui le transporteur a confirmé le 12 décembre 2026",
        "今天确认 2026年12月12日 发货",
    ],
)
def test_a_sentence_about_today_is_a_fact(note: str) -> None:
    assert today_of([note]) is None
    assert not any(fact.internal for fact in read_facts([(note, SourceKind.NOTE, "note 1")]))


def test_without_notes_there_is_no_day() -> None:
    assert today_of([]) is None


@pytest.mark.parametrize(
    ("note", "statements"),
    [
        (
            "the proof was approved on 12 November; the printer can deliver on Wednesday",
            ["the proof was approved on 12 November", "the printer can deliver on Wednesday"],
        ),
        ("needed: prices; staff list; the signed brief", ["needed: prices; staff list; the signed brief"]),
        ("the crane is booked; it costs R4 000 a day", ["the crane is booked; it costs R4 000 a day"]),
        ("链接已于今天上午全部复核；第三条明天可以补发", ["链接已于今天上午全部复核", "第三条明天可以补发"]),
        ("two slots (Monday 9:00; Tuesday 10:00)", ["two slots (Monday 9:00; Tuesday 10:00)"]),
    ],
)
def test_notes_are_split_with_care(note: str, statements: list[str]) -> None:
    facts = read_facts([(note, SourceKind.NOTE, "note 1")])
    assert [fact.text for fact in facts] == statements
    assert {fact.source for fact in facts} == {"note 1"}


def test_clauses_stay_whole_and_are_terms() -> None:
    text = "4.2 Orders are refunded within 14 days; the fee for collection is not included."
    (fact,) = read_facts([(text, SourceKind.POLICY, "terms.md 4.2")])
    assert (fact.text, fact.kind, fact.language, fact.internal) == (text, FactKind.TERM, "en", False)


@pytest.mark.parametrize(
    "note",
    [
        "internal, not to be told: the driver overslept",
        "otro cliente paga menos, no comentar",
        "себестоимость 40 000, клиенту не говорить",
        "內部：另一客戶也受影響，勿外傳",
        "ons koste is R300, moenie vertel nie",
    ],
)
def test_what_stays_in_the_house_is_marked(note: str) -> None:
    assert all(fact.internal for fact in read_facts([(note, SourceKind.NOTE, "note 1")]))


def test_an_offer_is_told_from_a_status() -> None:
    facts = read_facts(
        [
            ("we can bring a replacement on Thursday, free of charge", SourceKind.NOTE, "note 1"),
            ("parcel left the depot on 9 November, no scan since", SourceKind.NOTE, "note 2"),
        ]
    )
    assert [fact.kind for fact in facts] == [FactKind.OFFER, FactKind.STATUS]


@pytest.mark.parametrize(
    ("note", "reply", "language"),
    [
        ("no se cobra espera", "", "pt"),  # too few words to tell Spanish from Portuguese
        ("no se cobra espera", "es", "es"),
        ("die Ware kommt am Montag", "en", "de"),  # it cannot be English
        ("klaar 15:00", "af", "af"),
        (
            "der Kran steht seit Montag auf der Baustelle und kostet nach dem Vertrag vom Mai jeden Tag 400 Euro",
            "nl",
            "de",  # long enough to tell by itself
        ),
    ],
)
def test_a_short_note_is_in_the_language_of_the_reply_where_it_may_be(
    note: str, reply: str, language: str
) -> None:
    (fact,) = read_facts([(note, SourceKind.NOTE, "note 1")], language=reply)
    assert fact.language == language


def test_a_clause_keeps_its_own_language() -> None:
    clause = "no se cobra espera"
    (fact,) = read_facts([(clause, SourceKind.POLICY, "terms 1")], language="es")
    assert fact.language == "pt"
