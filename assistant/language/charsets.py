"""What a text in an unnamed charset says: Unicode first, then the charset in which it reads most like a language.

Statistics over bytes go wrong on the few lines of a message, where `ê` of cp1252 may as well be `ę` of cp1250. So every
usual charset is tried, and its text weighed by the letters and small words of the languages that are written in it
(knowledge/languages/charsets.yaml). What it does not know: languages outside that file are left to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.language.detect import detect_language
from assistant.language.shipped_data import data_of, naming
from assistant.language.words import function_words

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAMPLE = 1_500  # bytes of lines that are not plain ASCII
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_USUAL_SIGNS = frozenset("’‘“”„‚‹›«»–—…•·€£¥§°©®™¿¡ªº№×²³½¼¾\xa0、。「」『』《》〈〉【】〜～・％＋－")
_JOINING = frozenset("’‘“”–—…·\xa0、。「」『』《》〈〉【】〜～・")  # signs with letters on both sides
_ALPHABETS = {
    "CYRILLIC": "ru uk bg sr",
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "THAI": "th",
    "HANGUL": "ko",
}
_FREQUENT, _POSSIBLE, _STRANGE, _BROKEN = 1.0, 0.3, -1.0, -3.0
_RARE = 0.3  # how much better a text must read in a charset of old machines
_CLOSE = 0.2  # two readings so near to each other are told apart by the language of the whole text
_READABLE = 0.25  # a text of a language in the file reaches .6 and more


class _Reading(NamedTuple):
    score: float
    charset: str
    text: str


class _Data(NamedTuple):
    """The file: the languages of each charset, and the small words and letters of each language."""

    charsets: dict[str, tuple[str, ...]]
    rare: frozenset[str]
    words: dict[str, frozenset[str]]
    letters: dict[str, str]


def decode_text(data: bytes) -> str | None:
    """Bytes of a whole text in whatever charset they are; None when no charset makes a text of them."""
    charset = unicode_charset(data) or usual_charset(data)
    return data.decode(charset, "replace") if charset else None


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text: zeros stand only in wide Unicode, which is taken for text by its mark alone."""
    return b"\x00" in data[:4096] and not marked_charset(data).startswith(("utf-16", "utf-32"))


def unicode_charset(data: bytes) -> str:
    """The Unicode encoding of a text, by its mark or by its bytes; empty when it is in an older charset."""
    if found := marked_charset(data) or wide_charset(data):
        return found
    return "utf-8" if is_utf8(*broken_and_whole(data.decode("utf-8", "surrogateescape"))) else ""


def broken_and_whole(text: str) -> tuple[int, int]:
    """How many bytes are broken in a text decoded with `surrogateescape`, and how many letters beyond ASCII are whole."""
    broken = len(_ESCAPED_BYTE.findall(text))
    return broken, len(text) - len(text.encode("ascii", "ignore")) - broken


def is_utf8(broken: int, whole: int) -> bool:
    """Whether so few broken bytes are damage within UTF-8; in another charset hardly one would come out whole."""
    return broken * 4 <= whole


