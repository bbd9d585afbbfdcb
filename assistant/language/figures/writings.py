"""The usual writings of known figures in a language: what a model may write, and no other figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.domain import Figure
from assistant.language.figures.words import Words, file_of, load_words

_EASTERN = ("zh", "ja", "ko")


def allowed_writings(figures: Iterable[Figure], language: str) -> tuple[str, ...]:
    """Every usual writing of the figures in the language, the figures' own texts first; no duplicates."""
    words = load_words(file_of(language))
    writings: dict[str, None] = {}
    for figure in figures:
        writings[figure.text] = None
        for atom in figure.value.split("|"):
            writings.update(dict.fromkeys(_writings(atom, words)))
    return tuple(writings)


def _writings(atom: str, words: Words) -> Iterator[str]:
    if day := re.fullmatch(r"(?:(\d{4})|-)-(\d\d)-(\d\d)", atom):
        yield from _days(day, words)
    elif clock := re.fullmatch(r"(\d\d):(\d\d)", atom):
        yield from _times(int(clock.group(1)), clock.group(2), words)
    elif weekday := re.fullmatch(r"W([1-7])", atom):
        yield from _cased(words.get("weekdays").get(int(weekday.group(1)), []))
    elif share := re.fullmatch(r"([\d.]+) %", atom):
        for number in _numbers(share.group(1), words):
            yield from (f"{number} %", f"{number}%")
    elif money := re.fullmatch(r"([A-Z]{3}) ([\d.]+)", atom):
        yield from _amounts(money.group(1), money.group(2), words)
    elif period := re.fullmatch(r"PT?B?([\d.]+)([SMHDB])", atom):
        yield from _periods(atom, period.group(1), words)
    elif re.fullmatch(r"\d+(\.\d+)?", atom):
        yield from _numbers(atom, words)
    elif not atom.startswith(("-", "+")):
        yield atom


def _numbers(value: str, words: Words) -> Iterator[str]:
    marks = words.get("writing")
    whole, _, cents = value.partition(".")
    tail = f"{marks['decimal']}{cents}" if cents else ""
    yield whole + tail
    if len(whole) > 3:
        yield f"{int(whole):,}".replace(",", str(marks["thousands"])) + tail
    if cents and len(cents) == 1:
        yield whole + tail + "0"


def _days(day: re.Match[str], words: Words) -> Iterator[str]:
    year, month, number = day.group(1) or "", int(day.group(2)), int(day.group(3))
    marks = words.get("writing")
    names = [str(month)] if words.language in _EASTERN else _cased(words.get("months").get(month, []))
    for name in names:
        yield str(marks["date"]).format(day=number, month=name)
        if year:
            yield str(marks["date_year"]).format(day=number, month=name, year=year)
    if words.language == "ru":
        yield f"{number:02}.{month:02}"
    else:
        yield f"{month}/{number}" if words.language in _EASTERN else f"{number}/{month}"
    if year:
        yield f"{year}-{month:02}-{number:02}"


def _times(hour: int, minute: str, words: Words) -> Iterator[str]:
    yield f"{hour:02}:{minute}"
    yield f"{hour}:{minute}"
    if words.language == "en":
        short = f"{hour % 12 or 12}" + ("" if minute == "00" else f":{minute}")
        half = "am" if hour < 12 else "pm"
        yield from (f"{short} {half}", f"{short}{half}")
    if words.language == "zh":
        half = "上午" if hour < 12 else "下午"
        yield f"{half}{hour if hour <= 12 else hour - 12}点" + ("" if minute == "00" else f"{minute}分")


def _amounts(code: str, value: str, words: Words) -> Iterator[str]:
    signs = [str(sign) for sign in words.common["symbols"].get(code, [])]
    before = signs + [str(sign) for sign in words.common["prefixes"].get(code, [])] + [code]
    after = [str(word) for word in words.get("currencies").get(code, [])] + signs + [code]
    gap = "" if words.language in _EASTERN else " "
    for number in _numbers(value, words):
        yield from (f"{sign}{number}" for sign in before)
        yield from (f"{sign} {number}" for sign in before)
        yield from (f"{number}{gap}{word}" for word in after)


def _periods(atom: str, value: str, words: Words) -> Iterator[str]:
    unit = {"S": "second", "H": "hour", "D": "day", "B": "business_day"}.get(
        atom[-1], "minute" if "T" in atom else "month"
    )
    if "TB" in atom:
        unit = "business_hour"
    gap = "" if words.language in _EASTERN else " "
    for count, name in _rescaled(float(value), unit):
        for word in words.get("units").get(name, []):
            for number in [*_numbers(count, words), *_spelled(float(count), words)]:
                yield f"{number}{gap}{word}"


def _rescaled(value: float, unit: str) -> Iterator[tuple[str, str]]:
    yield f"{value:g}", unit
    for small, large, per in (("day", "week", 7), ("month", "year", 12), ("hour", "day", 24)):
        if unit == small and value >= per and value % per == 0:
            yield f"{value / per:g}", large


def _spelled(value: float, words: Words) -> list[str]:
    return [str(word) for word, worth in words.get("numbers").items() if worth == value]


def _cased(names: Iterable[object]) -> list[str]:
    return [form for name in names for form in dict.fromkeys((str(name), str(name).capitalize()))]
