"""What wants a sign of life or an answer and names nothing: "???", "any news?", "give me a straight answer"."""

from __future__ import annotations

import re

from assistant.reading.scraps import only_scraps
from assistant.reading.signals import find_signals

_TIMES = re.compile(r"\[[^\]]*\]")  # of a chat


def names_nothing(text: str, language: str) -> bool:
    """Whether somebody wants a reaction, and nothing says to what: no word is left beside the nudges (signals)."""
    said = _TIMES.sub("", text)
    return bool(re.search(r"[?？]", said)) and only_scraps(_without(said, "nudge", language), language)


def wants_answer(words: str, language: str) -> bool:
    """Whether an ask wants an answer and names nothing to answer: "give me a straight answer", "别又装死"."""
    left = _without(words, "reply", language)
    return left != words and only_scraps(_without(left, "nudge", language), language)


def _without(text: str, name: str, language: str) -> str:
    for found in reversed(find_signals(text, name, language=language)):
        text = text[: found.start] + " " + text[found.end :]
    return text
