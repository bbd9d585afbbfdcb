"""The words figures are written with, one language at a time, from knowledge/figures/<language>.yaml.

A language is a file; `_common.yaml` holds the signs that mean the same everywhere. Words are compiled
into patterns that are only tried where a text has a digit, a sign or one of the words, so the time
stays linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.language.shipped_data import as_texts, data_of, naming
from assistant.language.tags import base
from assistant.resources import shipped

SPACE = r"[ \u00a0\u202f\u2009]"
_WORDS = re.compile(r"[^\W\d_]{2,}|['’]n\b")
CJK = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's lists, as the file has them; missing lists are empty."""

    language: str
    lists: Mapping[str, Any]
    common: Mapping[str, Any]

    def get(self, name: str) -> dict[Any, Any]:
        return {**self.lists.get(name, {})}

    def words(self, name: str) -> list[str]:
        return [str(word) for word in self.lists.get(name, ())]

    def table(self, *names: str) -> dict[str, Any]:
        """word (casefolded) -> the value it stands for, over lists of the form value: [words]."""
        with naming(*parts_of(self.language)):
            return {
                str(word).casefold(): value
                for name in names
                for value, written in self.get(name).items()
                for word in written
            }

    def flat(self, name: str) -> dict[str, Any]:
        """word (casefolded) -> value, over lists of the form word: value."""
        return {str(word).casefold(): value for word, value in self.get(name).items()}


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, that does not stop inside a word; never matches if empty."""
    written = sorted({word.lower() for word in words if word}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_word(word) for word in written) + ")" if written else "(?!)"


def _word(word: str) -> str:
    pattern = re.escape(word).replace(r"\ ", SPACE + "+")
    last = word[-1]
    closed = last.isalpha() and not re.match(f"[{CJK}]", last)
    return pattern + (r"(?![^\W\d_])" if closed else "")


@cache
def load_words(language: str) -> Words:
    """The words of a language; KnowledgeDataError when its file is malformed or there is none."""
    return Words(language, data_of(*parts_of(language)), _common())


@cache
def _common() -> Mapping[str, Any]:
    parts = parts_of("_common")
    lists = data_of(*parts)
    with naming(*parts):
        return {
            "symbols": {code: as_texts(signs) for code, signs in lists["symbols"].items()},
            "prefixes": {code: as_texts(signs) for code, signs in lists["prefixes"].items()},
            "codes": as_texts(lists["codes"]),
            "families": [frozenset(as_texts(family)) for family in lists["families"]],
        }


@cache
def languages() -> tuple[str, ...]:
    """The tags that have a file, without the shared one."""
    return tuple(sorted(path.stem for path in (shipped("knowledge") / "figures").glob("[a-z]*.yaml")))


_FIGURE_LISTS = [
    "numbers",
    "months",
    "short_months",
    "weekdays",
    "short_weekdays",
    "units",
    "bare_units",
    "singles",
    "relative_days",
    "short_relative",
    "percent",
    "currencies",
    "clauses",
    "clock",
    "oclock",
    "am",
    "pm",
    "next",
    "next_after",
    "last",
    "last_after",
    "weekend",
    "halves",
    "multipliers",
]


@cache
def figure_words(language: str) -> frozenset[str]:
    """The words that figures of the language are written with, one by one."""
    lists = load_words(language).lists
    written = words_in(" ".join(_written(lists.get(name)) for name in _FIGURE_LISTS).lower())
    # Of "the end of the week" in other languages the small words would tell any text to be theirs.
    return written | {word for word in words_in(_written(lists.get("periods")).lower()) if len(word) > 4}


def words_in(lowered: str) -> frozenset[str]:
    """The words of two letters or more, and Afrikaans 'n, by which the language of a figure is told."""
    return frozenset(word.replace("’", "'") for word in _WORDS.findall(lowered))


def is_later_today(text: str, language: str) -> bool:
    """Whether the words name a part of today that is still to come: tonight, this afternoon."""
    said = " ".join(text.casefold().split())
    return any(said == word.casefold() for word in load_words(file_of(language)).words("later_today"))


def _written(node: object) -> str:
    if isinstance(node, dict):
        return " ".join(f"{_written(key)} {_written(value)}" for key, value in node.items())
    if isinstance(node, list):
        return " ".join(_written(one) for one in node)
    return node if isinstance(node, str) else ""


def calendars() -> Mapping[str, Mapping[int, Sequence[str]]]:
    """Month and weekday names of further languages."""
    parts = parts_of("_calendars")
    with naming(*parts):
        return {
            kind: {int(number): as_texts(names) for number, names in lists.items()}
            for kind, lists in data_of(*parts).items()
        }


def file_of(language: str) -> str:
    """The file a tag is served by (`zh-Hans` -> `zh`); `en` where the language has none."""
    for tag in (language, base(language)):
        if tag in languages():
            return tag
    return "en"


def parts_of(name: str) -> tuple[str, ...]:
    """Where the file of a language lies, for whoever takes it apart."""
    return "knowledge", "figures", f"{name}.yaml"
