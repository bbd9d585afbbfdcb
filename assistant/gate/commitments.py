"""The commitments of a text: who grants what, in which words, and the words sources have for the same.

Data is in knowledge/promises/<language>.yaml; its phrases are written as in the lexicons. An act is a
kind of commitment (refund, waive, guarantee, ...). A grant that is denied, conditional or quoted in
its own clause is none. What it does not know: irony, and promises made by a bare 'yes'.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from assistant.errors import KnowledgeDataError
from assistant.gate.fold import Folded, fold
from assistant.gate.phrase import Phrase, parse_phrase
from assistant.gate.scope import languages_of
from assistant.gate.spared import not_own, touches
from assistant.language.lists import read_lists
from assistant.language.sentences import split_sentences
from assistant.resources import shipped

_CLAUSE_END = re.compile(r"[,;:，；：、。！？!?…\n]|\.(?=\s|$)|\s[–—-]\s|\bbut\b|\bpero\b|\bmaar\b|\bно\b|但")


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of commitment in one language."""

    name: str
    grants: tuple[Phrase, ...]
    mentions: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of a language, its negations, its words for 'only X approves', 'all of it' and 'up to'."""

    acts: tuple[Act, ...]
    negations: re.Pattern[str]
    approvals: tuple[Phrase, ...]
    whole: tuple[Phrase, ...] = ()
    limits: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """How a sentence speaks of an act: granted there or not, by approval, wholly, within limits."""

    granted: bool
    approval: bool = False
    whole: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """Words that commit us: the act, the words, and the clause and sentence they stand in."""

    act: str
    start: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]


@cache
def acts(language: str) -> Acts | None:
    """The acts of a language tag; None when nobody wrote them down yet."""
    folder = shipped("knowledge") / "promises"
    for tag in (language, language.split("-")[0]):
        path = folder / f"{tag}.yaml"
        if path.is_file():
            return _read(path.name, read_lists(path))
    return None


@cache
def act_languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (shipped("knowledge") / "promises").glob("*.yaml")))


def _read(name: str, lists: Any) -> Acts:
    if not isinstance(lists.get("acts"), dict):
        raise KnowledgeDataError(f"promises/{name} has no mapping `acts`")
    words: Mapping[str, str] = lists.get("words") or {}
    found = tuple(
        Act(act, _phrases(entry.get("grants"), words), _phrases(entry.get("mentions"), words))
        for act, entry in lists["acts"].items()
    )
    negations = "|".join(phrase.expression_with_edges for phrase in _edged(lists.get("negations"), words))
    more = (_phrases(lists.get(part), words) for part in ("approvals", "whole", "limits"))
    return Acts(found, re.compile(negations or "(?!)"), *more)


@dataclass(frozen=True, slots=True)
class _Edged:
    expression_with_edges: str


def _edged(sources: Iterable[str] | None, words: Mapping[str, str]) -> Iterator[_Edged]:
    for phrase in _phrases(sources, words):
        yield _Edged(phrase.expression)


def _phrases(sources: Iterable[str] | None, words: Mapping[str, str]) -> tuple[Phrase, ...]:
    return tuple(parse_phrase(str(source), words) for source in sources or ())


@lru_cache(maxsize=32)
def find_commitments(text: str, language: str, message: str = "") -> tuple[Grant, ...]:
    """Every grant of the text in order; of overlapping ones of one act the longest.

    `message` is the client's: quoted words of it are not ours.
    """
    known = acts(language)
    if known is None:
        return ()
    folded, places = fold(text), _Places(text)
    spared = not_own(text, message)
    grants = [
        Grant(act.name, start, end, places.clause(start), places.sentence(start))
        for act in known.acts
        for start, end in _hits(act.grants, folded)
        if not touches(start, end, spared)
        and not _denied(text, known, places.clause(start), (start, end), act.name)
    ]
    return tuple(_longest(grants))


def mentions(text: str, act: str) -> tuple[Mention, ...]:
    """How the sentences of a source speak of an act, in any language."""
    return _mentions(text).get(act, ())


@lru_cache(maxsize=256)
def _mentions(text: str) -> dict[str, tuple[Mention, ...]]:
    found: dict[str, tuple[Mention, ...]] = {}
    folded, places = fold(text), _Places(text)
    for language in dict.fromkeys(("en", *(tag.split("-")[0] for tag in languages_of(text)))):
        known = acts(language)
        if known is None:
            continue
        marked = [
            {places.sentence(start) for start, _ in _hits(phrases, folded)}
            for phrases in (known.approvals, known.whole, known.limits)
        ]
        for act in known.acts:
            spans = _hits((*act.mentions, *act.grants), folded)
            told = tuple(
                Mention(
                    not _denied(text, known, places.clause(start), (start, end), act.name),
                    *(places.sentence(start) in sentences for sentences in marked),
                )
                for start, end in spans
            )
            found[act.name] = found.get(act.name, ()) + told
    return found


def terms_of(sentence: str, language: str) -> Mention:
    """Whether a sentence of a reply grants wholly, and whether it names a limit or condition."""
    known, folded = acts(language), fold(sentence)
    if known is None:
        return Mention(granted=True)
    approval, whole, limited = (
        any(True for _ in _hits(phrases, folded)) for phrases in (known.approvals, known.whole, known.limits)
    )
    return Mention(granted=True, approval=approval, whole=whole, limited=limited)


def _hits(phrases: Iterable[Phrase], folded: Folded) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        if phrase.may_occur(folded.text):
            for match in phrase.pattern.finditer(folded.text):
                if match.end() > match.start():
                    yield folded.span(match.start(), match.end())


# a guarantee that something will not happen is one: only 'not' before it, or right behind it, denies it
_STATED = frozenset(("guarantee", "never_again"))
_NEXT_WORD = re.compile(r"\s*[^\W\d_]*")


def _denied(text: str, known: Acts, clause: tuple[int, int], hit: tuple[int, int], act: str) -> bool:
    """Whether the rest of the clause denies it: 'a refund is not possible', 无法退款."""
    before, after = fold(text[clause[0] : hit[0]]).text, fold(text[hit[1] : clause[1]]).text
    if act in _STATED:
        following = _NEXT_WORD.match(after)
        after = following.group() if following and act == "guarantee" else ""
    return any(known.negations.search(part) for part in (before, after))


class _Places:
    """Which clause and which sentence an offset stands in."""

    def __init__(self, text: str) -> None:
        self.sentences = [(span.start, span.end) for span in split_sentences(text)] or [(0, len(text))]
        self.starts = [start for start, _ in self.sentences]
        self.cuts = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]

    def sentence(self, offset: int) -> tuple[int, int]:
        return self.sentences[max(0, bisect_right(self.starts, offset) - 1)]

    def clause(self, offset: int) -> tuple[int, int]:
        place = bisect_right(self.cuts, offset)
        return self.cuts[place - 1], self.cuts[min(place, len(self.cuts) - 1)]


def _longest(grants: Iterable[Grant]) -> Iterator[Grant]:
    kept: list[Grant] = []
    for grant in sorted(grants, key=lambda one: (one.start - one.end, one.start)):
        if not any(grant.act == other.act and grant.clause == other.clause for other in kept):
            kept.append(grant)
    yield from sorted(kept, key=lambda one: (one.start, one.end, one.act))
