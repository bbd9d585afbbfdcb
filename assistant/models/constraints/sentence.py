"""Where a sentence ends, told from what comes after it."""

from __future__ import annotations

import re

from assistant.language.sentences import split_sentences

_CLOSERS = "\"'”’»)]}）】」』》〉*_"
_ENDERS = ".!?…。！？｡؟।"
_END = re.compile(rf"[{re.escape(_ENDERS)}]")


def ends_as_sentence(text: str) -> bool:
    """Whether the text stops where a sentence can stop."""
    stripped = text.rstrip().rstrip(_CLOSERS)
    return bool(stripped) and stripped[-1] in _ENDERS


def first_sentence_end(text: str, start: int) -> int | None:
    """Where the first sentence that ends after `start` is over; None until something follows it."""
    line = text.find("\n", max(start, len(text) - len(text.lstrip())))
    end = _before_next(text, start) if _END.search(text, start) else None
    if line < 0:
        return end
    return line if end is None else min(end, line)


def _before_next(text: str, start: int) -> int | None:
    sentences = split_sentences(text)
    ends = (one.end for one in sentences[:-1] if one.end > start and ends_as_sentence(one.text))
    return next(ends, None)
