"""Words of content: what is left of a text without the small words that every text has."""

from __future__ import annotations

import re
from functools import cache

from assistant.language.shipped_data import data_of, naming

_WORD = re.compile(r"[^\W\d_]{4,}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")


def capitalised(text: str, language: str = "") -> str:
    """The text with its first letter up; a Turkish i becomes İ."""
    first = "İ" if language == "tr" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]


def content_stems(text: str) -> set[str]:
    """Beginnings of the longer words that are no function words of any language; for Chinese, pairs of characters."""
    words = (word.casefold() for word in _WORD.findall(text))
    stems = {word[: max(4, len(word) - 3)] for word in words if word not in _function_words()}
    for run in _CJK.findall(text):
        stems.update(run[index : index + 2] for index in range(len(run) - 1))
    return stems


def is_function_word(word: str) -> bool:
    """Whether a word is one of the small words of any language."""
    return word.casefold() in _function_words()


def leans_back(text: str, language: str) -> bool:
    """Whether a sentence makes no sense alone: "It is due", "Two (a, b) open", or speaks of what it was written about then:
    "this order does not reach it"."""
    said = text.casefold() if cjk(text) else " ".join(["", *re.findall(r"[\w'’]+", text.casefold()), ""])
    within = _leaning()["within"].get(language, ())
    if any((words if cjk(text) else f" {words} ") in said for words in within):
        return True
    openings = _leaning()["begins"].get(language, ())
    if language.startswith(("zh", "ja")):
        return text.startswith(openings)
    first = re.match(r"[\w'’]+(?P<listed>\s?\()?", text)
    if first is None:
        return False
    return bool(first["listed"]) or first[0].casefold().replace("’", "'") in openings


def cjk(text: str) -> bool:
    """Whether a text has Chinese characters, kana or hangul."""
    return re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text) is not None


def function_words(language: str) -> frozenset[str]:
    """The small words of a language; none where they are not listed."""
    return _lists_of_function_words().get(language, frozenset())


@cache
def _function_words() -> frozenset[str]:
    return frozenset().union(*_lists_of_function_words().values())


@cache
def _lists_of_function_words() -> dict[str, frozenset[str]]:
    parts = ("knowledge", "reading", "function_words.yaml")
    with naming(*parts):
        return {
            language: frozenset(word.casefold().strip(",") for word in line.split())
            for language, line in data_of(*parts)["words"].items()
        }


@cache
def _leaning() -> dict[str, dict[str, tuple[str, ...]]]:
    parts = ("knowledge", "reading", "leaning.yaml")
    lists = data_of(*parts)
    with naming(*parts):
        begins = {language: tuple(words.split()) for language, words in lists["begins"].items()}
        within = {language: tuple(map(str.casefold, words)) for language, words in lists["within"].items()}
    return {"begins": begins, "within": within}
