"""What the files of knowledge/correspondence/mail say about mail in each language, ready for matching.

A pattern here is always the union over all languages: mail quotes mail in other languages, and the
program that wrote a header follows its user's settings, not the language of the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from assistant.errors import KnowledgeDataError
from assistant.resources import shipped

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATE_WORDS = r"(?=[^<>]*\d)[^<>]{3,100}?"
_WRITER = r".{1,200}?"


@dataclass(frozen=True, slots=True)
class Words:
    """Compiled words of all languages; `fields` maps a header name in lower case to its role."""

    attribution: tuple[re.Pattern[str], ...]
    attribution_undated: tuple[re.Pattern[str], ...]
    attribution_hint: re.Pattern[str]
    fields: dict[str, str]
    separator: re.Pattern[str]
    forward_mark: re.Pattern[str]
    sign_off: re.Pattern[str]
    sent_from: re.Pattern[str]
    disclaimer: re.Pattern[str]
    mail_words: re.Pattern[str]
    titles: re.Pattern[str]
    subject_prefix: re.Pattern[str]
    forward_prefix: re.Pattern[str]
    automatic: re.Pattern[str]
    calendar: re.Pattern[str]
    bounce: re.Pattern[str]
    newsletter: re.Pattern[str]
    acknowledgements: frozenset[str]


@lru_cache(maxsize=1)
def languages() -> tuple[dict[str, Any], ...]:
    """The language files as written, sorted by name; raises KnowledgeDataError on a malformed one."""
    files = sorted((shipped("knowledge") / "correspondence" / "mail").glob("*.yaml"))
    return tuple(_load(path.read_text(encoding="utf-8"), path.name) for path in files)


def _load(text: str, name: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise KnowledgeDataError(f"{name} is not valid YAML: {error}", "Correct the file named.") from error
    if not isinstance(data, dict) or not isinstance(data.get("language"), str):
        raise KnowledgeDataError(f"{name} lacks the key `language`.", "See the README beside it.")
    return data


@lru_cache(maxsize=1)
def words() -> Words:
    """All patterns, compiled once per process."""
    templates = list(_all("attribution"))
    dated = [t for t in templates if "{when}" in t]
    undated = [t for t in templates if "{when}" not in t]
    return Words(
        attribution=tuple(_template(t) for t in dated),
        attribution_undated=tuple(_template(t) for t in undated),
        attribution_hint=_hint(templates),
        fields=_fields(),
        separator=_between_dashes([*_all("original"), *_all("forwarded")]),
        forward_mark=_between_dashes(list(_all("forwarded"))),
        sign_off=_sign_off(),
        sent_from=re.compile(
            rf"^[<(\[\s*]*(?:{_any(_all('sent_from'))})(?=\W|$|[^\x00-\x7f])", re.IGNORECASE
        ),
        disclaimer=_disclaimer(),
        mail_words=re.compile(_any(_all("mail_words")), re.IGNORECASE),
        titles=re.compile(rf"^(?:(?:{_any(_all('titles'))})\.?\s+)+", re.IGNORECASE),
        subject_prefix=_prefix([*_all("reply_subjects"), *_all("forward_subjects")]),
        forward_prefix=_prefix(list(_all("forward_subjects"))),
        automatic=_opening("automatic"),
        calendar=_opening("calendar"),
        bounce=_opening("bounce"),
        newsletter=re.compile(_any(_all("newsletter")), re.IGNORECASE),
        acknowledgements=frozenset(w.casefold() for w in _all("acknowledgements")),
    )


def _all(key: str) -> Iterable[str]:
    for data in languages():
        yield from data.get(key) or ()


def _any(phrases: Iterable[str]) -> str:
    """Alternation, longest first, spaces matching any white space."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in ordered) or r"(?!)"


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
    parts = []
    for token in re.findall(r"\s+|[,，、]|[^\s,，、]+", piece):
        if token.isspace():
            parts.append(r"\s*" if not parts or parts[-1].startswith(r"\s*[") else r"\s+")
        elif token in ",，、":
            parts.append(r"\s*[,，、]?\s*")
        else:
            parts.append(re.escape(token))
    text = "".join(parts)
    return text.replace(r"]?\s*\s+", r"]?\s*").replace(r"]?\s*\s*", r"]?\s*")


def _hint(templates: Iterable[str]) -> re.Pattern[str]:
    """A quick test: the last fixed words of some attribution line stand in the text."""
    fixed = set()
    for template in templates:
        pieces = [p.strip(" ,，、:：()") for p in re.split(r"\{when\}|\{who\}", template)]
        fixed.update(p for p in pieces if len(p) > 1 or (p and not p.isascii()))
    return re.compile(
        _any(p for p in fixed if p.casefold() not in {"on", "at", "a", "op", "om"}), re.IGNORECASE
    )


def _fields() -> dict[str, str]:
    found: dict[str, str] = {}
    for data in languages():
        for role, names in (data.get("headers") or {}).items():
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


def _sign_off() -> re.Pattern[str]:
    """A closing formula alone on its line, or followed by a name."""
    return re.compile(
        rf"^[\s>*_]*(?P<words>{_any(_all('sign_offs'))})(?P<rest>[^\w\n].{{0,60}}|[,，.!。！:：]?)$",
        re.IGNORECASE,
    )


def _disclaimer() -> re.Pattern[str]:
    phrases = list(_all("disclaimer"))
    opening = _any(p for p in phrases if not p.startswith("..."))
    inside = _any(p[3:].strip() for p in phrases if p.startswith("..."))
    return re.compile(rf"^[\s>*_\[(【]*(?:{opening})|(?:{inside})", re.IGNORECASE)


def _prefix(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        rf"^\s*(?:\[[^\]]{{1,30}}\]\s*)?(?:(?:{_any(phrases)})(?:\s*\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
    )


def _opening(key: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{_any(_all(key))})", re.IGNORECASE)
