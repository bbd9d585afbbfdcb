"""Whether a text said anew still says the same: what was lost, added or turned round.

Figures, months, names, negations, quotations and gaps must be the same, and so must the small words a
promise hangs on (only, before, at most, if, may, must: knowledge/languages/sense.yaml). Of the other
words most must be kept and few may be new. What this cannot see: two facts whose words were exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from assistant.language.detect import detect_language, may_be
from assistant.language.figures import find_figures, same_figure
from assistant.language.sentences import split_sentences
from assistant.language.shipped_data import as_text, as_texts, data_of, naming
from assistant.language.words import cjk, content_stems

_LOST = 0.4  # of the words of content of each sentence, at most; one of three may always go
_NEW = 0.45  # of the words of content of the result, at most; two may always come
_STEM = 4
_SHARED = ("only", "free")  # groups of words that are compared between two languages
_VERBATIM = re.compile(
    r"\[[^\[\]\n]+\]|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|「[^」\n]+」|https?://\S+|\S+@\S+\.\w+"
)
_STOP = r"[.!?…;:,](?=\s|$)|[。！？；：，、\n]| [–—-] "
_NAME = re.compile(r"(?<=[^\W\d_] |[,;:] )[^\W\d_a-zа-яё][^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_MONTHS = {
    name: number
    for number, name in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1
    )
}
_HAN_MONTH = re.compile(r"(?<![\d一二三四五六七八九十])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s?月")
_RUN = re.compile(r"\d+(?:[./:,-]\d+)+")  # digits with the marks between them


class _Sense(NamedTuple):
    """The small words of one language on which the sense of a sentence hangs."""

    negations: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    joints: list[str]
    hanging: list[str]
    ignored: list[str]
    particles: str
    twice: bool  # a denial is made of two words


def covered_language(language: str) -> bool:
    """Whether a rewording in the language can be judged at all."""
    return language in _sense()


def differences(
    before: Sequence[str], after: str, *, language: str, known: Collection[str] = ()
) -> tuple[str, ...]:
    """What sets the new text apart from the sentences it was made of, in a word or two each; empty: the same.

    `known` are words that may be new (the names of the case).
    """
    if not covered_language(language):
        return ("language not covered",)
    if not after.strip():
        return ("nothing written",)
    whole = " ".join(before)
    return tuple(
        dict.fromkeys(
            (
                *figure_differences(whole, after, language),
                *_sense_differences(whole, after, language),
                *_moved(whole, after, language),
                *_verbatim_differences(whole, after),
                *_word_differences(before, after, language, known),
                *_shape_differences(whole, after, language),
            )
        )
    )


def figure_differences(before: str, after: str, language: str, *, source: str = "") -> Iterator[str]:
    """Figures and months that only one of the two texts has; `source` is the language of the first."""
    old, new = find_figures(before, language=source or language), find_figures(after, language=language)
    yield from (f"figure lost: {each.text}" for each in old if not any(same_figure(each, one) for one in new))
    yield from (f"figure new: {each.text}" for each in new if not any(same_figure(each, one) for one in old))
    if months(before, source or language) != months(after, language):
        yield "month changed"


def writings(text: str, language: str = "") -> tuple[str, ...]:
    """The figures of a text as it writes them, and its digits with the marks between them ("2026/1107"), for a model to keep."""
    found = (figure.text for figure in find_figures(text, language=language))
    return tuple(dict.fromkeys([*found, *_RUN.findall(text)]))


def new_words(before: str, after: str, language: str) -> set[str]:
    """Beginnings of the words of content that only the second text has."""
    return _content(after, language) - _content(before, language)


def months(text: str, language: str) -> frozenset[int]:
    """The months a text names, 1 to 12; a word that begins a sentence and may be a verb ("may", "march") is none."""
    found = {_HAN_MONTHS.get(each) or int(each) for each in _HAN_MONTH.findall(text)}
    for number, names in _month_names(language).items():
        if any(re.search(rf"(?<![^\W\d_]){re.escape(name)}", text) for name in names):
            found.add(number)
    return frozenset(found)


@cache
def _month_names(language: str) -> Mapping[int, tuple[str, ...]]:
    """The beginnings by which a month is known; none where months are numbered."""
    from babel import Locale

    locale = Locale.parse(language.replace("-", "_"))
    names: dict[int, set[str]] = {}
    for form in ("format", "stand-alone"):
        for number, name in locale.months[form]["wide"].items():
            if cjk(name):
                continue
            stem = name[: max(_STEM, len(name) - 2)]
            names.setdefault(number, set()).add(stem)
    return {number: tuple(sorted(stems)) for number, stems in names.items()}


def _sense_differences(before: str, after: str, language: str) -> Iterator[str]:
    if negations(before, language) != negations(after, language):
        yield "negation changed"
    old, new = _readable(before, language), _readable(after, language)
    for name, words in _sense()[language].groups.items():
        there, here = bool(_count(words, old)), bool(_count(words, new))
        if there != here:
            yield f"{name} {'lost' if there else 'new'}"


def shared_sense(before: str, after: str, *, source: str, language: str) -> bool:
    """Whether "only" and "free" are in both texts or in neither; the texts may be in two languages."""
    if not (covered_language(source) and covered_language(language)):
        return True
    return all(
        bool(_count(_sense()[source].groups[name], _readable(before, source)))
        == bool(_count(_sense()[language].groups[name], _readable(after, language)))
        for name in _SHARED
    )


def negations(text: str, language: str) -> int:
    """How often a text denies, in a language that is covered."""
    sense = _sense()[language]
    counts = [_count(sense.negations, _readable(each, language)) for each in clauses(text, language)]
    return sum(map(bool, counts)) if sense.twice else sum(counts)


def clauses(text: str, language: str) -> list[str]:
    """A text cut at its stops and commas and before the words that join clauses."""
    joints = _sense()[language].joints
    cut = re.compile("|".join([_STOP, *(rf"\s(?={re.escape(word)}\s)" for word in joints)]))
    return [each.strip() for each in cut.split(text) if each.strip()]


def hangs(clause: str, language: str) -> bool:
    """Whether a clause hangs on the one before it ("that it works")."""
    first = clause.casefold().split(" ", 1)[0]
    return first in _sense()[language].hanging


def _readable(text: str, language: str) -> str:
    """Small letters, without what only looks like a word of sense."""
    ignored = _sense()[language].ignored
    folded = text.casefold().replace("’", "'")
    return re.sub("|".join(ignored), " ", folded) if ignored else folded


def _count(words: tuple[str, ...], text: str) -> int:
    return len(_pattern(words).findall(text))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_piece(word) for word in sorted(words, key=len, reverse=True)))


def _piece(word: str) -> str:
    if cjk(word):
        return re.escape(word)
    start = "" if word.startswith("*") else r"(?<![^\W\d_])"
    end = "" if word.endswith("*") else r"(?![^\W\d_])"
    return start + re.escape(word.strip("*")) + end


def _moved(before: str, after: str, language: str) -> Iterator[str]:
    """Figures and negations that stand with other words than before."""
    figures = [each.text for each in find_figures(before, language=language)]
    old, new = _anchors(before, language), _anchors(after, language)
    for figure in figures:
        there = [words for text, words in old if figure in text]
        here = [words for text, words in new if figure in text and len(words) > 1]
        if _apart(there, here):
            yield f"figure moved: {figure}"
    negations = _sense()[language].negations
    there = [words for text, words in old if _count(negations, _readable(text, language))]
    here = [words for text, words in new if _count(negations, _readable(text, language))]
    if any(_apart([words], here) for words in there) or any(_apart([words], there) for words in here):
        yield "negation moved"


def _anchors(text: str, language: str) -> list[tuple[str, set[str]]]:
    """Each clause with its words of content, figures left out."""
    return [(clause, _bare(clause, language)) for clause in clauses(text, language)]


def _bare(text: str, language: str) -> set[str]:
    """The words of content beside the figures."""
    for figure in reversed(find_figures(text, language=language)):
        text = text[: figure.start] + " " + text[figure.end :]
    return _content(text, language)


def _apart(some: Sequence[set[str]], others: Sequence[set[str]]) -> bool:
    """Whether no clause of the one shares a word with one of the other, though both have words."""
    said = [(one, other) for one in some for other in others if one and other]
    return bool(said) and not any(one & other for one, other in said)


def _verbatim_differences(before: str, after: str) -> Iterator[str]:
    old, new = set(_VERBATIM.findall(before)), set(_VERBATIM.findall(after))
    yield from (f"lost: {each}" for each in sorted(old) if each not in after)
    yield from (f"new: {each}" for each in sorted(new) if each not in before)


def _word_differences(
    before: Sequence[str], after: str, language: str, known: Collection[str]
) -> Iterator[str]:
    here = _content(after, language)
    for sentence in before:
        there = _content(sentence, language)
        if len(there - here) > max(int(len(there) > 2), _LOST * len(there)):
            yield f"words lost: {sentence}"
    there = _content(" ".join([*before, *known]), language)
    if len(here - there) > max(2, _NEW * len(here)):
        yield "words new"
    for span in split_sentences(after):
        words = _bare(span.text, language)
        if words and not words & there:
            yield f"sentence new: {span.text}"
    folded = " ".join([*before, *known]).casefold()
    yield from (f"name new: {name}" for name in _NAME.findall(after) if name.casefold() not in folded)
    kept = after.casefold()
    yield from (
        f"name lost: {name}"
        for name in _NAME.findall(" ".join(before))
        if name.casefold()[: max(3, len(name) - 2)] not in kept
    )


def _content(text: str, language: str) -> set[str]:
    if not cjk(text):
        return {stem[:_STEM] for stem in content_stems(text)}
    return {each for each in _HAN.findall(text) if each not in _sense()[language].particles}


def _shape_differences(before: str, after: str, language: str) -> Iterator[str]:
    if len(after) > 1.6 * len(before) + 40 or len(after) < 0.5 * len(before):
        yield "length changed"
    if bool(re.search(r"[?？]", before)) != bool(re.search(r"[?？]", after)):
        yield "question changed"
    if detect_language(after) not in (language, detect_language(before)) and not may_be(after, language):
        yield "another language"
    if re.search(r"[!！]", after):
        yield "exclamation mark"


@cache
def _sense() -> Mapping[str, _Sense]:
    parts = ("knowledge", "languages", "sense.yaml")
    with naming(*parts):
        return {language: _read(entry) for language, entry in data_of(*parts).items()}


def _read(entry: Mapping[str, Any]) -> _Sense:
    groups = entry["groups"]
    return _Sense(
        negations=tuple(as_texts(entry["negations"])),
        groups={name: tuple(as_texts(groups[name])) for name in dict.fromkeys([*groups, *_SHARED])},
        joints=as_texts(entry.get("joints", [])),
        hanging=as_texts(entry.get("hanging", [])),
        ignored=as_texts(entry.get("ignored", [])),
        particles=as_text(entry.get("particles", "")),
        twice=bool(entry.get("twice")),
    )
