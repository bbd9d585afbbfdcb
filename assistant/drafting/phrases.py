"""The localised sentences of a reply: prompts/phrases/<language>.yaml, one file per language.

A phrase is a text, or one text per register; `Phrases.say("open.defer", "usted", ask=...)` fills
it in. Unknown variables and missing keys raise KnowledgeDataError: a half-filled sentence is never
sent.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError

from assistant.errors import InputError, KnowledgeDataError
from assistant.language.shipped_data import as_text, data_of, naming
from assistant.language.tags import base
from assistant.language.words import is_function_word
from assistant.resources import shipped

_TEMPLATES = Environment(undefined=StrictUndefined, autoescape=False)
_REGIONAL = {
    **dict.fromkeys(("zh", "zh-cn", "zh-sg", "zh-my"), "zh-Hans"),
    **dict.fromkeys(("zh-tw", "zh-hk", "zh-mo"), "zh-Hant"),
}
_MONTH_FIRST = "en_US"
_SAYS_MORE = re.compile(r"[,;:.?!，；：。？！()（）]|->|→")
# Two names with a number, which are a place and no person: "Mill Street 8"; a day or a time may stand after a person's.
_PLACE = re.compile(
    r"\b[A-ZА-ЯЁ][^\W\d_]+ [A-ZА-ЯЁ][^\W\d_]+ [#№]?\d+[a-z]?\b(?![:.]\d| ?(?:[ap]m|h|Uhr)\b| [A-ZА-ЯЁ])"
)
_LOCALES = {"en": "en_GB", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language; `entries` is the file as it was read."""

    language: str
    registers: tuple[str, ...]
    entries: Mapping[str, Any]
    month_first: bool = False  # "November 24", where English is written so

    def register(self, wanted: str) -> str:
        """The register of this language that `wanted` names, else the file's first (the polite one)."""
        folded = {name.casefold(): name for name in self.registers} | {
            _plain(name): name for name in self.registers
        }
        return folded.get(wanted.casefold()) or folded.get(_plain(wanted)) or self.registers[0]

    def say(self, key: str, register: str, **values: str) -> str:
        """The phrase at a dotted key, in the register, filled in."""
        return self._filled(self._at(key), self.register(register), key, values)

    def choices(self, key: str, register: str, **values: str) -> list[str]:
        """All variants at a key, in the register, filled in; empty when the language has none."""
        try:
            variants = self._at(key)
        except KnowledgeDataError:
            return []
        chosen = self.register(register)
        with naming(*_parts(self.language)):
            return [self._filled(variant, chosen, key, values) for variant in variants]

    def quoted(self, text: str) -> str:
        """The text between the language's marks; marks of the same kind inside become the inner ones."""
        with naming(*_parts(self.language)):
            opening, closing, inner_opening, inner_closing = map(as_text, self.entries["quote"])
        inside = text.replace(opening, inner_opening).replace(closing, inner_closing)
        return f"{opening}{inside}{closing}"

    def titled(self, title: str) -> str:
        """A document's title as the language marks it; a comma in it would else break the sentence."""
        with naming(*_parts(self.language)):
            opening, closing = map(as_text, self.entries.get("title", ("", "")))
        return self.quoted(title) if "," in title and not opening else f"{opening}{title}{closing}"

    def to_second_person(self, text: str, register: str) -> str:
        """'the client' and its forms become 'you': the mechanical change a note needs to be sent."""
        return self._by_rules(text, "second_person", register)

    def to_client(self, text: str, register: str, *, alone: bool = False) -> str:
        """What "she" or "he" is said to have done turned to the client; empty where no rule can turn it.

        `alone`: nobody else is spoken of, so that any "she" or "he" is the client, unless it does what no client does.
        Otherwise a text without an act of a client (`client_acts`) comes back as it is: it may mean a pet or a pupil.
        """
        if alone and "alone" in self.entries and not self._pattern("no_client").search(text):
            turned = self._by_rules(self._by_rules(text, "alone", register), "pronouns", register)
            if not self.third_person(turned):
                return turned
        acts = self._pattern("client_acts")
        if not acts.search(text):
            return text
        turned = self._by_rules(text, "pronouns", register)
        return "" if acts.search(turned) else turned

    def to_called(self, text: str, register: str) -> str:
        """Whom the one person that a note names calls or writes to turned to the client: "Ann calls him"."""
        return self._by_rules(text, "called", register)

    def people(self, text: str, *, besides: Sequence[str] = ()) -> list[str]:
        """Whom a note names that a pronoun in it may mean: roles, and names that are not the client's."""
        own = {word.casefold() for name in besides for word in name.split()}
        named = self._pattern("name").findall(_PLACE.sub(" ", self._pattern("people").sub(" ", text)))
        return self.roles(text) + [
            word
            for word in named
            if word.casefold() not in own
            and not is_function_word(word.casefold())
            and not self.third_person(word)
        ]

    def roles(self, text: str) -> list[str]:
        """The people a text speaks of by what they are: "the driver", "my mother"."""
        return self._pattern("people").findall(text)

    def greeted_as(self, name: str) -> str:
        """The name to greet somebody by: the first one where the language's rule finds it, else the name as it was signed."""
        with naming(*_parts(self.language)):
            found = re.match(self.entries["greeting"].get("first_name", "(?!)"), name)
        return found[1] if found else name

    def third_person(self, text: str) -> str:
        """The first "she" or "he" of a note, which may mean the client; empty where there is none."""
        found = self._pattern("third_person").search(text)
        return found[0] if found else ""

    def is_theirs(self, text: str) -> bool:
        """Whether the person a note names is one of the client's people: "her daughter can come on Friday"."""
        found = list(self._pattern("third_person").finditer(text))
        named = self._pattern("people")
        return len(found) == 1 and bool(named.match(text[found[0].end() :].lstrip()))

    def left_open(self, note: str) -> str:
        """What a note says the client did not say, as they can be asked for it; empty where it says more than that."""
        found = self._pattern("unsaid").fullmatch(note.rstrip("?？.。 "))
        asked = found[1] if found else ""
        return "" if _SAYS_MORE.search(asked) or self.third_person(asked) else asked

    def date(self, day: date, *, year: bool = False) -> str:
        """A day as the language writes it inside a sentence."""
        from babel.dates import format_date, format_skeleton

        locale = _MONTH_FIRST if self.month_first else _LOCALES.get(self.language, self.language)
        written = str(
            format_date(day, "long", locale) if year else format_skeleton("MMMMd", day, locale=locale)
        )
        with naming(*_parts(self.language)):
            first = as_text(self.entries.get("first_of_month", "1"))
        return re.sub(r"^1\b", first, written)

    def _by_rules(self, text: str, key: str, register: str) -> str:
        """The text after each replacement of a list of the file; a rule without this register changes nothing."""
        chosen = self.register(register)
        with naming(*_parts(self.language)):
            for rule in self.entries.get(key, ()):
                text = re.sub(rule["find"], rule.get(chosen, r"\g<0>"), text)
        return text

    def _pattern(self, key: str) -> re.Pattern[str]:
        """The pattern of a language that needs one, else one that is never found."""
        with naming(*_parts(self.language)):
            return re.compile(self.entries.get(key, "(?!)"))

    def _at(self, key: str) -> Any:
        node: Any = self.entries
        for part in key.split("."):
            if not isinstance(node, Mapping) or part not in node:
                raise KnowledgeDataError(
                    f"prompts/phrases/{self.language}.yaml has no phrase '{key}'.", "Add it."
                )
            node = node[part]
        return node

    def _filled(self, phrase: Any, register: str, key: str, values: Mapping[str, str]) -> str:
        try:
            text = phrase[register] if isinstance(phrase, Mapping) else phrase
            return _template(as_text(text)).render(**values)
        except (TemplateError, KeyError, TypeError) as error:
            raise KnowledgeDataError(
                f"The phrase '{key}' in prompts/phrases/{self.language}.yaml cannot be filled in: {error}.",
                "Compare its {{ }} with the same phrase in en.yaml.",
            ) from error


