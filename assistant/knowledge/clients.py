"""Whether two names mean the same client: a firm, its contact, a mail address, a chat handle.

Names are compared by their words without case, accents and punctuation. A word that several clients of
the store share ('Bodegas', a first name) counts for less than a word of one client only.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}$")
_ENOUGH = 0.6
_TELLING = 4  # letters from which the beginning of a word may stand for all of it
# Parts of addresses, titles and company forms: they tell nobody apart, whatever the language.
_EMPTY = frozenset(
    """com net org example invalid test co gmail outlook hotmail yahoo icloud mail qq 163 126 yandex
    info hello office contact www mr mrs ms dr prof lic ing sr sra mnr mev dhr herr frau the and y und
    en et ltd llc inc gmbh ag sl sa sas srl pty bv ooo""".split()  # noqa: SIM905
)


def client_words(name: str) -> frozenset[str]:
    """The words of a name, folded; of an address its parts."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    words = _WORD.findall(unicodedata.normalize("NFC", bare))
    return frozenset(word for word in words if word not in _EMPTY) or frozenset(words)


def own_clients(wanted: str | None, clients: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Which clients (by name, each with all their names and addresses) are the wanted one."""
    if not wanted or not client_words(wanted):
        return frozenset()
    rarity = _rarity(clients.values())
    return frozenset(
        client for client, names in clients.items() if any(_same(wanted, name, rarity) for name in names)
    )


def _same(wanted: str, known: str, rarity: Mapping[str, float]) -> bool:
    ours, theirs = client_words(wanted), client_words(known)
    if not ours or not theirs:
        return False
    address = "@" in wanted or "@" in known
    shared = sum(rarity.get(word, 1.0) for word in ours if _is_in(word, theirs, address=address))
    smaller = min(_weight(ours, rarity), _weight(theirs, rarity))
    return shared / smaller >= _ENOUGH


def _is_in(word: str, others: frozenset[str], *, address: bool) -> bool:
    """Equal, the beginning of one ('crisp' in crisplabs.example), or a Chinese name within a longer one.

    Of two names a beginning counts only where much is left: Nair is not Nairn, Ivanov not Ivanova.
    """
    if word in others:
        return True
    if _UNSPACED.match(word):
        return any(word in other or other in word for other in others if _UNSPACED.match(other))
    least = 0 if address else _TELLING
    long = [other for other in others if len(other) >= _TELLING and abs(len(other) - len(word)) >= least]
    return len(word) >= _TELLING and any(other.startswith(word) or word.startswith(other) for other in long)


def _rarity(clients: Iterable[Sequence[str]]) -> dict[str, float]:
    """How much a word tells: 1 for a word of one client only."""
    counts = Counter(word for names in clients for word in {w for name in names for w in client_words(name)})
    return {word: 1.0 / (1.0 + math.log2(count)) for word, count in counts.items()}


def _weight(words: Iterable[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(word, 1.0) for word in words)
