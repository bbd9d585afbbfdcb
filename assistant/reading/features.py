"""What the heads look at: cues of a clause and of a whole message, as numbers.

The same functions serve training and reading, so a feature means the same in both. Every cue is
language-neutral: it counts words of a list, marks, places, never the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.domain import Figure
from assistant.language.lists import comparable
from assistant.reading.clauses import Clause
from assistant.reading.signals import counts

Matrix = npt.NDArray[np.float32]

SIGNALS = (
    "question", "request", "deadline", "charge", "threat", "insult", "deceit", "fraud", "legal", "data",
    "discrimination", "boss", "public", "money_back", "admission", "quit", "danger", "violence", "self_harm",
    "despair", "visit", "stakes", "orders", "irony", "swearing", "heat", "repeated", "no_reply", "praise", "guarantee",
    "identity", "greeting", "closing",
)  # fmt: skip
_OPENING = ("question", "request", "deadline", "charge", "threat", "insult", "greeting", "closing")
_JOINTS = ("start", "comma", "stop", "strong", "weak")
_TIMES = frozenset({"date", "time", "weekday", "duration"})
_MONEY = frozenset({"amount", "percent"})
_BULLET = re.compile(r"(?:[-*•·]|\d[.)]|[一二三四五六七八九十][、，])\s*[\"'「『“«]?$")
_CAPITALS = re.compile(r"\b[^\W\d_a-zа-яà-öø-ÿ]{3,}\b")


def clause_features(text: str, pieces: Sequence[Clause], figures: Sequence[Figure], language: str) -> Matrix:
    """(n clauses, features): each clause's own cues, half of its neighbours', and the message's mean."""
    plain = comparable(text, language)
    own = np.array(
        [_own(text, plain, pieces, index, figures, language) for index in range(len(pieces))], "float32"
    )
    if not len(pieces):
        return own.reshape(0, 0)
    nothing = np.zeros((1, own.shape[1]), "float32")
    before, after = np.vstack([nothing, own[:-1]]), np.vstack([own[1:], nothing])
    everywhere = np.repeat(own.mean(0, keepdims=True), len(pieces), axis=0)
    return np.hstack([own, before / 2, after / 2, everywhere]).astype("float32")


def _own(
    text: str, plain: str, pieces: Sequence[Clause], index: int, figures: Sequence[Figure], language: str
) -> list[float]:
    piece = pieces[index]
    found = counts(plain[piece.start : piece.end], SIGNALS, language)
    opening = counts(plain[piece.start : piece.start + 16], _OPENING, language)
    return [
        *_marks(text, piece),
        *_place(pieces, index),
        *_figures(piece, figures),
        *(float(min(number, 3)) for number in found),
        *(float(number > 0) for number in found),
        *(float(number > 0) for number in opening),
    ]


def _marks(text: str, piece: Clause) -> list[float]:
    after, before = text[piece.end : piece.end + 4], text[max(0, piece.start - 5) : piece.start]
    closing = after.lstrip("\"'”’»)」』")[:1]
    letters = max(1, len(piece.text))
    return [
        float(closing in {"?", "？"}) if closing else 0.0,
        float("?" in piece.text or "？" in piece.text),
        float("!" in piece.text + after[:2] or "！" in piece.text + after[:2]),
        float("¿" in text[max(0, piece.start - 2) : piece.end]),
        float("??" in after or "？？" in after),
        float(bool(_BULLET.search(before))),
        float(before.rstrip()[-1:] in {":", "："}),
        min(letters / 100, 2.0),
        float(letters < 14),
        sum(character.isupper() for character in piece.text) / letters,
        float(bool(_CAPITALS.search(piece.text))),
    ]


def _place(pieces: Sequence[Clause], index: int) -> list[float]:
    piece, last = pieces[index], pieces[-1].sentence
    return [
        *(float(piece.joint == joint) for joint in _JOINTS),
        float(index == 0),
        float(index == len(pieces) - 1),
        float(piece.sentence == last),
        float(piece.sentence >= last - 1),
        index / len(pieces),
        float(len(pieces) < 4),
        min(len(pieces) / 20, 2.0),
    ]


def _figures(piece: Clause, figures: Sequence[Figure]) -> list[float]:
    inside = [figure for figure in figures if piece.start <= figure.start < piece.end]
    times = [figure for figure in inside if figure.kind in _TIMES]
    long = sum(figure.end - figure.start for figure in times) / max(1, len(piece.text))
    return [
        float(bool(times)),
        long,
        float(any(figure.kind in _MONEY for figure in inside)),
        float(bool(inside)),
    ]


def message_features(text: str, language: str, asks: Matrix) -> Matrix:
    """(features,): what the whole message shows; `asks` are its clauses' kind probabilities (n, 7)."""
    plain = comparable(text, language)
    found = np.array(counts(plain, SIGNALS, language), "float32")
    letters = max(1, sum(character.isalpha() for character in text))
    upper = sum(character.isupper() for character in text) / letters
    kinds = (asks.sum(0), asks.max(0)) if len(asks) else (np.zeros(7), np.zeros(7))
    shape = [
        upper,
        float(len(_CAPITALS.findall(text)) > 0),
        min(len(_CAPITALS.findall(text)), 8) / 4,
        min(text.count("!") + text.count("！"), 8) / 4,
        float("??" in text or "？？" in text or "!!" in text or "！！" in text),
        min(len(text) / 500, 3.0),
        float(len(text) < 40),
        float(text.count("\n") >= 3 and len(text) / (text.count("\n") + 1) < 50),
        float("?" in text or "？" in text),
    ]
    # A long message holds more of every word: how dense they stand tells more than how many.
    dense = np.minimum(found * 100 / max(letters, 60), 2)
    share = kinds[0] / max(1, len(asks))
    parts = [
        np.minimum(found, 4),
        found > 0,
        dense,
        np.minimum(kinds[0], 6),
        share,
        kinds[1],
        np.array(shape),
    ]
    return np.concatenate([np.asarray(part, "float32") for part in parts])
