"""Words of several parts are the same word with any spaces between them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

import pytest

from assistant.language.figures import find_figures, known_figures
from assistant.language.figures.words import languages, load_words

FRIDAY = date(2026, 11, 20)
SPACES = ["\u00a0", "  ", "\u202f", " \u00a0"]


def entries(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from entries(key)
            yield from entries(value)
    elif isinstance(node, list):
        for value in node:
            yield from entries(value)
    elif isinstance(node, str):
        yield node


def several_parts(language: str) -> list[str]:
    """The entries of knowledge/figures/<language>.yaml with a space in them."""
    return sorted({word.strip() for word in entries(load_words(language).lists) if " " in word.strip()})


def values(text: str, language: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find_figures(text, language=language, day=FRIDAY)]


def known_values(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in known_figures(text, day=FRIDAY)]


def frames(language: str) -> list[str]:
    """Places for a word: alone, and beside a number, a time and a day."""
    words = load_words(language)
    at, day = (words.words("at") or [""])[0], next(iter(words.table("weekdays")))
    number = next(iter(words.flat("numbers")), "5")
    return ["{}", "{}.", "5 {}", "3:00 {}", f"{at} 3 {{}}", f"{number} {{}}", f"{{}} {day}", f"{day} {{}}"]


@pytest.mark.parametrize("language", languages())
def test_any_spaces_give_the_value_of_one(language: str) -> None:
    for word, frame, space in itertools.product(several_parts(language), frames(language), SPACES):
        plain, written = frame.format(word), frame.format(word.replace(" ", space))
        assert values(written, language) == values(plain, language), written
        assert known_values(written) == known_values(plain), written


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("5 working\u00a0 days", "en", "P5B"),
        ("5 jours\u00a0ouvrés", "fr", "P5B"),
        ("5 рабочих  дней", "ru", "P5B"),
        ("pasado  mañana", "es", "2026-11-22"),
        ("a las 3 de la\u00a0tarde", "es", "15:00"),
        ("gece  yarısı", "tr", "00:00"),
    ],
)
def test_the_value_is_the_one_of_the_word(text: str, language: str, value: str) -> None:
    assert [one for _, one in values(text, language)] == [value]
