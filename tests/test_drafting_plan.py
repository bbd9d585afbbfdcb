"""What is decided before a word is written: the shape, the facts, what becomes of each ask."""

import pytest

from assistant.domain import (
    Ask,
    AskKind,
    Channel,
    Fact,
    FactKind,
    Finding,
    Match,
    MoveKind,
    Reading,
    Route,
    Severity,
    Situation,
    SourceKind,
)
from assistant.drafting.phrases import load_phrases
from assistant.drafting.plan import plan_reply
from assistant.drafting.voice import _names
from assistant.drafting.writing import Desk, write


def reading(text: str, *asks: tuple[str, AskKind], **fields: object) -> Reading:
    spans = tuple(Ask(words, text.find(words), text.find(words) + len(words), kind) for words, kind in asks)
    return Reading(text, "en", "Latn", Channel.EMAIL, asks=spans, **fields)  # type: ignore[arg-type]


def note(text: str, kind: FactKind = FactKind.STATUS) -> Fact:
    return Fact(text, kind, "en", SourceKind.NOTE, "note 1")


def clause(text: str, **fields: object) -> Match:
    values: dict[str, object] = {"title": "Terms", "clause": "3.1", "language": "en"} | fields
    return Match("p", SourceKind.POLICY, "terms.md", text, 0.9, **values)  # type: ignore[arg-type]


def moves(plan: object) -> list[MoveKind]:
    return [step.move for step in plan.steps]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["???", "hello??", "Então?? ?", "喂？？"])
def test_a_message_that_names_nothing_is_asked_back(text: str) -> None:
    steps = plan_reply(reading(text), [], []).steps
    assert [step.reason for step in steps] == ["unsure", "which"]


@pytest.mark.parametrize(
    "text", ["Where is my order?", "Can I have my deposit back?", "언제 환불해 주시나요?", "退款呢？"]
)
def test_a_short_question_with_a_subject_is_no_such_message(text: str) -> None:
    assert [step.reason for step in plan_reply(reading(text), [], []).steps][-2:] != ["unsure", "which"]


def test_danger_to_people_stops_everything_but_the_call() -> None:
    plan = plan_reply(
        reading("I will come and smash it up", route=Route.SAFETY), [clause("No refunds.")], [note("x")]
    )
    assert [(step.move, step.reason, step.facts) for step in plan.steps] == [
        (MoveKind.NEXT_STEP, "safety", ())
    ]


def test_a_question_a_clause_answers_is_answered_and_a_demand_it_meets_is_declined() -> None:
    asks = (
        ("How many correction rounds are included?", AskKind.QUESTION),
        ("I want more correction rounds included", AskKind.DEMAND),
    )
    text = " ".join(words for words, _ in asks)
    plan = plan_reply(reading(text, *asks), [clause("Two correction rounds are included.")], [])
    assert [each.settled for each in plan.decisions] == ["answered", "declined"]


def test_only_an_offer_fills_the_offer_and_is_asked_to_be_confirmed() -> None:
    facts = [
        note("two pages are finished"),
        Fact("we can start on Monday", FactKind.OFFER, "en", SourceKind.NOTE, "note 2"),
    ]
    plan = plan_reply(reading("When is it ready?", ("When is it ready?", AskKind.QUESTION)), [], facts)
    by_move = {step.move: [fact.text for fact in step.facts] for step in plan.steps if step.facts}
    assert by_move == {
        MoveKind.RECORD: ["two pages are finished"],
        MoveKind.OFFER: ["we can start on Monday"],
    }
    assert plan.steps[-2].reason == "confirm"


def test_a_note_about_the_client_by_name_stays_out_and_is_told_to_the_user() -> None:
    plan = plan_reply(
        reading("Why is the report late?"),
        [],
        [note("Fernhill has spent little this year")],
        names=["Fernhill Audio"],
    )
    assert [fact for step in plan.steps for fact in step.facts] == []
    assert "speaks of the client by name" in plan.advice[-1]


@pytest.mark.parametrize("text", ["The deck is ready", "an annex was added"])
def test_a_small_word_or_a_part_of_a_word_is_no_name(text: str) -> None:
    plan = plan_reply(reading("Why is the report late?"), [], [note(text)], names=["The Deckhouse", "Ann"])
    assert [fact.text for step in plan.steps for fact in step.facts] == [text]


def test_an_older_version_is_named_with_what_replaced_it() -> None:
    from datetime import date

    old = clause("Weekend work is free of charge.", superseded_by="new.md", day=date(2024, 6, 10))
    new = Match(
        "n",
        SourceKind.POLICY,
        "new.md",
        "Weekend work costs extra.",
        0.5,
        title="Terms 2026",
        day=date(2026, 3, 1),
    )
    asked = reading("weekend work is free of charge", situation=Situation("superseded-policy", 0.9))
    plan = plan_reply(asked, [old, new], [])
    desk = Desk(load_phrases("en"), review=lambda _: ())
    text = write(plan, asked, desk).text
    assert "from “Terms” (2024), which no longer applies; since March 1, 2026 it is “Terms 2026”." in text
    assert "free of charge" not in text


def test_a_lead_without_its_fact_is_not_written_and_the_user_is_told() -> None:
    facts = [note("we can offer ten percent, sorry", FactKind.OFFER)]

    def review(text: str) -> list[Finding]:
        start = text.find("sorry")
        return (
            [Finding("apology", Severity.BLOCK, start, start + 5, "sorry", "an apology")]
            if start >= 0
            else []
        )

    asked = reading("I want it now", ("I want it now", AskKind.DEMAND))
    draft = write(plan_reply(asked, [], facts), asked, Desk(load_phrases("en"), review=review))
    assert "What we can do" not in draft.text and "a short yes" not in draft.text
    assert [(each.rule, each.severity, each.reason) for each in draft.findings] == [
        ("apology", Severity.WARN, "left out of the letter: an apology")
    ]


@pytest.mark.parametrize(
    ("greeting", "person", "same"),
    [
        ("Dear Maria,", "Mario Rossi", False),
        ("Hola, Lourdes:", "Bodegas, Lourdes Tébar", True),
        ("Hello,", "Ann Lee", False),
        ("戴总，您好：", "皓晰口腔 戴振邦", True),
    ],
)
def test_a_greeting_belongs_to_the_person_it_names(greeting: str, person: str, same: bool) -> None:
    assert _names(greeting, person) is same


def test_an_ask_that_the_letter_does_not_name_is_told_as_open() -> None:
    asked = Reading(
        "I keep the second invoice",
        "en",
        "Latn",
        Channel.EMAIL,
        (Ask("I keep the second invoice", 0, 25, AskKind.DEMAND, 0.5),),
    )
    decisions = plan_reply(asked, [], [note("crew is confirmed")]).decisions
    assert [(each.settled, each.by) for each in decisions] == [("open", "not in the letter")]
