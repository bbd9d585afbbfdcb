"""Where a sentence ends, told from the first characters after it."""

from __future__ import annotations

import re

_CLOSERS = "\"'”’»)]}）】」』》〉*_"
_ENDERS = ".!?…。！？｡؟।"
_WIDE = "。！？｡"
_END = re.compile(rf"[{re.escape(_ENDERS)}]+[{re.escape(_CLOSERS)}]*")
_ABBREVIATION = re.compile(
    r"(?:^|[^\w])(?:\w|[A-ZА-ЯЁ]\w{1,2}|\d{1,2}|e\.g|i\.e|etc|bzw|usw|z\.B|p\.ej|см|тел)$"
)


def ends_as_sentence(text: str) -> bool:
    """Whether the text stops where a sentence can stop."""
    stripped = text.rstrip().rstrip(_CLOSERS)
    return bool(stripped) and stripped[-1] in _ENDERS


def first_sentence_end(text: str, start: int) -> int | None:
    """Where the first sentence that ends at or after `start` is over, once what follows proves it; else None."""
    for match in _END.finditer(text, max(0, start - 1)):
        if match.end() >= max(1, start) and _proved(text, match):
            return match.end()
    newline = text.find("\n", max(start, len(text) - len(text.lstrip())))
    return newline if newline > 0 and text[:newline].strip() else None


def _proved(text: str, match: re.Match[str]) -> bool:
    if match.end() >= len(text):
        return False
    if any(mark in _WIDE for mark in match.group()):
        return True
    after = text[match.end()]
    if not after.isspace() or after == "\n":
        return after == "\n"
    return match.group()[0] != "." or _ABBREVIATION.search(text[: match.start()]) is None
