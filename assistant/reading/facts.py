"""What notes and clauses are for: status, term or offer, and what of it may not be told.

Several statements in one note ("...; ...") become facts of their own, unless the second leans on
the first. A note that only gives today's date is no fact for a letter: it is internal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from assistant.domain import Fact, FactKind, SourceKind
from assistant.reading.features import Matrix
from assistant.reading.heads import labels, probabilities
from assistant.reading.note_words import (
    approval_in,
    day_named_today,
    fact_cues,
    has_word,
    lists,
    note_language,
    opens_with_truth,
)
from assistant.reading.notes import HOUSE, MARKED, TODAY, Use, house_likelihoods, told_mark, uses_of

Embed = Callable[[Sequence[str]], Matrix]

_SURE_OFFER = 0.6
_CLOSED = Use(kept=MARKED)
_TELL, _FOR_US = Use(), Use(kept=HOUSE)  # ordered to be told; who allowed it, or how it really is
_IN_DOUBT = Use(gap="tell")  # what is said beside how it really is: a person decides
_ORDER_WORDS, _ORDER_SIGNS = 5, 8  # "do not mention to her", "请不要告诉客户"
_APPROVAL_MARKS = " ,，;；()（）-–—.。"
_JOINT = re.compile(r"\s*[;；\n]\s*")
_STATEMENT_END = re.compile(r"[;；。\n]\s*|[.!?]\s+")


def read_facts(
    texts: Sequence[tuple[str, SourceKind, str]], *, embed: Embed | None = None, day: date | None = None
) -> tuple[Fact, ...]:
    """Facts from (text, kind of source, name of source), in order, each with its kind and language.

    `day` resolves dates without a year; a note that gives today's date wins over it.
    """
    parts = [
        (part, text.strip(), kind, source, order)
        for text, kind, source in texts
        for part, order in _parts(text, kind)
    ]
    if not parts:
        return ()
    bare = [part for part, *_ in parts]
    languages = [note_language(text) for text in bare]
    vectors = np.asarray(embed(bare), "float32") if embed else None
    cues = np.array(
        [fact_cues(text, kind, tag) for (text, _, kind, *_), tag in zip(parts, languages, strict=True)]
    )
    kinds = [_kind(row) for row in probabilities("fact", cues.astype("float32"), vectors)]
    around = _around(bare, [whole for _, whole, *_ in parts], languages, embed)
    uses = uses_of(bare, languages, vectors, around=around)
    uses = _with_closing_marks(uses, bare, [source for *_, source, _ in parts])
    return tuple(
        _note(text, kind, tag, source, day, _by_order(use, order), ordered=order is _TELL)
        if source_kind is SourceKind.NOTE
        else _found(text, kind, tag, source_kind, source, day)
        for (text, _, source_kind, source, order), tag, kind, use in zip(
            parts, languages, kinds, uses, strict=True
        )
    )


def _around(
    parts: Sequence[str], wholes: Sequence[str], languages: Sequence[str], embed: Embed | None
) -> list[float | None]:
    """How likely the note around each part is for the house alone; None where it is the whole note."""
    given = zip(parts, wholes, languages, strict=True)
    notes = {whole: tag for part, whole, tag in given if len(part) < len(whole)}
    if not notes or embed is None:
        return [None] * len(parts)
    vectors = np.asarray(embed(list(notes)), "float32")
    likely = dict(zip(notes, house_likelihoods(list(notes), list(notes.values()), vectors), strict=True))
    return [likely.get(whole) for whole in wholes]


def _with_closing_marks(uses: list[Use], texts: Sequence[str], sources: Sequence[str]) -> list[Use]:
    """'The driver overslept; do not tell': an order that is all of a statement holds for the ones before it."""
    for at in range(len(uses) - 1, 0, -1):
        bare_order = uses[at].kept == MARKED and not _says_more(texts[at])
        if sources[at] == sources[at - 1] and (bare_order or uses[at] is _CLOSED):
            uses[at - 1] = _CLOSED
    return uses


def _says_more(text: str) -> bool:
    wide = len(re.findall(r"[\u3040-\u9fff\uac00-\ud7af]", text))
    return wide > _ORDER_SIGNS or len(text.split()) > _ORDER_WORDS


def _kind(row: Matrix) -> FactKind:
    """The likeliest kind; an offer only when it is surely one, since it is asked to be confirmed."""
    kind = FactKind(labels("fact")[int(row.argmax())])
    return FactKind.STATUS if kind is FactKind.OFFER and row.max() < _SURE_OFFER else kind


def _by_order(use: Use, order: Use | None) -> Use:
    """What is ordered to be told is told, what is plainly for us is not; what is told may still be an offer."""
    if order is _TELL:
        return Use(FactKind.OFFER) if use.kind is FactKind.OFFER else Use()
    return order or use


def _note(
    text: str, kind: FactKind, language: str, source: str, day: date | None, use: Use, *, ordered: bool
) -> Fact:
    if use.kind is None and kind is FactKind.OFFER:
        kind = FactKind.STATUS
    return Fact(
        text,
        use.kind or kind,
        language,
        SourceKind.NOTE,
        source,
        day=day_named_today(text) or day,
        internal=bool(use.kept),
        kept="" if use.kept == TODAY else use.kept,  # the date is used, not told: nothing to report
        for_us_alone=use.kept in (MARKED, HOUSE) or use.gap == "tell",
        doubted=use.doubted,
        ordered=ordered,
        gap=use.gap,
    )


def _found(
    text: str, kind: FactKind, language: str, source_kind: SourceKind, source: str, day: date | None
) -> Fact:
    """A clause is public; only an old exchange may hold what stays inside the house."""
    internal = source_kind is not SourceKind.POLICY and has_word("internal", text, language)
    return Fact(text, kind, language, source_kind, source, day=day, internal=internal)


def today_of(notes: Sequence[str]) -> date | None:
    """The day a note names as today ("today is Thursday 5 November 2026"), or None."""
    return next((day for note in notes if (day := day_named_today(note)) is not None), None)


def _parts(text: str, kind: SourceKind) -> Iterator[tuple[str, Use | None]]:
    """The statements of a text, and what each must be used for, if that is plain; those with nothing but an order are none."""
    mark = told_mark(text) if kind is SourceKind.NOTE else ""
    told, kept = _until_kept(text[len(mark) :]) if mark else ("", text)
    if told:
        yield told, _TELL
    approval = approval_in(kept, note_language(kept)) if kind is SourceKind.NOTE else ""
    parts = list(_statements(kept.removesuffix(approval), kind))
    really = [
        kind is SourceKind.NOTE and bool(told or place) and opens_with_truth(part)
        for place, part in enumerate(parts)
    ]
    for part, is_truth in zip(parts, really, strict=True):
        own = told_mark(part) if kind is SourceKind.NOTE else ""
        if len(own) < len(part):
            yield (
                part[len(own) :],
                _TELL if own else _FOR_US if is_truth else _IN_DOUBT if any(really) else None,
            )
    if approval:
        yield approval.strip(_APPROVAL_MARKS), _FOR_US


def _until_kept(note: str) -> tuple[str, str]:
    """What an order to tell holds for, and what follows from the statement on that orders to keep something."""
    starts = [*(match.end() for match in _STATEMENT_END.finditer(note)), len(note)]
    language = note_language(note)
    for start, end in pairwise(starts):
        if has_word("kept", note[start:end], language) or (start and opens_with_truth(note[start:end])):
            return note[:start].strip(" ;；\n"), note[start:].strip()
    return note.strip(" ;；\n"), ""


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
        if opens_with_truth(right) or (_stands_alone(left) and _stands_alone(right) and not _leans(right)):
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
    leaning: list[str] = list(lists()["leaning"])
    return first in leaning or any(part.strip().startswith(word) for word in leaning if ord(word[0]) > 0x3000)
