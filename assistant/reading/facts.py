"""What notes and clauses are for: status, term or offer, and what of it may not be told.

Several statements in one note ("...; ...") become facts of their own, unless the second leans on
the first. A note that only gives today's date is no fact for a letter: it is internal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache

import numpy as np
import yaml

from assistant.domain import Fact, FactKind, SourceKind
from assistant.language.detect import UNKNOWN, detect_language
from assistant.language.figures import find_figures
from assistant.reading.features import Matrix
from assistant.reading.heads import labels, probabilities
from assistant.reading.signals import as_pattern, comparable
from assistant.resources import shipped

Embed = Callable[[Sequence[str]], Matrix]

_LISTS = ("offer", "term", "status", "internal")
_SURE_OFFER = 0.6
_REST = 46  # letters besides the date that a note of today's date may have
_JOINT = re.compile(r"\s*[;；]\s*")
_CLAUSE = re.compile(
    r"^\s*(?:§|п\.|art|第|\d+(?:\.\d+)+|clause|klousule|cl[aá]usula|article|ziff)", re.IGNORECASE
)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.load(
        (shipped("knowledge") / "reading" / "notes.yaml").read_text("utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    return loaded


@cache
def _pattern(name: str, language: str) -> re.Pattern[str]:
    lists = _data()[name]
    words = [*lists.get(language.split("-")[0], []), *lists["en"]]
    return re.compile("|".join(as_pattern(word) for word in dict.fromkeys(words)), re.IGNORECASE)


def read_facts(
    texts: Sequence[tuple[str, SourceKind, str]], *, embed: Embed | None = None, day: date | None = None
) -> tuple[Fact, ...]:
    """Facts from (text, kind of source, name of source), in order, each with its kind and language.

    `day` resolves dates without a year; a note that gives today's date wins over it.
    """
    parts = [(part, kind, source) for text, kind, source in texts for part in _statements(text, kind)]
    if not parts:
        return ()
    languages = [_language(part) for part, _, _ in parts]
    cues = np.array(
        [fact_cues(part, kind, tag) for (part, kind, _), tag in zip(parts, languages, strict=True)]
    )
    vectors = np.asarray(embed([part for part, _, _ in parts]), "float32") if embed else None
    rows = probabilities("fact", cues.astype("float32"), vectors)
    kinds = [_kind(row) for row in rows]
    return tuple(
        _fact(part, kind, tag, source_kind, source, day)
        for (part, source_kind, source), tag, kind in zip(parts, languages, kinds, strict=True)
    )


def _kind(row: Matrix) -> FactKind:
    """The likeliest kind; an offer only when it is surely one, since it is asked to be confirmed."""
    kind = FactKind(labels("fact")[int(row.argmax())])
    return FactKind.STATUS if kind is FactKind.OFFER and row.max() < _SURE_OFFER else kind


def _fact(
    text: str, kind: FactKind, language: str, source_kind: SourceKind, source: str, day: date | None
) -> Fact:
    if source_kind is SourceKind.NOTE and _today(text) is not None:
        return Fact(text, FactKind.STATUS, language, source_kind, source, day=_today(text), internal=True)
    plain = comparable(text, language)
    internal = bool(_pattern("internal", language).search(plain))
    if source_kind is SourceKind.NOTE and _says_what_can_be_done(plain, language):
        kind = FactKind.OFFER
    # Clauses are public; only a note or an old exchange says what stays inside the house.
    return Fact(
        text,
        kind,
        language,
        source_kind,
        source,
        day=day,
        internal=internal and source_kind is not SourceKind.POLICY,
    )


def _says_what_can_be_done(plain: str, language: str) -> bool:
    """'We can publish on Friday': the letters it was trained on rarely say so plainly, notes often do."""
    capable = _pattern("capable", language).search(plain)
    return capable is not None and not _pattern("not_capable", language).search(plain)


def today_of(notes: Sequence[str]) -> date | None:
    """The day a note names as today ("today is Thursday 5 November 2026"), or None."""
    return next((day for note in notes if (day := _today(note)) is not None), None)


def _today(note: str) -> date | None:
    for language in _data()["today"]:
        plain = comparable(note.strip(), "zh" if language == "zh" else language)
        if not any(plain.lower().startswith(word.lower()) for word in _data()["today"][language]):
            continue
        figures = [one for one in find_figures(note, language=_language(note)) if one.kind == "date"]
        for figure in figures:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", figure.value) and len(note) - len(figure.text) <= _REST:
                return date.fromisoformat(figure.value)
    return None


def _language(text: str) -> str:
    tag = detect_language(text)
    return "en" if tag == UNKNOWN else tag


def _statements(text: str, kind: SourceKind) -> Iterator[str]:
    """The single statements of a note; clauses and old replies stay whole."""
    whole = text.strip()
    cuts = [match for match in _JOINT.finditer(whole) if _outside(whole, match.start())]
    opening = re.split(r"[;；]", whole)[0]
    # "needed: a; b; c" is one list, not three statements.
    listed = re.search(r"[:：](?!\d)", opening) is not None
    if kind is not SourceKind.NOTE or not cuts or listed:
        if whole:
            yield whole
        return
    start = 0
    for match in cuts:
        left, right = whole[start : match.start()], whole[match.end() :]
        if _stands_alone(left) and _stands_alone(right) and not _leans(right):
            yield left.strip()
            start = match.end()
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
    leaning: list[str] = list(_data()["leaning"])
    return first in leaning or any(part.strip().startswith(word) for word in leaning if ord(word[0]) > 0x3000)


def fact_cues(text: str, kind: SourceKind, language: str) -> Matrix:
    """(features,): words of the lists, the kind of source, figures and the look of a clause."""
    plain = comparable(text, language)
    found = [len(_pattern(name, language).findall(plain)) for name in _LISTS]
    return np.array(
        [
            *(min(number, 4) for number in found),
            *(number > 0 for number in found),
            *(kind is one for one in (SourceKind.POLICY, SourceKind.NOTE, SourceKind.EXCHANGE)),
            bool(_CLAUSE.match(text)),
            bool(re.search(r"\d{1,2}[:h.]\d{2}", text)),
            bool(re.search(r"\d", text)),
            bool(re.search(r"[$€£¥₸₽%]|\bR\s?\d|元|руб", text)),
            min(len(text) / 100, 2.0),
            text[:1].isupper(),
            text.rstrip().endswith((".", "。")),
        ],
        "float32",
    )
