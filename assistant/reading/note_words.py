"""The word lists that notes and clauses are told apart by, and what they show as numbers.

They lie in knowledge/reading (notes.yaml, kept.yaml for the orders to keep quiet) and knowledge/languages (waived.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from assistant.domain import Figure, SourceKind
from assistant.language.detect import detect_language
from assistant.language.figures import find_figures
from assistant.language.lists import as_pattern, comparable
from assistant.language.shipped_data import as_texts, data_of, naming
from assistant.language.tags import UNKNOWN, base
from assistant.reading.features import Matrix
from assistant.reading.scraps import only_scraps

_NOTES = ("knowledge", "reading", "notes.yaml")
_KEPT = ("knowledge", "reading", "kept.yaml")
_WAIVED = ("knowledge", "languages", "waived.yaml")
_LISTS = ("offer", "term", "status", "internal")
_NOTE_LISTS = (
    "kept", "ask", "context", "house", "capable", "ours", "theirs", "nay", "choice", "bargain", "limit",
)  # fmt: skip
_OF_NOTES = (
    *_LISTS, *_NOTE_LISTS[1:], "today", "told", "truth", "approval", "approver", "pending", "not_capable",
)  # fmt: skip
_REST = 50  # letters besides the date that a note of today's date may have
_CLAUSE = re.compile(
    r"^\s*(?:§|п\.|art|第|\d+(?:\.\d+)+|clause|klousule|cl[aá]usula|article|ziff)", re.IGNORECASE
)


@cache
def lists() -> dict[str, dict[str, list[str]]]:
    with naming(*_KEPT):
        kept = _by_language(data_of(*_KEPT))
    with naming(*_WAIVED):
        waived = _by_language(data_of(*_WAIVED)["waived"])
    with naming(*_NOTES):
        return {"kept": kept, "waived": waived, **{name: _by_language(_notes()[name]) for name in _OF_NOTES}}


def _by_language(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words of one list; there must be English ones, which serve every language."""
    return {language: as_texts(words[language]) for language in dict.fromkeys(["en", *words])}


@cache
def leaning_words() -> list[str]:
    """Words by which a statement leans on the one before it, of all languages."""
    with naming(*_NOTES):
        return as_texts(_notes()["leaning"])


@cache
def _notes() -> dict[str, Any]:
    return data_of(*_NOTES)


@cache
def word_pattern(name: str, language: str) -> re.Pattern[str]:
    """The words of one list in a language and in English, which notes are often written in."""
    by_language = lists()[name]
    words = [*by_language.get(base(language), []), *by_language["en"]]
    return re.compile("|".join(as_pattern(word) for word in dict.fromkeys(words)), re.IGNORECASE)


def has_word(name: str, text: str, language: str) -> bool:
    """Whether a text has a word of the list."""
    return word_pattern(name, language).search(comparable(text, language)) is not None


def orders_silence(note: str) -> bool:
    """Whether a note has an order to keep quiet in any language, whatever it is taken for: "count is 120, dont say".

    Only orders of several words: a single one ("intern:") means something else in the next language.
    """
    return _orders().search(comparable(note, "en")) is not None


@cache
def _orders() -> re.Pattern[str]:
    orders = [word for words in lists()["kept"].values() for word in words if len(word.split()) > 1]
    return re.compile("|".join(as_pattern(word) for word in dict.fromkeys(orders)), re.IGNORECASE)


def note_language(text: str) -> str:
    tag = detect_language(text)
    return "en" if tag == UNKNOWN else tag


def day_named_today(note: str) -> date | None:
    """The day a note gives as today's; None where it speaks of something else before it names a day ("Today we agreed …")."""
    language = note_language(note)
    for tag, openings in lists()["today"].items():
        plain = comparable(note.strip(), "zh" if tag == "zh" else tag).lower()
        opening = max((word for word in openings if plain.startswith(word.lower())), key=len, default="")
        if not opening:
            continue
        figures = find_figures(note.strip(), language=language)
        for figure in (one for one in figures if re.fullmatch(r"\d{4}-\d\d-\d\d", one.value)):
            before = _without(note.strip()[: figure.start], [one for one in figures if one.kind == "weekday"])
            about_the_day = only_scraps(before[len(opening) :], tag)
            if about_the_day and len(note) - len(figure.text) <= _REST:
                return date.fromisoformat(figure.value)
    return None


def _without(text: str, figures: Sequence[Figure]) -> str:
    for one in reversed(figures):
        text = text[: one.start] + text[one.end :]
    return text


def fact_cues(text: str, kind: SourceKind, language: str) -> Matrix:
    """(features,): words of the lists, the kind of source, figures and the look of a clause."""
    plain = comparable(text, language)
    found = [len(word_pattern(name, language).findall(plain)) for name in _LISTS]
    return np.array(
        [
            *(min(number, 4) for number in found),
            *(number > 0 for number in found),
            *(kind is one for one in (SourceKind.POLICY, SourceKind.NOTE, SourceKind.EXCHANGE)),
            bool(_CLAUSE.match(text)),
            bool(re.search(r"\d{1,2}[:h.]\d{2}", text)),
            bool(re.search(r"\d", text)),
            bool(re.search(r"[$€£¥₸₽%]|\bR\s?\d|元|руб", text)),
            min(len(text) / 100, 2.0),
            text[:1].isupper(),
            text.rstrip().endswith((".", "。")),
        ],
        "float32",
    )


def note_cues(text: str, language: str) -> Matrix:
    """(features,): those of a fact, and the lists that only notes need."""
    plain = comparable(text, language)
    found = [len(word_pattern(name, language).findall(plain)) for name in _NOTE_LISTS]
    more = [*(min(number, 3) for number in found), *(number > 0 for number in found)]
    marks = ["?" in text or "？" in text, day_named_today(text) is not None]
    return np.concatenate(
        [fact_cues(text, SourceKind.NOTE, language), np.array([*more, *marks], "float32")]
    ).astype("float32")
