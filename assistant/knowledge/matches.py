"""Kept records as matches, with what the day of writing makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.domain import Exchange, Match, Passage, SourceKind
from assistant.knowledge.catalogue import Entry
from assistant.knowledge.validity import is_about_its_document, without_audience


def as_match(
    entry: Entry, score: float, *, own: frozenset[str], day: date | None, relevant: float = 1.0
) -> Match:
    """A match; a clause is marked as superseded only once the newer one is in force."""
    if isinstance(entry.record, Passage):
        match = _policy(entry, entry.record, score, day or date.today())
    else:
        match = _exchange(entry.record, score, own)
    return replace(match, relevant=round(relevant, 4))


def _policy(entry: Entry, passage: Passage, score: float, day: date) -> Match:
    return Match(
        id=passage.id,
        kind=SourceKind.POLICY,
        source=passage.source,
        text=passage.text,
        score=round(score, 4),
        language=passage.language,
        title=" · ".join(part for part in (without_audience(passage.document), passage.heading) if part),
        clause=passage.clause,
        day=passage.valid_from,
        superseded_by=entry.superseded_by if entry.is_replaced(day) else "",
        internal=passage.internal,
        about_document=is_about_its_document(passage),
        in_force=(passage.valid_from or day) <= day <= (passage.valid_until or day),
    )


def _exchange(exchange: Exchange, score: float, own: frozenset[str]) -> Match:
    return Match(
        id=exchange.id,
        kind=SourceKind.EXCHANGE,
        source=exchange.source,
        text=exchange.message,
        score=round(score, 4),
        reply=exchange.reply,
        client=exchange.client,
        language=exchange.message_language if exchange.message else exchange.reply_language,
        title=exchange.subject,
        day=exchange.asked_at.date() if exchange.asked_at else None,
        replied_on=exchange.replied_at.date() if exchange.replied_at else None,
        outcome=exchange.outcome,
        marks=exchange.marks,
        own_client=exchange.client in own,
    )
