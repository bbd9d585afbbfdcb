"""A stopped sentence is written again alone, at most twice, and never trades one fault for another."""

from collections.abc import Sequence

from assistant.domain import Completion, Constraints, Evidence, Finding, Prompt, Severity
from assistant.drafting.rewriting import mend, rewrite
from assistant.gate import check

STOPPED = "We are so sorry, but the pallet only leaves Leipzig on Thursday."
CLEAN = "The pallet only leaves Leipzig on Thursday."
KNOWN = Evidence(language="en", known=(("note 1", CLEAN),), grounded=True)


def review(text: str) -> list[Finding]:
    return [each for each in check(text, KNOWN) if each.severity is Severity.BLOCK]


class Model:
    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.asked: list[tuple[Prompt, Constraints]] = []

    def __call__(self, prompt: Prompt, constraints: Constraints) -> Completion:
        self.asked.append((prompt, constraints))
        return Completion(self.texts[len(self.asked) - 1], complete=True)


def rewritten(sentence: str, model: Model, findings: Sequence[Finding] | None = None) -> str | None:
    stopped = review(sentence) if findings is None else findings
    return rewrite(sentence, stopped, model, language="en", constraints=Constraints(), review=review)


def test_the_rule_and_the_words_are_named_and_put_out_of_reach() -> None:
    model = Model(CLEAN)
    assert rewritten(STOPPED, model) == CLEAN
    (prompt, constraints) = model.asked[0]
    words = review(STOPPED)[0].text
    assert prompt.request == f"Problem: it apologises ({words})\nSentence: {STOPPED}"
    assert words in constraints.banned
    assert constraints.figures == ("Thursday",)


def test_the_second_try_is_the_last() -> None:
    model = Model(STOPPED, "We apologise, the pallet only leaves Leipzig on Thursday.", CLEAN)
    assert rewritten(STOPPED, model) is None
    assert len(model.asked) == 2


def test_a_second_try_may_succeed() -> None:
    assert rewritten(STOPPED, Model(STOPPED, CLEAN)) == CLEAN


def test_nothing_is_added_or_turned_round() -> None:
    for text in (
        "The pallet leaves Leipzig on Thursday.",  # the "only" is gone
        "The pallet only leaves Leipzig on Friday.",
        "We are sosorry, but the pallet only leaves Leipzig on Thursday.",  # a word that is none
        "We refund you, and the pallet only leaves Leipzig on Thursday.",
    ):
        assert rewritten(STOPPED, Model(text, text)) is None


def test_a_promise_goes_with_its_clause() -> None:
    promise = "The technician comes on Wednesday, and we promise that it will never break down again."
    stopped = [Finding("promise", Severity.BLOCK, 38, 48, "we promise", "nobody confirmed it")]
    half = "The technician comes on Wednesday, and it will never break down again."
    whole = "The technician comes on Wednesday."

    def accepts(_text: str) -> list[Finding]:
        return []

    def anew(text: str) -> str | None:
        model = Model(text, text)
        return rewrite(promise, stopped, model, language="en", constraints=Constraints(), review=accepts)

    assert (anew(half), anew(whole)) == (None, whole)


def test_a_sentence_that_is_nothing_but_its_fault_is_not_asked_for() -> None:
    model = Model()
    assert (
        rewritten(
            "We are so sorry.", model, [Finding("apology", Severity.BLOCK, 0, 15, "We are so sorry", "")]
        )
        is None
    )
    assert model.asked == []


def test_in_a_paragraph_only_the_stopped_sentence_is_touched() -> None:
    text = f"{CLEAN} {STOPPED}"
    model = Model(CLEAN)
    assert mend(text, model, language="en", constraints=Constraints(), review=review) == f"{CLEAN} {CLEAN}"
    assert len(model.asked) == 1
    assert mend(CLEAN, Model(), language="en", constraints=Constraints(), review=review) is None
