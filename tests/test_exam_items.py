"""The exam's own references: what counts as good passes every check, what looks right and is not is refused."""

import pytest

from assistant.drafting.meaning import covered_language
from assistant.exam.jobs import Item, exam_languages, load_criteria, load_items
from assistant.exam.judging import GOOD, KEPT, Replay, judge, review

ITEMS = [item for language in exam_languages() for item in load_items(language) if item.job != "asks"]
FEWEST = {
    "acknowledge": 6,
    "restyle": 6,
    "join": 6,
    "rewrite": 5,
    "smooth": 4,
    "letter": 2,
    "translate": 6,
    "tell": 8,
    "asks": 4,
}


def outcome(item: Item, text: str) -> str:
    near = next(each.near for each in load_criteria(item.language) if each.job == item.job)
    return judge(item, Replay([text]), near=near).outcome


@pytest.mark.parametrize("language", exam_languages())
def test_every_reference_answer_is_good(language: str) -> None:
    refused = [
        (item.job, answer)
        for item in ITEMS
        for answer in item.answers
        if item.language == language and outcome(item, answer) != GOOD
    ]
    assert refused == []


@pytest.mark.parametrize("language", exam_languages())
def test_every_answer_that_only_looks_right_is_refused(language: str) -> None:
    passed = [
        (item.job, answer)
        for item in ITEMS
        for answer in item.wrong
        if item.language == language and outcome(item, answer) != KEPT
    ]
    assert passed == []


@pytest.mark.parametrize("language", exam_languages())
def test_every_language_has_all_jobs_and_can_be_judged(language: str) -> None:
    counts = {job: sum(item.job == job for item in load_items(language)) for job in FEWEST}
    assert counts == FEWEST
    assert covered_language(language)
    assert [item.job for item in load_items(language) if item.job == "rewrite" and not review_of(item)] == []


def review_of(item: Item) -> tuple[object, ...]:
    return review(str(item.given["sentence"]), item)


def test_the_languages_of_the_exam_are_the_fully_supported_ones() -> None:
    assert set(exam_languages()) == {"en", "es", "ru", "af", "zh-Hans", "zh-Hant"}


def test_the_client_s_message_is_given_to_the_jobs_that_only_read_it() -> None:
    given = {item.job for item in [*ITEMS, *load_items("en")] if "message" in item.given}
    assert given == {"acknowledge", "asks"}
