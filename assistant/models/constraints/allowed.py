"""Whether a figure, read as a whole, is one of those allowed here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.domain import Figure
from assistant.language.figures import covered, find_figures, known_figures

_DIGIT = re.compile(r"\d")
_FALLBACK = "en"
_MAYBE_ENGLISH = re.compile(
    r"\d|\b(?:days?|weeks?|months?|years?|hours?|minutes?|per ?cent|dollars?|euros?|pounds?)\b", re.I
)
_MEASURED = frozenset(
    {"duration", "amount", "percent"}
)  # in words: a weekday or a month may be a word of the language
_ORDER = re.compile(r"[第№#]|\bno\.", re.IGNORECASE)


class Allowed:
    """Figures that follow from the `allowed` writings, read in `language`.

    Stricter than a check of a finished text: a bare number that is allowed allows neither a time nor a
    date, an amount, a share, a period, a clause or a code with that number in it.
    """

    def __init__(self, allowed: Iterable[str], language: str) -> None:
        writings = tuple(allowed)
        self._language = language
        self._writings = {plain(writing) for writing in writings}
        known = _known(writings)
        self._known = known
        self._telling = tuple(figure for figure in known if figure.kind != "number")
        self._judged: dict[tuple[str, str], bool] = {}

    def figures(self, text: str) -> list[Figure]:
        """The figures of a text in its language, and what else its numbers can be read as.

        Models that know little of a language fall back into English where a unit or a month comes
        ('12 January', '12 days', 'two days'); a mark of order hides the unit behind a number (第12月, №12 рублей).
        """
        found = find_figures(text, language=self._language)
        if _MAYBE_ENGLISH.search(text) and not self._language.startswith(_FALLBACK):
            english = find_figures(text, language=_FALLBACK)
            found += [*_united(english), *(one for one in english if one.kind in _MEASURED)]
        plainer = _ORDER.sub(lambda mark: " " * len(mark.group()), text)
        if plainer != text:
            found += _united(find_figures(plainer, language=self._language), digits=False)
        return found

    def allows(self, figure: Figure) -> bool:
        key = (figure.text, figure.value)
        if key not in self._judged:
            known = self._known if figure.kind == "number" else self._telling
            self._judged[key] = plain(figure.text) in self._writings or covered(figure, known)
        return self._judged[key]

    def allows_whole(self, text: str) -> bool:
        """Whether the text is one figure from its beginning to its end, and an allowed one."""
        if plain(text) in self._writings:
            return True
        found = self.figures(text)
        return bool(found) and all(one.text == text and self.allows(one) for one in found)


def _united(figures: Iterable[Figure], *, digits: bool = True) -> list[Figure]:
    """Numbers with something that makes another figure of them; `digits`: only those written with digits."""
    return [
        one
        for one in figures
        if one.kind not in ("number", "code") and (not digits or _DIGIT.search(one.text))
    ]


def plain(text: str) -> str:
    """How writings are compared: without case, and with single spaces."""
    return " ".join(text.casefold().split())


@lru_cache(maxsize=64)
def _known(writings: tuple[str, ...]) -> tuple[Figure, ...]:
    """Every reading of the allowed writings, found in one go with something between that ends a figure."""
    return tuple(known_figures(" ;\n".join(writings)))
