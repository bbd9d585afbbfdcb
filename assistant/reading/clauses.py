"""The clauses of a message: the pieces that are asked for, charged or threatened one by one.

A sentence is cut at stops, dashes, brackets and joining words (knowledge/reading/joints.yaml), but
never into pieces too short to mean something. What it does not know: relative clauses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.domain import Span
from assistant.language.sentences import split_sentences
from assistant.language.shipped_data import as_text, data_of, naming
from assistant.language.tags import base
from assistant.reading.scraps import only_scraps

_STOPS = re.compile(
    r"[,;:]+(?=\s)|\s[–—-]{1,2}\s|[—]|[，；：、]|(?<=[\u3040-\u9fff\uff00-\uffef])[ \u3000]+(?=[\u3040-\u9fff])|\s?\((?=\S)|\)(?=\s|[,.;])|(?<=\S)\s*[\n]\s*"
)
_STAMP = re.compile(
    r"\s*(?:[\[【(][^\]】)\n]{0,28}?\d{1,2}[:：.]\d{2}(?:[:：]\d{2})?[^\]】)\n]{0,6}[\]】)]|\d{1,2}:\d{2}(?=\s))\s*(?:-\s)?"
)
_LEAD = re.compile(
    r"[\s\-*•·–—>«»\"'“”„「『（(\[\]【】…]+|(?:\d{1,2}|[a-zA-Z])[.)]\s+|[一二三四五六七八九十]+[、，]"
)
_TAIL = ' \t\n,;:–—-，；：、"“”»」』)]）】*'
_STRENGTHS = ("strong", "asking", "weak")  # of the words that join clauses
_LEAST = {"weak": (4, 4), "asking": (5, 2)}  # words before and after a joint where it cuts (else two)
_SCRAP = 3  # so many small words, and nothing else, say nothing by themselves
_ASIDE = re.compile(r"\([^()\n]{1,40}\)")  # "(R11 750)": part of what it stands in


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of a message; `joint` is how it hangs on the one before it in its sentence.

    `joint` is start (of a sentence), comma, stop (colon, semicolon, dash, bracket), strong or weak
    (a joining word). `sentence` counts from 0.
    """

    text: str
    start: int
    end: int
    joint: str
    sentence: int


def clauses(text: str, language: str) -> list[Clause]:
    """The clauses of `text` in order; time stamps and bullets in front of a line are left out."""
    found: list[Clause] = []
    for number, sentence in enumerate(split_sentences(text)):
        found.extend(_of_sentence(text, sentence, number, language))
    return found


def _of_sentence(text: str, sentence: Span, number: int, language: str) -> list[Clause]:
    stamp = _STAMP.match(sentence.text)
    start = sentence.start + (stamp.end() if stamp else 0)
    bounds: list[tuple[int, str]] = [(start, "start")]
    for cut, joint in _cuts(text, start, sentence.end, language):
        before, after = _LEAST.get(joint, (2, 2))
        if (
            about_words(text[bounds[-1][0] : cut]) >= before
            and about_words(text[cut : sentence.end]) >= after
        ):
            bounds.append((cut, "strong" if joint == "asking" else joint))
    bounds = _without_scraps(text, bounds, sentence.end, language)
    pieces = []
    for (left, joint), (right, _) in zip(bounds, [*bounds[1:], (sentence.end, "")], strict=True):
        left, right = _bare(text, left, right)
        if right > left:
            pieces.append(Clause(text[left:right], left, right, joint, number))
    return pieces


def _without_scraps(
    text: str, bounds: list[tuple[int, str]], end: int, language: str
) -> list[tuple[int, str]]:
    """The bounds, less those beside a piece of small words alone: "I must | therefore ask", "her | or you?"."""
    kept = bounds[:1]
    for cut, joint in bounds[1:]:
        following = next((at for at, _ in bounds if at > cut), end)
        pieces = text[kept[-1][0] : cut], text[cut:following]
        if not any(_is_scrap(piece, language) for piece in pieces):
            kept.append((cut, joint))
    return kept


