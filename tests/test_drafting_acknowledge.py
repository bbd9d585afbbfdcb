"""The acknowledging sentence changes in one block of the client's own words, or not at all."""

import pytest

from assistant.domain import Completion, Constraints, Prompt
from assistant.drafting.acknowledge import acknowledge, is_minimal_edit

GIVEN = "With so little time left, you need to know at once what is possible."
MESSAGE = "The board meets tomorrow at nine and the slides still carry the old logo!"

EDITS = [
    ("With so little time left before the board meets, you need to know at once what is possible.", True),
    (
        "With so little time left before the audit, you need to know at once what is possible.",
        False,
    ),  # not theirs
    (
        "With so little time left before nine, we will fix it and you need to know at once.",
        False,
    ),  # two blocks
    ("With 9 hours left, you need to know at once what is possible.", False),  # a figure
    ("The board meets tomorrow at nine.", False),  # another sentence
    (
        "With so little time left and no slides, you need to know at once what is possible.",
        False,
    ),  # a new "no"
    (GIVEN, False),  # nothing changed: no edit to keep
    ("With so little time left before the board meets, you need to know at once what is possible!", False),
]


@pytest.mark.parametrize(("edited", "kept"), EDITS)
def test_only_one_block_of_the_clients_words_may_change(edited: str, kept: bool) -> None:
    assert is_minimal_edit(GIVEN, edited, MESSAGE, language="en") is kept


def test_chinese_is_compared_by_characters() -> None:
    given = "日子定不下来，后面的安排都没法排。"
    assert is_minimal_edit(
        given, "开业的日子定不下来，后面的安排都没法排。", "下周一开业，到底几号能好", language="zh-Hans"
    )
    assert not is_minimal_edit(
        given, "装修的日子定不下来，后面的安排都没法排。", "下周一开业，到底几号能好", language="zh-Hans"
    )


def test_an_answer_that_is_no_edit_leaves_the_given_sentence() -> None:
    asked: list[tuple[Prompt, Constraints]] = []

    def grants_everything(prompt: Prompt, constraints: Constraints) -> Completion:
        asked.append((prompt, constraints))
        return Completion("Of course, all pages are live tomorrow.", complete=True)

    text = acknowledge(
        GIVEN, MESSAGE, grants_everything, language="en", constraints=Constraints(banned=("sorry",))
    )
    assert text == GIVEN
    (prompt, constraints) = asked[0]
    assert prompt.request == f"Message: {MESSAGE}\nSentence: {GIVEN}"
    assert (constraints.figures, constraints.one_sentence, constraints.banned) == ((), True, ("sorry",))


def test_a_cut_answer_is_not_used() -> None:
    cut = Completion(EDITS[0][0], complete=False)
    assert acknowledge(GIVEN, MESSAGE, lambda _p, _c: cut, language="en", constraints=Constraints()) == GIVEN


def test_without_examples_in_the_language_the_model_is_not_asked() -> None:
    def never(_prompt: Prompt, _constraints: Constraints) -> Completion:
        raise AssertionError

    assert acknowledge("Kas.", "...", never, language="et", constraints=Constraints()) == "Kas."
