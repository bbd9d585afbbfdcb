"""The canonical values of one language's numbers, amounts, shares, durations, times and days."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from assistant.language.figures.calendar import PERIOD_NAME, named_period, relative_day, weekday_values
from assistant.language.figures.hit import Hit
from assistant.language.figures.numerals import CHINESE, plain, read_chinese, read_digits, read_words
from assistant.language.figures.words import SPACE, Words, alternatives

Match = Hit


class Values:
    """Lookups of one language and the readings built on them; every reading is `(match, today) -> value`."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.numbers: dict[str, float] = _with_inverted(words)
        self.multipliers: dict[str, int] = words.flat("multipliers")
        self.chinese = words.language in ("zh", "ja", "ko")
        self.worded = f"[{CHINESE}]{{1,16}}" if self.chinese else self._worded()
        if words.language == "zh":
            self.multipliers = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "千": 1000, "百": 100}
        self.months: dict[str, int] = words.table("months", "short_months")
        self.never_alone = frozenset(words.words("never_alone"))
        self.lone_months = [
            name for name in words.table("months") if name not in self.never_alone and len(name) > 3
        ]
        self.units: dict[str, str] = words.table("units")
        self.bare_units: dict[str, str] = words.table("bare_units")
        self.halves: dict[str, float] = words.flat("halves")
        self.weekdays: dict[str, int] = words.table("weekdays")
        self.short_weekdays: dict[str, int] = words.table("short_weekdays")
        self.which = _which(words, "")
        self.which_after = _which(words, "_after")
        self.relative: dict[str, int] = words.table("relative_days", "short_relative")
        self.short_relative = frozenset(words.table("short_relative"))
        self.periods: dict[str, str] = words.table("periods")
        if unknown := [name for name in self.periods.values() if not PERIOD_NAME.fullmatch(name)]:
            raise ValueError(
                f"{unknown[0]!r} is no period: write week+1, month+0, year-1, day+0, P14D or P~D"
            )
        self.greetings = frozenset(word.casefold() for word in words.words("greetings"))
        self.am, self.pm = words.words("am"), words.words("pm")
        self.oclock = words.words("oclock")
        hours = {word for word, unit in self.units.items() if unit == "hour"}
        self.strict_oclock = [word for word in self.oclock if word.casefold() not in hours]
        self.clock: dict[str, str] = words.flat("clock")
        self.half_after: dict[str, int] = words.flat("half_after")
        self._currencies(words)

    def _worded(self) -> str:
        one = alternatives([*self.words.flat("numbers"), *self.multipliers])
        one = f"(?:{_inverted(self.words)}|{one})" if self.words.words("inverted") else one
        joiner = f"(?:{SPACE}+(?:{alternatives(self.words.words('joiners'))}{SPACE}+)?|-)"
        return f"{one}(?:{joiner}{one}){{0,6}}"

    def hours(self) -> str:
        """The words an hour is told with: 'tres', 下午三点."""
        if self.chinese:
            return f"[{CHINESE}]{{1,3}}"
        return alternatives(word for word, value in self.words.flat("numbers").items() if value in range(25))

    def _currencies(self, words: Words) -> None:
        signs = {
            str(sign).casefold(): code for code, all_ in words.common["symbols"].items() for sign in all_
        }
        codes = {code.casefold(): code for code in words.common["codes"]}
        named = words.table("currencies")
        before = {
            str(sign).casefold(): code for code, all_ in words.common["prefixes"].items() for sign in all_
        }
        self.currency_words: dict[str, str] = {**codes, **signs, **named}
        self.currency_before: dict[str, str] = {
            **codes,
            **signs,
            **before,
            **words.table("currency_prefixes"),
        }

    # --- numbers ---------------------------------------------------------------------------------

    def worth(self, text: str) -> Decimal | None:
        text = unicodedata.normalize("NFKC", text).strip()
        if all(sign in CHINESE for sign in text):
            value = read_chinese(text)
            return None if value is None else Decimal(value)
        if text[:1].isdigit():
            return self._with_multiplier(text)
        words = [word for word in re.split(r"[\s\u00a0-]+", text.casefold()) if word]
        whole = self.numbers.get(_key(text))
        return Decimal(str(whole)) if whole is not None else read_words(words, self.numbers, self.multipliers)

    def _with_multiplier(self, text: str) -> Decimal | None:
        for word in sorted(self.multipliers, key=len, reverse=True):
            if text.casefold().endswith(word):
                head = self._with_multiplier(text[: -len(word)].strip())
                return None if head is None else head * self.multipliers[word]
        return read_digits(text)

    def number(self, match: Match, _: date | None) -> str | None:
        value = self.worth(match["n"])
        return None if value is None else plain(value)

    def large_number(self, match: Match, today: date | None) -> str | None:
        """Small counting words are ordinary prose ('one step', 'two of you'): figures from eleven on."""
        value = self.worth(match["n"])
        if value is None or value < 11 or (len(match["n"]) == 1 and not self.chinese):
            return None
        return None if self.chinese and len(match["n"]) < 2 else plain(value)

    def percent(self, match: Match, _: date | None) -> str | None:
        value = self.worth(match["n"])
        return None if value is None else f"{plain(value)} %"

    def tenths(self, match: Match, _: date | None) -> str | None:
        """三成 is 30 %; 八折 is paid at 80 %, so 20 % off."""
        value = self.worth(match["n"])
        if value is None or value <= 0 or value >= 100:
            return None
        share = value * 10 + (5 if match["half"] else 0) if value < 10 else value
        return f"{plain(share)} %" if match["tenth"] == "成" else f"{plain(share)} %|{plain(100 - share)} %"

    def amount(self, match: Match, _: date | None) -> str | None:
        value = self.worth(match["n"])
        money = _key(match["money"])
        code = self.currency_words.get(money) or self.currency_before.get(money)
        one_lump = value == 1 and self.chinese and match["n"] == "一"
        return None if value is None or code is None or one_lump else f"{code} {plain(value)}"

    # --- durations -------------------------------------------------------------------------------

    def duration(self, match: Match, _: date | None) -> str | None:
        value, unit = self.worth(match["n"]), self.units[_key(match["unit"])]
        if value is None or (value == 1 and not match["n"][:1].isdigit() and not match["after"]):
            return None
        hour_of_day = unit == "hour" and _key(match["unit"]) in {word.casefold() for word in self.oclock}
        period = span_of(value, unit)
        return (
            f"{period}|{_hours(int(value), 0)}"
            if hour_of_day and value == int(value) and value <= 24
            else period
        )

    def half_duration(self, match: Match, _: date | None) -> str | None:
        unit = self.units.get(_key(match["unit"]), "hour")
        return span_of(Decimal(str(self.halves[_key(match["n"])])), unit)

    def one_unit(self, match: Match, _: date | None) -> str | None:
        groups = match.groupdict()
        counted, bare = groups.get("unit"), groups.get("bare")
        unit = self.units[_key(counted)] if counted else self.bare_units[_key(bare or "")]
        loosely_said = unit in ("second", "minute")  # "a second letter", "it takes a minute"
        return None if loosely_said else span_of(Decimal(1), unit)

    # --- times -----------------------------------------------------------------------------------

    def clock_time(self, match: Match, _: date | None) -> str | None:
        groups = match.groupdict()
        hour, minute, half = int(groups["h"]), int(groups.get("mm") or 0), groups.get("half")
        if half:
            return self._halved(hour, minute, half)
        if groups.get("mm"):
            open_half = hour < 12 and len(groups["h"]) == 1
            return _clock(hour, minute) + (f"|{_clock(hour + 12, minute)}" if open_half else "")
        return f"{_hours(hour, 0)}|PT{hour}H" if hour <= 24 else None

    def _halved(self, hour: int, minute: int, half: str) -> str | None:
        late = _key(half) in {word.casefold() for word in self.pm}
        if hour < 12 and late:
            hour += 12
        elif hour == 12 and not late:
            hour = 0
        return _clock(hour, minute)

    def hour_at(self, match: Match, _: date | None) -> str | None:
        groups = match.groupdict()
        hour = self.worth(groups["h"])
        if hour is None or hour > 24 or hour != int(hour):
            return None
        minute = int(groups.get("mm") or self.half_after.get(_key(groups.get("tail", "")), 0))
        return (
            self._halved(int(hour), minute, groups["half"])
            if groups.get("half")
            else _hours(int(hour), minute)
        )

    def half_hour(self, match: Match, _: date | None) -> str | None:
        hour = self.worth(match["h"])
        if hour is None or not 1 <= hour <= 12:
            return None
        return _hours((int(hour) - (1 if "before" in match.groupdict() else 0)) or 12, 30)

    def eastern_time(self, match: Match, _: date | None) -> str | None:
        groups = match.groupdict()
        hour = self.worth(groups["h"])
        if hour is None or hour > 24:
            return None
        minute = 30 if groups["half_hour"] else 15 if groups["quarter"] else 0
        if groups["mm"]:
            minute = int(self.worth(groups["mm"]) or 0)
        if groups.get("half"):
            return self._halved(int(hour), minute, groups["half"])
        plainly = minute or groups["half_hour"] or groups.get("tail") or groups["h"][:1].isdigit()
        points = "" if minute or groups.get("tail") else f"|{plain(hour)}"
        return _hours(int(hour), minute) + points if plainly and minute < 60 else None

    def clock_word(self, match: Match, _: date | None) -> str | None:
        return self.clock[_key(match["word"])]

    # --- days ------------------------------------------------------------------------------------

    def weekday(self, match: Match, today: date | None) -> str | None:
        groups = match.groupdict()
        name = _key(groups["name"])
        number = self.weekdays.get(name) or self.short_weekdays.get(name)
        which = self.which.get(_key(groups.get("which", "")), "") or self.which_after.get(
            _key(groups.get("after", "")), ""
        )
        return None if number is None else weekday_values(number, which, today)

    def relative_day(self, match: Match, today: date | None) -> str | None:
        name = _key(match["name"])
        before = match.string[max(0, match.start() - 12) : match.start()].casefold()
        after = match.string[match.end() : match.end() + 20]
        if name in self.short_relative and re.search(r"\b(?:la|esta|cada|una|misma|guten|de)\s+$", before):
            return None
        greets = re.match(r"(?:\s+\w+)?\s*[,.!\n]", after) and re.search(r"(?:^|\n)\s*$", before)
        if name in self.greetings and greets:
            return None
        return relative_day(self.relative[name], today)

    def period(self, match: Match, today: date | None) -> str | None:
        return named_period(self.periods[_key(match.group())], today)


