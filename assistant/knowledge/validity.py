"""What a document says of itself: since when and until when it holds, what it replaces, who it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from assistant.domain import Passage
from assistant.knowledge.policy_words import folded, phrase_pattern, statement_patterns
from assistant.language.figures import find_figures
from assistant.language.words import content_stems

# A full stop within a date ("1. März"), a version or a number does not end a sentence.
_SENTENCE = re.compile(
    r"[^.。!！?？;；\n]+(?:(?:\.(?=\S)|(?<=\b\d)\.(?=\s\w)|(?<=\b\d\d)\.(?=\s\w))[^.。!！?？;；\n]*)*"
)

_BRACKETS = re.compile(r"(\s*[(（][^()（）]*[)）])")
_OF_TERMS = frozenset(("amount", "percent", "duration", "date", "time"))
_LITTLE = 2  # content words beside a statement, such as the name of the document
_Statement = dict[str, str]  # what stood in the place of {ref} and {date}, as written


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document, as this one names it: its words and the day they give, if any."""

    words: str
    day: date | None = None

    @property
    def is_all_earlier(self) -> bool:
        return bool(phrase_pattern("all_earlier").search(folded(self.words)))


@dataclass(frozen=True, slots=True)
class Validity:
    """Days are inclusive; `issued` is the first day the text gives at all."""

    valid_from: date | None = None
    valid_until: date | None = None
    issued: date | None = None
    replaces: tuple[Reference, ...] = ()
    replaced_by: tuple[Reference, ...] = ()
    is_replaced: bool = False


def is_internal(text: str) -> bool:
    """Whether words say of themselves that they are for us and not for the client."""
    rest = phrase_pattern("not_internal").sub(" ", folded(text))
    return bool(phrase_pattern("internal").search(rest) or _not_for_clients().search(rest))


def is_for_clients(title: str) -> bool:
    """Whether a title says that the document is for clients, whatever it reads like."""
    return bool(phrase_pattern("for_clients").search(folded(title))) and not is_internal(title)


@cache
def _not_for_clients() -> re.Pattern[str]:
    """ "NO PARA CLIENTES", "(not for our clients)": by itself between marks or line ends, and no part of a sentence."""
    denied, for_clients = phrase_pattern("denied").pattern, phrase_pattern("for_clients").pattern
    around = r"(){}\[\],;:.!（）–—-"
    return re.compile(
        rf"(?:^|[{around}])\s*(?:{denied})\s*(?:{for_clients})\s*(?:$|[{around}])", re.MULTILINE
    )


def without_audience(title: str) -> str:
    """A title as it is quoted to a client: without the "(for clients)" that tells us whom it is for."""
    return "".join(part for part in _BRACKETS.split(title) if not _says_for_clients_alone(part)).strip()


def _says_for_clients_alone(part: str) -> bool:
    inside = part.strip()[1:-1].strip()
    says = _BRACKETS.fullmatch(part) and phrase_pattern("for_clients").match(folded(inside))
    return bool(says) and not is_for_clients_elsewhere(inside)


def is_for_clients_elsewhere(title: str) -> bool:
    """Whether a title keeps a document for the clients of a place: "Terms (for clients in Madrid)"."""
    for found in phrase_pattern("for_clients").finditer(folded(title)):
        rest = title[found.end() :].lstrip()
        place = phrase_pattern("of_a_place").match(folded(rest))
        if place and rest[place.end() :].lstrip()[:1].isupper():
            return True
    return False


def validity_of(text: str, language: str = "") -> Validity:
    """What the opening words of a document say about its time and its neighbours."""
    first = next(iter(_days(text, language)), None)
    since: date | None = None
    until: date | None = None
    replaces: list[Reference] = []
    replaced: list[Reference] = []
    was_replaced = False
    for sentence in _sentences(text):
        ended, left = _statements(sentence, "replaced")
        begun, _ = _statements(left, "replaces")
        was_replaced = was_replaced or bool(ended)
        replaced += [_reference(found["ref"], language) for found in ended if found.get("ref")]
        replaces += [_reference(found["ref"], language) for found in begun if found.get("ref")]
        end = next((day for found in ended for day in _days(found.get("date", ""), language)), None)
        until = until or (end - timedelta(days=1) if end else _stated(left, "valid_until", language))
        since = since or _stated(left, "valid_from", language)
    if until is None and was_replaced:
        until = next((other.day - timedelta(days=1) for other in replaced if other.day), None)
    issued = first if first and (until is None or first <= until) else None
    return Validity(
        valid_from=since or issued,
        valid_until=until,
        issued=issued,
        replaces=tuple(replaces),
        replaced_by=tuple(replaced),
        is_replaced=was_replaced,
    )


def is_about_its_document(passage: Passage) -> bool:
    """'In force from 1 March, replaces the terms of 2024': nothing a client is told of a case.

    A day until which something holds may be one ("closed until 2 January"), as may any other day.
    """
    if passage.clause or passage.heading:
        return False
    first, *others = [*_sentences(passage.text), ""]
    return _only_states_validity(first) and not any(
        figure.kind in _OF_TERMS and not _states_validity(sentence)
        for sentence in others
        for figure in find_figures(sentence, language=passage.language)
    )


def _states_validity(sentence: str) -> bool:
    return _without_validity(sentence) != sentence


def _only_states_validity(sentence: str) -> bool:
    """So does "In force from 1 March 2026", and "As of 1 March 2026 refunds are paid within 14 days" does not."""
    rest = _without_validity(sentence)
    return rest != sentence and not find_figures(rest) and len(content_stems(rest)) <= _LITTLE


def _without_validity(sentence: str) -> str:
    for name in ("replaced", "replaces", "valid_from"):
        _found, sentence = _statements(sentence, name)
    return sentence


def _sentences(text: str) -> Iterator[str]:
    return (match.group() for match in _SENTENCE.finditer(text) if match.group().strip())


def _statements(sentence: str, name: str) -> tuple[list[_Statement], str]:
    """Statements of a kind in a sentence, and the sentence with blanks in their place."""
    found: list[_Statement] = []
    for pattern in statement_patterns(name):
        match = pattern.search(folded(sentence))
        if match:
            found.append({slot: sentence[slice(*match.span(slot))] for slot in match.groupdict()})
            sentence = sentence[: match.start()] + " " * len(match.group()) + sentence[match.end() :]
    return found, sentence


def _stated(sentence: str, name: str, language: str) -> date | None:
    """The day of the first statement of a kind that names one: the date nearest to its words."""
    for pattern in statement_patterns(name):
        match = pattern.search(folded(sentence))
        days = list(_days(sentence[slice(*match.span("date"))], language)) if match else []
        if match and days:
            return days[0] if match.end("date") == match.end() else days[-1]
    return None


def _reference(words: str, language: str) -> Reference:
    return Reference(words.strip(), next(iter(_days(words, language)), None))


def _days(text: str, language: str) -> Iterator[date]:
    """Full dates of a text in their order; a day without a year says nothing about validity."""
    for figure in find_figures(text, language=language):
        if figure.kind == "date" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", figure.value):
            yield date.fromisoformat(figure.value)
