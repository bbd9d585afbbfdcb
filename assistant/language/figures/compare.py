"""Whether two figures say the same, and whether a figure stands in what is known."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date

from assistant.domain import Figure
from assistant.language.figures.calendar import relative_day
from assistant.language.figures.words import load_words

_LONGEST_SHORT_WEEKDAY = 5  # signs
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ONE_DAY = re.compile(r"(?:\d{4}|-)-\d\d-\d\d")
_STRETCH = re.compile(r"\d{4}-W\d\d|\d{4}-\d\d|--\d\d|\d{4}|[+-]\d[wmy]")
_WEEK, _WEEKDAY = re.compile(r"\d{4}-W\d\d|[+-]\dw"), re.compile(r"W[1-7]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FEW = range(2, 10)
_PERIOD = re.compile(r"(?P<head>PTB?|P)(?P<n>[\d.]+)(?P<unit>[SMHDB])")


def same_figure(a: Figure, b: Figure) -> bool:
    """Whether two writings can mean the same number, amount, day, time or period."""
    return any(_same(one, other) for one in _atoms(a) for other in _atoms(b))


def covered(figure: Figure, known: Iterable[Figure]) -> bool:
    """Whether a known figure says it, or says something it follows from.

    A weekday follows from a date that falls on it, a bare number from an amount, share, period or day
    with that number: a person who writes '30' of 'the 30 %' invents nothing.
    """
    return any(_follows(one, other) for source in known for other in _atoms(source) for one in _atoms(figure))


def at_most(figure: Figure, limit: Figure) -> bool:
    """Whether an amount or share is no larger than another of the same kind and currency."""
    return any(
        _unit(one) == _unit(other) != "" and _size(one) <= _size(other)
        for one in _atoms(figure)
        for other in _atoms(limit)
    )


def _unit(atom: str) -> str:
    """The currency of an amount, the sign of a share; nothing for what has neither."""
    return atom[:3] if _money(atom) else "%" if atom.endswith(" %") else ""


def nearest(figure: Figure, known: Sequence[Figure]) -> Figure | None:
    """The known figure of the same kind with the nearest value: the hint beside an invented one."""
    alike = [one for one in known if one.kind == figure.kind]
    return min(alike, key=lambda one: _distance(figure, one), default=None)


def is_today(figure: Figure, day: date | None) -> bool:
    """Whether it is read as the day of writing."""
    return figure.value == relative_day(0, day)


def weekday_conflicts(figures: Sequence[Figure], text: str) -> list[tuple[Figure, Figure]]:
    """Weekdays written beside a full date that falls on another day: 'Friday 25 November 2026'."""
    found = []
    for first, second in itertools.pairwise(figures):
        gap = text[first.end : second.start]
        pair = {first.kind, second.kind} == {"weekday", "date"}
        short = (
            first.kind == "weekday" and len(first.text) <= _LONGEST_SHORT_WEEKDAY
        )  # "Mo. 5.10.", but "montag. Am 5."
        between = gap.removeprefix(".") if short else gap
        if not pair or len(gap) > 6 or re.search(r"[;.!?\n+&/–-]|\d", between):
            continue
        weekday, day = (first, second) if first.kind == "weekday" else (second, first)
        plain = re.fullmatch(r"W([1-7])", weekday.value)
        days = [date.fromisoformat(atom) for atom in _atoms(day) if _DAY.fullmatch(atom)]
        if plain and days and all(one.isoweekday() != int(plain.group(1)) for one in days):
            found.append((weekday, day))
    return found


def _atoms(figure: Figure) -> list[str]:
    atoms = figure.value.split("|")
    # "4.10" is a clause as well as the number 4.1
    if figure.kind in ("number", "clause") and re.fullmatch(r"\d+(\.\d+)+0", figure.text):
        atoms.append(figure.text)
    # a day written without its year compares by day and month: which year was meant is a guess
    atoms += [f"-{atom[4:]}" for atom in atoms if _DAY.fullmatch(atom) and _without_year(figure.text, atom)]
    return atoms


def _without_year(text: str, atom: str) -> bool:
    digits = re.findall(r"\d+", text)
    return bool(digits) and atom[:4] not in digits and not (len(digits) == 3 and atom[2:4] in digits)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    if _money(one) and _money(other):
        (code, value), (other_code, other_value) = one.split(" "), other.split(" ")
        return value == other_value and any(
            {code, other_code} <= family for family in load_words("en").common["families"]
        )
    return _same_day(one, other) or _same_day(other, one) or _same_period(one, other)


def _same_day(full: str, part: str) -> bool:
    if not _DAY.fullmatch(full):
        return re.fullmatch(r"--\d\d-\d\d", full) is not None and (
            part == f"---{full[-2:]}" or part == full[:4]
        )
    if re.fullmatch(r"--\d\d-\d\d", part):
        return full[5:] == part[2:]
    year, week, _ = date.fromisoformat(full).isocalendar()
    return part in (
        f"{year}-W{week:02}",
        f"---{full[-2:]}",
        full[:7],
        f"--{full[5:7]}",
        full[:4],
        f"W{date.fromisoformat(full).isoweekday()}",
    )


def _same_period(one: str, other: str) -> bool:
    pairs = {one, other}
    return pairs in (
        {"P1D", "PT24H"},
        {"P2D", "PT48H"},
        {"P3D", "PT72H"},
        {"P30D", "P1M"},
        {"P28D", "P1M"},
        {"P5B", "P7D"},
        {"P10B", "P14D"},
    )


def _follows(one: str, known: str) -> bool:
    if _STRETCH.fullmatch(known) and _ONE_DAY.fullmatch(one):
        return False  # "next week" does not say which day
    if _same(one, known) or _is_few(one, known) or (_WEEK.fullmatch(one) and _WEEKDAY.fullmatch(known)):
        return True
    numbers, known_numbers = _bare(one), _bare(known)
    if _NUMBER.fullmatch(one) and known_numbers:
        return one in known_numbers
    return bool(_NUMBER.fullmatch(known)) and not _dated(one) and known in numbers


def _is_few(one: str, known: str) -> bool:
    """A few days are what three days are, by calendar or by office, and a few weeks are 21 days."""
    period = _PERIOD.fullmatch(known.replace("B", "D"))
    if period is None:
        return False
    number, unit = float(period["n"]), f"{period['head']}~{period['unit']}"
    return (one == unit and number in _FEW) or (one == "P~W" and unit == "P~D" and number / 7 in _FEW)


def _dated(atom: str) -> bool:
    """A day, week, month or hour does not follow from a number that happens to be in it."""
    return atom[:2] == "--" or re.fullmatch(r"\d{4}-W?\d\d(?:-\d\d)?|\d\d:\d\d", atom) is not None


def _bare(atom: str) -> tuple[str, ...]:
    """The number in an atom: 30 of '30 %', 90 of 'EUR 90', 10 of P10B, 25 and 11 of a date, 15 and 3 of 15:00."""
    if _money(atom):
        return (atom.split(" ")[1],)
    if atom.endswith(" %"):
        return (atom[:-2],)
    if period := _PERIOD.fullmatch(atom):
        return _periods(period)
    if day := re.fullmatch(r"(?:\d{4}|-)?-?(?:-?(\d\d))?-(\d\d)", atom):
        return tuple(str(int(part)) for part in day.groups() if part) + (
            (atom[:4],) if atom[:1].isdigit() else ()
        )
    if clock := re.fullmatch(r"(\d\d):(\d\d)", atom):
        hour = int(clock.group(1))
        return (str(hour), str(hour % 12 or 12)) if clock.group(2) == "00" else ()
    return (atom,) if _NUMBER.fullmatch(atom) else ()


def _periods(period: re.Match[str]) -> tuple[str, ...]:
    number = float(period["n"])
    per = {"D": 7, "M": 12}.get(period["unit"] if period["head"] == "P" else "", 0)
    return (period["n"],) + ((str(int(number / per)),) if per and number % per == 0 else ())


def _money(atom: str) -> bool:
    return re.fullmatch(r"[A-Z]{3} [\d.]+", atom) is not None


def _distance(a: Figure, b: Figure) -> float:
    values = (_size(a.value.split("|")[0]), _size(b.value.split("|")[0]))
    return abs(values[0] - values[1])


def _size(atom: str) -> float:
    if _DAY.fullmatch(atom):
        return date.fromisoformat(atom).toordinal()
    numbers = re.findall(r"\d+(?:\.\d+)?", atom)
    return (
        float(numbers[0]) * 60 + float(numbers[1])
        if ":" in atom and len(numbers) > 1
        else float(numbers[0])
        if numbers
        else 0.0
    )
