"""The name a client signed with, where it shows: the last short line of a mail, in any script."""

from __future__ import annotations

import re

from assistant.language.detect import scripts
from assistant.language.lists import comparable
from assistant.reading.signals import find_signals

_WORDS = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*\.?")
_DASH = re.compile(r"^[\s–—\-~]+")
_NOT_A_NAME = re.compile(r"[?!？！。:：;；]|\d{3,}|https?|@")


def find_sender(text: str, language: str) -> str:
    """The signed name without a title of the firm; empty when the message is not signed."""
    lines = [line.strip() for line in text.rstrip().split("\n") if line.strip()]
    if len(lines) < 2:
        return ""
    for line in reversed(lines[1:][-3:]):  # the first line greets, it does not sign
        name = _DASH.sub("", line).strip()
        if _looks_signed(name, language) and not find_signals(name, "closing", language=language):
            above = lines[lines.index(line) - 1] if lines.index(line) else ""
            return _deeper(name, above, language)
    return ""


def full_name(signed: str, client: str | None) -> str:
    """The name to greet by: of somebody who signs with the family name alone, the whole one where it is known.

    "Good day, Hale." sounds like an order; in Russian it is an insult.
    """
    words = (client or "").split()
    return " ".join(words) if len(words) == 2 and words[1].casefold() == signed.casefold() else signed


def _deeper(name: str, above: str, language: str) -> str:
    """A line above the last one that is a name too is the person; the last one is the firm."""
    bare = _DASH.sub("", above).strip()
    is_person = _looks_signed(bare, language) and not find_signals(bare, "closing", language=language)
    person = bare if is_person and not find_signals(bare, "greeting", language=language) else name
    signed = re.split(r"[,，]", person)[0].strip()
    # The stop after an initial ("Berg I. S.") belongs to the name.
    return signed if re.search(r"\b\w\.$", signed) else signed.rstrip(". ")


def _looks_signed(line: str, language: str) -> bool:
    if not line or len(line) > 48 or _NOT_A_NAME.search(line):
        return False
    if scripts(line) & {"Hani", "Hang", "Hira", "Kana"}:
        plain = comparable(line, language)
        busy = any(
            find_signals(plain, name, language=language)
            for name in ("request", "question", "heat", "closing")
        )
        return len(line) <= 14 and "，" not in line and not busy
    words = _WORDS.findall(re.split(r",", line)[0])
    return 0 < len(words) <= 5 and words[0][:1].isupper() and not line.isupper() and _titled(words)


def _titled(words: list[str]) -> bool:
    small = {
        "van",
        "der",
        "de",
        "del",
        "la",
        "du",
        "von",
        "le",
        "da",
        "dos",
        "y",
        "and",
        "den",
        "ter",
        "het",
        "the",
    }
    return all(word[:1].isupper() or word.lower() in small for word in words)
