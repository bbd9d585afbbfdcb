"""Letters of the reply's language only, and Chinese characters of its own writing.

A code or a short name of capitals that is allowed here ("KS-26-097", "PDF") may stand, whole, in any language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from assistant.language.detect import scripts
from assistant.language.tags import base
from assistant.models.constraints.rule import Offence, Verdict

# Languages that are not written in Latin letters alone (ISO 15924 codes).
_SCRIPTS: dict[str, frozenset[str]] = {
    "zh": frozenset({"Hani"}),
    "ja": frozenset({"Hani", "Hira", "Kana"}),
    "ko": frozenset({"Hang"}),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "mn", "tg"), frozenset({"Cyrl"})),
    "sr": frozenset({"Cyrl", "Latn"}),
    "el": frozenset({"Grek"}),
    **dict.fromkeys(("he", "yi"), frozenset({"Hebr"})),
    **dict.fromkeys(("ar", "fa", "ur"), frozenset({"Arab"})),
    **dict.fromkeys(("hi", "mr", "ne"), frozenset({"Deva"})),
    "th": frozenset({"Thai"}),
    "ka": frozenset({"Geor"}),
    "hy": frozenset({"Armn"}),
}
# Unknown languages get no rule: a script forbidden by mistake would leave nothing to write with.
_UNKNOWN = frozenset(
    {"", "und", "mul", "zxx", "am", "ti", "bn", "ta", "te", "kn", "ml", "si", "km", "lo", "my"}
)
_OWN_WRITING = {"zh-Hans": "gb2312", "zh-Hant": "big5hkscs"}
_OTHER = "Zyyy"
_OTHER_WRITING = {"zh-Hans": "big5hkscs", "zh-Hant": "gb2312"}


_MARKS = "-‐‑–/.&+_"
_WORD = re.compile(rf"[^\W_]+(?:[{re.escape(_MARKS)}][^\W_]+)*")
_LONGEST_NAME, _LONGEST_CODE = 5, 24  # letters of a short name of capitals, signs of a code
_SHOUTED = 0.5  # share of capital words from which a text shouts, and has no names to know by their capitals


class OwnScript:
    """Letters stay in the scripts of `language` and of `names`; nothing to forbid for an unknown language.

    Of `allowed` texts the codes may be written, nothing else that is foreign.
    """

    def __init__(
        self, language: str, names: Iterable[str] = (), *, allowed: Iterable[str] = (), free: int = 0
    ) -> None:
        primary = base(language)
        exempt = "".join(names)
        self._free = free
        self._language = language
        self._exempt = frozenset(exempt)
        self._scripts: frozenset[str] | None = None
        if primary not in _UNKNOWN:
            self._scripts = _SCRIPTS.get(primary, frozenset({"Latn"})) | scripts(exempt)
        self._codes = frozenset(code for text in allowed for code in self._codes_of(text))
        self._begun = frozenset(code[:length] for code in self._codes for length in range(1, len(code) + 1))

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """A foreign letter offends, or what follows a code that stops too early; a code being written is pending."""
        if self._scripts is None:
            return Verdict(len(text))
        start = self._window(text, fresh)
        while start < len(text):
            end = start
            while end < len(text) and self._may_be_inside(text[end]):
                end += 1
            verdict = self._of_run(text, start, end, ended=ended) if end > start else None
            if verdict is not None:
                return verdict
            start = max(end, start + 1)
        return Verdict(len(text))

    def _window(self, text: str, fresh: int) -> int:
        """Where the code begins that reaches what is new."""
        start = max(min(fresh, len(text)), self._free)
        while start > self._free and self._may_be_inside(text[start - 1]):
            start -= 1
        return start

    def _of_run(self, text: str, start: int, end: int, *, ended: bool) -> Verdict | None:
        """Foreign letters, digits and marks in one go are codes side by side; None where all of them are."""
        while start < end:
            length = self._code_at(text, start, end)
            if end == len(text) and not ended and text[start:end] in self._begun:
                return Verdict(start)  # it may still become a code, or a longer one
            if length:
                start += length
            elif not self._is_foreign(text[start]):
                start += 1
            else:
                place = start + self._agreed(text[start:end])
                foreign = place < len(text) and self._is_foreign(text[place])
                unknown = foreign and not any(text[place] in code for code in self._codes)
                return Verdict(start, Offence(place, place + 1, always=unknown))
        return None

    def _code_at(self, text: str, start: int, end: int) -> int:
        """The length of the longest code that begins here and is over within the run; 0: none."""
        over = (
            length
            for length in range(end - start, 0, -1)
            if text[start : start + length] in self._codes
            and (start + length == end or text[start + length] in _MARKS)
        )
        return next(over, 0)

    def _agreed(self, run: str) -> int:
        """How many characters of a wrong run lie on the way to a code."""
        length = len(run)
        while length and run[:length] not in self._begun:
            length -= 1
        return length

    def _codes_of(self, text: str) -> list[str]:
        """Its foreign words that have a digit or are short and in capitals: a sentence in another language is no code."""
        if self._scripts is None:
            return []
        words = _WORD.findall(text)
        shouted = sum(word.isupper() and len(word) > 1 for word in words) > max(2, _SHOUTED * len(words))
        foreign = "".join(each if self._may_be_inside(each) else " " for each in text)
        return [word for word in _WORD.findall(foreign) if self._is_code(word, shouted=shouted)]

    def _is_code(self, word: str, *, shouted: bool) -> bool:
        letters = [each for each in word if each.isalpha()]
        if not any(map(self._is_foreign, letters)) or not all(map(_is_latin, letters)):
            return False
        if any(map(str.isdecimal, word)):
            return len(word) <= _LONGEST_CODE
        return not shouted and word.isupper() and 1 < len(letters) <= _LONGEST_NAME

    def _may_be_inside(self, character: str) -> bool:
        return character.isdecimal() or character in _MARKS or self._is_foreign(character)

    def _is_foreign(self, character: str) -> bool:
        if character in self._exempt:
            return False
        script = _script(character)
        if script and self._scripts is not None and script not in self._scripts:
            return True
        return script == "Hani" and self._language in _OWN_WRITING and not _own(character, self._language)


def _is_latin(character: str) -> bool:
    return _script(character) == "Latn"


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    if not character.isalpha() or unicodedata.category(character) == "Lm":
        return ""
    own = next(iter(scripts(character)), "")
    return own if own != _OTHER else next(iter(scripts(unicodedata.normalize("NFKC", character)[:1])), "")


@lru_cache(maxsize=8192)
def _own(character: str, language: str) -> bool:
    """False only for a character that the other writing has and this one has not."""
    return _encodable(character, _OWN_WRITING[language]) or not _encodable(
        character, _OTHER_WRITING[language]
    )


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
