"""What is decided before a word is written: the shape, the facts, what becomes of each ask."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.domain import (
    Ask,
    AskKind,
    Burden,
    Channel,
    Fact,
    FactKind,
    Finding,
    Match,
    MoveKind,
    Reading,
    Repeat,
    Route,
    Severity,
    Situation,
    SourceKind,
    Span,
    Step,
)
from assistant.drafting.client_names import speaks_of
from assistant.drafting.desk import Desk
from assistant.drafting.facts import as_sentence, facts_from
from assistant.drafting.linking import Topics
from assistant.drafting.phrases import load_phrases, supported
from assistant.drafting.plan import plan_reply
from assistant.drafting.saying import in_a_gap
from assistant.drafting.voice import _names
from assistant.drafting.writing import write
from assistant.gate.spared import brackets


def reading(text: str, *asks: tuple[str, AskKind], **fields: object) -> Reading:
    spans = tuple(Ask(words, text.find(words), text.find(words) + len(words), kind) for words, kind in asks)
    return Reading(text, "en", "Latn", Channel.EMAIL, asks=spans, **fields)  # type: ignore[arg-type]


def note(text: str, kind: FactKind = FactKind.STATUS) -> Fact:
    return Fact(text, kind, "en", SourceKind.NOTE, "note 1")


def clause(text: str, **fields: object) -> Match:
    values: dict[str, object] = {"title": "Terms", "clause": "3.1", "language": "en"} | fields
    return Match("p", SourceKind.POLICY, "terms.md", text, 0.9, **values)  # type: ignore[arg-type]


def past_reply(words: str, **fields: object) -> Match:
    values: dict[str, object] = {"language": "en", "reply": words, "replied_on": date(2026, 3, 1)} | fields
    score = values.pop("score", 0.9)
    return Match("e", SourceKind.EXCHANGE, "mail", "question", score, **values)  # type: ignore[arg-type]


def moves(plan: object) -> list[MoveKind]:
    return [step.move for step in plan.steps]  # type: ignore[attr-defined]


def test_a_message_that_names_nothing_is_asked_back() -> None:
    nameless = reading("???", names_nothing=True)
    assert [step.reason for step in plan_reply(nameless, [], []).steps] == ["unsure", "which"]


def test_what_the_notes_tell_is_told_even_where_nothing_was_named() -> None:
    nameless = reading("any news??", names_nothing=True)
    plan = plan_reply(nameless, [], [note("The parcel left on Monday.")])
    assert moves(plan)[:3] == [MoveKind.GREETING, MoveKind.ACKNOWLEDGE, MoveKind.RECORD]


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


@pytest.mark.parametrize(
    ("around", "settled"),
    [("I want the report by Thursday", "answered"), ("I want a word with somebody", "deferred")],
)
def test_a_deadline_is_met_with_the_demand_that_it_stands_in(around: str, settled: str) -> None:
    text = f"{around}. And by Thursday at the latest"
    start = text.find("by Thursday")
    asks = (
        Ask(around, 0, len(around), AskKind.DEMAND),
        Ask("by Thursday", start, start + len("by Thursday"), AskKind.DEADLINE),
    )
    asked = Reading(text, "en", "Latn", Channel.EMAIL, asks=asks)
    plan = plan_reply(asked, [], [note("the report is sent on Thursday morning")])
    assert plan.decisions[1].settled == settled


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


def test_a_note_about_the_client_by_name_stands_as_a_gap_for_the_user_to_decide_on() -> None:
    asked = reading("Why is the report late?")
    plan = plan_reply(asked, [], [note("Fernhill has spent little this year")], names=["Fernhill Audio"])
    text = write(plan, asked, Desk(load_phrases("en"), review=lambda _: ())).text
    assert "[FILL: only if the client may know: Fernhill has spent little this year]" in text
    assert text.count("Fernhill") == 1


@pytest.mark.parametrize(
    "jotted",
    [
        "188 of 200 back -> sheet can go out",
        "98 days > 90, so no",
        "move to 20 Feb? no",
        "still no gate code from her",
    ],
)
def test_a_jotted_note_is_never_sent_as_it_stands(jotted: str) -> None:
    asked = reading("Where is the rest?")
    text = write(
        plan_reply(asked, [], [note(jotted)]), asked, Desk(load_phrases("en"), review=lambda _: ())
    ).text
    assert f"[FILL: in words for the client: {jotted}]" in text


def test_a_note_in_another_language_is_left_to_the_user_as_a_gap() -> None:
    asked = reading("Where is the rest?")
    told = replace(note("el reparto sale el lunes"), language="es")
    text = write(plan_reply(asked, [], [told]), asked, Desk(load_phrases("en"), review=lambda _: ())).text
    assert "[FILL: in words for the client: el reparto sale el lunes]" in text


@pytest.mark.parametrize("text", ["The deck is ready", "an annex was added"])
def test_a_small_word_or_a_part_of_a_word_is_no_name(text: str) -> None:
    plan = plan_reply(reading("Why is the report late?"), [], [note(text)], names=["The Deckhouse", "Ann"])
    assert [fact.text for step in plan.steps for fact in step.facts] == [text]


def test_an_older_version_is_named_with_what_replaced_it() -> None:
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
    assert "from “Terms” (2024), which no longer applies; since 1 March 2026 it is “Terms 2026”." in text
    assert "free of charge" not in text


@pytest.mark.parametrize("goes_by_an_older_one", [True, False])
def test_since_when_a_document_holds_is_told_to_those_alone_who_go_by_an_older_one(
    goes_by_an_older_one: bool,
) -> None:
    demand = "I want a refund for the wedding photo album"
    about = clause("A refund for a wedding photo album: from 1 March 2026.", about_document=True)
    old = replace(
        clause("A refund for the wedding photo album."),
        id="o",
        superseded_by="new.md",
        day=date(2024, 6, 10),
    )
    new = replace(about, id="n", source="new.md", title="Terms 2026", day=date(2026, 3, 1))
    asked = reading(demand, (demand, AskKind.DEMAND), situation=Situation("superseded-policy", 0.9))
    plan = plan_reply(asked, [old, new] if goes_by_an_older_one else [about], [])
    assert [likely > 0 for fact, likely in plan.weighed if fact.text == about.text] == [goes_by_an_older_one]


def test_a_lead_without_its_fact_is_not_written_and_the_user_is_told() -> None:
    facts = [note("we can offer ten percent and are sorry", FactKind.OFFER)]

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


WORDS = Topics(
    of_clause=lambda text: [topic for topic in ("refund", "weekend") if topic in text.casefold()],
    of_message=lambda text: [topic for topic in ("refund", "weekend") if topic in text.casefold()],
)


def letter(asked: Reading, matches: list[Match], notes: list[Fact], **fields: object) -> str:
    plan = plan_reply(asked, matches, notes, topics=WORDS, **fields)  # type: ignore[arg-type]
    return write(plan, asked, Desk(load_phrases("en"), review=lambda _: ())).text


def test_a_clause_is_introduced_by_what_it_is_about() -> None:
    demand = "I want a refund for the wedding photo album"
    text = letter(
        reading(demand, (demand, AskKind.DEMAND)),
        [clause("A refund for a wedding photo album takes 5 days.")],
        [],
    )
    assert "On the refund, Terms, 3.1, says: “A refund for a wedding photo album takes 5 days”." in text


def test_two_clauses_on_one_topic_name_it_once() -> None:
    demand = "I want a refund for the wedding photo album and the frames"
    asked = reading(demand, (demand, AskKind.DEMAND))
    said = ("A refund of the photo album takes 5 days.", "A refund of frames needs their return.")
    clauses = [clause(text, title="Terms", clause="3.1") for text in said]
    terms = tuple(replace(fact, about=("refund",)) for fact in facts_from(clauses))
    plan = replace(plan_reply(asked, clauses, []), steps=(Step(MoveKind.AGREEMENT, terms),))
    assert write(plan, asked, Desk(load_phrases("en"), review=lambda _: ())).text == (
        "On the refund, Terms, 3.1, says: “A refund of the photo album takes 5 days”. "
        "Terms, 3.1: “A refund of frames needs their return”."
    )


def test_a_second_clause_on_what_was_spoken_of_must_be_likelier_than_not() -> None:
    demand = "I want a refund for the wedding photo album and the frames"
    asked = reading(demand, (demand, AskKind.DEMAND))
    clauses = [
        replace(clause("A refund for a wedding photo album takes 5 days."), id="a"),
        replace(clause("Frames and photo album: a refund needs the return of both."), id="b"),
    ]
    text = letter(asked, clauses, [])
    assert "A refund for a wedding photo album takes 5 days" in text
    assert "needs the return of both" not in text


def test_a_clause_that_a_note_names_is_quoted_before_the_likeliest_one() -> None:
    demand = "I want 500 back for my ruined evening"
    asked = replace(reading(demand, (demand, AskKind.DEMAND)), channel=Channel.CHAT)
    likely = replace(clause("A ruined evening: you get back what the evening cost."), id="a")
    named = replace(clause("We do not pay for loss of enjoyment."), id="b", clause="6.4")
    assert "what the evening cost" in letter(asked, [likely, named], [])
    text = letter(asked, [likely, replace(named, cited=True)], [])
    assert "Terms, 6.4: “We do not pay for loss of enjoyment”." in text
    assert "what the evening cost" not in text


def test_open_asks_are_named_by_their_topics_and_never_in_the_clients_words() -> None:
    asked = reading(
        "Is the weekend included? Who is the new editor?",
        ("Is the weekend included?", AskKind.QUESTION),
        ("Who is the new editor?", AskKind.QUESTION),
    )
    assert (
        "Our answer on weekend work and the rest of your message comes to you by [FILL: day and time]"
        in letter(asked, [], [])
    )


def test_what_a_clause_says_is_not_said_again_from_our_own_mail() -> None:
    words = "The wedding deposit of $4,000 is kept once work on the album has begun."
    demand = "I want the wedding deposit of $4,000 for the album"
    asked = reading(demand, (demand, AskKind.DEMAND))
    past = past_reply(words, own_client=True)
    assert "On 1 March we wrote" in letter(asked, [past], [])
    assert "On 1 March we wrote" not in letter(asked, [clause(words), past], [])


def test_a_note_loses_only_the_part_that_speaks_of_the_client_by_name() -> None:
    text = "checked at 10:05: eleven links, eight open, two ask for access, one page Dina took off herself"
    plan = plan_reply(reading("Fix the links"), [], [note(text)], names=["Dina"])
    assert [fact.text for step in plan.steps for fact in step.facts] == [
        "checked at 10:05: eleven links, eight open, two ask for access"
    ]
    assert text in plan.advice[-1]


def test_a_comparison_with_other_clients_gets_one_line_that_leaves_them_out() -> None:
    line = "What other clients have agreed stays with them, as your terms stay with you."
    text = "the other shop pays less"
    asked = reading(text, situation=Situation("other-client-price", 0.8))
    assert line in letter(asked, [], [])
    assert line in letter(reading(text, compares=True), [], [])
    assert line not in letter(reading(text), [], [])


def test_words_of_another_language_are_not_quoted_into_the_letter() -> None:
    asked = reading(
        "Wo ist der neue Katalog?", ("Wo ist der neue Katalog?", AskKind.QUESTION), written_in="de"
    )
    assert "Our answer on this point comes to you by [FILL: day and time]" in letter(asked, [], [])


def test_nobody_beside_themselves_is_quoted_our_own_past_words() -> None:
    words = "The wedding deposit of $4,000 is kept once work on the album has begun."
    demand = "I want the wedding deposit of $4,000 for the album"
    past = past_reply(words)
    for temperature, quoted in ((3, True), (5, False)):
        asked = reading(demand, (demand, AskKind.DEMAND), temperature=temperature)
        assert ("On 1 March we wrote" in letter(asked, [past], [])) is quoted


@pytest.mark.parametrize(
    ("asked_on", "answered_on", "quoted"),
    [
        ("order 47120", "order 47120", True),
        ("order 47120", "order 44871", False),
        ("invoice KI-352", "order 44871", False),
        ("order 47120", "the order of 2026", True),
        ("my order", "order 44871", True),
    ],
)
def test_what_we_wrote_on_another_order_is_not_quoted(
    asked_on: str, answered_on: str, *, quoted: bool
) -> None:
    words = "The wedding deposit of $4,000 is kept once work on the album has begun."
    demand = f"I want the wedding deposit of $4,000 for the album, {asked_on}"
    past = replace(past_reply(words), title=f"The album, {answered_on}")
    assert ("On 1 March we wrote" in letter(reading(demand, (demand, AskKind.DEMAND)), [past], [])) is quoted


@pytest.mark.parametrize(
    "ours",
    [
        "I can well imagine how much the wedding and the album mean to you after such a year.",
        "On February 3 the wedding deposit of $4,000 for the album had reached our account.",
        "The wedding deposit of $4,000 for the album is waived until the end of April.",
        "It is $4,000 for the wedding album and is kept once work has begun.",
        "Two (wedding, album) are kept once the deposit of $4,000 has been paid.",
        "The blue frames for the hall came back from the workshop without a scratch.",
    ],
)
def test_what_says_nothing_on_the_demand_now_is_never_quoted_from_our_own_mail(ours: str) -> None:
    """A courtesy, an event of another time, an offer that is over, half a sentence, another matter."""
    demand = "I want the wedding deposit for the album"
    past = past_reply(ours)
    plan = plan_reply(reading(demand, (demand, AskKind.DEMAND)), [past], [])
    assert MoveKind.RECORD not in moves(plan)


def test_nothing_is_quoted_from_our_own_mail_beside_the_line_that_asks_for_respect() -> None:
    demand = "I want the wedding deposit of $4,000 for the album, you crooks"
    past = past_reply("The wedding deposit of $4,000 is kept once work on the album has begun.")
    asked = reading(demand, (demand, AskKind.DEMAND), temperature=4)
    accused = replace(asked, situation=Situation("moral-accusation", 0.8))
    assert [MoveKind.RECORD in moves(plan_reply(each, [past], [])) for each in (asked, accused)] == [
        True,
        False,
    ]


def test_an_earlier_answer_that_hardly_answers_is_cited_only_where_the_same_is_surely_asked() -> None:
    demand = "When is the report on the lift ready?"
    past = past_reply("Ramirez left the lift in good order.", score=0.3)
    for probability, pointed in ((0.6, False), (0.9, True)):
        repeats = (Repeat(0, "e", "mail", date(2026, 3, 1), past.reply, probability),)
        asked = reading(demand, (demand, AskKind.QUESTION), repeats=repeats)
        assert (MoveKind.RECORD in moves(plan_reply(asked, [past], []))) is pointed


def test_where_the_fault_is_ours_nothing_is_quoted_from_our_own_mail() -> None:
    words = "The wedding deposit of $4,000 is kept once work on the album has begun."
    demand = "I want the wedding deposit of $4,000 for the album"
    past = past_reply(words)
    asked = reading(demand, (demand, AskKind.DEMAND))
    read_as_ours = replace(asked, situation=Situation("own-fault", 0.7))
    for plan in (plan_reply(asked, [past], [], own_fault=True), plan_reply(read_as_ours, [past], [])):
        assert MoveKind.RECORD not in moves(plan)
        assert plan.matches == (past,)


def test_what_was_answered_before_is_cited_with_its_day_and_no_new_reasons() -> None:
    demand = "confirm the 800 sign-ups"
    past = past_reply(
        "Thank you for the call. The order says 500 to 650 sign-ups and 800 is a figure we cannot confirm.",
        score=0.2,
        replied_on=date(2026, 11, 6),
    )
    asked = reading(
        demand,
        (demand, AskKind.DEMAND),
        temperature=4,
        repeats=(Repeat(0, "e", "mail", date(2026, 11, 6), past.reply, 0.9),),
    )
    terms = clause("Sign-ups are an estimate; nobody can confirm 800 sign-ups.")
    text = letter(asked, [past, terms], [])
    assert (
        "On 6 November we wrote: “The order says 500 to 650 sign-ups and 800 is a figure we cannot confirm”."
        in text
    )
    assert "Terms" not in text
    decisions = plan_reply(asked, [past, terms], []).decisions
    assert [(each.settled, each.by) for each in decisions] == [("answered", "our answer of 2026-11-06, mail")]


def test_an_insult_taken_for_an_ask_is_never_quoted_back() -> None:
    text = "Answer me you useless lot. Who is the editor now?"
    start = text.find("useless")
    asked = reading(
        text,
        ("Answer me you useless lot", AskKind.DEMAND),
        ("Who is the editor now?", AskKind.QUESTION),
        heat=(Span(start, start + 7, "useless"),),
    )
    written = letter(asked, [], [])
    assert "useless" not in written
    assert "Our answer on this point comes to you by" in written


def test_a_clause_that_the_client_cannot_read_must_be_likelier_unless_its_words_are_approved() -> None:
    demand = "I want a refund for the wedding photo album"
    asked = replace(reading(demand, (demand, AskKind.DEMAND)), language="de", written_in="en")
    words = "A refund for a photo book takes 5 days."
    foreign, own = clause(words), clause(words, language="de")
    approved = clause(words, say={words: {"de": "Eine Erstattung dauert 5 Tage."}})

    def chosen(match: Match) -> list[str]:
        plan = plan_reply(asked, [match], [])
        return [fact.text for step in plan.steps if step.move is MoveKind.AGREEMENT for fact in step.facts]

    likely = plan_reply(asked, [foreign], []).weighed[0][1]
    assert 0.3 <= likely < 0.5
    assert [chosen(foreign), chosen(own), chosen(approved)] == [[], [words], [words]]


def test_a_clause_that_has_ended_or_not_begun_is_never_said() -> None:
    demand = "I want a refund for the wedding photo album"
    asked = reading(demand, (demand, AskKind.DEMAND))
    ended = clause("A refund for a wedding photo album takes 5 days.", in_force=False)
    assert "5 days" not in letter(asked, [ended], [])


@pytest.mark.parametrize(
    ("note_", "language", "said"),
    [("iki ziyaret yapıldı", "tr", "İki ziyaret yapıldı."), ("ice on the road", "en", "Ice on the road.")],
)
def test_a_note_begins_with_the_capital_of_its_language(note_: str, language: str, said: str) -> None:
    assert as_sentence(note_, language) == said


@pytest.mark.parametrize(
    ("name", "note_", "speaks"),
    [
        ("Ирина", "сообщение Ирины пришло в 9:10", True),
        ("Иван", "звонили Ивану дважды", True),
        ("Марк", "маркировка проверена", False),
        ("Марк", "Маркировка проверена", False),
        ("Ольга", "отчёт готов", False),
    ],
)
def test_a_russian_name_is_known_in_every_case(name: str, note_: str, speaks: bool) -> None:
    assert speaks_of([name], note_) is speaks


@pytest.mark.parametrize(
    ("likeliest", "probability", "named"),
    [
        ("weekend", 0.35, "weekend"),
        ("delay", 0.35, "unsure"),
        ("delay", 0.45, "delay"),
        ("own-fault", 0.45, "unsure"),
        ("own-fault", 0.65, "own-fault"),
    ],
)
def test_some_kinds_of_trouble_are_named_sooner_and_a_fault_of_ours_last(
    likeliest: str, probability: float, named: str
) -> None:
    label = likeliest if probability >= 0.4 else "unsure"
    asked = reading("the files are late", situation=Situation(label, probability, likeliest), temperature=3)
    first = next(step for step in plan_reply(asked, [], []).steps if step.move is MoveKind.ACKNOWLEDGE)
    assert first.reason == named


@pytest.mark.parametrize(
    ("trouble", "burden", "named"),
    [
        ("unsure", "exposed", "exposed"),
        ("unsure", "pleased", "praise-with-demand"),
        ("unsure", "none", "unsure"),
        ("unsure", "unsure", "unsure"),
        ("outage", "exposed", "outage"),
    ],
)
def test_what_the_client_goes_through_is_named_where_the_kind_of_trouble_is_not_plain(
    trouble: str, burden: str, named: str
) -> None:
    found = {"situation": Situation(trouble, 0.45, trouble), "burden": Burden(burden, 0.6)}
    asked = reading("see above", temperature=3, **found)
    first = next(step for step in plan_reply(asked, [], []).steps if step.move is MoveKind.ACKNOWLEDGE)
    assert first.reason == named


@pytest.mark.parametrize(
    ("burden", "sure", "named"),
    [
        ("money", 0.7, "money"),
        ("pleased", 0.7, "legal-threat"),
        ("money", 0.55, "legal-threat"),
        ("dear", 0.6, "legal-threat"),
        ("dear", 0.8, "dear"),
    ],
)
def test_what_somebody_goes_through_is_named_before_what_they_threaten_with_where_it_is_plain(
    burden: str, sure: float, named: str
) -> None:
    threat = Situation("legal-threat", 0.6, "legal-threat")
    asked = reading("see above", situation=threat, burden=Burden(burden, sure))
    first = next(step for step in plan_reply(asked, [], []).steps if step.move is MoveKind.ACKNOWLEDGE)
    assert first.reason == named


@pytest.mark.parametrize(("sure", "named"), [(0.5, "own-fault"), (0.7, "exposed")])
def test_where_a_note_says_that_we_did_it_the_letter_names_how_that_came_to_the_client(
    sure: float, named: str
) -> None:
    threat = Situation("public-threat", 0.6, "public-threat")
    asked = reading("see above", situation=threat, burden=Burden("exposed", sure))
    steps = plan_reply(asked, [], [], own_fault=True).steps
    assert [step.reason for step in steps if step.move is MoveKind.ACKNOWLEDGE] == [named]


def test_every_ask_that_is_open_is_covered_by_the_line_that_names_the_first_two() -> None:
    asks = (
        ("Is the weekend included?", AskKind.QUESTION),
        ("How many correction rounds are left?", AskKind.QUESTION),
        ("Can I get my deposit back?", AskKind.QUESTION),
    )
    asked = reading(" ".join(words for words, _ in asks), *asks)
    plan = plan_reply(asked, [], [], topics=WORDS)
    assert [each.settled for each in plan.decisions] == ["deferred"] * 3
    text = letter(asked, [], [])
    assert "the rest of your message" in text and text.count("[FILL: day and time]") == 1


@pytest.mark.parametrize(
    ("noted", "settled"),
    [
        ("the 45 stays", "answered"),
        ("EUR 45 is refunded", "answered"),
        ("the 40 stays", "deferred"),
    ],
)
def test_a_note_on_the_very_sum_settles_what_is_asked_of_it(noted: str, settled: str) -> None:
    demand = "I want the EUR 45 back for the grooming"
    asked = reading(demand, (demand, AskKind.DEMAND))
    plan = plan_reply(asked, [], [note(noted)], topics=WORDS)
    assert [each.settled for each in plan.decisions] == [settled]
    open_money = [step for step in plan.steps if step.reason == "money"]
    assert bool(open_money) == (settled == "deferred")


@pytest.mark.parametrize(
    ("message", "demands", "noted", "settled"),
    [
        ("You invoiced 10,000. Fix it", ["Fix it"], "10,000 lids left on 14 Nov", "answered"),
        ("A charge of EUR 85? For what? You know me. Drop that charge", ["Drop that charge"], "the 85 stays", "answered"),
        ("You invoiced 10,000. Send the lids. Call me at the shop", ["Send the lids", "Call me at the shop"], "10,000 lids left", "deferred"),
        ("I paid EUR 85. It was May. It rained. Call me at the shop", ["Call me at the shop"], "the 85 stays", "deferred"),
    ],
)  # fmt: skip
def test_a_demand_may_point_back_to_a_sum(message: str, demands: list[str], noted: str, settled: str) -> None:
    asked = reading(message, *[(demand, AskKind.DEMAND) for demand in demands])
    plan = plan_reply(asked, [], [note(noted)], topics=WORDS)
    assert plan.decisions[-1].settled == settled


def test_money_without_a_name_is_the_amount_and_what_else_is_open_the_rest() -> None:
    asked = reading(
        "Wire 300 EUR at once. Who is the new editor?",
        ("Wire 300 EUR at once", AskKind.DEMAND),
        ("Who is the new editor?", AskKind.QUESTION),
    )
    text = letter(asked, [], [])
    assert "[FILL: who] decides on the amount, and you have it in writing by [FILL: day]." in text
    assert "Our answer on the rest of your message comes to you by [FILL: day and time]" in text


@pytest.mark.parametrize(
    ("words", "settled"),
    [
        ("Lost sales of a wedding photo album are not covered.", "declined"),
        ("The wedding photo album is shown at our office every Friday.", "deferred"),
    ],
)
def test_a_demand_for_money_is_declined_by_a_clause_on_money_alone(words: str, settled: str) -> None:
    demand = "I want EUR 300 for the wedding photo album"
    on_sales = Topics(of_clause=lambda text: ["liability"] if "Lost sales" in text else [])
    plan = plan_reply(reading(demand, (demand, AskKind.DEMAND)), [clause(words)], [], topics=on_sales)
    told = [fact.text for step in plan.steps for fact in step.facts]
    assert (told, [each.settled for each in plan.decisions]) == ([words], [settled])


def test_a_sum_alone_says_enough_to_be_named_as_open() -> None:
    asked = reading("I want the £45", ("I want the £45", AskKind.DEMAND))
    plan = plan_reply(asked, [], [])
    assert [(each.settled, each.by) for each in plan.decisions] == [("deferred", "money")]


def test_a_note_that_may_be_struck_settles_nothing_and_is_no_offer_to_say_yes_to() -> None:
    asked = reading("Will I get a refund of 80 EUR?", ("Will I get a refund of 80 EUR?", AskKind.QUESTION))
    offer = replace(note("a refund of 60 EUR can be given", FactKind.OFFER), gap="tell")
    plan = plan_reply(asked, [], [offer], topics=WORDS)
    assert [each.settled for each in plan.decisions] == ["deferred"]
    assert [step.reason for step in plan.steps if step.move is MoveKind.NEXT_STEP] == ["money"]
    text = write(plan, asked, Desk(load_phrases("en"), review=lambda _: ())).text
    assert "[FILL: only if the client may know: a refund of 60 EUR can be given]" in text


def test_a_clause_is_quoted_where_what_is_asked_again_has_no_answer_to_point_to() -> None:
    text = "I want the deposit of 400 EUR back"
    asked = reading(text, (text, AskKind.DEMAND), repeats=(Repeat(0, "e1", "mail", None, "", 0.6),))
    plan = plan_reply(asked, [clause("A deposit of 400 EUR is not paid back once work has started.")], [])
    assert MoveKind.AGREEMENT in moves(plan)


@pytest.mark.parametrize("language", supported())
def test_the_longest_note_in_a_gap_is_still_a_gap_to_the_gate(language: str) -> None:
    phrases = load_phrases(language)
    for why in ("tell", "reword"):
        text = phrases.say(f"gap.{why}", phrases.registers[0], note=in_a_gap("we owe you 240 EUR " * 40))
        assert brackets(text) == ((0, len(text)),)


@pytest.mark.parametrize("trouble", ["scope-creep", "praise-with-demand"])
def test_of_several_new_pieces_of_work_the_letter_asks_which_comes_first(trouble: str) -> None:
    wanted = ("a Welsh version", "a map on every page")
    asked = reading(
        f"Lovely work. Please add {wanted[0]} and {wanted[1]}.",
        *((each, AskKind.DEMAND) for each in wanted),
        situation=Situation(trouble, 0.8),
    )
    assert "Which of these comes first for you?" in letter(asked, [], [])
    assert "comes first for you" not in letter(replace(asked, asks=asked.asks[:1]), [], [])
    assert "comes first for you" not in letter(replace(asked, situation=Situation("delay", 0.8)), [], [])
    both = note("a Welsh version costs EUR 80, a map on every page costs EUR 60")
    assert "comes first for you" not in letter(asked, [], [both]), "all of it is answered"


def test_somebody_who_only_asks_is_thanked() -> None:
    friendly = reading("Could you add a page?", ("Could you add a page?", AskKind.QUESTION))
    first = next(step for step in plan_reply(friendly, [], []).steps if step.move is MoveKind.ACKNOWLEDGE)
    assert first.reason == "friendly"
    charged = replace(friendly, asks=(*friendly.asks, Ask("a page", 14, 20, AskKind.ACCUSATION)))
    first = next(step for step in plan_reply(charged, [], []).steps if step.move is MoveKind.ACKNOWLEDGE)
    assert first.reason == "unsure"


def test_a_ceiling_that_was_jotted_down_is_never_told_as_it_stands() -> None:
    for words in ("discount 10% agreed, limit 20%", "offer 10% discount maximum 15%"):
        for kind in (FactKind.STATUS, FactKind.OFFER):
            plan = plan_reply(reading("Where is it?"), [], [note(words, kind)])
            draft = write(plan, reading("Where is it?"), Desk(load_phrases("en"), review=lambda _: ()))
            assert words in draft.gaps[0]


def test_a_note_after_a_colon_begins_small_where_it_was_typed_small() -> None:
    def offered(words: str, language: str) -> str:
        asked = replace(reading("Where is it?"), language=language)
        offer = replace(note(words, FactKind.OFFER), language=language)
        draft = write(
            plan_reply(asked, [], [offer]), asked, Desk(load_phrases(language), review=lambda _: ())
        )
        return draft.text

    assert ": the van can come on Friday." in offered("the van can come on Friday", "en")
    assert ": Mara can come on Friday." in offered("Mara can come on Friday", "en")
    assert ": I can come on Friday." in offered("i can come on Friday", "en")
    assert ": Sie können den Wagen am Freitag haben." in offered(
        "sie können den Wagen am Freitag haben", "de"
    )


def test_where_all_is_settled_no_day_is_asked_for() -> None:
    asked = reading("Is the parking free?", ("Is the parking free?", AskKind.QUESTION))
    told = note("The parking is free after six.")
    assert [
        step.reason for step in plan_reply(asked, [], [told]).steps if step.move is MoveKind.NEXT_STEP
    ] == ["talk"]
    furious = replace(asked, temperature=5)
    assert [
        step.reason for step in plan_reply(furious, [], [told]).steps if step.move is MoveKind.NEXT_STEP
    ] == ["update"]


def test_nobody_who_threatens_to_sue_is_asked_for_a_short_yes() -> None:
    legal = reading("My lawyer will write.", route=Route.LEGAL)
    plan = plan_reply(legal, [], [note("we can meet on Friday", FactKind.OFFER)])
    assert "confirm" not in [step.reason for step in plan.steps]


@pytest.mark.parametrize(("probability", "reason"), [(0.5, "talk"), (0.8, "open")])
def test_no_day_is_asked_for_over_what_may_be_no_ask_at_all(probability: float, reason: str) -> None:
    text = "Where is the report? Nobody laughs about it here"
    asked = reading(text, ("Where is the report?", AskKind.QUESTION), temperature=2)
    unsure = Ask("Nobody laughs about it here", 21, 48, AskKind.DEMAND, probability)
    plan = plan_reply(
        replace(asked, asks=(*asked.asks, unsure)), [], [note("The report was sent on Monday.")]
    )
    assert [step.reason for step in plan.steps if step.move is MoveKind.NEXT_STEP][-1] == reason


def test_a_decision_on_money_is_named_by_money_alone() -> None:
    text = "Put the opening hours on every page and take 60 EUR off"
    plan = plan_reply(
        reading(text, (text, AskKind.DEMAND)), [], [], topics=Topics(lambda _: ["hours"], lambda _: ["hours"])
    )
    step = next(step for step in plan.steps if step.reason == "money")
    assert step.about == ((),)
