"""Our own past sentences that say what a clause says: the best proposals, since nobody has to translate them.

A sentence counts when it has the figures of the clause and no other, and stands out by meaning; where
the clause has none, only when both share most of their words. Numbers were read off two sample worlds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.domain import Exchange
from assistant.drafting.nearness import Relate
from assistant.language.detect import detect_language
from assistant.language.figures import find_figures
from assistant.language.sentences import split_sentences
from assistant.language.tags import UNKNOWN
from assistant.language.words import cjk, content_stems

_SHORTEST, _LONGEST = 20, 300  # characters; signs of unspaced scripts count twice
_STANDS_OUT = 0.03
_STANDS_OUT_ACROSS = 0.045  # in another language, where words cannot be compared
_SHARED_WORDS = 2  # beside the same figures
_SHARED_ALONE = 4  # where there are no figures: in unspaced scripts one and a half times as many
_OBVIOUS = 0.6  # so many of the words of the shorter one: where an archive is too small to show what is usual
_SAMPLE = 64  # texts on each side that show how usual a cosine is
_NEWEST = 2000  # replies that are looked through
_MOST = 3000  # candidate sentences that are compared by meaning


@dataclass(frozen=True, slots=True)
class PastSentence:
    """A sentence of one of our replies, and which reply that was."""

    text: str
    language: str
    exchange: Exchange
    figures: frozenset[str]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of a clause, ready to be compared."""

    text: str
    language: str
    figures: frozenset[str]
    stems: frozenset[str]


def past_sentences(exchanges: Iterable[Exchange], clients: Sequence[str]) -> list[PastSentence]:
    """The sentences of replies without marks that name no client, newest first, each wording once."""
    names = _names(clients)
    found: dict[str, PastSentence] = {}
    newest = sorted(exchanges, key=lambda each: str(each.replied_at or ""), reverse=True)
    for exchange in newest[:_NEWEST]:
        if exchange.marks or not exchange.reply:
            continue
        for text in _sentences(exchange.reply):
            if not names.search(text):
                language = _language(text, exchange)
                found.setdefault(text, PastSentence(text, language, exchange, *_marks(text, language)))
    return list(found.values())


def told(statement: str, language: str) -> Told:
    return Told(statement, language, *_marks(statement, language))


def precedents(
    statements: Sequence[Told], sentences: Sequence[PastSentence], relate: Relate | None
) -> dict[tuple[str, str], list[PastSentence]]:
    """For each (statement, language) our sentences that say it, the closest first."""
    pairs = list(islice(_pairs(statements, sentences), _MOST))
    if not pairs or relate is None:
        return {}
    closeness = _standing_out(statements, sentences, pairs, relate)
    ranked = sorted(zip(closeness, pairs, strict=True), key=lambda each: -each[0])
    found: dict[tuple[str, str], list[PastSentence]] = {}
    for score, (row, sentence) in ranked:
        across = statements[row].language != sentence.language
        needed = _STANDS_OUT_ACROSS if across else _STANDS_OUT
        if score >= needed or _obvious(statements[row], sentence):
            found.setdefault((statements[row].text, sentence.language), []).append(sentence)
    return found


def _obvious(statement: Told, sentence: PastSentence) -> bool:
    return bool(statement.figures) and _share(statement, sentence) >= _OBVIOUS


def _share(statement: Told, sentence: PastSentence) -> float:
    """How many of the words of the shorter one both have (0-1)."""
    shorter = min(len(statement.stems), len(sentence.stems))
    return len(statement.stems & sentence.stems) / shorter if shorter else 0.0


def _pairs(
    statements: Sequence[Told], sentences: Sequence[PastSentence]
) -> Iterator[tuple[int, PastSentence]]:
    """Statements, by their place, with the sentences that may say them; an archive may have very many."""
    by_figures: dict[frozenset[str], list[PastSentence]] = {}
    by_stem: dict[str, list[int]] = {}
    for at, sentence in enumerate(sentences):
        if sentence.figures:
            by_figures.setdefault(sentence.figures, []).append(sentence)
            continue
        for stem in sentence.stems:
            by_stem.setdefault(stem, []).append(at)
    for row, statement in enumerate(statements):
        alike = by_figures.get(statement.figures, [])
        if not statement.figures:
            shared = Counter(at for stem in statement.stems for at in by_stem.get(stem, ()))
            alike = [sentences[at] for at, _ in shared.most_common(_SAMPLE)]
        yield from ((row, sentence) for sentence in alike if _may_say(statement, sentence))


def _may_say(statement: Told, sentence: PastSentence) -> bool:
    if statement.figures != sentence.figures:
        return False
    if statement.language != sentence.language:
        return bool(statement.figures)
    shared = len(statement.stems & sentence.stems)
    if statement.figures:
        return shared >= _SHARED_WORDS
    least = _SHARED_ALONE * 3 // 2 if cjk(statement.text) else _SHARED_ALONE
    return shared >= least and _share(statement, sentence) >= _OBVIOUS


def _standing_out(
    statements: Sequence[Told],
    sentences: Sequence[PastSentence],
    pairs: Sequence[tuple[int, PastSentence]],
    relate: Relate,
) -> list[float]:
    """How much closer each pair is than its two texts are to others."""
    import numpy

    rows = list(dict.fromkeys(row for row, _ in pairs))
    usual = [row for row in range(0, len(statements), max(1, len(statements) // _SAMPLE)) if row not in rows]
    said = list(dict.fromkeys(sentence.text for _, sentence in pairs))
    others = [each.text for each in sentences[:: max(1, len(sentences) // _SAMPLE)] if each.text not in said]
    texts = [statements[row].text for row in (*rows, *usual[:_SAMPLE])]
    cosines = numpy.asarray(relate(texts, [*said, *others[:_SAMPLE]]), dtype=numpy.float32)
    centred = (
        cosines - cosines.mean(axis=0, keepdims=True) - cosines.mean(axis=1, keepdims=True) + cosines.mean()
    )
    at_row, at_said = ({each: at for at, each in enumerate(found)} for found in (rows, said))
    return [float(centred[at_row[row], at_said[sentence.text]]) for row, sentence in pairs]


def _sentences(reply: str) -> Iterator[str]:
    for span in split_sentences(reply):
        text = " ".join(span.text.split())
        length = len(text) * (2 if cjk(text) else 1)
        if _SHORTEST <= length <= _LONGEST and text[-1] not in "?？:：" and text[-1:] in ".。!！”»":
            yield text


def _marks(text: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    figures = frozenset(figure.value for figure in find_figures(text, language=language))
    return figures, frozenset(content_stems(text))


def _language(text: str, exchange: Exchange) -> str:
    """That of its reply; of a short reply in no certain language the sentence may tell."""
    return exchange.reply_language if exchange.reply_language != UNKNOWN else detect_language(text)


def _names(clients: Sequence[str]) -> re.Pattern[str]:
    """Any word of a client's name, as a name is written."""
    words = {
        word for name in clients for word in re.findall(r"[^\W\d_]{2,}", name) if len(word) > 2 or cjk(word)
    }
    parts = [re.escape(word) if cjk(word) else rf"\b{re.escape(word)}\b" for word in sorted(words)]
    return re.compile("|".join(parts) or "(?!)")
