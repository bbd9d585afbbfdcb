"""The form of address a text uses: usted or tú, вы or ты, 您 or 你, u or jy, Sie or du, vous or tu.

Data is in knowledge/registers/<language>.yaml: `marks` decide, `capital` marks decide inside a
sentence only, `weak` ones when nothing else speaks, `clitics` only hint. Of the forms, `answers` says
by which one a plural is answered, `agree` which go together, `plural` which are plurals too. What it does not know: verb endings alone, and
politeness that is not a form of address (Japanese, Korean, English have no file).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.domain import Span
from assistant.language.shipped_data import data_of, naming
from assistant.language.tags import base
from assistant.resources import shipped

_EASTERN = "[\u3400-\u9fff]"
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n\"„“»–-])\s*$")
_ALIASES = {"tú": "tu", "vos": "tu", "vd": "usted", "neutral": "", "none": ""}


@dataclass(frozen=True, slots=True)
class _Forms:
    marks: re.Pattern[str]
    capital: re.Pattern[str]
    weak: re.Pattern[str]
    form_of: dict[str, str]
    weak_of: dict[str, str]
    clitics: dict[str, str]
    answers: dict[str, str]
    agree: frozenset[frozenset[str]]
    plural: frozenset[str]
    polite: str


def find_register(text: str, language: str) -> str:
    """The prevailing form (`usted`, `tu`, `вы`, `您`, `jy`, `Sie`, ...); empty when none shows."""
    found = Counter(span.note for span in register_marks(text, language))
    if not found:
        found = Counter(span.note for span in _weak_marks(text, language))
    form = found.most_common(1)[0][0] if found else ""
    forms = _forms(language)
    return forms.answers.get(form, form) if forms else ""


def register_marks(text: str, language: str) -> list[Span]:
    """The words that address the reader; `note` is their form."""
    forms = _forms(language)
    if forms is None:
        return []
    found = [*_matches(text, forms.marks, forms.form_of), *_inside_sentences(text, forms)]
    return sorted(found, key=lambda span: span.start)


def same_register(one: str, other: str) -> bool:
    """Whether two names mean the same form; an empty one agrees with all."""
    one, other = _plain(one), _plain(other)
    return not one or not other or one == other


def named_form(name: str, language: str) -> str:
    """The form of the language that goes by this name (`tú` -> `tu`); empty when none does."""
    return next((form for form in register_forms(language) if _plain(form) == _plain(name) != ""), "")


def _plain(name: str) -> str:
    return _ALIASES.get(name.casefold(), name.casefold())


def forms_agree(one: str, other: str, language: str) -> bool:
    """Whether a text may use both forms for one reader: the same, or tú beside vosotros."""
    forms = _forms(language)
    return same_register(one, other) or (forms is not None and frozenset((one, other)) in forms.agree)


def polite_form(language: str) -> str:
    """The form a file names first: whoever is addressed with it answers with it; empty where there is none."""
    forms = _forms(language)
    return forms.polite if forms else ""


def is_plural(form: str, language: str) -> bool:
    """Whether the form is also the one for several readers, whoever they are (вы, vous)."""
    forms = _forms(language)
    return forms is not None and form in forms.plural


def register_hints(text: str, language: str) -> list[Span]:
    """Words that may address the reader or a third person ('le envío'); `note` is their form."""
    forms = _forms(language)
    return list(_matches(text, _any(forms.clitics, re.IGNORECASE), forms.clitics)) if forms else []


def register_forms(language: str) -> frozenset[str]:
    """The names of the forms a language has; empty where it has none or nobody wrote them down."""
    forms = _forms(language)
    return frozenset((*forms.form_of.values(), *forms.weak_of.values())) if forms else frozenset()


def _weak_marks(text: str, language: str) -> list[Span]:
    forms = _forms(language)
    return list(_matches(text, forms.weak, forms.weak_of)) if forms else []


def _matches(text: str, pattern: re.Pattern[str], form_of: dict[str, str]) -> Iterator[Span]:
    for match in pattern.finditer(text):
        form = form_of.get(match.group().lower())
        if form:
            yield Span(match.group(), match.start(), match.end(), form)


def _inside_sentences(text: str, forms: _Forms) -> Iterator[Span]:
    for match in forms.capital.finditer(text):
        if not _SENTENCE_START.search(text[max(0, match.start() - 8) : match.start()]):
            yield Span(match.group(), match.start(), match.end(), forms.form_of[match.group().lower()])


@cache
def _forms(language: str) -> _Forms | None:
    parts = ("knowledge", "registers", f"{base(language)}.yaml")
    if not (shipped("knowledge") / "registers" / f"{base(language)}.yaml").is_file():
        return None
    with naming(*parts):
        return _read(data_of(*parts))


def _read(lists: Mapping[str, Any]) -> _Forms:
    form_of: dict[str, str] = {}
    weak_of: dict[str, str] = {}
    clitics: dict[str, str] = {}
    capital: list[str] = []
    for form, entry in lists["forms"].items():
        form_of |= {str(word).lower(): str(form) for word in entry.get("marks", [])}
        form_of |= {str(word).lower(): str(form) for word in entry.get("capital", [])}
        weak_of |= {str(word).lower(): str(form) for word in entry.get("weak", [])}
        clitics |= {str(word).lower(): str(form) for word in entry.get("clitics", [])}
        capital += [str(word) for word in entry.get("capital", [])]
    plain = [word for word in form_of if word not in {one.lower() for one in capital}]
    neutral = [str(word).lower() for word in lists.get("neutral", [])]
    return _Forms(
        _any([*neutral, *plain], re.IGNORECASE),
        _any(capital, 0),
        _any(weak_of, re.IGNORECASE),
        form_of,
        weak_of,
        clitics,
        dict(lists.get("answers", {})),
        frozenset(frozenset(pair) for pair in lists.get("agree", ())),
        frozenset(lists.get("plural", ())),
        str(next(iter(lists["forms"]), "")),
    )


def _any(words: list[str] | dict[str, str], flags: int) -> re.Pattern[str]:
    """Whole words, longest first; Chinese signs stand for themselves."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    parts = [
        re.escape(word) if re.match(_EASTERN, word) else rf"(?<![\w'’-]){re.escape(word)}(?![\w])"
        for word in ordered
    ]
    return re.compile("|".join(parts) or "(?!)", flags)