def supported() -> tuple[str, ...]:
    """The languages that have a phrases file."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def reply_language(wanted: str | None) -> str | None:
    """The language a user asked for, by its own tag or a regional one; InputError where there are no phrases."""
    if not wanted:
        return None
    known = {tag.casefold(): tag for tag in supported()} | _REGIONAL
    tag = known.get(wanted.casefold()) or known.get(base(wanted.casefold()))
    if tag is None:
        raise InputError(
            f"There are no phrases for '{wanted}'.", f"There are some for {', '.join(supported())}."
        )
    return tag


@cache
def load_phrases(language: str) -> Phrases:
    """The phrases of a language in the short form of `domain`, or English where it has none."""
    parts = _parts(language if (_folder() / f"{language}.yaml").is_file() else "en")
    entries = data_of(*parts)
    with naming(*parts):
        return Phrases(as_text(entries["language"]), tuple(map(as_text, entries["registers"])), entries)


def pick(variants: Sequence[str], seed: int, *, avoid: Sequence[str] = ()) -> str:
    """One variant, the same for the same seed, and none the client has read before where others are left."""
    fresh = [variant for variant in variants if variant not in avoid] or list(variants)
    return random.Random(seed).choice(fresh)


@lru_cache(maxsize=1024)
def _template(text: str) -> Template:
    return _TEMPLATES.from_string(text)


def _plain(name: str) -> str:
    """A register's name without case and accents: usted, tú and tu are typed as they come."""
    parts = unicodedata.normalize("NFD", name.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _parts(language: str) -> tuple[str, ...]:
    return "prompts", "phrases", f"{language}.yaml"


def _folder() -> Path:
    return shipped("prompts") / "phrases"
