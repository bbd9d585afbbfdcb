"""What notes and clauses are for: status, term or offer, and what of it may not be told.

The parts of a note (`note_parts`) become facts of their own. A note that only gives today's date is no fact for a
letter: it is internal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from assistant.domain import Fact, FactKind, SourceKind
from assistant.language.detect import detect_language, may_be
from assistant.language.tags import UNKNOWN
from assistant.reading.features import Matrix
from assistant.reading.heads import labels, probabilities
from assistant.reading.note_parts import Order, note_parts
from assistant.reading.note_words import day_named_today, fact_cues, has_word, note_language
from assistant.reading.notes import HOUSE, MARKED, TODAY, Use, house_likelihoods, uses_of

Embed = Callable[[Sequence[str]], Matrix]

_SURE_OFFER = 0.6
_SHORT_NOTE = 80  # characters; a language cannot be told from fewer words with certainty
_CLOSED = Use(kept=MARKED)
_ORDERED = {Order.KEEP: Use(kept=HOUSE), Order.ASK_THE_USER: Use(gap="tell")}
_ORDER_WORDS, _ORDER_SIGNS = 5, 8  # "do not mention to her", "请不要告诉客户"


def read_facts(
    texts: Sequence[tuple[str, SourceKind, str]],
    *,
    embed: Embed | None = None,
    day: date | None = None,
    language: str = "",
) -> tuple[Fact, ...]:
    """Facts from (text, kind of source, name of source), in order, each with its kind and language.

    `day` resolves dates without a year; a note that gives today's date wins over it. A short note counts as written in
    `language`, that of the reply, where it may be, or where all notes together are.
    """
    parts = [
        (part, text.strip(), kind, source, order)
        for text, kind, source in texts
        for part, order in (note_parts(text) if kind is SourceKind.NOTE else _whole(text))
    ]
    if not parts:
        return ()
    bare = [part for part, *_ in parts]
    whole_notes = "\n".join(text for text, kind, _ in texts if kind is SourceKind.NOTE)
    together = bool(language) and detect_language(whole_notes) == language
    languages = [
        language
        if kind is SourceKind.NOTE and language and _short_in(language, text, together=together)
        else note_language(text)
        for text, _, kind, *_ in parts
    ]
    vectors = np.asarray(embed(bare), "float32") if embed else None
    cues = np.array(
        [fact_cues(text, kind, tag) for (text, _, kind, *_), tag in zip(parts, languages, strict=True)]
    )
    kinds = [_kind(row) for row in probabilities("fact", cues.astype("float32"), vectors)]
    around = _around(bare, [whole for _, whole, *_ in parts], languages, embed)
    uses = uses_of(bare, languages, vectors, around=around)
    uses = _with_closing_marks(uses, bare, [source for *_, source, _ in parts])
    return tuple(
        _note(text, kind, tag, source, day, _by_order(use, order), ordered=order is Order.TELL)
        if source_kind is SourceKind.NOTE
        else _found(text, kind, tag, source_kind, source, day)
        for (text, _, source_kind, source, order), tag, kind, use in zip(
            parts, languages, kinds, uses, strict=True
        )
    )


def _short_in(language: str, text: str, *, together: bool) -> bool:
    """Whether a note is too short to tell its language by itself, and may be in this one."""
    unknown = together and detect_language(text) == UNKNOWN
    return len(text) < _SHORT_NOTE and (may_be(text, language) or unknown)


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


def _whole(text: str) -> list[tuple[str, Order | None]]:
    """A clause or an old reply is not taken apart."""
    return [(text.strip(), None)] if text.strip() else []


def _by_order(use: Use, order: Order | None) -> Use:
    """What a part says of itself wins; what is ordered to be told may still be an offer."""
    if order is Order.TELL:
        return Use(FactKind.OFFER) if use.kind is FactKind.OFFER else Use()
    return use if order is None else _ORDERED[order]


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
        told_if_asked=use.told_if_asked,
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
