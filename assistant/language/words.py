"""Words of content: what is left of a text without the small words that every text has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from assistant.language.shipped_data import as_text, data_of, naming

_WORD = re.compile(r"[^\W\d_]{4,}")
# A word as it is typed, between what stands around it.
_CORE = re.compile(r"^(?P<before>[(«“\"']*)(?P<core>[^\s,.;:!?()«»“”\"]+)(?P<after>[,.;:!?)»”\"']*)$")
_BESIDE_A_NUMBER = "#"
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


def abbreviations(language: str) -> Mapping[str, str]:
    """What people of a language write for themselves and never to a client, and what it is short for.

    An empty text where that cannot be said word by word; nothing at all where none are listed.
    """
    return _lists_of_abbreviations().get(language, {})


def written_out(text: str, language: str) -> str:
    """The text with its abbreviations as words, where that can be said word by word; "nov." loses its stop.

    Some ("wed", "apr") are other words too: these only beside a number. What stands in an address or a link stays.
    """
    words = re.split(r"(\s+)", text)
    for at in range(0, len(words), 2):
        before, after = words[at - 2] if at else "", words[at + 2] if at + 2 < len(words) else ""
        found = _CORE.match(words[at])
        full = (
            _in_full(found["core"], language, numbered=any(map(str.isdecimal, before + after)))
            if found
            else ""
        )
        if found and full:
            goes_on = after[:1].islower() or after[:1].isdecimal() or found["after"][1:]
            end = found["after"][1:] if goes_on and found["after"].startswith(".") else found["after"]
            words[at] = found["before"] + full + end
    return "".join(words)


def _in_full(short: str, language: str, *, numbered: bool) -> str:
    full = abbreviations(language).get(short, "")
    if full.endswith(_BESIDE_A_NUMBER):
        return full.removesuffix(_BESIDE_A_NUMBER) if numbered else ""
    return full


@cache
def _lists_of_abbreviations() -> dict[str, dict[str, str]]:
    parts = ("knowledge", "reading", "abbreviations.yaml")
    with naming(*parts):
        return {
            language: {as_text(short): as_text(full) for short, full in words.items()}
            for language, words in data_of(*parts).items()
        }


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
