"""Whether two names mean the same client: a firm, its contact, a mail address, a chat handle.

Names are compared by their words without case, accents and punctuation. Words that many clients of the
store share ('Bodegas', a mail provider) count for little, words of one client only decide.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile("^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}$")
_ENOUGH = 0.6
# Parts of addresses and company names that tell nobody apart, whatever the language.
_EMPTY = frozenset(
    ["com", "net", "org", "example", "invalid", "test", "co", "io", "gmail", "outlook", "hotmail", "yahoo", "icloud", "mail", "qq", "163", "126", "yandex", "info", "hello", "office", "contact", "www", "mr", "mrs", "ms", "dr", "prof", "lic", "ing", "sr", "sra", "mnr", "mev", "dhr", "herr", "frau", "the", "and", "y", "und", "en", "et", "e", "i", "ltd", "llc", "inc", "gmbh", "ag", "sl", "sa", "sas", "srl", "pty", "bv", "ooo"]
)


def client_words(name: str) -> frozenset[str]:
    """The words of a name, folded; of an address its parts."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    bare = unicodedata.normalize("NFC", "".join(c for c in folded if not "\u0300" <= c <= "\u036f"))
    words = _WORD.findall(bare)
    return frozenset(word for word in words if word not in _EMPTY) or frozenset(words)


def same_client(wanted: str, known: str, *, among: Iterable[str] = ()) -> bool:
    """Whether a name the user gave is a client as an archive writes it; `among`: all the clients."""
    ours, theirs = client_words(wanted), client_words(known)
    if not ours or not theirs:
        return False
    if ours == theirs:
        return True
    weights = _weights(among)
    shared = sum(_weight(word, weights) for word in ours if _is_in(word, theirs))
    smaller = min(_total(ours, weights), _total(theirs, weights))
    return shared / smaller >= _ENOUGH


def own_names(wanted: str | None, names: Sequence[str]) -> frozenset[str]:
    """Which of all client names are the wanted client."""
    if not wanted:
        return frozenset()
    return frozenset(name for name in names if same_client(wanted, name, among=names))


def _is_in(word: str, others: frozenset[str]) -> bool:
    """Equal, written together ('crisplabs' for 'Crisp Labs'), or a Chinese name within a longer one."""
    if word in others:
        return True
    if _HAN.match(word):
        return any(word in other or other in word for other in others if _HAN.match(other))
    return any(
        len(word) > 3 and len(other) > 3 and (other.startswith(word) or word.startswith(other))
        for other in others
    )


def _weights(names: Iterable[str]) -> dict[str, float]:
    counts = Counter(word for name in names for word in client_words(name))
    return {word: 1.0 / (1.0 + math.log(count)) for word, count in counts.items()}


def _weight(word: str, weights: dict[str, float]) -> float:
    return weights.get(word, 1.0)


def _total(words: frozenset[str], weights: dict[str, float]) -> float:
    return sum(_weight(word, weights) for word in words)
