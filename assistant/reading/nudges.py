"""Messages that want a sign of life and name nothing: "???", "any news?", "hello? anyone there?"."""

from __future__ import annotations

import re

from assistant.reading.scraps import only_scraps
from assistant.reading.signals import find_signals

_TIMES = re.compile(r"\[[^\]]*\]")  # of a chat


def names_nothing(text: str, language: str) -> bool:
    """Whether somebody wants a reaction, and nothing says to what: no word is left beside the nudges (signals)."""
    said = _TIMES.sub("", text)
    if not re.search(r"[?？]", said):
        return False
    for nudge in reversed(find_signals(said, "nudge", language=language)):
        said = said[: nudge.start] + " " + said[nudge.end :]
    return only_scraps(said, language)
