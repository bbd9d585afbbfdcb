"""What a rule looks at: the lexicons that fit a text, and the stretches that are somebody else's words.

The guess of the language is made from the lexicons' own `common` words and `letters`: a few
milliseconds, no model. Where it stays open, every lexicon of the script is used; a rule too many
costs a moment, a language missed lets an apology through.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.fold import fold
from assistant.gate.lexicon import FOLDERS, Header, Hit, all_headers, headers, lexicon
from assistant.gate.spans import Spans, inside, merged
from assistant.language.tags import UNKNOWN

# these rules leave alone what the client is said to have written
_REPORTABLE = frozenset(("admission", "blame"))
_CLAUSE_END = re.compile(r"[,;:.!?\n…，；：。！？()（）–—]|\s-+\s")
_WHOLE = 0.8  # of a text in quotation marks: then the marks are how it was handed over
_CRIES = frozenset("!?！？")  # a word or two in quotation marks are a sentence where somebody cries them
_SAMPLE = 6000  # characters the guess is made from
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("Kore", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("Jpan", re.compile(r"[\u3040-\u30ff]")),
    ("Hani", re.compile(r"[\u3400-\u9fff]")),
    ("Cyrl", re.compile(r"[\u0400-\u052f]")),
    (
        "Latn",
        re.compile(r"[A-Za-z\u00c0-\u024f]+"),
    ),  # words, so that one name does not outweigh a Chinese line
)
# ’ is an apostrophe too, and some programs write ‘ for one: neither ends nor opens a quotation beside a letter
_SPACED = "A-Za-z\u00c0-\u024f\u0400-\u052f"
_QUOTES = re.compile(
    r'"[^"\n]{2,400}"|“[^”\n]{2,400}”|„[^“”\n]{2,400}[“”]|«[^»\n]{2,400}»|「[^」\n]{2,400}」|『[^』\n]{2,400}』'
    rf"|(?<![{_SPACED}])‘(?!\d\d)(?:[^’\n]|’(?=[{_SPACED}])){{2,400}}’(?![{_SPACED}])"
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


def languages_of(text: str, claimed: str = "") -> tuple[str, ...]:
    """The tags of the lexicons that fit the text: the claimed one first, then what the text looks like."""
    return _languages(text, claimed, FOLDERS.get())


@lru_cache(maxsize=16)
def _languages(text: str, claimed: str, folders: tuple[Path, ...]) -> tuple[str, ...]:
    known = all_headers(folders)
    named = _closest(claimed, known)
    unknown = bool(claimed) and claimed != UNKNOWN and not named
    guessed = _guess(text[:_SAMPLE], known, claimed=named, everyone=unknown)
    return tuple(dict.fromkeys((*([named] if named else ()), *guessed)))


def _closest(tag: str, known: Mapping[str, Header]) -> str:
    """`pt-BR` is read with `pt`, `zh-TW` with `zh-Hant`; empty when nothing fits."""
    aliases = {
        "zh-TW": "zh-Hant",
        "zh-HK": "zh-Hant",
        "zh-MO": "zh-Hant",
        "zh-CN": "zh-Hans",
        "zh": "zh-Hans",
    }
    while tag and tag not in known and tag not in aliases:
        tag = tag.rpartition("-")[0]
    return tag if tag in known else aliases.get(tag, "")


def closest(tag: str) -> str:
    """The lexicon that serves a language tag (`pt-BR` -> `pt`); empty when there is none."""
    return _closest(tag, headers())


def recognised(text: str) -> bool:
    """Whether the text looks like a language that has a lexicon; short texts get the benefit of the doubt."""
    sample = text[:_SAMPLE]
    words = _WORD.findall(fold(sample).text)
    known = headers()
    if any(pattern.search(sample) for script, pattern in _SCRIPTS if script in {"Kore", "Jpan", "Hani"}):
        return True
    best = max((sum(word in header.common for word in words) for header in known.values()), default=0)
    return len(words) < 8 or best * 10 >= len(words)


def _guess(sample: str, known: Mapping[str, Header], *, claimed: str, everyone: bool) -> Iterator[str]:
    """Per script of the sample the likeliest lexicons, or every one of the script."""
    sample = unicodedata.normalize("NFC", sample)  # a letter and its accent count once
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS}
    if counts["Jpan"] * 10 > counts["Hani"]:
        counts["Jpan"], counts["Hani"] = counts["Jpan"] + counts["Hani"], 0
    most = max(counts.values(), default=0)
    folded = fold(sample).text
    words, letters = Counter(_WORD.findall(folded)), Counter(folded)
    for script, count in counts.items():
        if count and count * 6 >= most:
            candidates = [header for header in known.values() if header.script == script]
            scores = {each.language: _score(each, words, letters) for each in candidates}
            yield from scores if everyone else _likeliest(scores, claimed)


def _score(header: Header, words: Counter[str], letters: Counter[str]) -> int:
    return sum(words[word] for word in header.common) + sum(letters[letter] for letter in header.letters)


def _likeliest(scores: Mapping[str, int], claimed: str) -> Iterator[str]:
    """The claimed one if it is plausible, else the best and whoever comes near it."""
    best = max(scores.values(), default=0)
    if claimed in scores and scores[claimed] * 2 >= best:
        yield claimed
        return
    for language, score in scores.items():
        if score * 4 >= best * 3:
            yield language


def common_words() -> frozenset[str]:
    """The function words of every lexicon: they carry no meaning of their own."""
    return _common_words(FOLDERS.get())


@lru_cache(maxsize=8)
def _common_words(folders: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(word for header in all_headers(folders).values() for word in header.common)


def find(rule: str, text: str, evidence: Evidence) -> list[Hit]:
    """All hits of a lexicon rule outside quoted and reported words, in the lexicons that fit the text.

    Of hits that overlap, the graver stays, then the longer.
    """
    folded = fold(text)
    spared = quoted(text, evidence.message)
    if rule in _REPORTABLE:
        spared = merged((*spared, *_reported(text, evidence.language)))
    hits = [
        hit
        for language in languages_of(text, evidence.language)
        for hit in lexicon(language).hits(rule, folded)
        if not inside(hit.start, hit.end, spared)
    ]
    return _gravest(hits)


def told_back(text: str, claimed: str) -> Iterator[tuple[int, int]]:
    """From 'you write that' to the end of the clause, whoever it speaks of."""
    folded, ends = fold(text), _clause_ends(text)
    for language in languages_of(text, claimed):
        for hit in lexicon(language).hits("reported", folded):
            yield hit.start, _next(ends, hit.end)


def _reported(text: str, claimed: str) -> Iterator[tuple[int, int]]:
    """From 'you write that' to where the client's view ends: punctuation, a conjunction, or a word of ours.

    Narrow on purpose: an alarm too many is read and passed over, an admission behind 'and' is sent.
    """
    folded, ends = fold(text), _clause_ends(text)
    for language in languages_of(text, claimed):
        known = lexicon(language)
        begun = list(known.hits("reported", folded))
        ours = [hit.start for hit in known.hits("own_voice", folded)] if begun else []
        ours = [*sorted(ours), len(text)]
        for hit in begun:
            yield hit.start, min(_next(ends, hit.end), _next(ours, hit.end))


@lru_cache(maxsize=4)
def _clause_ends(text: str) -> tuple[int, ...]:
    """Where the clauses end, in order; the end of the text is the last."""
    return (*(match.start() for match in _CLAUSE_END.finditer(text)), len(text))


def _next(places: Sequence[int], position: int) -> int:
    """The first of the places, which are in order, that is not before the position."""
    return places[bisect_left(places, position)]


def findings(rule: str, text: str, evidence: Evidence) -> Iterator[Finding]:
    """The hits of a lexicon rule as findings of that name."""
    for hit in find(rule, text, evidence):
        yield hit.finding(rule, text)


def _gravest(hits: Iterable[Hit]) -> list[Hit]:
    gravity = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}
    ordered = sorted(hits, key=lambda hit: (gravity[hit.entry.severity], hit.start - hit.end, hit.start))
    starts: list[int] = []
    kept: dict[int, Hit] = {}
    for hit in ordered:
        place = bisect_right(starts, hit.start)
        before = kept[starts[place - 1]] if place else None
        after = kept[starts[place]] if place < len(starts) else None
        if (before and before.end > hit.start) or (after and after.start < hit.end):
            continue
        starts.insert(place, hit.start)
        kept[hit.start] = hit
    return [kept[start] for start in starts]


@lru_cache(maxsize=16)
def quoted(text: str, message: str = "") -> Spans:
    """Stretches that are a quotation: lines behind `>`, quoted sentences, quoted words of the message.

    A word or two in quotation marks is no quotation of the client unless the client wrote it; nor is a
    text that is quoted as a whole.
    """
    theirs = fold(message).text
    lines = [match.span() for match in _QUOTED_LINE.finditer(text)]
    matches = list(_QUOTES.finditer(text))
    start = len(text) - len(text.lstrip())
    length = sum(len(match.group()) for match in matches)
    if matches and matches[0].start() == start and length >= _WHOLE * len(text.strip()):
        return merged(lines)
    words = [(match.span(), match.group()[1:-1].strip()) for match in matches]
    spans = [span for span, inner in words if _is_sentence(inner) or (theirs and fold(inner).text in theirs)]
    return merged((*lines, *spans))


def _is_sentence(words: str) -> bool:
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in words)
    return wide >= 5 or len(words.split()) >= 3 or words[-1:] in _CRIES
