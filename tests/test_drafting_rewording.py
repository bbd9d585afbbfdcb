"""Sentences said anew are used only when they say the same and the caller accepts them."""

from assistant.domain import Completion, Constraints, Prompt
from assistant.drafting.rewording import join, restyle, smooth, smooth_letter

FACTS = ["The curtain fabric arrived on 4 October.", "Sewing takes six working days."]
JOINED = "The curtain fabric arrived on 4 October, and sewing takes six working days."
LIMITS = Constraints(banned=("sorry",), language="en")


class Model:
    """Writes one text and keeps what it was asked."""

    def __init__(self, text: str, *, complete: bool = True) -> None:
        self.completion = Completion(text, complete)
        self.asked: list[tuple[Prompt, Constraints]] = []

    def __call__(self, prompt: Prompt, constraints: Constraints) -> Completion:
        self.asked.append((prompt, constraints))
        return self.completion


def test_two_facts_become_one_sentence_under_the_letters_constraints() -> None:
    model = Model(JOINED)
    assert join(FACTS, model, language="en", constraints=LIMITS) == JOINED
    (prompt, constraints) = model.asked[0]
    assert prompt.request == "Statements:\n- " + "\n- ".join(FACTS)
    assert (constraints.banned, constraints.figures) == (("sorry",), ("4 October", "six working days"))


def test_a_lost_fact_a_cut_answer_and_the_same_words_leave_the_sentences() -> None:
    for model in (
        Model("The curtain fabric arrived on 4 October."),
        Model(JOINED, complete=False),
        Model(" ".join(FACTS)),
    ):
        assert join(FACTS, model, language="en", constraints=LIMITS) is None


def test_a_note_becomes_one_sentence_in_the_form_of_address() -> None:
    model = Model("Le enviamos la prueba el 12 de mayo y aún no ha sido aprobada.")
    text = restyle(
        "prueba enviada el 12 de mayo, aún no aprobada",
        model,
        language="es",
        constraints=LIMITS,
        address="usted",
    )
    assert text == model.completion.text
    assert model.asked[0][0].request.startswith("Address: usted\n")
    assert model.asked[0][1].one_sentence


def test_a_paragraph_stays_one_and_a_letter_keeps_its_paragraphs() -> None:
    assert (
        smooth(FACTS, Model(JOINED.replace(", and", ".\n\nAnd")), language="en", constraints=LIMITS) is None
    )
    letter = f"You want a date you can plan with.\n\n{JOINED}"
    paragraphs = [["You want a date you can plan with."], FACTS]
    assert smooth_letter(paragraphs, Model(letter), language="en", constraints=LIMITS) == letter


def test_what_the_caller_does_not_accept_is_mended_or_left() -> None:
    refused = {"language": "en", "constraints": LIMITS, "accept": lambda text: "sewing" not in text}
    assert join(FACTS, Model(JOINED), **refused) is None  # type: ignore[arg-type]
    mended = JOINED.replace("sewing", "Sewing")
    assert join(FACTS, Model(JOINED), repair=lambda _: mended, **refused) == mended  # type: ignore[arg-type]
    invented = mended.replace("six", "four")
    assert join(FACTS, Model(JOINED), repair=lambda _: invented, **refused) is None  # type: ignore[arg-type]


def test_without_examples_in_the_language_the_model_is_not_asked() -> None:
    model = Model(JOINED)
    assert join(FACTS, model, language="de", constraints=LIMITS) is None
    assert model.asked == []
