"""What a note is for: told to the client, offered, asked of them, or kept from the letter, and why.

A linear head over the note's sentence embedding and the word lists decides (knowledge/reading/notes.npz, made by
train/notes.py); without embeddings the word lists alone. What a note plainly says of itself ("internal:", "tell:")
wins over both. Telling a note that is for the house alone is the worst mistake there is: it is kept back long
before it is likely, as a gap with its words for a person to decide on (unless it plainly answers what is asked), and not
at all where it is likely; one that might be is told with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from assistant.domain import FactKind
from assistant.language.shipped_data import arrays_of, naming
from assistant.reading.features import Matrix
from assistant.reading.heads import softmax
from assistant.reading.note_words import day_named_today, has_word, lists, note_cues, orders_silence

LABELS = ("say", "offer", "internal", "ask", "context")
FILE_NAME = "notes.npz"
KEPT_FROM = 0.15  # likelihood of being for the house alone from which a note is not told: see bench/reading
SURELY_KEPT_FROM = 0.6  # ... and from which it does not even stand in the draft as a gap
LIMIT_KEPT_FROM = 0.5  # what says that we do not do something is a gap from here on, and never less
DOUBTED_FROM = 0.03  # and from which one that is told is shown to the user as perhaps not meant to be
PLAINLY_TOLD = 0.05  # likelihood below which a note is plainly for the client as a whole
PART_KEPT_FROM = 0.4  # ... and a part of it is a gap from here on
CONTEXT_FROM = 0.45  # less surely about the message: told, since a fact that is missing costs more
# A gap is shown to the user anyway: what is wanted of the client may be nearer to the house.
ASKED_FROM, NOT_ASKED_FROM = 0.5, 0.4
LIMIT_ASKED_FROM = 0.8
_WHOSE_IS_OPEN = ("internal", "house", "bargain", "theirs", "choice")  # words that leave open whose it is

MARKED, HOUSE = "says so itself", "reads as meant for you alone"
ABOUT, TODAY = "is about the message, not the matter", "gives today's date"


@dataclass(frozen=True, slots=True)
class Use:
    """What becomes of a note: `kind` None leaves it to others to tell a status from a term."""

    kind: FactKind | None = None
    kept: str = ""  # why it is not told; empty: it may be
    doubted: bool = False  # told, but it may be for the house alone
    gap: str = ""  # "tell": whether it is told, a person decides: it stands in the letter as a gap
    told_if_asked: bool = False  # ... but where it plainly answers an ask, it is told


def told_mark(note: str) -> str:
    """The words at the start of a note that order it to be told ("tell: "), or nothing."""
    for words in lists()["told"].values():
        for word in words:
            if match := re.match(rf"\s*{re.escape(word)}\s*", note, re.IGNORECASE):
                return match.group()
    return ""


def uses_of(
    notes: Sequence[str],
    languages: Sequence[str],
    vectors: Matrix | None,
    *,
    around: Sequence[float | None] | None = None,
) -> list[Use]:
    """What each note is for; `vectors` (n, d) are their sentence embeddings, where there are any.

    `around` is how likely the whole note that each is a part of is for the house alone; None: it is no part.
    """
    rows = _probabilities(notes, languages, vectors)
    wholes = around or [None] * len(notes)
    return [
        use_of(note, language, None if rows is None else rows[index], whole=wholes[index])
        for index, (note, language) in enumerate(zip(notes, languages, strict=True))
    ]


def house_likelihoods(
    notes: Sequence[str], languages: Sequence[str], vectors: Matrix | None
) -> list[float | None]:
    """How likely each note is for the house alone; None where nothing but word lists can tell."""
    rows = _probabilities(notes, languages, vectors)
    return [None] * len(notes) if rows is None else [float(row[LABELS.index("internal")]) for row in rows]


def use_of(note: str, language: str, row: Matrix | None, *, whole: float | None = None) -> Use:
    """What one note is for: what it says of itself goes before the head, and without the head the word lists decide.

    `row` (labels,) is how likely the note is each of `LABELS`, summing to 1; None: there is no embedding to judge by.
    `whole` is how likely the note that this one is a part of is for the house alone; None: it is no part.
    """
    if day_named_today(note) is not None:
        return Use(kept=TODAY)
    if has_word("kept", note, language) or orders_silence(note):
        return Use(kept=MARKED)
    if row is None:
        return _by_words(note, language)
    can = _says_what_can_be_done(note, language)
    use = _by_head(row, can=can, limit=_states_our_limit(note, language), whole=whole)
    doubtful = "?" in note or "？" in note or _whose_is_open(note, language)
    return replace(use, told_if_asked=False) if doubtful else use


def _says_what_can_be_done(note: str, language: str) -> bool:
    return has_word("capable", note, language) and not has_word("not_capable", note, language)


def _states_our_limit(note: str, language: str) -> bool:
    """Whether a note says what the house does not do, has not got or gives up, and nothing of the client or of a bargain."""
    plain = has_word("limit", note, language) or has_word("waived", note, language)
    return plain and not _whose_is_open(note, language)


def _whose_is_open(note: str, language: str) -> bool:
    return any(has_word(name, note, language) for name in _WHOSE_IS_OPEN)


def _by_words(note: str, language: str) -> Use:
    if has_word("internal", note, language):
        return Use(kept=HOUSE)
    if _says_what_can_be_done(note, language):
        return Use(FactKind.OFFER)
    if has_word("ask", note, language) and not _states_our_limit(note, language):
        return Use(FactKind.ASK)
    return Use(kept=ABOUT) if has_word("context", note, language) else Use()


def _by_head(row: Matrix, *, can: bool, limit: bool, whole: float | None) -> Use:
    likely = dict(zip(LABELS, (float(each) for each in row), strict=True))
    house = likely.pop("internal")
    best = max(likely, key=lambda label: likely[label])
    asked_from = LIMIT_ASKED_FROM if limit else ASKED_FROM
    if best == "ask" and likely["ask"] >= asked_from and house < NOT_ASKED_FROM:
        return Use(FactKind.ASK, gap="tell" if house >= KEPT_FROM else "")
    # "Asked for on 9 November" says little by itself: a part of a note that is plainly to be told is told more easily.
    kept_from = PART_KEPT_FROM if whole is not None and whole < PLAINLY_TOLD else KEPT_FROM
    # "No refund": a refusal that is lost costs more than a gap that is struck.
    if limit and house >= LIMIT_KEPT_FROM:
        return Use(gap="tell", told_if_asked=True)
    if house >= SURELY_KEPT_FROM:
        return Use(kept=HOUSE)
    if best == "context" and likely["context"] >= CONTEXT_FROM and not limit:
        return Use(kept=HOUSE if house >= kept_from else ABOUT)
    kind = FactKind.OFFER if best == "offer" or (can and best != "ask") else None
    if house >= kept_from and not limit:
        return Use(kind, gap="tell", told_if_asked=True)
    return Use(kind, doubted=house >= DOUBTED_FROM)


def _probabilities(notes: Sequence[str], languages: Sequence[str], vectors: Matrix | None) -> Matrix | None:
    """(n, labels), rows sum to 1; None where there is no embedding the weights belong to."""
    weights = _weights()
    if vectors is None or vectors.shape[1] != len(weights["embedded"]):
        return None
    cues = np.array([note_cues(note, language) for note, language in zip(notes, languages, strict=True)])
    logits = cues @ weights["cues"] + vectors @ weights["embedded"] + weights["bias"]
    return np.asarray(softmax(logits), "float32")


@cache
def _weights() -> dict[str, Any]:
    parts = ("knowledge", "reading", FILE_NAME)
    kept = arrays_of(*parts)
    with naming(*parts):
        return {name: kept[name].astype("float32") for name in ("cues", "embedded", "bias")}
