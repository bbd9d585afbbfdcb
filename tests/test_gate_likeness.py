"""Sentences judged by their meaning: what is warned of, where, and what is left alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.domain import Evidence, Finding, Severity
from assistant.gate import check, doubts, reads_vectors_of
from assistant.gate.lexicon import lexicon
from assistant.gate.likeness import likeness, own_words
from assistant.models.embeddings import E5Embeddings
from assistant.reading.features import Matrix

ENGINE = E5Embeddings()
LETTER = (
    "Hello Ms Marsh,\n\nNine days of kettle baths with two small children is hard going. "
    "The ball was in our court and it stayed there. Marek is booked for Friday at 13:00."
)
ROUNDABOUT = "The ball was in our court and it stayed there."


def embed(texts: Sequence[str]) -> Matrix:
    return ENGINE.embed_array(texts, side="query")


def warned(text: str, language: str) -> list[tuple[str, str]]:
    found = check(text, Evidence(language=language), embed=embed)
    return [(each.rule, each.text) for each in found if each.severity is not Severity.INFO]


def test_a_roundabout_admission_is_warned_of_as_a_whole_sentence() -> None:
    start = LETTER.index(ROUNDABOUT)
    assert check(LETTER, Evidence(language="en"), embed=embed) == (
        Finding(
            "admission",
            Severity.WARN,
            start,
            start + len(ROUNDABOUT),
            ROUNDABOUT,
            "by its meaning, not by a listed word: an admission of fault; it can be held against you",
            "say what happened and what was done as facts: 'The file went out at 14:10; the corrected one was up at 15:00.'",
        ),
    )


def test_sentences_that_people_wrote_beforehand_are_not_judged_by_their_meaning() -> None:
    assert list(likeness(LETTER, Evidence(language="en", given=(ROUNDABOUT,)), embed)) == []


def test_without_vectors_nothing_is_said_of_it() -> None:
    assert check(LETTER, Evidence(language="en")) == ()


def test_the_weights_belong_to_the_embeddings_that_come_along_and_to_no_others() -> None:
    assert [reads_vectors_of(name) for name in (ENGINE.name, "http://localhost:8080#e5")] == [True, False]


def test_what_a_rule_over_words_found_is_not_said_twice() -> None:
    text = "We are deeply sorry that your mother's piano ended up on the pavement."
    assert [rule for rule, _ in warned(text, "en")] == ["apology"]


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("ru", "Сгораю со стыда за то, что привезли вам во вторник.", "apology"),
        ("es", "La pelota estaba en nuestro tejado y ahí se quedó.", "admission"),
        ("de", "So haben Sie es bestellt, so haben Sie es bekommen.", "blame"),
        ("fr", "Les majuscules ne feront pas venir le plombier plus vite.", "admonishment"),
        ("zh-Hant", "沒有您天天提醒,我們真不知道怎麼活。", "sarcasm"),
    ],
)
def test_each_kind_is_told_in_several_languages(language: str, text: str, rule: str) -> None:
    assert warned(text, language) == [(rule, text)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You write that the ball was in our court and stayed there."),
        ("en", "Your letter says: “The ball was in our court and it stayed there.” Here is the log."),
        ("en", "> The ball was in our court and it stayed there."),
        ("en", "[CHECK: the ball was in our court and it stayed there]"),
        ("en", "Waiting without a date makes it hard to plan the week."),
        ("ru", "К сожалению, в этом цвете деталь не выпускают."),
        ("nl", "Helaas wordt het onderdeel niet in die kleur gemaakt."),
        ("ja", "日付のないまま待つのは、予定が立てにくいものです。"),
    ],
)
def test_words_of_others_and_calm_ones_are_left_alone(language: str, text: str) -> None:
    assert warned(text, language) == []


def test_what_is_judged_of_a_sentence_are_its_own_words() -> None:
    text = "You write that we let you down over the curtains; the record of the visit is with [name]. Ok."
    end = text.index(" Ok.")
    assert own_words(text, Evidence(language="en")) == [("the record of the visit is with", 0, end)]


def test_only_what_is_nearly_certain_speaks_against_words_of_a_model() -> None:
    evidence = Evidence(language="en")
    found = {
        text: bool(doubts(text, evidence, embed)) for text in (ROUNDABOUT, "Marek is booked for Friday.")
    }
    assert found == {ROUNDABOUT: True, "Marek is booked for Friday.": False}


def test_a_text_without_sentences_needs_no_vectors() -> None:
    def never(texts: Sequence[str]) -> Matrix:
        raise AssertionError(texts)

    assert list(likeness("\n Ok. \n", Evidence(language="en"), never)) == []


def test_what_stands_around_brackets_in_a_quotation_is_judged_once() -> None:
    text = "Our log says “the letter (of May) came” and Marek is booked for Friday at one."
    said = "Our log says and Marek is booked for Friday at one"
    assert own_words(text, Evidence(language="en")) == [(said, 0, len(text))]


@pytest.mark.parametrize(("language", "hint"), [("sv", "en"), ("pt-BR", "pt"), ("und", "en"), ("el", "en")])
def test_the_hint_is_in_english_where_the_language_has_no_lexicon(language: str, hint: str) -> None:
    def sure(texts: Sequence[str]) -> Matrix:
        return embed([ROUNDABOUT] * len(texts))

    (found,) = doubts(
        "Bollen låg hos oss, och där blev den liggande till i dag.", Evidence(language=language), sure
    )
    assert found.hint == lexicon(hint).rules["admission"][0].hint
