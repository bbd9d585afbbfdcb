"""The commitments of a text: who grants what, in which words, and the words sources have for the same.

An act is a kind of commitment (refund, waive, guarantee, ...). A grant that is denied, conditional,
quoted or told as the client's wish in its own clause is none. What it does not know: irony, and promises made by a bare 'yes'.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.gate.acts import Acts, acts
from assistant.gate.fold import Folded, fold
from assistant.gate.phrase import Phrase
from assistant.gate.scope import languages_of
from assistant.gate.spans import touches
from assistant.gate.spared import not_own
from assistant.language.sentences import split_sentences
from assistant.language.tags import base

_REACH = 200  # characters either side: a clause without an end is no clause
_CLAUSE_END = re.compile(r"[,;:，；：、。！？!?…\n]|\.(?=\s|$)|\s[–—-]\s|\bbut\b|\bpero\b|\bmaar\b|\bно\b|但")


@dataclass(frozen=True, slots=True)
class Mention:
    """How a sentence speaks of an act: granted there or not, by approval, wholly, within limits.

    `capped`: the sentence names a largest value ('up to 10 %'); `sentence` is where it stands,
    `words` the words that speak of it, `language` the list they are from.
    """

    granted: bool
    approval: bool = False
    whole: bool = False
    limited: bool = False
    capped: bool = False
    sentence: tuple[int, int] = (0, 0)
    words: tuple[int, int] = (0, 0)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """Words that commit us: the act, the words, and the clause and sentence they stand in."""

    act: str
    start: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]


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
        for start, end, phrase in _hits(act.grants, folded)
        if not touches(start, end, spared)
        and not _denied(text, known, places.clause(start), (start, end), act.name, phrase)
    ]
    return tuple(_longest(grants))


def mentions(text: str, act: str, language: str = "") -> tuple[Mention, ...]:
    """How the sentences of a source speak of an act: in English, in what it looks like, and in `language`, the
    reply's, since a note of three words may look like anything.
    """
    return _mentions(text, base(language)).get(act, ())


@lru_cache(maxsize=256)
def _mentions(text: str, reply: str) -> dict[str, tuple[Mention, ...]]:
    found: dict[str, tuple[Mention, ...]] = {}
    folded, places = fold(text), _Places(text)
    for language in dict.fromkeys(("en", reply, *(base(tag) for tag in languages_of(text)))):
        known = acts(language)
        if known is None:
            continue
        marked = _marked_sentences(known, folded, places)
        for act in known.acts:
            for start, end, phrase in _hits((*act.mentions, *act.grants), folded):
                sentence = places.sentence(start)
                clause = places.clause(start)
                denied = _denied(text, known, clause, (start, end), act.name, phrase)
                denied = denied or (act.name in _GIVEN and _owed(text[slice(*clause)], known))
                marks = {name: sentence in sentences for name, sentences in marked.items()}
                told = Mention(not denied, sentence=sentence, words=(start, end), language=language, **marks)
                found[act.name] = (*found.get(act.name, ()), told)
    return found


def terms_of(sentence: str, language: str) -> Mention:
    """Whether a sentence of a reply grants wholly, and whether it names a limit or condition."""
    known, folded = acts(language), fold(sentence)
    if known is None:
        return Mention(granted=True)
    marks = {name: any(True for _ in _hits(phrases, folded)) for name, phrases in _markers(known)}
    return Mention(granted=True, sentence=(0, len(sentence)), words=(0, 0), language=language, **marks)


def _markers(known: Acts) -> Iterator[tuple[str, tuple[Phrase, ...]]]:
    """The marks of a `Mention` and the phrases that set them."""
    yield "approval", known.approvals
    yield "whole", known.whole
    yield "limited", known.limits
    yield "capped", known.ceilings


def _marked_sentences(known: Acts, folded: Folded, places: _Places) -> dict[str, set[tuple[int, int]]]:
    return {
        name: {places.sentence(start) for start, _, _ in _hits(phrases, folded)}
        for name, phrases in _markers(known)
    }


def _hits(phrases: Iterable[Phrase], folded: Folded) -> Iterator[tuple[int, int, Phrase]]:
    for phrase in phrases:
        if phrase.may_occur(folded.text):
            for match in phrase.pattern.finditer(folded.text):
                if match.end() > match.start():
                    yield *folded.span(match.start(), match.end()), phrase


# a guarantee that something will not happen is one: only 'not' before it, or right behind it, denies it
_STATED = frozenset(("guarantee", "never_again"))
# what the client has to pay us is no gift of ours, though it may be called by the same words
_GIVEN = frozenset(("refund", "credit", "compensate", "expense", "extra", "exception"))
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")  # 'the surcharge (not the freight) is credited'
_NEXT_WORD = re.compile(r"\s*[^\W\d_]*")


def _denied(
    text: str, known: Acts, clause: tuple[int, int], hit: tuple[int, int], act: str, phrase: Phrase
) -> bool:
    """Whether the clause denies it ('a refund is not possible') or tells the client's wish for it.

    A phrase may have room inside: 'you get no discount', 'wird nicht erstattet'. One that says 'not' itself
    ('you need not pay') means it.
    """
    first, last = max(clause[0], hit[0] - _REACH), min(clause[1], hit[1] + _REACH)
    before, after = fold(text[first : hit[0]]).text, fold(text[hit[1] : last]).text
    if known.asked.search(before):
        return True
    words = "" if act in _STATED or known.negates(phrase) else fold(text[hit[0] : hit[1]]).text
    before, words, after = (_without_affirming(part, known) for part in (before, words, after))
    if act in _STATED:
        following = _NEXT_WORD.match(after)
        after = following.group() if following and act == "guarantee" else ""
    return any(known.negations.search(part) for part in (before, words, after))


def _owed(clause: str, known: Acts) -> bool:
    """Whether the clause says what the client pays ('a deposit is due'), not that it need not be paid."""
    folded = fold(clause)
    if not any(True for _ in _hits(known.owed, folded)):
        return False
    return not known.negations.search(_without_affirming(folded.text, known))


def _without_affirming(words: str, known: Acts) -> str:
    """'Not more than 10 %' names a limit, 'not only' affirms: neither denies anything; nor does an aside."""
    words = _ASIDE.sub(" ", words)
    for phrase in (*known.ceilings, *known.affirming):
        if phrase.may_occur(words):
            words = phrase.pattern.sub(" ", words)
    return words


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
    kept: dict[tuple[str, tuple[int, int]], Grant] = {}
    for grant in sorted(grants, key=lambda one: (one.start - one.end, one.start)):
        kept.setdefault((grant.act, grant.clause), grant)
    yield from sorted(kept.values(), key=lambda one: (one.start, one.end, one.act))
