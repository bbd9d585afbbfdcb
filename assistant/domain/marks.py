"""Marks in a letter that a person has to see to before it goes out: gaps to fill, words to check."""

import re

# A bracket within would be another mark; keyboards of Chinese and Japanese give the wide ones.
GAP = re.compile(r"[\[［]\s*FILL\s*[:：]\s*([^\[\]［］\n]{0,400})[\]］]", re.IGNORECASE)
CHECK = re.compile(r"[\[［]\s*CHECK\s*[:：][^\[\]［］\n]{0,1000}[\]］]", re.IGNORECASE)

_OPENED = re.compile(r"[\[［]\s*(?:FILL|CHECK)\s*[:：]", re.IGNORECASE)


def gaps_in(text: str) -> tuple[str, ...]:
    """What the visible gaps of a text ask for."""
    return tuple(gap.strip() for gap in GAP.findall(text))


def is_unfinished(text: str) -> bool:
    """Whether a mark is left in a text, be it one that was damaged since."""
    return bool(_OPENED.search(text))