def marked_charset(data: bytes) -> str:
    """The charset that a byte order mark names; empty without one."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def wide_charset(data: bytes) -> str:
    """UTF-16 without a mark, told by the zeros of its plain letters; empty for anything else."""
    half = max(len(data) // 2, 1)
    even, odd = data[::2].count(0), data[1::2].count(0)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else ""


def usual_charset(data: bytes) -> str:
    """The older charset in which the bytes read most like a language; empty when they read like none."""
    return _most_readable(_telling_lines(data))


@lru_cache(maxsize=64)  # every reader of chats looks at the head of the same file
def _most_readable(sample: bytes) -> str:
    ranked = sorted(_readings(sample), key=lambda reading: -reading.score)  # stable: the usual ones first
    close = [reading for reading in ranked if reading.score > ranked[0].score - _CLOSE]
    if len({reading.text for reading in close}) > 1:
        close.sort(key=lambda reading: -reading.score - _CLOSE * _is_expected(reading))
    return close[0].charset if close[0].score >= _READABLE else _by_statistics(sample)


def _telling_lines(data: bytes) -> bytes:
    """The first lines with letters beyond ASCII: the others read the same in every charset."""
    lines = (line for line in data.splitlines(keepends=True) if not line.isascii())
    sample = b""
    for line in lines:
        sample += line
        if len(sample) >= _SAMPLE:
            break
    return sample[:_SAMPLE]


def _readings(sample: bytes) -> Iterable[_Reading]:
    for charset, languages in _data().charsets.items():
        # A sample that was cut may end within a letter of two bytes.
        text = codecs.getincrementaldecoder(charset)("replace").decode(sample, len(sample) < _SAMPLE)
        score = _best_score(text, languages) - _RARE * (charset in _data().rare)
        yield _Reading(score, charset, text)


def _best_score(text: str, languages: Iterable[str]) -> float:
    """How much a text reads like one of the languages: by its letters beyond ASCII (-3 to 1) and small words (0 to 1)."""
    around = zip(" " + text, text, text[1:] + " ", strict=False)
    signs = Counter(letters for letters in around if not letters[1].isascii())
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    return max(_by_letters(signs, language) + _by_words(words, language) for language in languages)


def _by_letters(signs: Counter[tuple[str, str, str]], language: str) -> float:
    weights = [(_weight(*letters, language), count) for letters, count in signs.items()]
    counted = [(weight, count) for weight, count in weights if weight is not None]
    total = sum(count for _, count in counted)
    return sum(weight * count for weight, count in counted) / total if total else _FREQUENT


def _by_words(words: list[str], language: str) -> float:
    known = _small_words(language)
    return sum(word in known for word in words) / max(len(words), 1)


def _weight(before: str, sign: str, after: str, language: str) -> float | None:
    """How well a sign fits a language and its neighbours; None for punctuation that any language writes."""
    if sign in _USUAL_SIGNS or "\uff01" <= sign <= "\uff1f":
        return _STRANGE if _is_within_word(before, sign, after) else None
    if before.islower() and sign.isupper():
        return _STRANGE  # koi8-r and cp1251 exchange capital and small letters
    if _writes_alphabet(language) and (_is_plain_letter(before) or _is_plain_letter(after)):
        return _STRANGE  # a Latin word with Cyrillic letters in it
    return _letter_weight(sign, language)


def _is_within_word(before: str, sign: str, after: str) -> bool:
    """Whether a sign stands where only a letter does: `zosta³a` is no Polish, `tak¿` no Spanish."""
    if sign in _JOINING or not before.isalpha():
        return False
    return after.isalpha() or sign in "¿¡"


@lru_cache(maxsize=50_000)
def _letter_weight(sign: str, language: str) -> float:
    if weight := _letters(language).get(sign.lower()):
        return weight
    if sign == "\ufffd" or unicodedata.category(sign) in ("Cc", "Co", "Cn"):
        return _BROKEN
    return _POSSIBLE if _may_occur(sign, language) else _STRANGE


def _may_occur(sign: str, language: str) -> bool:
    if language in ("zh", "ja"):
        return _is_everyday(sign)
    script = unicodedata.name(sign, "").partition(" ")[0]
    return sign.isalpha() and language in _ALPHABETS.get(script, "").split()


def _is_everyday(sign: str) -> bool:
    """Whether a Chinese character is among those that the charsets put first, because they are in daily use."""
    for charset, last in (("gb2312", 0xD7), ("big5", 0xC6)):
        code = sign.encode(charset, "ignore")
        if len(code) == 2 and unicodedata.category(sign) == "Lo" and code[0] <= last:
            return True
    return False


def _is_plain_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


@cache
def _writes_alphabet(language: str) -> bool:
    return any(language in languages.split() for languages in _ALPHABETS.values())


def _is_expected(reading: _Reading) -> bool:
    """Whether the text without its accents, which every reading has otherwise, is in a language of its charset."""
    plain = unicodedata.normalize("NFD", reading.text).encode("ascii", "ignore").decode("ascii")
    # Of one or two words detect_language says nothing, however telling they are.
    return detect_language(" ".join([plain] * 3)) in _data().charsets[reading.charset]


def _by_statistics(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else ""


@cache
def _letters(language: str) -> dict[str, float]:
    """The letters of a language; of an alphabet the first, which are the most frequent, count most."""
    letters = dict.fromkeys(_data().letters[language])
    fall = (_FREQUENT - _POSSIBLE) / len(letters) if _writes_alphabet(language) else 0.0
    return {letter: _FREQUENT - fall * place for place, letter in enumerate(letters)}


@cache
def _small_words(language: str) -> frozenset[str]:
    return function_words(language) | _data().words.get(language, frozenset())


@cache
def _data() -> _Data:
    parts = ("knowledge", "languages", "charsets.yaml")
    data = data_of(*parts)
    with naming(*parts):
        charsets = {charset: tuple(languages) for charset, languages in data["charsets"].items()}
        written = {language for languages in charsets.values() for language in languages}
        return _Data(
            charsets,
            frozenset(data["rare"]),
            {language: frozenset(words.split()) for language, words in data["words"].items()},
            {language: "".join(data["letters"][language].split()) for language in written},
        )
