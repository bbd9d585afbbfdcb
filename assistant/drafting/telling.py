"""A note that staff jotted down, said to the client in their language: by a model whose exam allows it.

A note is jotted where signs show that it is no sentence ("refund -> clause 6.4"), or where its few words may hide a denial.

The model sees the note alone. What it wrote is shown only with a CHECK mark and the note beside it, and only where
no figure of the note is lost, what it denies or affirms stays so, and the language is right (that no figure is new is
for the letter's review); otherwise, and where the note itself is in doubt, it stands as a gap.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from assistant.domain import Constraints, Fact, Prompt, SourceKind
from assistant.drafting.acknowledge import Complete
from assistant.drafting.meaning import covered_language, months, negations
from assistant.drafting.prompting import denies, make_prompt
from assistant.drafting.translate import english_name
from assistant.language.abbreviations import abbreviations, written_out
from assistant.language.detect import detect_language, may_be
from assistant.language.figures import find_figures
from assistant.language.lists import as_pattern
from assistant.language.shipped_data import data_of, naming
from assistant.language.words import function_words

_LONGEST = 240  # signs of a note: what is longer is no jotting, and its mark would hide the letter
# Arrows, questions, sums ("42000=6300", "酒红=局部"), Chinese in pieces with blanks between ("800不退 图出了"), a clause's
# bare number at the end ("no refund, 4.2"), and a Russian name that is cut short ("Вера Андр. звонит").
_SIGNS = re.compile(
    r"->|=>|→|？|\?(?=[\s?!]|$)|\s[=<>+]\s|[^\W_]=[^\W_]|\bw/|[\u3400-\u9fff] +[\u3400-\u9fff]"
    r"|[,，;；] ?\d{1,2}\.\d{1,2}[ .。]*$|(?<=\s)[А-ЯЁ][а-яё]{2,5}\.(?=\s[а-яё])"
)
_LINK = re.compile(r"\S+://\S+")
_PLAIN_WORD = re.compile(r"[^\s,.;:!?()«»“”\"]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SMALL_WORDS, _FEWEST_WORDS = 0.34, 3  # share of small words below which a note of so many words is jotted
_DOUBT = re.compile(r"[?？]")  # what its writer is not sure of is not for a model to say
_DIGITS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"(?<=\d)[ ,.'’\u00a0\u202f](?=\d{3}(?!\d))")
# The minutes of 9:00, which another language leaves out, and a month's number, which is looked at by itself.
_UNSAID = re.compile(r"(?<=\d[:.,hH])0+(?!\d)|\d+(?=\s?月)")
_NUMERIC_DATE = re.compile(r"(?<![\d.,/])(\d{1,2})[./-](\d{1,2})(?!\d)")
_HAN_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s?月")
_NOTED_IN = ("en", "es", "ru", "af", "de", "fr", "pt", "nl", "it", "pl", "tr")
_NO_MONTHS = frozenset({"mar", "may", "mai", "mei", "set", "ago", "out", "des", "mart"})
_CLOCK = re.compile(r"(\d{1,2})\s?[hHчu:.]\s?(\d\d)(?!\d)")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")


def is_jotted(note: str, language: str, *, doubted: bool = False) -> bool:
    """Whether a note is no sentence to send: signs of jotting, or so few small words that its sense may be lost.

    What denies a figure ("500 no way, clause 6.4"), may give a ceiling of ours away or is `doubted` as perhaps for the
    house wants more than its key words.
    Small words only where they are listed (not in Russian or Chinese), and only in a note that is not written out from
    its capital to its full stop.
    """
    unclear = doubted or _wants_words(note, language)
    return _is_rough(note, language) or (unclear and _is_telegraphic(note, language))


def is_item(fact: Fact, language: str) -> bool:
    """Whether a note is no sentence and yet fit for a list of what is on record: "delivered 11 March, complaint 10 June"."""
    note = fact.text
    told = fact.source_kind is SourceKind.NOTE and not (fact.gap or fact.doubted)
    return told and not is_jotted(note, language) and _is_telegraphic(note, language)


def _wants_words(note: str, language: str) -> bool:
    if _ceilings().search(note.casefold()):
        return True
    return denies(note, language) and bool(find_figures(note, language=language))


@cache
def _ceilings() -> re.Pattern[str]:
    parts = ("knowledge", "reading", "ceilings.yaml")
    with naming(*parts):
        return re.compile("|".join(as_pattern(str(word)) for word in data_of(*parts)["words"]))


def _is_rough(note: str, language: str) -> bool:
    note = written_out(note, language)  # as it would stand
    abbreviated = any(word in abbreviations(language) for word in _PLAIN_WORD.findall(note))
    return abbreviated or bool(_SIGNS.search(_LINK.sub("", note)))


def _is_telegraphic(note: str, language: str) -> bool:
    """Whether hardly any of the words, names left out, are small ones; where it is written out, none."""
    written_out = note[:1].isupper() and note.rstrip()[-1:] in ".!"  # "The report went out."
    least = 0 if written_out else _SMALL_WORDS
    for figure in reversed(find_figures(note, language=language)):
        note = note[: figure.start] + " " + note[figure.end :]
    small = function_words(language)
    words = [word for word in _WORD.findall(note) if language == "de" or not word[:1].isupper()]  # no names
    if not small or len(words) < _FEWEST_WORDS:
        return False
    share = sum(word.casefold() in small for word in words) / len(words)
    return share < least or not share


def tell(note: str, complete: Complete, *, language: str, address: str, constraints: Constraints) -> str:
    """What the note says, to the client, or an empty text where none can be shown even with a mark."""
    prompt = tell_prompt(note, language, address)
    if prompt is None or len(note) > _LONGEST or _DOUBT.search(note):
        return ""
    limits = replace(constraints, figures=_writings(note), max_tokens=60 + len(note))
    written = complete(prompt, limits)
    text = " ".join(written.text.split())
    return text if written.complete and says_the_same(note, text, language=language) else ""


def tell_prompt(note: str, language: str, address: str) -> Prompt | None:
    """The job as the model is given it; None where there is no prompt for the language."""
    return make_prompt("tell", language, note=note, target=english_name(language), address=address)


def says_the_same(note: str, text: str, *, language: str) -> bool:
    """Right language, no number or named month lost, no other month, as much denied. Necessary, not sufficient."""
    named, perhaps = _named_months(note)
    said = months(text, language)
    by_number = {int(part) for day in _NUMERIC_DATE.findall(note) for part in day}
    lost = _numbers(note) - _numbers(text) - (by_number & said)
    same_months = named <= said <= named | perhaps | by_number
    own = detect_language(text) == language or may_be(text, language)
    return bool(text) and not lost and same_months and own and _denies_alike(note, text, language)


def _denies_alike(note: str, text: str, language: str) -> bool:
    """As often in the one as in the other; where the note's language is not covered, only whether at all."""
    source = detect_language(note)
    if covered_language(source) and covered_language(language):
        return negations(note, source) == negations(text, language)
    return denies(note, source) == denies(text, language)


