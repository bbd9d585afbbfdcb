"""A stronger model comes out with a freer letter, under every guarantee; a weak one with the assembled letter."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import (
    Allowance,
    Channel,
    Completion,
    Constraints,
    Message,
    Origin,
    Prompt,
    Reply,
    Scope,
    Severity,
)
from assistant.journal import Journal
from assistant.knowledge import KnowledgeBase
from assistant.models.writer import Writer
from assistant.pipeline import Assistant
from assistant.settings import Settings

PARAGRAPHS = Allowance(
    {"acknowledge": {"en": Scope.NOTHING}, "smooth": {"en": Scope.PARAGRAPHS}}, examined=True
)
LETTER = Allowance({"acknowledge": {"en": Scope.NOTHING}, "letter": {"en": Scope.LETTER}}, examined=True)
MESSAGE = Message(
    text="You had two months!! I want the pages online. What are you still waiting for?\n\nKaren",
    channel=Channel.EMAIL,
    day=date(2026, 11, 19),
    notes=(
        "the photograph of the team has not arrived",
        "the text was approved on 9 November",
        "two pages can be published on Friday 20 November",
    ),
)


class FlatEmbeddings:
    """All texts are alike: what is retrieved does not matter here."""

    name = "flat-1"
    dimension = 2

    def embed_array(self, texts: Sequence[str], *, side: str = "query") -> np.ndarray:
        return np.full((len(texts), 2), 0.5**0.5, dtype=np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[0.5**0.5, 0.5**0.5] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return [0.5**0.5, 0.5**0.5]


@dataclass
class StrongModel:
    """Joins the first two sentences of whatever it is given; `adds` stands for what it should not have written."""

    adds: str = ""
    name: str = "strong"
    asked: list[Prompt] = field(default_factory=list)

    def complete(
        self, prompt: Prompt, constraints: Constraints, *, on_text: Callable[[str], None] | None = None
    ) -> Completion:
        self.asked.append(prompt)
        text = prompt.request.partition(":")[2].strip()
        text = text.replace("has not arrived. The text", "has not arrived, but the text")
        text = text.replace("What we can do: Two", "What we can do: two")
        return Completion(f"{text} {self.adds}".strip(), complete=True)

    def close(self) -> None:
        """Nothing to give back."""


ALL = Settings(signature="Mara", polish="all")


@pytest.fixture
def draft(tmp_path: Path) -> Iterator[Callable[..., Reply]]:
    with KnowledgeBase(tmp_path / "store", FlatEmbeddings()) as knowledge:

        def drafted(
            model: Writer | None,
            allowance: Allowance,
            on_text: Callable[[str], None] | None = None,
            *,
            settings: Settings = ALL,
        ) -> Reply:
            opened: Future[Writer] = Future()
            if model:
                opened.set_result(model)
            return Assistant(
                knowledge=knowledge,
                embed=None,  # type: ignore[arg-type]
                relate=lambda asks, facts: [[0.0] * len(facts) for _ in asks],
                settings=settings,
                journal=Journal(tmp_path),
                writer=opened if model else None,
                allowed=lambda: allowance,
            ).reply(MESSAGE, on_text=on_text)

        yield drafted


def blocked(reply: Reply) -> list[str]:
    return [each.rule for each in reply.findings if each.severity is Severity.BLOCK]


def test_without_an_exam_the_letter_is_the_assembled_one(draft: Callable[..., Reply]) -> None:
    model = StrongModel()
    refusing = Allowance({"acknowledge": {"en": Scope.NOTHING}}, examined=True)
    assert draft(model, refusing).draft.text == draft(None, Allowance()).draft.text
    assert model.asked == []


def test_paragraphs_flow_where_paragraphs_are_allowed(draft: Callable[..., Reply]) -> None:
    plain, free = draft(None, Allowance()), draft(StrongModel(), PARAGRAPHS)
    assert "has not arrived. The text was approved" in plain.draft.text
    assert (
        "The photograph of the team has not arrived, but the text was approved on 9 November."
        in free.draft.text
    )
    sentence = next(each for each in free.draft.sentences if each.origin is Origin.MODEL)
    assert [fact.source for fact in (sentence.fact, *sentence.also) if fact] == ["note 1", "note 2"]
    assert blocked(free) == []


def test_by_default_only_a_model_that_earned_whole_letters_is_asked_to_reword(
    draft: Callable[..., Reply],
) -> None:
    usual = Settings(signature="Mara")
    paragraphs, letters = StrongModel(), StrongModel()
    assert draft(paragraphs, PARAGRAPHS, settings=usual).draft.text == draft(None, Allowance()).draft.text
    assert paragraphs.asked == []
    draft(letters, LETTER, settings=usual)
    assert [prompt.name for prompt in letters.asked] == ["letter.en"]


def test_a_whole_letter_is_shown_at_once_and_never_sees_the_message(draft: Callable[..., Reply]) -> None:
    model, shown = StrongModel(), list[str]()
    free = draft(model, LETTER, shown.append)
    assert shown == [free.draft.text]
    assert free.draft.text.startswith("Hello Karen,\n\n") and free.draft.text.endswith("Kind regards,\nMara")
    assert "What we can do: two pages can be published on Friday 20 November." in free.draft.text
    assert [prompt.name for prompt in model.asked] == ["letter.en"]
    assert all("two months" not in prompt.request for prompt in model.asked)
    assert blocked(free) == []


@pytest.mark.parametrize(
    "adds",
    [
        "We are so sorry about this.",
        "The deposit is refunded by Friday.",
        "All pages are online on 21 November.",
        "We guarantee that it never happens again.",
        "Disculpe la demora.",
    ],
)
@pytest.mark.parametrize("allowance", [PARAGRAPHS, LETTER])
def test_what_a_strong_model_adds_never_reaches_the_letter(
    draft: Callable[..., Reply], allowance: Allowance, adds: str
) -> None:
    free = draft(StrongModel(adds), allowance)
    assert free.draft.text == draft(None, Allowance()).draft.text
    assert blocked(free) == []