def _is_scrap(piece: str, language: str) -> bool:
    return 0 < about_words(piece) <= _SCRAP and only_scraps(piece, language)


def begins_with_and(piece: str, language: str) -> bool:
    """Whether a clause begins with a word that only adds ("and")."""
    first = piece.split(maxsplit=1)[0].lower() if piece.strip() else ""
    return first in joining_words(language)


def begins_with_report(piece: str, language: str) -> bool:
    """Whether a clause begins with a verb by which somebody else speaks ("says you'll try")."""
    first = piece.split(maxsplit=1)[0].lower() if piece.strip() else ""
    return first in _reported("says", language).split()


def is_asked_of_client(piece: str, language: str) -> bool:
    """Whether a clause tells what somebody else asks the client ("my partner is asking me")."""
    words = piece.casefold()
    asked, ours = (_patterns_of_reports(language)[kind] for kind in ("asked_of_client", "speaks_of_us"))
    return bool(asked.search(words)) and not ours.search(words)


@cache
def _patterns_of_reports(language: str) -> dict[str, re.Pattern[str]]:
    kinds = ("asked_of_client", "speaks_of_us")
    return {kind: re.compile(_reported(kind, base(language)) or "(?!)") for kind in kinds}


@cache
def _reported(kind: str, language: str) -> str:
    parts = ("knowledge", "reading", "reported.yaml")
    with naming(*parts):
        return as_text(data_of(*parts)[kind].get(language, ""))


def joining_words(language: str) -> tuple[str, ...]:
    """The words that only add, of a language: the weak ones of knowledge/reading/joints.yaml."""
    return tuple(_joint_words()["weak"].get(language, []))


def about_words(piece: str) -> float:
    """About how many words: a Han or kana character counts as half of one."""
    wide = sum(
        1 for character in piece if "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af"
    )
    return wide * 0.5 + len(re.findall(r"[^\W\u3040-\u9fff\uac00-\ud7af]+", piece))


def _cuts(text: str, start: int, end: int, language: str) -> list[tuple[int, str]]:
    cuts = {}
    asides = [aside.span() for aside in _ASIDE.finditer(text, start, end) if about_words(aside[0]) <= _SCRAP]
    for match in _STOPS.finditer(text, start, end):
        if any(left <= match.end() - 1 <= right for left, right in asides):
            continue
        cuts[match.end()] = "comma" if match.group().strip()[:1] in {",", "，", "、"} else "stop"
    for strength, pattern in _joints(language).items():
        for match in pattern.finditer(text, start + 1, end):
            cuts.setdefault(match.start(), strength)
            if cuts.get(match.start()) == "comma":
                cuts[match.start()] = strength
    return sorted(cuts.items())


@cache
def _joint_words() -> dict[str, dict[str, list[str]]]:
    parts = ("knowledge", "reading", "joints.yaml")
    with naming(*parts):
        lists = data_of(*parts)
        return {
            strength: {language: words.split() for language, words in lists[strength].items()}
            for strength in _STRENGTHS
        }


@cache
def _joints(language: str) -> dict[str, re.Pattern[str]]:
    patterns = {}
    for strength, lines in _joint_words().items():
        words = sorted((word.replace("_", " ") for word in lines.get(language, [])), key=len, reverse=True)
        if not words:
            continue
        patterns[strength] = re.compile(
            r"(?<=\s)(?:" + "|".join(map(re.escape, words)) + r")(?=\s)", re.IGNORECASE
        )
    return patterns


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    lead = _LEAD.match(text, start, end)
    while lead and lead.end() > start:
        start = lead.end()
        lead = _LEAD.match(text, start, end)
    while end > start and text[end - 1] in _TAIL and not _closes(text, start, end):
        end -= 1
    return start, end


def _closes(text: str, start: int, end: int) -> bool:
    """Whether a piece ends with an aside of its own: "my money back (R11 750)"."""
    return text[end - 1] == ")" and text.count("(", start, end) == text.count(")", start, end)
