"""What a model is allowed follows from its exam; what it may not touch, it never sees."""

from assistant.domain import (
    Allowance,
    Completion,
    Constraints,
    Fact,
    FactKind,
    MoveKind,
    Origin,
    Prompt,
    Scope,
    Sentence,
    SourceKind,
)
from assistant.drafting.polishing import Checks, Polish, permitted, polish_letter, polish_move

FACTS = ["The curtain fabric arrived on 4 October.", "Sewing takes six working days."]
JOINED = "The curtain fabric arrived on 4 October, and sewing takes six working days."
ALWAYS = Checks(accept=lambda _text: True)


def said(text: str, origin: Origin = Origin.VERBATIM, move: MoveKind = MoveKind.RECORD) -> Sentence:
    fact = Fact(text, FactKind.STATUS, "en", SourceKind.NOTE, "note 1", source_id=text[:3])
    return Sentence(move, text, origin, fact=fact)


class Model:
    """Answers each job with its own text, and keeps the names of the jobs it was given."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.asked: list[str] = []

    def __call__(self, prompt: Prompt, constraints: Constraints) -> Completion:
        job = prompt.name.partition(".")[0]
        self.asked.append(job)
        return Completion(self.texts.get(job, ""), complete=job in self.texts)


def polish(model: Model, **jobs: Scope) -> Polish:
    allowance = Allowance({job: {"en": scope} for job, scope in jobs.items()}, examined=True)
    return Polish(allowance, model, Constraints(), "en")


def test_two_facts_are_joined_where_only_sentences_are_allowed() -> None:
    model = Model(join=JOINED)
    (one,) = polish_move([said(text) for text in FACTS], polish(model, join=Scope.SENTENCES), ALWAYS)
    assert (one.text, one.origin, one.fallback) == (JOINED, Origin.MODEL, " ".join(FACTS))
    assert one.fact is not None
    assert [one.fact.source_id, *(fact.source_id for fact in one.also)] == ["The", "Sew"]
    assert model.asked == ["join"]


def test_without_an_exam_nothing_is_asked_for() -> None:
    model = Model(join=JOINED, smooth=JOINED)
    block = [said(text) for text in FACTS]
    assert polish_move(block, polish(model), ALWAYS) == block
    assert model.asked == []


def test_a_paragraph_is_smoothed_where_paragraphs_are_allowed() -> None:
    model = Model(smooth=JOINED)
    allowed = polish(model, join=Scope.SENTENCES, smooth=Scope.PARAGRAPHS)
    assert [each.text for each in polish_move([said(text) for text in FACTS], allowed, ALWAYS)] == [JOINED]
    assert model.asked == ["smooth"]


def test_fixed_sentences_are_never_handed_over() -> None:
    model = Model(smooth=JOINED, restyle=JOINED)
    fixed = [
        said(FACTS[0], Origin.APPROVED),
        said(FACTS[1], Origin.TRANSLATED),
        said("Foo.", Origin.ORIGINAL),
        said("You hear from [FILL: who].", Origin.PHRASE),
    ]
    allowed = polish(model, restyle=Scope.SENTENCES, smooth=Scope.PARAGRAPHS)
    assert polish_move(fixed, allowed, ALWAYS) == fixed
    assert model.asked == []


def test_what_the_gate_refuses_stays_as_it_was() -> None:
    block = [said(text) for text in FACTS]
    refuses = Checks(accept=lambda _text: False)
    assert polish_move(block, polish(Model(join=JOINED), join=Scope.SENTENCES), refuses) == block


LETTER = [
    Sentence(MoveKind.GREETING, "Hello Ana,", Origin.PHRASE),
    Sentence(MoveKind.ACKNOWLEDGE, "You want a date you can plan with.", Origin.PHRASE),
    *(said(text) for text in FACTS),
    Sentence(MoveKind.SIGN_OFF, "Kind regards,\nMara", Origin.PHRASE),
]
BODY = f"You want a date you can plan with.\n\n{JOINED}"


def test_the_body_of_a_letter_is_written_anew_and_its_frame_stays() -> None:
    model = Model(letter=BODY)
    anew = polish_letter(LETTER, polish(model, letter=Scope.LETTER), ALWAYS)
    assert [each.text for each in anew] == ["Hello Ana,", BODY, "Kind regards,\nMara"]
    assert model.asked == ["letter"]


def test_a_letter_that_fails_is_polished_move_by_move() -> None:
    model = Model(letter=BODY.replace("six", "four"), smooth=JOINED)
    allowed = polish(model, letter=Scope.LETTER, smooth=Scope.PARAGRAPHS)
    anew = polish_letter(LETTER, allowed, ALWAYS)
    assert [each.text for each in anew] == [LETTER[0].text, LETTER[1].text, JOINED, LETTER[-1].text]
    assert model.asked == ["letter", "smooth"]


def test_moves_wait_for_the_letter_where_whole_letters_are_allowed() -> None:
    model = Model(smooth=JOINED)
    block = [said(text) for text in FACTS]
    assert polish_move(block, polish(model, smooth=Scope.PARAGRAPHS, letter=Scope.LETTER), ALWAYS) == block


def test_the_door_to_the_model_opens_only_for_allowed_jobs() -> None:
    model = Model(join=JOINED, acknowledge="Given.", translate="Dicho.")
    ask = permitted(model, Allowance({"join": {"en": Scope.SENTENCES}, "acknowledge": {"es": Scope.NOTHING}}))
    prompts = [
        Prompt(name, "", "") for name in ("join.en", "translate.zh-Hans", "acknowledge.es", "acknowledge.ru")
    ]
    assert [ask(prompt, Constraints()).text for prompt in prompts] == [JOINED, "", "", "Given."]
    assert model.asked == ["join", "acknowledge"]
