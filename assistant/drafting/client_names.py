"""Whether a note speaks of the client by name, and what is left of it without that.

Told to the client, talk of them by name would sound like talk behind their back. A firm, a product, a place or
an address that has their family name in it is not the person: "the domain belongs to Cerâmica Oliveira" may be
told to Nuno Oliveira. Where only a firm is known, the firm stands for the client.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from assistant.domain import Fact
from assistant.language.detect import detect_language
from assistant.language.figures import find_figures
from assistant.language.shipped_data import as_text, data_of, naming
from assistant.language.words import cjk, is_function_word

_ADDRESS = ("knowledge", "figures", "_titles.yaml")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_STEM = 3
_LONGEST_ENDING = 3
_CYRILLIC = re.compile("[А-ЯЁ]")
_SIGNS_OF_A_NAME = (2, 4)  # how many a person's name has in Chinese, Japanese or Korean
_STILL_A_NOTE = 0.6  # share of a note that must be left when what speaks of the client by name is taken out


def speaks_of(names: Sequence[str], text: str) -> bool:
    """Whether a text names the client as a person; `names` are what the client is called, firm and person."""
    names = [name.strip() for name in names]
    split = [_people_in(name) for name in names]
    firms = {_first_part(name) for name, people in zip(names, split, strict=True) if people != [name]}
    people = [person for found in split for person in found if person not in firms]
    words = {
        word
        for person in people
        for word in re.findall(r"[^\W\d_]{3,}", person)
        if word[:1].isupper() and not is_function_word(word)
    }
    firm = {word for name in names for word in _WORD.findall(name)} - words
    in_signs = any(_named_in_signs(person, text) for person in people if cjk(person))
    return in_signs or any(
        not _within_a_longer_name(found, words, firm)
        for found in _WORD.finditer(text)
        if _is_one_of(words, found.group())
    )


def without_client(names: Sequence[str], fact: Fact) -> Fact | None:
    """The note without what speaks of the client by name, or None where too little of it is left.

    A part between semicolons or full stops goes as a whole; inside one, what follows the last comma
    before the name goes.
    """
    kept = []
    for part in re.split(r"(?<=[;；。])\s*|(?<=\.)\s+", fact.text):
        if not speaks_of(names, part):
            kept.append(part)
            continue
        pieces = re.split(r"[,，]\s*", part)
        named = next((number for number, piece in enumerate(pieces) if speaks_of(names, piece)), 0)
        kept.append(", ".join(pieces[:named]))
    text = " ".join(part for part in kept if part).strip(" ,;；")
    return replace(fact, text=text) if len(text) >= _STILL_A_NOTE * len(fact.text) else None


def _people_in(name: str) -> list[str]:
    """The persons in what a client is called ("Firm, Person"; in Chinese "Firm Person"), else all of it."""
    parts = [part.strip() for part in re.split(r"[,，、]", re.sub(r"[(（].*?[)）]", "", name))]
    parts = [part for part in parts if part]
    if len(parts) > 1:
        return parts[1:]
    last = name.split()[-1:] if cjk(name) else []
    shortest, longest = _SIGNS_OF_A_NAME
    return last if last and shortest <= len(last[0]) <= longest else parts


def _first_part(name: str) -> str:
    return re.split(r"[,，、]", name)[0].strip()


# --- names in letters -------------------------------------------------------------------------------


def _is_one_of(names: Collection[str], word: str) -> bool:
    return word in names or any(_declined(name, word) for name in names)


def _declined(name: str, word: str) -> bool:
    """Whether a Cyrillic name stands in another case: "Ирины", "Ириной" for "Ирина"."""
    stem = name.rstrip("аеийоуыьэюя")
    if len(stem) < _SHORTEST_STEM or not _CYRILLIC.match(name):
        return False
    return word.startswith(stem) and len(word) <= len(stem) + _LONGEST_ENDING


def _within_a_longer_name(found: re.Match[str], names: Collection[str], firm: Collection[str]) -> bool:
    """Whether a name is a part of another one: "Cerâmica Oliveira", "Oliveira & Filhos", "Oliveira.pt"."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    joined = re.match(r"[-.@/]([^\W_]+)", after) or re.search(r"([^\W_]+)[-.@/]$", before)
    if joined and not _is_one_of(names, joined.group(1)):
        return True
    if re.match(r"\s*&", after):
        return True
    ahead = re.search(r"([^\W\d_]+\.?)\s+(?:(?:de|da|do|dos|di|van|von)\s+)?$", before)
    if ahead and ahead.group(1) in _titles():
        return False
    if ahead and not _is_one_of(names, ahead.group(1)):
        opens = not before[: ahead.start()].strip()  # the first word of a note has a capital anyhow
        named = _may_be_of_a_name(ahead.group(1), found.string) and not opens and before[-1:] != "."
        if ahead.group(1) in firm or named:
            return True
    return _goes_on(after, names, firm)


def _goes_on(after: str, names: Collection[str], firm: Collection[str]) -> bool:
    """Whether a longer name goes on behind: "Oliveira Lda"; in German every noun has a capital, a day elsewhere too."""
    behind = re.match(r"\s+([^\W\d_]+)", after)
    if behind is None or _is_one_of(names, behind.group(1)):
        return False
    word = behind.group(1)
    if word in firm:
        return True
    return _may_be_of_a_name(word, after)


def _may_be_of_a_name(word: str, around: str) -> bool:
    """A capital makes no name of a German noun, of a day or a month, nor of CEO."""
    language = detect_language(around)
    capital = word[:1].isupper() and not (word.isupper() and len(word) > 1)
    return capital and language != "de" and not find_figures(word, language=language)


# --- names in signs ---------------------------------------------------------------------------------


def _named_in_signs(person: str, text: str) -> bool:
    """The name itself, or the surname with a title: 王总, 何工, 許小姐, 김 대표님."""
    plain = person.replace(" ", "")
    if plain in text or person in text:
        return True
    surname = plain[: 2 if len(plain) == _SIGNS_OF_A_NAME[1] else 1]
    before, titles = _around_surnames()
    return re.search(before + re.escape(surname) + titles, text) is not None


@cache
def _titles() -> frozenset[str]:
    with naming(*_ADDRESS):
        return frozenset(title for titles in data_of(*_ADDRESS)["before"].values() for title in titles)


@cache
def _around_surnames() -> tuple[str, str]:
    """What stands before and behind a surname in signs by which somebody is called, as patterns."""
    with naming(*_ADDRESS):
        called = data_of(*_ADDRESS)["called"]
        titles = "|".join(re.escape(word) for word in sorted(called["titles"], key=len, reverse=True))
        not_before, not_after = as_text(called["not_before"]), as_text(called["not_after"])
    return rf"(?<![{not_before}])", rf"\s?(?:{titles})(?![{not_after}])"