def _numbers(text: str) -> set[int]:
    """The whole numbers that figures are written with: 05:15 and "5h15" are 5 and 15, 12,50 is 12 and 50."""
    plain = _UNSAID.sub(" ", _THOUSANDS.sub("", text))
    return {int(digits) for digits in _DIGITS.findall(plain)}


def _named_months(note: str) -> tuple[set[int], set[int]]:
    """The months a note names in any language, by name or abbreviation; and those that a word of it may stand for."""
    sure, perhaps = {int(number) for number in _HAN_MONTH.findall(note)}, set[int]()
    for word in {word.casefold() for word in _WORD.findall(note) if len(word) > 2}:
        named = {number for name, number in _month_names().items() if name.startswith(word)}
        if word in _NO_MONTHS:
            perhaps |= named
        else:
            sure |= named
    return sure, perhaps


@cache
def _month_names() -> dict[str, int]:
    from babel import Locale

    return {
        str(name).casefold(): number
        for language in _NOTED_IN
        for form in ("format", "stand-alone")
        for number, name in Locale.parse(language.replace("-", "_")).months[form]["wide"].items()
    }


def _writings(note: str) -> tuple[str, ...]:
    """The figures of a note in the writings of other languages: 11h as 11:00, 8,5 as 8.5, a month as a number."""
    times = {f"{hour}{mark}{minutes}" for hour, minutes in _CLOCK.findall(note) for mark in ":."}
    decimals = {f"{whole}{mark}{rest}" for whole, rest in _DECIMAL.findall(note) for mark in ".,"}
    plain = {*_DIGITS.findall(note), *(str(number) for number in _numbers(note))}
    hours = {f"{number}{mark}00" for number in plain if int(number) < 25 for mark in ":."}
    return (note, *sorted(times | decimals | plain | hours), *(f"{month}月" for month in range(1, 13)))
