"""Which language a text is written in: scripts first, then small words, then lingua.

Chinese, Japanese, Korean and Cyrillic need no model. For Latin script the votes of small words
(knowledge/reading/function_words.yaml) mostly decide, chat spelling included; only what they leave
open goes to lingua in its low-accuracy mode (0.4 s to load 20 languages on two cores; the
high-accuracy mode takes 6 s). What it does not know: languages outside that file.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from assistant.domain import Span
from assistant.language.sentences import split_sentences
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import UNKNOWN

_RANGES = (
    ("Hira", 0x3040, 0x309F),
    ("Kana", 0x30A0, 0x30FF),
    ("Hang", 0xAC00, 0xD7AF),
    ("Hang", 0x1100, 0x11FF),
    ("Hani", 0x3400, 0x4DBF),
    ("Hani", 0x4E00, 0x9FFF),
    ("Hani", 0x20000, 0x2FA1F),
    ("Cyrl", 0x0400, 0x052F),
    ("Latn", 0x0041, 0x024F),
    ("Latn", 0x1E00, 0x1EFF),
    ("Grek", 0x0370, 0x03FF),
    ("Hebr", 0x0590, 0x05FF),
    ("Arab", 0x0600, 0x06FF),
    ("Deva", 0x0900, 0x097F),
    ("Thai", 0x0E00, 0x0E7F),
    ("Geor", 0x10A0, 0x10FF),
    ("Armn", 0x0530, 0x058F),
)
_SINGLE = {"Grek": "el", "Hebr": "he", "Arab": "ar", "Deva": "hi", "Thai": "th", "Geor": "ka", "Armn": "hy"}
_WORD = re.compile(r"'n\b|[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+\.(?:\w{2,4})\b|[@#]\S+")
_QUOTED = re.compile(r'"[^"]{40,}"|“[^”]{40,}”|«[^»]{40,}»|「[^」]{20,}」|^>.*$', re.MULTILINE)
_FOREIGN_RUN = re.compile(r"[A-Za-z][A-Za-z'’,\-]*(?:[ ,]+[A-Za-z0-9'’.,%:\-]+){3,}[.!?]?")
_LEAD = 1.6  # the best language's votes over the second's, to decide without lingua
_SAMPLE = 4000  # characters looked at


class _Lists(NamedTuple):
    """The file: small words and telling letters by language, and the languages that are written most."""

    words: dict[str, list[str]]
    letters: dict[str, list[str]]
    cyrillic: dict[str, list[str]]
    common: list[str]


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str:
    if not character.isalpha():
        return ""
    code = ord(character)
    return next((name for name, first, last in _RANGES if first <= code <= last), "Zyyy")


def _script_counts(text: str) -> Counter[str]:
    counts = Counter(_script_of(character) for character in text[:_SAMPLE])
    counts.pop("", None)
    return counts


def scripts(text: str) -> frozenset[str]:
    """The scripts of the letters in `text` as ISO 15924 codes (`Latn`, `Cyrl`, `Hani`, `Hira`, ...)."""
    return frozenset(_script_of(character) for character in text) - {""}


@lru_cache(maxsize=4096)
def _variant(character: str) -> int:
    """-1 for a character only simplified writing has, 1 for only traditional, 0 for both."""
    simplified = _encodable(character, "gb2312")
    # Hong Kong's set has Cantonese words, but also hundreds of simplified characters.
    traditional = _encodable(character, "big5") or (not simplified and _encodable(character, "big5hkscs"))
    return int(traditional) - int(simplified)


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def chinese_script(text: str) -> str:
    """`zh-Hans` or `zh-Hant` by the characters only one of them has; empty when none tells."""
    balance = sum(_variant(character) for character in text[:_SAMPLE] if _script_of(character) == "Hani")
    if balance == 0:
        return ""
    return "zh-Hant" if balance > 0 else "zh-Hans"


def detect_language(text: str) -> str:
    """The language most of `text` is written in as a short BCP 47 tag; `und` when nothing can be said."""
    prose = _own_words(_NOT_PROSE.sub(" ", text[:_SAMPLE]))
    counts = _script_counts(prose)
    if not counts:
        return UNKNOWN
    japanese, korean, han = counts["Hira"] + counts["Kana"], counts["Hang"], counts["Hani"]
    # A Latin word of five letters says about as much as two of these characters.
    asian = 3 * (japanese + korean + han)
    if asian >= counts["Latn"] + counts["Cyrl"]:
        return _east_asian(prose, japanese=japanese, korean=korean, han=han)
    script = max(("Latn", "Cyrl", *_SINGLE), key=lambda name: counts[name])
    if script == "Cyrl":
        return _cyrillic(prose)
    return _SINGLE[script] if script in _SINGLE and counts[script] else _latin(prose)


def _own_words(text: str) -> str:
    """Without long passages in quotation marks (somebody else's words), if enough is left."""
    own = _QUOTED.sub(" ", text)
    return own if sum(character.isalpha() for character in own) >= 12 else text


def _east_asian(text: str, *, japanese: int, korean: int, han: int) -> str:
    if korean > han:
        return "ko"
    if japanese * 12 > han:
        return "ja"
    return chinese_script(text) or "zh-Hans"


@cache
def _data() -> _Lists:
    parts = ("knowledge", "reading", "function_words.yaml")
    data = data_of(*parts)
    with naming(*parts):
        words, letters, cyrillic = (
            {language: line.split() for language, line in data[name].items()}
            for name in ("words", "letters", "cyrillic")
        )
        return _Lists(words, letters, cyrillic, data["common"].split())


@cache
def _word_weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Word -> (language, weight): a word of one language weighs 1, a shared one less."""
    owners: dict[str, list[str]] = {}
    for language, words in _data().words.items():
        for word in set(words):
            owners.setdefault(word, []).append(language)
    return {word: tuple((tag, 1 / len(tags)) for tag in tags) for word, tags in owners.items()}


def _cyrillic(text: str) -> str:
    lowered = text.lower()
    letters = _data().cyrillic
    found = {tag: sum(lowered.count(letter) for letter in set(marks)) for tag, marks in letters.items()}
    if any(mark in lowered for mark in "їє"):
        found["kk"] = 0
    if any(mark in lowered for mark in "ыэё"):
        found["bg"] = found["uk"] = 0
    best = max(found, key=lambda tag: found[tag])
    # A greeting in another language, or a rare hard sign, does not make the text that language.
    return best if found[best] > 0.04 * _script_counts(text)["Cyrl"] else "ru"


def may_be(text: str, language: str) -> bool:
    """Whether a short text may well be in a language: its small words speak for it at least half as much as for any other.

    For the few words of a note, where one language cannot be told from its neighbours.
    """
    votes = _votes(text)
    best = max(votes.values(), default=0.0)
    return best > 0 and votes.get(language, 0.0) >= 0.5 * best


def _votes(text: str) -> dict[str, float]:
    votes: dict[str, float] = defaultdict(float)
    lowered = unicodedata.normalize("NFC", text.lower()).replace("’", "'")
    for word in _WORD.findall(lowered):
        for language, weight in _word_weights().get(word, ()):
            votes[language] += weight
    for language, marks in _data().letters.items():
        if any(mark in lowered for mark in marks):
            votes[language] += 0.5
    return dict(votes)


def _latin(text: str) -> str:
    votes, words = _votes(text), len(_WORD.findall(text))
    ranked = sorted(votes.items(), key=lambda item: -item[1])
    (best, most), (_, second) = (*ranked, (UNKNOWN, 0.0), (UNKNOWN, 0.0))[:2]
    if most >= 0.9 and most >= _LEAD * second:
        return best
    if words < 3:
        return best if most >= 0.9 and most > second else UNKNOWN
    return _undecided(text, votes)


def _undecided(text: str, votes: dict[str, float]) -> str:
    total = sum(votes.values()) or 1.0
    scores = dict(_lingua_confidences(text))
    combined = {tag: scores.get(tag, 0.0) + votes.get(tag, 0.0) / total for tag in {*scores, *votes}}
    for tag in _data().common:
        combined[tag] = combined.get(tag, 0.0) + 0.15
    best = max(combined, key=lambda tag: combined[tag], default=UNKNOWN)
    return best if combined.get(best, 0.0) >= 0.4 else UNKNOWN


@cache
def _detector() -> Any:
    from lingua import IsoCode639_1, Language, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, tag.upper(), None) for tag in _data().words]
    languages = [Language.from_iso_code_639_1(code) for code in codes if code is not None]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


def _lingua_confidences(text: str) -> Iterable[tuple[str, float]]:
    for value in _detector().compute_language_confidence_values(text):
        yield value.language.iso_code_639_1.name.lower(), value.value


def detect_languages(text: str) -> list[tuple[Span, str]]:
    """Runs of one language in order; what says nothing ("???") joins the run before it."""
    runs: list[tuple[int, int, str]] = []
    for start, end in _pieces(text):
        tag = detect_language(text[start:end])
        if runs and (tag in (runs[-1][2], UNKNOWN) or runs[-1][2] == UNKNOWN):
            first, _, earlier = runs[-1]
            runs[-1] = (first, end, tag if earlier == UNKNOWN else earlier)
        else:
            runs.append((start, end, tag))
    return [(Span(text[start:end], start, end), tag) for start, end, tag in runs]


def _pieces(text: str) -> list[tuple[int, int]]:
    """Sentences, cut again where four or more Latin words stand in another script."""
    pieces: list[tuple[int, int]] = []
    for sentence in split_sentences(text):
        cuts = {sentence.start, sentence.end}
        if scripts(sentence.text) - {"Latn"}:
            for run in _FOREIGN_RUN.finditer(sentence.text):
                cuts |= {sentence.start + run.start(), sentence.start + run.end()}
        ordered = sorted(cuts)
        pieces.extend(itertools.pairwise(ordered))
    return pieces
