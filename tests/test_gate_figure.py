"""figure: every number, date, amount and person of a reply stands in message, notes or sources."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain import Evidence, Severity
from assistant.gate.figure import figure
from assistant.gate.promise import promise

FRIDAY = date(2026, 11, 20)


def evidence(*known: str, message: str = "", language: str = "en", grounded: bool = True) -> Evidence:
    sources = tuple((f"note {place}", text) for place, text in enumerate(known, start=1))
    return Evidence(message=message, known=sources, language=language, day=FRIDAY, grounded=grounded)


def found(text: str, given: Evidence) -> list[tuple[str, str, str]]:
    return [(one.severity.value, one.text, one.hint) for one in figure(text, given)]


COVERED = [
    ("en", "We send it on Wednesday by 3 pm (clause 4.2).", ("draft Wed 25 Nov 15:00", "4.2 Drafts are sent once.")),
    ("es", "Lo enviamos el miércoles 25 de noviembre; son 1.200,50 €.", ("delivery 25 Nov", "invoice EUR 1,200.50")),
    ("ru", "Ответим до вторника, в течение 10 рабочих дней.", ("Tue 24 Nov", "answers within 10 business days")),
    ("af", "Die span kom môre om 07:40 vir R13 200.", ("crew on site Sat 7:40", "price R13,200")),
    ("zh-Hans", "我们明天下午3点前发给您，费用一万三千二。", ("2026-11-21 15:00", "13,200")),
    ("zh-Hant", "依第四條，十個工作天內回覆，八折。", ("4. Replies take 10 working days.", "discount 20 %")),
    ("de", "Am 25. November um 15 Uhr, § 4.2.", ("25/11/2026 15:00", "4.2 ...")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "known"), COVERED, ids=[case[0] for case in COVERED])
def test_figures_of_a_source_in_any_writing_and_language_pass(
    language: str, text: str, known: tuple[str, ...]
) -> None:
    assert found(text, evidence(*known, language=language)) == []


def test_an_invented_date_is_blocked_with_the_nearest_known_one() -> None:
    given = evidence("colour proof 25 November, press 3 December")

    assert found("The proof is here on 26 November.", given) == [
        ("block", "26 November", "known is: 25 November")
    ]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "You get 15 % off.", "15 %"),
        ("es", "Serán 48 horas.", "48 horas"),
        ("ru", "Вернём 5 000 ₸.", "5 000 ₸"),
        ("af", "Dit kos R500.", "R500"),
        ("zh-Hans", "周五之前完成。", "周五"),
        ("zh-Hant", "三天內處理。", "三天內"),
    ],
)
def test_figures_nobody_gave_are_blocked(language: str, text: str, words: str) -> None:
    (finding,) = figure(text, evidence("a note without any", language=language))

    assert (finding.severity, finding.text) == (Severity.BLOCK, words)


def test_figures_of_the_clients_message_may_be_named() -> None:
    assert found("The 12 links you list are open.", evidence(message="12 of my links are dead")) == []


def test_without_evidence_nothing_is_said() -> None:
    assert found("We send it on 3 December.", Evidence(language="en")) == []


def test_incomplete_evidence_warns() -> None:
    given = evidence("the draft is done", grounded=False)

    assert [severity for severity, _, _ in found("It goes out on 3 December.", given)] == ["warn"]


def test_a_weekday_that_is_not_that_date_is_blocked() -> None:
    given = evidence("delivery 25 November")

    assert found("It comes on Friday 25 November.", given)[0][:2] == ("block", "Friday 25 November")


def test_gaps_list_numbers_and_today_need_no_source() -> None:
    text = "1. The file is here today.\n2. The price follows: [FILL: price of 3 pages].\n3) Write to [name]."

    assert found(text, evidence("the file is ready")) == []


def test_a_person_nobody_mentioned_is_blocked_and_a_known_one_is_not() -> None:
    given = evidence("Ms Baker calls at noon")

    assert found("Ms Baker or Mr Osei calls you at noon.", given) == [
        ("block", "Mr Osei", "name nobody, or check the name")
    ]


def test_case_endings_of_a_known_name_are_the_same_name() -> None:
    assert found("Позвоните г-ну Орлову.", evidence("Орлов на связи", language="ru")) == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The parcel arrives next week.", "next week"),
        ("es", "Le responderemos antes de fin de mes.", "fin de mes"),
        ("ru", "Ответ вы получите на днях.", "на днях"),
        ("af", "U sal ons antwoord volgende week hê.", "volgende week"),
        ("zh-Hans", "包裹月底前到。", "月底"),
        ("zh-Hant", "我們會在下週回覆您。", "下週"),
    ],
)
def test_a_stretch_of_time_that_nobody_gave_is_pointed_out_and_blocked_where_it_is_promised(
    language: str, text: str, words: str
) -> None:
    hint = "take it out, or write [FILL: ...] in its place"
    assert found(text, evidence("abc", language=language)) == [("warn", words, hint)]
    blocked = list(promise(text, evidence("abc", language=language)))
    assert [(each.severity, each.reason) for each in blocked] == [
        (Severity.BLOCK, f"no note or policy says {words}")
    ]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("We will call you by the end of the week.", "call friday"),
        ("We will bring it this week.", "delivery Fri 27 Nov"),
        ("We will call you tonight.", "call 19:00"),
        ("You will have our answer by close of business.", "answer 5pm"),
        ("We will bring it in a few days.", "part arrives 26 nov"),
    ],
)
def test_a_loose_time_rests_on_an_exact_one(text: str, note: str) -> None:
    assert found(text, evidence(note)) == []
    assert list(promise(text, evidence(note))) == []


@pytest.mark.parametrize(
    "text",
    [
        "You wrote to us last week.",
        "This month's invoice is correct.",
        "A few days ago you asked for a quote.",
    ],
)
def test_a_stretch_of_time_that_is_only_told_does_not_stop_a_reply(text: str) -> None:
    assert [severity for severity, _, _ in found(text, evidence("abc"))] == ["warn"]
    assert list(promise(text, evidence("abc"))) == []


def test_a_stretch_of_time_backs_no_day_in_it() -> None:
    given = evidence("delivery next month")
    assert [text for _, text, _ in found("It comes on 17 December.", given)] == ["17 December"]


def test_tonight_needs_a_source_and_today_needs_none() -> None:
    hint = "take it out, or write [FILL: ...] in its place"
    assert found("The parcel arrives tonight.", evidence("abc")) == [("block", "tonight", hint)]
    assert found("The parcel arrives tonight.", evidence("driver at 19:00")) == []
    assert found("The parcel arrives tonight.", evidence("abc", message="I need it tonight")) == []
    assert found("As of today nothing has changed.", evidence("abc")) == []
