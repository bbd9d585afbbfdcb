"""Letters of the reply's language only, and Chinese characters of its own writing."""

from __future__ import annotations

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


class OwnScript:
    """Letters stay in the scripts of `language` and of `names`; nothing to forbid for an unknown language."""

    def __init__(self, language: str, names: Iterable[str] = (), *, free: int = 0) -> None:
        primary = base(language)
        exempt = "".join(names)
        self._free = free
        self._language = language
        self._exempt = frozenset(exempt)
        self._scripts: frozenset[str] | None = None
        if primary not in _UNKNOWN:
            self._scripts = _SCRIPTS.get(primary, frozenset({"Latn"})) | scripts(exempt)

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        if self._scripts is None:
            return Verdict(len(text))
        for index in range(max(fresh, self._free), len(text)):
            if self._is_foreign(text[index]):
                return Verdict(len(text), Offence(index, index + 1, always=True))
        return Verdict(len(text))

    def _is_foreign(self, character: str) -> bool:
        if character in self._exempt:
            return False
        script = _script(character)
        if script and self._scripts is not None and script not in self._scripts:
            return True
        return script == "Hani" and self._language in _OWN_WRITING and not _own(character, self._language)


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
