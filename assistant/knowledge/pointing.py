"""The clauses that notes point to by number: "500 no way, clause 6.4", "SLA 2.1". The user knows what decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.domain import Match, Passage
from assistant.knowledge.catalogue import Catalogue, Entry
from assistant.knowledge.clauses import clause_numbers, clause_references
from assistant.knowledge.matches import as_match
from assistant.knowledge.placing import is_old
from assistant.knowledge.policy_words import folded

_LEAST_LETTERS = 3  # of a word in a title that can stand for the document


def with_pointed_to(
    catalogue: Catalogue, found: Sequence[Match], notes: Sequence[str], *, day: date | None
) -> list[Match]:
    """The matches with the clauses that notes name marked as such, at the end those that were not found.

    Only clauses for clients that hold on the day. Where documents share a number, it is the one whose title stands
    before it, else the one that was found first, else none.
    """
    noted, places = "\n".join(notes), {match.id: place for place, match in enumerate(found)}
    pointed: dict[str, Entry] = {}
    for number in clause_numbers(noted):
        entries = [entry for entry in catalogue.clauses(number) if _can_be_told(entry, day)]
        titled = [entry for entry in entries if _is_named(entry, number, noted)]
        meant = titled or (entries if number in clause_references(noted) else [])
        known = sorted((entry for entry in meant if entry.id in places), key=lambda entry: places[entry.id])
        for entry in known[:1] or (meant if len(meant) == 1 else []):
            pointed[entry.id] = entry
    missing = [
        as_match(entry, 0.0, own=frozenset(), day=day) for entry in pointed.values() if entry.id not in places
    ]
    return [replace(match, pointed_to=match.id in pointed) for match in (*found, *missing)]


def _can_be_told(entry: Entry, day: date | None) -> bool:
    return isinstance(entry.record, Passage) and not entry.record.internal and not is_old(entry, day)


def _is_named(entry: Entry, number: str, noted: str) -> bool:
    """Whether a word of the document's title stands right before the number."""
    document = entry.record.document if isinstance(entry.record, Passage) else ""
    words = [word for word in re.findall(r"[^\W\d_]+", folded(document)) if len(word) >= _LEAST_LETTERS]
    before = "|".join(map(re.escape, words))
    pattern = rf"\b(?:{before})[\s,;:–—-]{{1,3}}{re.escape(folded(number))}(?!\w|\.\d)"
    return bool(words) and re.search(pattern, folded(noted)) is not None
