"""The parts of a note, each with what it plainly is for: an order to tell, who allowed it, how it really is.

Several statements in one note ("...; ...") are parts of their own, unless the second leans on the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from itertools import pairwise

from assistant.language.lists import as_pattern, comparable
from assistant.reading.note_words import has_word, leaning_words, lists, note_language
from assistant.reading.notes import told_mark

_APPROVAL_CUT = re.compile(
    r"\s*[,，;；(（:\n]\s*|\s+[-–—]+\s+|[.。]\s*|(?<=[\d%％ ])(?=[\u4e00-\u9fff]{2,6}$)"
)
_LAST_CUTS, _LONGEST_APPROVAL = 3, 40
_ARTICLE = re.compile(r"^(?:the|el|la|der|die|das|le|il|lo|o|a|de|het)\s+", re.IGNORECASE)
_SOMEBODY = r"(?:[^\W\u3040-\u9fff\uac00-\ud7af]+|[\u3040-\u9fff\uac00-\ud7af]{1,4})"
_WIDE_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_APPROVAL_MARKS = " ,，;；()（）-–—.。"
_JOINT = re.compile(r"\s*[;；\n]\s*")
_STATEMENT_END = re.compile(r"[;；。\n]\s*|[.!?]\s+")


class Order(Enum):
    """What a part of a note says of itself."""

    TELL = auto()  # "tell: ..."
    KEEP = auto()  # who allowed it, or how it really is
    ASK_THE_USER = auto()  # what is said beside how it really is: a person decides


def note_parts(note: str) -> Iterator[tuple[str, Order | None]]:
    """The statements of a note, and what each says of itself, if anything; those with nothing but an order are none."""
    mark = told_mark(note)
    told, kept = _until_kept(note[len(mark) :]) if mark else ("", note)
    if told:
        yield told, Order.TELL
    approval = _approval_in(kept, note_language(kept))
    parts = list(_statements(kept.removesuffix(approval)))
    really = [bool(told or place) and _opens_with_truth(part) for place, part in enumerate(parts)]
    beside = Order.ASK_THE_USER if any(really) else None
    for part, is_truth in zip(parts, really, strict=True):
        own = told_mark(part)
        if len(own) < len(part):
            yield part[len(own) :], Order.TELL if own else Order.KEEP if is_truth else beside
    if approval:
        yield approval.strip(_APPROVAL_MARKS), Order.KEEP


def _until_kept(note: str) -> tuple[str, str]:
    """What an order to tell holds for, and what follows from the statement on that orders to keep something."""
    starts = [*(match.end() for match in _STATEMENT_END.finditer(note)), len(note)]
    language = note_language(note)
    for start, end in pairwise(starts):
        if has_word("kept", note[start:end], language) or (start and _opens_with_truth(note[start:end])):
            return note[:start].strip(" ;；\n"), note[start:].strip()
    return note.strip(" ;；\n"), ""


def _statements(text: str) -> Iterator[str]:
    whole = text.strip()
    cuts = [match for match in _JOINT.finditer(whole) if _outside(whole, match.start())]
    opening = re.split(r"[;；]", whole)[0]
    # "needed: a; b; c" is one list, not three statements.
    listed = re.search(r"[:：](?!\d)", opening) is not None
    start = 0
    for match in [] if listed else cuts:
        left, right = whole[start : match.start()], whole[match.end() :]
        if _opens_with_truth(right) or (_stands_alone(left) and _stands_alone(right) and not _leans(right)):
            yield left.strip()
            start = match.end()
    if whole:
        yield whole[start:].strip()


def _outside(text: str, position: int) -> bool:
    before = text[:position]
    return (
        before.count("(") <= before.count(")")
        and before.count("（") <= before.count("）")
        and before.count('"') % 2 == 0
    )


def _stands_alone(part: str) -> bool:
    wide = len(re.findall(r"[\u3040-\u9fff\uac00-\ud7af]", part))
    return wide >= 5 or len(part.split()) >= 3


def _leans(part: str) -> bool:
    first = re.split(r"[\s,]", part.strip().lower(), maxsplit=1)[0]
    leaning = leaning_words()
    return first in leaning or any(part.strip().startswith(word) for word in leaning if ord(word[0]) > 0x3000)


def _opens_with_truth(part: str) -> bool:
    """Whether a part of a note begins as what is really so: "for her Monday only; in reality he can on Thursday"."""
    return _truth().match(comparable(part.strip(), "en")) is not None


@cache
def _truth() -> re.Pattern[str]:
    words = dict.fromkeys(word for words in lists()["truth"].values() for word in words)
    # "..., but in reality"
    before, truth = "|".join(map(re.escape, leaning_words())), "|".join(map(as_pattern, words))
    return re.compile(rf"(?:(?:{before})\s*)?(?:{truth})", re.IGNORECASE)


def _approval_in(note: str, language: str) -> str:
    """What a note says at its end of who of us allowed it ("R1 520 comes off, Annelie ok"), with the mark before it.

    Nothing where nobody has allowed it yet ("if the boss agrees"), or where it is "she", "the client" who agreed.
    """
    for cut in list(_APPROVAL_CUT.finditer(note))[-_LAST_CUTS:]:
        rest, last = note[: cut.start()], note[cut.end() :].strip(" .。!！)）")
        if re.search(r"\w", rest) and len(last) <= _LONGEST_APPROVAL and _is_approval(last, language):
            return note[cut.start() :]
    return ""


def _is_approval(text: str, language: str) -> bool:
    plain = _ARTICLE.sub("", comparable(text, language))
    if any(has_word(name, text, language) for name in ("theirs", "nay", "pending")):
        return False
    if _approvals(named=False).fullmatch(plain):
        return True
    # In German every noun has a capital: there only those count who may allow things.
    capital = language != "de" and any(word[:1].isupper() for word in plain.split())
    somebody = capital or _WIDE_SIGN.match(plain) or has_word("approver", text, language)
    return bool(somebody) and _approvals(named=True).fullmatch(plain) is not None


@cache
def _approvals(*, named: bool) -> re.Pattern[str]:
    """Those of every language: "ok de Rocío" is said in a note of three words, whose language nobody can tell.

    A star is one word, or up to four signs of Chinese, Japanese or Korean.
    """
    words = dict.fromkeys(word for words in lists()["approval"].values() for word in words)
    chosen = [as_pattern(word).replace(r"\w*", _SOMEBODY) for word in words if ("*" in word) == named]
    return re.compile("|".join(f"(?:{word})" for word in chosen), re.IGNORECASE)
