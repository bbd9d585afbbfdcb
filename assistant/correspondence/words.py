"""What the files of knowledge/correspondence/mail say about mail in each language, ready for matching.

A pattern here is always the union over all languages: mail quotes mail in other languages, and the
program that wrote a header follows its user's settings, not the language of the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from assistant.language.shipped_data import as_text, as_texts, data_of, naming
from assistant.resources import shipped

_DATE_WORDS = r"(?=[^<>]*\d)[^<>]{3,100}?"
_START = 3
_BY_NAME = ("headers", "outcome")
_WRITER = r".{1,200}?"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution line: `opening` and `inside` are fixed words it must have, tested before its pattern.

    Few of the two hundred are ever met, so a pattern is made when it is first asked for.
    """

    opening: str
    inside: str
    template: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """With the groups `when` and `who`."""
        return _template(self.template)

    def fits(self, text: str, folded: str) -> bool:
        """`folded` is `text` in lower case, less what may stand before its first word."""
        return folded.startswith(self.opening) and self.inside in folded and bool(self.pattern.match(text))


class Attributions:
    """Attribution lines looked up by the letter a text begins with; some begin with a date or a name."""

    def __init__(self, known: Iterable[Attribution]) -> None:
        self.all = tuple(known)
        letters = {one.opening[:1] for one in self.all} - {""}
        self._free = tuple(one for one in self.all if not one.opening)
        self._by_letter = {
            letter: tuple(one for one in self.all if one.opening[:1] in ("", letter)) for letter in letters
        }

    def fits(self, text: str, folded: str) -> bool:
        """Whether `text` is one of them; `folded` as for one."""
        return any(known.fits(text, folded) for known in self._by_letter.get(folded[:1], self._free))


class Openings:
    """Phrases looked up by how a text begins, the longest that fits; thousands of lines ask many phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)):
            self._by_start.setdefault(phrase[:_START], []).append(phrase)
        self._starts = sorted({len(start) for start in self._by_start}, reverse=True)

    def find(self, text: str) -> str | None:
        """The longest phrase that `text` begins with."""
        for length in self._starts:
            for phrase in self._by_start.get(text[:length], ()):
                if text.startswith(phrase):
                    return phrase
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """Words of all languages; phrases in lower case for `startswith` and `in`, the rest compiled.

    `fields` maps a header name in lower case to its role, `names` are these names as written.
    """

    attribution: Attributions
    attribution_undated: Attributions
    fields: dict[str, str]
    names: frozenset[str]
    separator: re.Pattern[str]
    forward_mark: re.Pattern[str]
    sign_off: Openings
    sent_from: tuple[str, ...]
    sent_from_end: tuple[str, ...]
    devices: tuple[str, ...]
    disclaimer: Openings
    disclaimer_inside: tuple[str, ...]
    mail_words: tuple[str, ...]
    titles: re.Pattern[str]
    title_starts: frozenset[str]
    subject_prefix: re.Pattern[str]
    forward_prefix: re.Pattern[str]
    automatic: re.Pattern[str]
    calendar: re.Pattern[str]
    bounce: re.Pattern[str]
    drafts: frozenset[str]
    newsletter: tuple[str, ...]
    acknowledgements: frozenset[str]
    attached: tuple[str, ...]


@lru_cache(maxsize=1)
def languages() -> tuple[dict[str, Any], ...]:
    """The language files as written, sorted by name; raises KnowledgeDataError on a malformed one."""
    files = sorted((shipped("knowledge") / "correspondence" / "mail").glob("*.yaml"))
    return tuple(_load(path.name) for path in files)


def _load(name: str) -> dict[str, Any]:
    parts = ("knowledge", "correspondence", "mail", name)
    data = data_of(*parts)
    with naming(*parts):
        language = as_text(data.pop("language"))
        return {"language": language, **{key: _phrases(key, entry) for key, entry in data.items()}}


def _phrases(key: str, entry: Any) -> Any:
    """An entry as it stands: a list of phrases, or lists by name."""
    return {name: as_texts(words) for name, words in entry.items()} if key in _BY_NAME else as_texts(entry)


@lru_cache(maxsize=1)
def words() -> Words:
    """Everything, prepared once per process."""
    templates = sorted(set(_all("attribution")))
    disclaimers = list(_all("disclaimer"))
    return Words(
        attribution=Attributions(_attribution(t) for t in templates if "{when}" in t),
        attribution_undated=Attributions(_attribution(t) for t in templates if "{when}" not in t),
        fields=_fields(),
        names=frozenset(
            name for data in languages() for names in data.get("headers", {}).values() for name in names
        ),
        separator=_between_dashes([*_all("original"), *_all("forwarded")]),
        forward_mark=_between_dashes(list(_all("forwarded"))),
        sign_off=Openings(_lower(_all("sign_offs"))),
        sent_from=_lower(p for p in _all("sent_from") if not p.startswith("...")),
        sent_from_end=_lower(p[3:].strip() for p in _all("sent_from") if p.startswith("...")),
        devices=_lower(_all("devices")),
        disclaimer=Openings(_lower(p for p in disclaimers if not p.startswith("..."))),
        disclaimer_inside=_lower(p[3:].strip() for p in disclaimers if p.startswith("...")),
        mail_words=_shortest(_lower(_all("mail_words"))),
        titles=re.compile(rf"^(?:(?:{_any(_all('titles'))})\.?\s+)+", re.IGNORECASE),
        title_starts=frozenset(title.split()[0].rstrip(".").casefold() for title in _all("titles")),
        subject_prefix=_prefix([*_all("reply_subjects"), *_all("forward_subjects")]),
        forward_prefix=_prefix(list(_all("forward_subjects"))),
        automatic=_opening("automatic"),
        calendar=_opening("calendar"),
        bounce=_opening("bounce"),
        drafts=frozenset(name.casefold() for name in _all("drafts")),
        newsletter=_lower(_all("newsletter")),
        acknowledgements=frozenset(w.casefold() for w in _all("acknowledgements")),
        attached=_lower(_all("attached")),
    )


def _lower(phrases: Iterable[str]) -> tuple[str, ...]:
    """Phrases in lower case, longest first."""
    return tuple(sorted({phrase.lower() for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase)))


def _shortest(phrases: Sequence[str]) -> tuple[str, ...]:
    """Those that have no other one inside them: where "e-mail" is, "mail" is too."""
    return tuple(one for one in phrases if not any(other in one for other in phrases if other != one))


def _attribution(template: str) -> Attribution:
    fixed = [piece.strip(" ,，、:：()-").lower() for piece in re.split(r"\{when\}|\{who\}", template)]
    first_comma = re.split(r"[,，、]", fixed[0])[0].strip()
    inside = max((part for piece in fixed for part in re.split(r"[\s,，、]+", piece)), key=len)
    return Attribution(first_comma, inside, template)


def _all(key: str) -> Iterable[str]:
    for data in languages():
        yield from data.get(key, ())


def _any(phrases: Iterable[str]) -> str:
    """Alternation, longest first, spaces matching any white space."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in ordered) or r"(?!)"


