"""Who is us, and which names and addresses are one client."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.language.shipped_data import data_of, naming

_ADDRESS = re.compile(r"[^\s<>\"'(),;:]*@[^\s<>\"'(),;:]+")
_EDGES = " \t\"'«»“”‘’.,;:~*_-–—|/\\"


@dataclass(frozen=True, slots=True)
class Us:
    """Our addresses, domains and names, as `--us` and the settings give them.

    An entry "@studio.example" stands for every address there, an entry with an "@" inside for one
    address, "Ann Lee <ann@studio.example>" for both, anything else for a name.
    """

    addresses: frozenset[str]
    domains: tuple[str, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, entries: Iterable[str]) -> Us:
        addresses: set[str] = set()
        domains: set[str] = set()
        names: set[str] = set()
        for entry in entries:
            for found in _ADDRESS.findall(entry):
                target = domains if found.startswith("@") else addresses
                target.add(found.lower().lstrip("@") if found.startswith("@") else found.lower())
            name = plain_name(_ADDRESS.sub("", entry).replace("<>", ""))
            if name:
                names.add(name)
        return cls(frozenset(addresses), tuple(sorted(domains)), frozenset(names))

    def owns(self, name: str, address: str = "") -> bool:
        """True when this writer is one of us."""
        return _owns(self, name, address.lower())

    def _owns(self, name: str, address: str) -> bool:
        if address in self.addresses or self._owns_domain(address):
            return True
        plain = plain_name(name)
        return bool(plain) and (plain in self.names or any(same_person(plain, ours) for ours in self.names))

    def _owns_domain(self, address: str) -> bool:
        domain = address.rpartition("@")[2] if "@" in address else ""
        return any(domain == ours or domain.endswith("." + ours) for ours in self.domains)


@lru_cache(maxsize=16384)
def _owns(us: Us, name: str, address: str) -> bool:
    return us._owns(name, address)


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """A name for comparing: one width of letters, no case, no decoration, single spaces."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = "".join(c for c in folded if unicodedata.category(c) not in ("So", "Cf", "Cc", "Sk"))
    return " ".join(folded.split()).strip(_EDGES)


@lru_cache(maxsize=1)
def free_domains() -> frozenset[str]:
    """Domains that say nothing about the organisation behind an address."""
    parts = ("knowledge", "correspondence", "freemail.yaml")
    with naming(*parts):
        return frozenset(data_of(*parts)["domains"])


def organisation(address: str) -> str:
    """The domain behind an address, "" for a free mail service."""
    domain = address.rpartition("@")[2] if "@" in address else ""
    return "" if domain in free_domains() else domain


def party(name: str, address: str) -> str:
    """What makes two writers the same client in one thread: the organisation, the address or the name."""
    return organisation(address) or address or plain_name(name)


@dataclass(slots=True)
class Clients:
    """Everyone who wrote to us or was written to, joined by address and by full name."""

    names: dict[str, dict[str, int]] = field(default_factory=dict)

    def note(self, name: str, address: str) -> None:
        """Remember that this address goes by this name."""
        if address:
            seen = self.names.setdefault(address, {})
            if name and plain_name(name) != address:
                seen[name] = seen.get(name, 0) + 1

    def label(self, name: str, address: str) -> str:
        """A stable readable name: "Ann Lee (acme.example)"."""
        address = address if "@" in address else self.address_of(name)
        known = self.names.get(address) or {}
        best = max(known, key=lambda n: (known[n], -len(n), n)) if known else name
        # Of two people of one name each has the address behind it: they stay two.
        where = organisation(address) or (address if self._is_shared(best, address) else "")
        person = best or address or "unknown sender"
        return f"{person} ({where})" if where and where not in person else person

    def _is_shared(self, name: str, address: str) -> bool:
        plain = plain_name(name)
        return any(plain in map(plain_name, names) for other, names in self.names.items() if other != address)

    def aliases(self, name: str, address: str) -> tuple[str, ...]:
        """Every name, address and domain this client is known by."""
        known = address if "@" in address else self.address_of(name)
        found = [name, *sorted(self.names.get(known) or {}), address, known, organisation(known)]
        return tuple(dict.fromkeys(entry for entry in found if entry))

    def address_of(self, name: str) -> str:
        """The one address whose owner has this name, or whose name opens this chat handle."""
        plain = plain_name(name)
        owners = {
            address
            for address, seen in self.names.items()
            if any(same_person(plain, plain_name(n)) for n in seen)
        }
        return owners.pop() if len(owners) == 1 else ""


def same_person(handle: str, full: str) -> bool:
    """A chat handle is a full name, alone or with something set off behind it."""
    if len(full) < 2 or not handle.startswith(full):
        return False
    if len(full.split()) < 2 and full.isascii():
        return handle == full
    return len(handle) == len(full) or not handle[len(full)].isalnum()
