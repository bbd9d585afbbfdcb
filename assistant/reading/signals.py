"""Signal words: the lists of knowledge/reading/signals as patterns, and where they stand in a text.

A star in a list stands for any letters, three dots for a few words. Traditional Chinese is compared
in its simplified form, character by character, so one list serves both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml

from assistant.domain import Span
from assistant.errors import KnowledgeDataError
from assistant.resources import shipped

_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")


@cache
def signal_languages() -> tuple[str, ...]:
    """The languages that have a list, by file name (`zh` serves both Chinese scripts)."""
    return tuple(sorted(path.stem for path in (shipped("knowledge") / "reading" / "signals").glob("*.yaml")))


def list_language(language: str) -> str:
    """The list that serves a BCP 47 tag: its first part, or English where there is none."""
    primary = language.split("-")[0]
    return primary if primary in signal_languages() else "en"


@cache
def _lists(language: str) -> dict[str, list[str]]:
    path = shipped("knowledge") / "reading" / "signals" / f"{language}.yaml"
    loaded = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(loaded, dict):
        raise KnowledgeDataError(
            f"{path.name} holds no word lists", "each line is a name and a list of words"
        )
    return {name: [str(word) for word in words] for name, words in loaded.items()}


@cache
def _pattern(language: str, name: str) -> re.Pattern[str] | None:
    words = _lists(language).get(name, [])
    if not words:
        return None
    return re.compile(
        "|".join(as_pattern(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE
    )


def as_pattern(word: str) -> str:
    """One entry of a list as a regular expression: `*` any letters, ` ... ` a few words."""
    body = re.escape(word.lower()).replace(r"\ \.\.\.\ ", r"[^.!?\n]{0,40}?").replace(r"\*", r"\w*")
    before = "" if _WIDE.match(word) or not word[0].isalnum() else r"(?<!\w)"
    after = "" if _WIDE.match(word[-1]) or not (word[-1].isalnum() or word[-1] == "*") else r"(?!\w)"
    return before + body.replace(r"\ ", r"\s+") + after


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def comparable(text: str, language: str) -> str:
    """`text` as the lists are written, of the same length: simplified, straight apostrophes."""
    plain = text.replace("’", "'").replace("ʼ", "'")
    if not language.startswith("zh"):
        return plain
    simplified = "".join(_simplify(character) for character in plain)
    return simplified if len(simplified) == len(text) else plain


@cache
def _simplify(character: str) -> str:
    converted: str = _simplifier().convert(character) if _WIDE.match(character) else character
    return converted if len(converted) == 1 else character


def find_signals(text: str, name: str, *, language: str, also: tuple[str, ...] = ()) -> list[Span]:
    """Where words of the list `name` stand in `text`, in order, without overlaps.

    `also` names further languages whose lists count (a message in two languages).
    """
    found: dict[int, Span] = {}
    plain = comparable(text, language)
    for tag in dict.fromkeys((list_language(language), *map(list_language, also))):
        pattern = _pattern(tag, name)
        for match in pattern.finditer(plain) if pattern else ():
            if not any(span.start < match.end() and match.start() < span.end for span in found.values()):
                found[match.start()] = Span(
                    text[match.start() : match.end()], match.start(), match.end(), name
                )
    return [found[start] for start in sorted(found)]


def counts(text: str, names: tuple[str, ...], language: str) -> list[int]:
    """How many words of each list stand in `text`, which must be `comparable` already."""
    tag = list_language(language)
    patterns = (_pattern(tag, name) for name in names)
    return [len(pattern.findall(text)) if pattern else 0 for pattern in patterns]