def _key(text: str) -> str:
    """A word as the lists have it: the patterns let any spaces stand between its parts."""
    return " ".join(text.casefold().split())


def span_of(value: Decimal, unit: str) -> str | None:
    """ISO 8601 durations, with B for business days: PT30M, PT2H, P10B, P14D, P3M."""
    if unit in ("minute", "hour"):
        minutes = value * (60 if unit == "hour" else 1)
        return f"PT{plain(minutes / 60)}H" if minutes % 60 == 0 else f"PT{plain(minutes)}M"
    forms = {
        "second": "PT{}S",
        "day": "P{}D",
        "business_day": "P{}B",
        "month": "P{}M",
        "business_hour": "PTB{}H",
    }
    if unit in forms:
        return forms[unit].format(plain(value))
    return f"P{plain(value * 7)}D" if unit == "week" else f"P{plain(value * 12)}M"


def _clock(hour: int, minute: int) -> str:
    return f"{hour % 24:02}:{minute:02}"


def _hours(hour: int, minute: int) -> str:
    """A bare hour may be either half of the day."""
    both = [_clock(hour, minute)] + ([_clock(hour + 12, minute)] if 1 <= hour < 12 else [])
    return "|".join(both)


def _which(words: Words, ending: str) -> dict[str, str]:
    return {
        word.casefold(): which for which in ("next", "last", "this") for word in words.words(which + ending)
    }


def _inverted(words: Words) -> str:
    """The pattern of 'five-and-twenty' written in one word or three."""
    numbers: dict[str, float] = words.flat("numbers")
    units = "|".join(re.escape(word) for word, value in numbers.items() if 1 <= value <= 9)
    joiners = "|".join(re.escape(joiner) for joiner in words.words("inverted"))
    tens = alternatives(word for word, value in numbers.items() if value in range(20, 100, 10))
    return f"(?:{units})(?:{joiners}){tens}"


def _with_inverted(words: Words) -> dict[str, float]:
    """vyf-en-twintig, fünfundzwanzig: languages that say the units first list their joiner in `inverted`."""
    numbers: dict[str, float] = words.flat("numbers")
    units = {word: value for word, value in numbers.items() if 1 <= value <= 9}
    tens = {word: value for word, value in numbers.items() if value in range(20, 100, 10)}
    joined = {
        f"{unit}{joiner}{ten}": units[unit] + tens[ten]
        for joiner in words.words("inverted")
        for unit in units
        for ten in tens
    }
    return {**joined, **numbers}
