"""The client's charge taken up as a fact, and blame put on anybody.

A sentence accepts a charge when it says most of an accusation's own words back, without turning
them round, asking about them, or saying that they are the client's. What the notes or sources say
stands on record and is nobody's charge. What this does not see: a charge granted in other words
(the lexicons' admissions catch the usual ones) and irony.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from assistant.domain import Ask, AskKind, Evidence, Finding, Severity, Span
from assistant.gate.fold import fold
from assistant.gate.scope import common_words, find, findings, quoted
from assistant.gate.spans import blanked
from assistant.language.sentences import split_sentences

_WORD = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3,}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_STEM = 5  # letters of a word that are compared: enough for most endings
_SHARE = 0.7  # of the charge's content words, by which a sentence says it back
_PAIRS_SHARE = 0.6  # of its pairs of characters, where words are not spaced: half of them straddle two words
_LEAST = 2
_REASON = "says the client's charge back as a fact"
_HINT = "leave the charge alone, or say what is on record about it"
_INSULT = "takes up the client's insult"


def charge(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Sentences that repeat an accusation or an insult of `evidence.asks` as their own."""
    charges = [ask for ask in evidence.asks if ask.kind in (AskKind.ACCUSATION, AskKind.INSULT)]
    recorded = [_content(words) for _, words in evidence.known]
    charges = [ask for ask in charges if not any(_says_back(fact, _content(ask.text)) for fact in recorded)]
    for sentence in _own_statements(text, evidence) if charges else ():
        taken = [ask for ask in charges if _accepts(sentence, ask, evidence)]
        if taken:
            insult = all(ask.kind is AskKind.INSULT for ask in taken)
            plain = max(len(_content(ask.text)) for ask in taken) > _LEAST
            severity = Severity.BLOCK if plain and not insult else Severity.WARN
            reason = _INSULT if insult else _REASON
            words = text[sentence.start : sentence.end]
            yield Finding("charge", severity, sentence.start, sentence.end, words, reason, _HINT)


def blame(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blame of the client, their people, a supplier, a platform or a colleague."""
    return findings("blame", text, evidence)


def _own_statements(text: str, evidence: Evidence) -> Iterator[Span]:
    """The sentences, without what they quote, that are neither questions nor said to be the client's view."""
    attributed = [hit.start for hit in find("attribution", text, evidence)]
    own = blanked(text, quoted(text, evidence.message))
    for sentence in split_sentences(text):
        words = own[sentence.start : sentence.end]
        question = words.rstrip().endswith(("?", "？"))
        first = bisect_left(attributed, sentence.start)
        if not question and (first == len(attributed) or attributed[first] >= sentence.end):
            yield Span(words, sentence.start, sentence.end)


def _accepts(sentence: Span, ask: Ask, evidence: Evidence) -> bool:
    if not _says_back(_content(sentence.text), _content(ask.text)):
        return False
    return _is_negated(sentence.text, evidence) == _is_negated(ask.text, evidence)


def _is_negated(words: str, evidence: Evidence) -> bool:
    """Whether anything in it negates: many languages negate twice and mean it once (nie ... nie, no ... nada)."""
    return bool(find("negation", words, evidence))


def _says_back(said: frozenset[str], charge: frozenset[str]) -> bool:
    shared = len(said & charge)
    unspaced = sum(1 for piece in charge if _UNSPACED.match(piece)) * 2 > len(charge)
    return shared >= _LEAST and shared >= (_PAIRS_SHARE if unspaced else _SHARE) * len(charge)


@lru_cache(maxsize=512)
def _content(text: str) -> frozenset[str]:
    """Stems of the words that carry the meaning; pairs of characters where words are not spaced."""
    folded = fold(text).text
    small = common_words()
    words = {word[:_STEM] for word in _WORD.findall(folded) if word not in small}
    pairs = (run[index : index + 2] for run in _UNSPACED.findall(folded) for index in range(len(run) - 1))
    pairs = (pair for pair in pairs if small.isdisjoint(pair))
    return frozenset((*words, *pairs))
