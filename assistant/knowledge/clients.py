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
    """Which clients (by name, each with all their names and addresses) are the wanted one.

    Who has the very name or address goes before all who are like it; several who are like it and have nothing
    else in common (a first name) are nobody: what was written to one is not another's to read.
    """
    if not wanted or not client_words(wanted):
        return frozenset()
    very = {client for client, names in clients.items() if _folded(wanted) in map(_folded, names)}
    rarity = _rarity(clients.values())
    alike = very or {
        client for client, names in clients.items() if any(_same(wanted, name, rarity) for name in names)
    }
    return frozenset(alike) if _are_one(wanted, [clients[client] for client in alike]) else frozenset()


def _are_one(wanted: str, alike: Sequence[Sequence[str]]) -> bool:
    """Whether clients that are like the wanted one may be one: people of a firm share its domain or its whole name."""
    if len(alike) < 2:
        return True
    if frozenset.intersection(*(frozenset(map(_folded, names)) for names in alike)):
        return True
    words = client_words(wanted)
    return len(words) > 1 and all(any(words <= client_words(name) for name in names) for names in alike)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _same(wanted: str, known: str, rarity: Mapping[str, float]) -> bool:
    if "@" in wanted and "@" in known:
        return _folded(wanted) == _folded(known)
    ours, theirs = client_words(wanted), client_words(known)
    if not ours or not theirs:
        return False
    domains = _domain_words(wanted) | _domain_words(known)
    shared = sum(rarity.get(word, 1.0) for word in ours if _is_in(word, theirs, domains))
    smaller = min(_weight(ours, rarity), _weight(theirs, rarity))
    return shared / smaller >= _ENOUGH


def _domain_words(name: str) -> frozenset[str]:
    """The words of an address behind its @: 'crisplabs' may be the firm Crisp, 'johnson@' is not John."""
    return client_words(name.partition("@")[2]) if "@" in name else frozenset()


def _is_in(word: str, others: frozenset[str], domains: frozenset[str]) -> bool:
    """Equal, the beginning of one ('crisp' in crisplabs.example), or a Chinese name within a longer one.

    Of two names a beginning counts only where much is left: Nair is not Nairn, Ivanov not Ivanova, 王明 not 王明华.
    """
    if word in others:
        return True
    if _UNSPACED.match(word):
        return any(_within(word, other) for other in others if _UNSPACED.match(other))
    return any(_begins(word, other, least=0 if {word, other} & domains else _TELLING) for other in others)


def _begins(one: str, other: str, *, least: int) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _TELLING and longer.startswith(shorter) and len(longer) - len(shorter) >= least


def _within(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter in longer and (len(shorter) > 2 or len(longer) - len(shorter) != 1)


def _rarity(clients: Iterable[Sequence[str]]) -> dict[str, float]:
    """How much a word tells: 1 for a word of one client only."""
    counts = Counter(word for names in clients for word in {w for name in names for w in client_words(name)})
    return {word: 1.0 / (1.0 + math.log2(count)) for word, count in counts.items()}


def _weight(words: Iterable[str], rarity: Mapping[str, float]) -> float:
    return sum(rarity.get(word, 1.0) for word in words)
