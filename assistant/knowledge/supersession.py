"""Which policy documents replace which, by what they say of each other, their titles, versions and days.

A document is replaced by the one that names it, by the one it names itself, or by a newer one of the same
title. What is not dated and not named is left alone: two papers may well be called 'Terms'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from assistant.domain import Passage, SourceKind
from assistant.knowledge.catalogue import Catalogue
from assistant.knowledge.policy_words import folded, phrase_pattern
from assistant.knowledge.records import Record
from assistant.knowledge.terms import terms
from assistant.knowledge.validity import validity_of
from assistant.knowledge.vectors import Vectors

_VERSION = re.compile(
    r"(?<![a-z0-9])(?:v|ver|version|versión|versao|versão|versie|weergawe|версия|версии|редакция)\.?\s*(\d+(?:\.\d+)*)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Document:
    """What is needed to tell documents apart; days in ISO form, `names` the words of the title."""

    source: str
    title: str
    names: tuple[str, ...]
    versions: tuple[str, ...]
    since: str
    until: str
    issued: str
    replaces: tuple[tuple[str, str, bool], ...]  # words, day, all earlier ones
    replaced_by: tuple[tuple[str, str, bool], ...]
    is_replaced: bool


def describe(passages: Sequence[Passage]) -> str:
    """A document in JSON, from its passages in their order; it is kept with the source."""
    if not passages:
        return ""
    first = passages[0]
    opening = [first.document]
    for passage in passages:
        if passage.clause or passage.heading:
            break
        opening.append(passage.text)
    found = validity_of("\n".join(opening), first.language)
    return json.dumps(
        asdict(
            Document(
                source=first.source,
                title=first.document,
                names=_names(first.document),
                versions=_versions(first.document),
                since=_iso(first.valid_from),
                until=_iso(first.valid_until),
                issued=_iso(found.issued),
                replaces=tuple((r.words, _iso(r.day), r.is_all_earlier) for r in found.replaces),
                replaced_by=tuple((r.words, _iso(r.day), r.is_all_earlier) for r in found.replaced_by),
                is_replaced=found.is_replaced,
            )
        ),
        ensure_ascii=False,
    )


def relink(catalogue: Catalogue, vectors: Vectors) -> None:
    """Mark the clauses of replaced documents with the document and the clause that hold instead."""
    documents = {source: _read(source, about) for source, about in catalogue.documents()}
    links = successions(list(documents.values()))
    with catalogue.change():
        catalogue.clear_links()
    for old, new in links.items():
        since = _since(documents[old], documents.get(new))
        clauses = catalogue.ids_of(catalogue.source_number(old))
        successors = _nearest(catalogue, vectors, clauses, catalogue.ids_of(catalogue.source_number(new)))
        with catalogue.change():
            for clause in clauses:
                catalogue.supersede(clause, by=new, since=since, successor=successors.get(clause, ""))


def successions(documents: Sequence[Document]) -> dict[str, str]:
    """For each replaced document (by source) the source that replaces it, or the words that name it."""
    links: dict[str, str] = {}
    for old in documents:
        heirs = [(strength, new) for new in documents if (strength := _succeeds(new, old)) > 0]
        if heirs:
            links[old.source] = max(heirs, key=lambda heir: (heir[0], heir[1].since or heir[1].issued))[
                1
            ].source
        elif old.is_replaced:
            links[old.source] = next((words for words, _, _ in old.replaced_by), old.title)
    return links


def _succeeds(new: Document, old: Document) -> float:
    """How clearly one document takes the place of another; 0: it does not."""
    if new is old or not _is_newer(new, old):
        return 0.0
    named = max((_means(reference, old) for reference in new.replaces), default=0.0)
    if any(reference[2] for reference in new.replaces) and _alike(new.names, old.names):
        named = max(named, 1.0)
    called = max((_means(reference, new) for reference in old.replaced_by), default=0.0)
    same = bool(old.names) and set(old.names) == set(new.names) and _is_dated_after(new, old)
    return named + called + float(same)


def _means(reference: tuple[str, str, bool], document: Document) -> float:
    """How clearly words of one document name another: by title, day or version, with nothing against it."""
    words, day, _ = reference
    days = {document.since, document.issued} - {""}
    versions = set(_versions(words, with_years=not day))
    same_version = bool(versions & set(document.versions))
    if versions and document.versions and not same_version:
        return 0.0
    if day and days and day not in days and not same_version:
        return 0.0
    names = _names(words)
    shared = _share(document.names, names)
    agrees = same_version or bool(day and day in days)
    if shared < _ALIKE and not (agrees and (shared > 0 or not names or same_version)):
        return 0.0
    return shared + float(agrees)


def _is_newer(new: Document, old: Document) -> bool:
    """Not older, as far as their days tell."""
    left, right = new.since or new.issued, old.since or old.issued
    return not left or not right or left >= right


def _is_dated_after(new: Document, old: Document) -> bool:
    left, right = new.since or new.issued, old.since or old.issued
    if left and right and left != right:
        return left > right
    return _version_key(new.versions) > _version_key(old.versions) > ()


def _version_key(versions: tuple[str, ...]) -> tuple[int, ...]:
    return max((tuple(int(part) for part in version.split(".")) for version in versions), default=())


def _names(title: str) -> tuple[str, ...]:
    """The words that tell a document apart: no figures, versions, months, or words like 'edition'."""
    plain = _VERSION.sub(" ", folded(title))
    plain = phrase_pattern("title_noise").sub(" ", plain)
    words = (term for term in terms(plain) if not any(c.isdigit() for c in term) and not term.endswith("_"))
    return tuple(dict.fromkeys(words))


def _versions(text: str, *, with_years: bool = True) -> tuple[str, ...]:
    """Version numbers, and years where they do not belong to a date."""
    return (*_VERSION.findall(folded(text)), *(_YEAR.findall(text) if with_years else ()))


def _alike(left: Sequence[str], right: Sequence[str]) -> bool:
    return min(_share(left, right), _share(right, left)) >= _ALIKE or _share(left, right) == 1.0


def _share(names: Sequence[str], words: Sequence[str]) -> float:
    """How many of the names occur among the words."""
    return len(set(names) & set(words)) / len(set(names)) if names else 0.0


def _since(old: Document, new: Document | None) -> str:
    if new and new.since:
        return new.since
    return (date.fromisoformat(old.until) + timedelta(days=1)).isoformat() if old.until else ""


def _nearest(
    catalogue: Catalogue, vectors: Vectors, old: Sequence[str], new: Sequence[str]
) -> dict[str, str]:
    """For each old clause the new one that is closest in meaning and words."""
    before, after = vectors.of(SourceKind.POLICY, old), vectors.of(SourceKind.POLICY, new)
    if not before or not after:
        return {}
    import numpy

    words = {entry.id: _words(entry.record) for entry in catalogue.by_id([*before, *after])}
    names, latest = list(after), numpy.asarray(list(after.values()))
    found: dict[str, str] = {}
    for clause, vector in before.items():
        shared = [_share(words.get(clause, ()), words.get(name, ())) for name in names]
        found[clause] = names[int((latest @ numpy.asarray(vector) + numpy.asarray(shared)).argmax())]
    return found


def _words(record: Record) -> tuple[str, ...]:
    return tuple(terms(record.text)) if isinstance(record, Passage) else ()


def _read(source: str, about: str) -> Document:
    fields: Mapping[str, Any] = json.loads(about)
    lists = {
        name: tuple(tuple(item) if isinstance(item, list) else item for item in value)
        for name, value in fields.items()
        if isinstance(value, list)
    }
    return Document(**{**fields, **lists, "source": source})


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
