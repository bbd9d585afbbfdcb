"""Messages that want a sign of life and name nothing: "???", "any news?", "hello? anyone there?"."""

from __future__ import annotations

import re

from assistant.language.words import cjk, content_stems
from assistant.reading.signals import find_signals

_FEW_LETTERS = 30
_TIMES = re.compile(r"\[[^\]]*\]")  # of a chat


def names_nothing(text: str, language: str) -> bool:
    """Whether somebody wants a reaction, and nothing says to what."""
    said = _TIMES.sub("", text)
    if not re.search(r"[?？]", said):
        return False
    for nudge in reversed(find_signals(said, "nudge", language=language)):
        said = said[: nudge.start] + said[nudge.end :]
    letters = sum(character.isalpha() for character in said)
    few = letters < (_FEW_LETTERS // 4 if cjk(said) else _FEW_LETTERS)
    return few and not (content_stems(said) or re.search(r"\d", said))
