"""How sentences stand on the page, and how one fact is said."""

from datetime import date

import pytest

from assistant.domain import Channel, Fact, FactKind, Match, MoveKind, Origin, Sentence, SourceKind
from assistant.drafting.facts import as_sentence, facts_from, quote_of, rejoined
from assistant.drafting.layout import lay_out


def fact(text: str) -> Fact:
    return Fact(text, FactKind.STATUS, "en", SourceKind.NOTE, "note 1")


def said(move: MoveKind, text: str, *, of: bool = True) -> Sentence:
    return Sentence(move, text, Origin.VERBATIM, fact=fact(text) if of else None)


LETTER = [
    said(MoveKind.GREETING, "Hello,", of=False),
    said(MoveKind.ACKNOWLEDGE, "You want this settled.", of=False),
    said(MoveKind.RECORD, "What is on record:", of=False),
    said(MoveKind.RECORD, "One."),
    said(MoveKind.RECORD, "Two."),
    said(MoveKind.RECORD, "Three."),
    said(MoveKind.OFFER, "What we can do:", of=False),
    said(MoveKind.OFFER, "Four."),
    said(MoveKind.SIGN_OFF, "Kind regards,", of=False),
    said(MoveKind.SIGN_OFF, "Ana", of=False),
]


def test_a_mail_has_paragraphs_and_lists_three_facts_or_more() -> None:
    assert lay_out(LETTER, Channel.EMAIL, list_mark="- ") == (
        "Hello,\n\nYou want this settled.\n\nWhat is on record:\n- One.\n- Two.\n- Three.\n\n"
        "What we can do: Four.\n\nKind regards,\nAna"
    )


def test_a_chat_has_lines() -> None:
    assert lay_out(LETTER[1:5], Channel.CHAT, list_mark="- ") == (
        "You want this settled.\nWhat is on record:\nOne.\nTwo."
    )


def test_chinese_sentences_are_joined_without_a_space() -> None:
    sentences = [said(MoveKind.RECORD, "一。"), said(MoveKind.RECORD, "二。")]
    assert lay_out(sentences, Channel.EMAIL, list_mark="· ") == "一。二。"


def test_nothing_gives_nothing() -> None:
    assert lay_out([], Channel.EMAIL, list_mark="- ") == ""


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("the files came on 2 November", "The files came on 2 November."),
        ("第 9 条已补发", "第 9 条已补发。"),
        ("нужны: цены и сроки;", "Нужны: цены и сроки."),
        ("iPhone export is done", "iPhone export is done."),
        ("KS-26-097 is signed.", "KS-26-097 is signed."),
        ("no prores in the scan. can still do it for 45", "No prores in the scan. Can still do it for 45."),
        (
            "see https://a.example. iPhone export, e.g. one file",
            "See https://a.example. iPhone export, e.g. one file.",
        ),
        ("", ""),
    ],
)
def test_a_note_becomes_a_sentence_and_keeps_its_words(note: str, sentence: str) -> None:
    assert as_sentence(note) == sentence


def test_a_quote_brings_neither_its_full_stop_nor_its_own_marks() -> None:
    assert [quote_of("«Two rounds are included.»"), quote_of("两轮修改。")] == [
        "Two rounds are included.",
        "两轮修改",
    ]


def policy(**values: object) -> Match:
    fields: dict[str, object] = {"clause": "2.2", "title": "Terms 2026 · 2. Material", "language": "en"}
    return Match(
        "p1", SourceKind.POLICY, "terms.md", "Late material moves delivery.", 0.6, **(fields | values)
    )  # type: ignore[arg-type]


def exchange(**values: object) -> Match:
    fields: dict[str, object] = {
        "replied_on": date(2026, 8, 29),
        "reply": "Morning Ann,\n\nThe proof was approved on 20 August and went to print. Shall we talk?\n\nBest\nWill",
    }
    return Match("e1", SourceKind.EXCHANGE, "box.mbox", "Why?", 0.6, **(fields | values))  # type: ignore[arg-type]


def test_a_clause_is_a_term_named_by_document_and_number() -> None:
    (term,) = facts_from([policy()])
    assert (term.text, term.kind, term.source) == (
        "Late material moves delivery.",
        FactKind.TERM,
        "Terms 2026 2.2",
    )


def test_superseded_clauses_and_other_clients_give_no_facts() -> None:
    assert facts_from([policy(superseded_by="p2"), exchange(own_client=False)]) == []


def test_house_rules_stay_internal() -> None:
    assert [each.internal for each in facts_from([policy(internal=True)])] == [True]


def test_a_past_reply_gives_its_statements_but_no_greetings_and_questions() -> None:
    assert [each.text for each in facts_from([exchange()])] == [
        "The proof was approved on 20 August and went to print."
    ]


@pytest.mark.parametrize(
    "reply", ["The file is ready and you get it tomorrow by noon.", "We were told so on Friday, all of us."]
)
def test_a_sentence_that_counts_from_its_own_day_is_not_quoted_later(reply: str) -> None:
    assert facts_from([exchange(reply=reply)]) == []


def test_an_undated_reply_is_not_quoted() -> None:
    assert facts_from([exchange(replied_on=None)]) == []


@pytest.mark.parametrize("mark", ["apology", "admission", "promise"])
def test_a_reply_that_apologised_admitted_or_promised_is_not_quoted(mark: str) -> None:
    assert facts_from([exchange(marks=(mark,))]) == []


def test_the_parts_of_a_note_are_told_in_one_sentence_and_an_offer_among_them_makes_it_one() -> None:
    def part(text: str, kind: FactKind = FactKind.STATUS, source: str = "note 1") -> Fact:
        return Fact(text, kind, "en", SourceKind.NOTE, source)

    notes = [
        part("the photographs have not arrived"),
        part("asked for on 9 November"),
        part("we can start on Monday", FactKind.OFFER),
        part("two pages are done", source="note 2"),
    ]
    assert [each.text for each in rejoined(notes)] == [
        "the photographs have not arrived; asked for on 9 November; we can start on Monday",
        "two pages are done",
    ]
    assert [each.kind for each in rejoined(notes)] == [FactKind.OFFER, FactKind.STATUS]


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("周三25号上门,免费,约1小时", "周三25号上门，免费，约1小时。"),
        ("三幅共15,120元,10个工作日", "三幅共15,120元，10个工作日。"),
        ("9:30到", "9:30到。"),
    ],
)
def test_a_chinese_note_has_chinese_marks_and_its_figures_keep_theirs(note: str, sentence: str) -> None:
    assert as_sentence(note, "zh-Hans") == sentence
