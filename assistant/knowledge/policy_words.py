"""The words of knowledge/policies.yaml, made into patterns once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from assistant.language.shipped_data import data_of, naming

_FILE = ("knowledge", "policies.yaml")
_WITHIN = {"ref": r"(?P<ref>.{2,90}?)", "date": r"(?P<date>.{4,30}?)", "gap": r".{0,20}?"}
_AT_EDGE = {"ref": r"(?P<ref>.{2,120})", "date": r"(?P<date>.{4,40})", "gap": ""}
_QUOTES = str.maketrans("’‘ʼ“”«»", '\'\'\'""""')


@cache
def policy_words(name: str) -> tuple[str, ...]:
    """A list of the file, `folded`, the longest first. Raises KnowledgeDataError when it is malformed."""
    with naming(*_FILE):
        return tuple(sorted({folded(words) for words in _lists()[name]}, key=len, reverse=True))


@cache
def _lists() -> dict[str, Any]:
    return data_of(*_FILE)


def folded(text: str) -> str:
    """A text for comparison, of the same length: lower case, plain quotation marks."""
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_QUOTES)


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """Any of a list of phrases, as whole words where the script has words."""
    return re.compile("|".join(_bounded(phrase, re.escape(phrase)) for phrase in policy_words(name)))


@cache
def statement_patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """A list of statements with {ref}, {date} or {gap} in them, the longest first."""
    return tuple(re.compile(_statement(text)) for text in policy_words(name))


def _statement(text: str) -> str:
    parts = re.split(r"\{(\w+)\}", text)
    last = len(parts) - 1
    pattern = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pattern += re.escape(part).replace(r"\ ", r"\s*")
            continue
        at_edge = not (parts[index - 1] or index > 1) or (index == last - 1 and not parts[last])
        pattern += (_AT_EDGE if at_edge else _WITHIN)[part]
    return _bounded(text, pattern)


def _bounded(phrase: str, pattern: str) -> str:
    before = r"(?<!\w)" if _spaced(phrase[:1]) else ""
    after = r"(?!\w)" if _spaced(phrase[-1:]) else ""
    return before + pattern + after


def _spaced(character: str) -> bool:
    """Whether the script of a letter puts spaces between words."""
    return character.isalnum() and not "\u2e80" <= character <= "\ud7af"