@cache
def _template(template: str) -> re.Pattern[str]:
    """One attribution line as a pattern with the groups `when` and `who`; the closing colon may lack."""
    body = template.rstrip(" :：")
    pattern = ""
    seen: set[str] = set()
    for piece in re.split(r"(\{when\}|\{who\})", body):
        if piece in ("{when}", "{who}"):
            name = piece[1:-1]
            inner = _DATE_WORDS if name == "when" else _WRITER
            pattern += f"(?:{inner})" if name in seen else f"(?P<{name}>{inner})"
            seen.add(name)
        else:
            pattern += _literal(piece)
    return re.compile(
        rf"^[\s>*<\-\ufeff\u200e\u202a]*{pattern}\s*(?P<end>[:：][\s*>]*|-{{2,}}\s*)?$", re.IGNORECASE
    )


def _literal(piece: str) -> str:
    """Literal words of a template; a comma may lack, white space may be any."""
    parts: list[str] = []
    for token in re.findall(r"\s+|[,，、]|[^\s,，、]+", piece):
        if token.isspace():
            parts.append(r"\s*" if not parts or parts[-1].startswith(r"\s*[") else r"\s+")
        elif token in ",，、":
            parts.append(r"\s*[,，、]?\s*")
        else:
            parts.append(re.escape(token))
    text = "".join(parts)
    return text.replace(r"]?\s*\s+", r"]?\s*").replace(r"]?\s*\s*", r"]?\s*")


def _fields() -> dict[str, str]:
    found: dict[str, str] = {}
    for data in languages():
        for role, names in data.get("headers", {}).items():
            for name in names:
                found.setdefault(name.casefold(), role)
    return found


def _between_dashes(phrases: Iterable[str]) -> re.Pattern[str]:
    """A separator line: the words between dashes, or followed by a colon."""
    either = _any(phrases)
    return re.compile(
        rf"^[\s>*]*(?:[-_=—–─]{{2,}}[\s*]*(?:{either})[^\n]{{0,60}}?[-_=—–─]{{2,}}.*|(?:{either})\s*[:：][\s*]*)$",
        re.IGNORECASE,
    )


def _prefix(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        rf"^\s*(?:\[[^\]]{{1,30}}\]\s*)?(?:(?:{_any(phrases)})(?:\s*\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
    )


def _opening(key: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{_any(_all(key))})", re.IGNORECASE)
