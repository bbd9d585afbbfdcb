"""Month and weekday names of languages without a file of their own, from the Unicode CLDR.

Only for the side a text is compared with: a note in Polish still says that something is due on Friday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.domain import Figure
from assistant.language.figures.words import calendars, languages, load_words

_WORD = re.compile(r"(?:(?P<d>\d{1,2})\.?\s)?(?P<name>[^\W\d_]+)")


def calendar_names(text: str) -> Iterator[Figure]:
    """Weekdays, months, and days of a month whose name stands behind the number."""
    names = _names()
    for match in _WORD.finditer(text):
        kind, number = names.get(match["name"].casefold(), ("", 0))
        if kind == "weekdays":
            yield Figure(match["name"], match.start("name"), match.end(), "weekday", f"W{number}")
        elif kind:
            day = f"--{number:02}-{int(match['d']):02}" if match["d"] else f"--{number:02}"
            yield Figure(match.group(), match.start(), match.end(), "date", day)


@cache
def _names() -> dict[str, tuple[str, int]]:
    own = {
        name: ("months", number)
        for language in languages()
        for name, number in load_words(language).table("months").items()
    }
    return own | {
        str(name): (kind, number)
        for kind, numbers in calendars().items()
        for number, names in numbers.items()
        for name in names
    }
