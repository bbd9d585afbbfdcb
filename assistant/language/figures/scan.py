"""Finding the figures of a text: one pass from anchor to anchor, each figure consumed where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.domain import Figure
from assistant.language.figures.hit import Hit
from assistant.language.figures.names import calendar_names
from assistant.language.figures.rule import Rule
from assistant.language.figures.rules import Grammar, grammar
from assistant.language.figures.words import CJK, figure_words, file_of, languages, words_in

_ANCHOR = re.compile(rf"\d|[^\W\d_{CJK}]+|[{CJK}]|[€$£¥￥₸₽₩₺₴₹₪§№#+]|['’](?=n\b)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'）)，。]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,5}", re.ASCII
)
_RATE = 8  # characters between a sum and the unit it is paid for
_SAMPLE = 20_000  # characters the choice of languages is made from
_CYRILLIC, _EASTERN = re.compile(r"[\u0400-\u04ff]"), re.compile(f"[{CJK}]")


def find_figures(text: str, *, language: str = "", day: date | None = None) -> list[Figure]:
    """The figures of a text in order, without overlaps; exact offsets, canonical values.

    `day` is the day of writing: days without a year and relative days are resolved against it.
    Without a `language` the words of all languages that the script allows are tried, and the
    longest reading of each place is kept.
    """
    if language:
        return list(_scan(text, grammar(file_of(language)), day, loose=False))
    return _longest(_readings(text, day, loose=False))


def known_figures(text: str, *, day: date | None = None, language: str = "") -> list[Figure]:
    """Every reading of every figure in any language: for the side a text is compared with.

    `language` is that of the text it is compared with: a note of two words ("appel 15h") may be in it as well.
    """
    found = {(one.start, one.end, one.value): one for one in calendar_names(text)}
    found |= {
        (one.start, one.end, one.value): one for one in _readings(text, day, loose=True, language=language)
    }
    return sorted(found.values(), key=lambda figure: (figure.start, figure.end))


def _readings(text: str, day: date | None, *, loose: bool, language: str = "") -> list[Figure]:
    names = dict.fromkeys((*_languages_of(text), *((file_of(language),) if language else ())))
    return [figure for name in names for figure in _scan(text, grammar(name), day, loose=loose)]


def _languages_of(text: str) -> Iterator[str]:
    """The fewest languages that between them know all the words for figures in the text; always English."""
    eastern, cyrillic = {"zh", "ja", "ko"}, {"ru"}
    if _EASTERN.search(text):
        yield from sorted(eastern)
    if _CYRILLIC.search(text):
        yield from cyrillic
    yield "en"
    tokens = words_in(_lowered(text[:_SAMPLE])) - figure_words("en")
    rest = {
        name: figure_words(name) & tokens for name in languages() if name not in eastern | cyrillic | {"en"}
    }
    while rest and (best := max(sorted(rest), key=lambda name: len(rest[name]))) and rest[best]:
        yield best
        seen = rest.pop(best)
        rest = {name: found - seen for name, found in rest.items()}


def _longest(figures: list[Figure]) -> list[Figure]:
    kept: list[Figure] = []
    for figure in sorted(figures, key=lambda one: (one.start, -one.end)):
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def _scan(text: str, words: Grammar, day: date | None, *, loose: bool) -> Iterator[Figure]:
    lowered = _lowered(text)
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    position, paid = 0, -_RATE
    while anchor := _ANCHOR.search(text, position):
        position = anchor.end()
        while addresses and addresses[0][1] <= anchor.start():
            addresses.pop(0)
        if addresses and addresses[0][0] <= anchor.start():
            position = addresses[0][1]
            continue
        bare = loose and anchor.start() - paid >= _RATE  # of "500 a month" the month is no period
        found = _at(text, lowered, anchor, words, day, loose=loose, bare=bare)
        if isinstance(found, Figure):
            yield found
            position = found.end
            paid = found.end if found.kind in ("amount", "number") else paid
        elif found:
            position = max(position, found)


def _at(
    text: str,
    lowered: str,
    anchor: re.Match[str],
    words: Grammar,
    day: date | None,
    *,
    loose: bool,
    bare: bool,
) -> Figure | int | None:
    """The figure that begins at the anchor, or the end of an ordinary phrase to step over."""
    start, sign = anchor.start(), anchor.group()
    if phrase := words.ordinary.match(lowered, start):
        return phrase.end()
    rules = words.at_digits if sign.isdigit() or sign == "+" else words.at_words
    if sign[:1].isalpha() and not _can_begin(text, anchor, words):
        return None
    for rule in rules:
        if rule.known_only and not bare:
            continue
        match = rule.match(lowered, start)
        value = rule.read(match, day) if match and match.end() > start else None
        if match and value and _fits(rule, match, text, words, loose=loose):
            return _figure(text, rule, match, value)
    return None


def _figure(text: str, rule: Rule, match: Hit, value: str) -> Figure:
    end = match.end()
    trimmed = " .\n\t\u00a0" if rule.kind in ("date", "weekday") else " \n\t\u00a0"
    while end > match.start() + 1 and text[end - 1] in trimmed:
        end -= 1
    return Figure(text[match.start() : end], match.start(), end, rule.kind, value)


def _can_begin(text: str, anchor: re.Match[str], words: Grammar) -> bool:
    after = text[anchor.end() : anchor.end() + 2]
    return anchor.group().casefold() in words.anchors or after[:1].isdigit() or after[:1] in ("-", "/", "$")


def _fits(rule: Rule, match: Hit, text: str, words: Grammar, *, loose: bool) -> bool:
    """Ordinary words that are names too need their capital (May, Do, Sa); short weekdays also a digit beside."""
    name = match.groupdict().get("name")
    capital = name is not None and text[match.start("name")].isupper()
    if name is None or name not in words.short_weekdays | words.capitals:
        return True
    beside = re.match(r"\.?\s?(?:\d|[+/-])", text[match.end() : match.end() + 4])
    listed = loose and beside is not None and rule.kind == "weekday"
    return listed or (capital and (rule.kind != "weekday" or loose or beside is not None))


def _lowered(text: str) -> str:
    """Lower case, letter for letter, so that offsets stay the text's own."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
