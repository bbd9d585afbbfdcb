"""Abbreviations, and what else people write for themselves and never so to a client: knowledge/reading/abbreviations.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from assistant.language.shipped_data import as_text, data_of, naming

# A word as it is typed, between what stands around it.
_TYPED = re.compile(r"^(?P<before>[(«“\"']*)(?P<word>[^\s,.;:!?()«»“”\"]+)(?P<after>[,.;:!?)»”\"']*)$")
_BESIDE_A_NUMBER = "#"
_SMALL = 2  # letters of a word between a number and its month


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
        after = words[at + 2] if at + 2 < len(words) else ""
        found = _TYPED.match(words[at])
        numbered = any(map(str.isdecimal, _before(words, at) + after))
        full = _in_full(found["word"], language, numbered=numbered) if found else ""
        if found and full:
            goes_on = after[:1].islower() or after[:1].isdecimal() or found["after"][1:]
            stop = found["after"].startswith(".") and goes_on  # the abbreviation's own
            words[at] = found["before"] + full + found["after"][bool(stop) :]
    return "".join(words)


def _before(words: list[str], at: int) -> str:
    """The word before this one, or the one before a small one between them: "12 de nov"."""
    back = 4 if at >= 4 and words[at - 2].isalpha() and len(words[at - 2]) <= _SMALL else 2
    return words[at - back] if at else ""


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
