"""What the day and the document make of a kept passage."""

from datetime import date

import pytest

from assistant.domain import Passage
from assistant.drafting.facts import facts_from
from assistant.knowledge.catalogue import Entry
from assistant.knowledge.matches import as_match

DAY = date(2026, 11, 20)


def found(text: str, **fields: str) -> list[str]:
    passage = Passage("p", text, "terms.md", "Terms 2026", **fields)
    return [
        fact.text for fact in facts_from([as_match(Entry(1, "p", passage), 0.9, own=frozenset(), day=DAY)])
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Действуют с 1 марта 2026 года. Русский текст соответствует Diensvoorwaardes 2026.", "ru"),
        ("Effective 1 March 2026. Applies in all three languages; prices exclude VAT.", "en"),
    ],
)
def test_what_a_document_says_of_itself_is_no_term(text: str, language: str) -> None:
    assert found(text, language=language) == []


@pytest.mark.parametrize(
    "text",
    [
        "From 1 March 2026 refunds are paid within 14 days.",
        "Photographs and texts come from the client five working days before the date.",
    ],
)
def test_a_term_is_one_with_a_date_in_it_as_well(text: str) -> None:
    assert found(text, language="en") == [text]


def test_a_numbered_clause_is_always_a_term() -> None:
    text = "These rules hold from 1 March 2026 and replace all earlier ones."
    assert found(text, language="en", clause="9.1") == [text]
