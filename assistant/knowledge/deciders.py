"""Who of us decides on money and on legal points, and by when, as the house's own rules have it.

Of the people who have answered clients or were named with `--us`, the one whom most rules on the matter name; where two are named as
often, nobody: a gap is better than the wrong name. The day is the one that the only working days in those rules
lead to. What it does not know: other people, limits ("Tom up to 50, above that Ana") and
holidays, so both are named in the advice beside the letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from assistant.domain import Decider
from assistant.knowledge.policy_words import folded, phrase_pattern
from assistant.knowledge.topics import clause_topics
from assistant.language.figures import find_figures
from assistant.language.words import cjk

_MATTERS = {
    "money": frozenset(("refund", "discount", "deposit")),
    "legal": frozenset(("legal",)),
}
_PARTS = re.compile(r"[\n,，、|｜·•()（）/<>@]|\s[-–—]\s|-(?=[\u3400-\u9fff])")
_WORKING_DAYS = re.compile(r"P(\d{1,2})B")
_SATURDAY = 5
_LEAST, _LEAST_CJK, _MOST_CJK = 3, 2, 4  # signs of a name


def deciders(rules: Iterable[str], people: Iterable[str], *, day: date | None) -> Mapping[str, Decider]:
    """Who decides and by when, by matter ("money", "legal").

    `people` are names as they sign and send, `day` is the day of writing; without it no day is given.
    """
    names = call_names(people)
    about = [(rule, frozenset(clause_topics(rule))) for rule in rules]
    found = {}
    for matter, topics in _MATTERS.items():
        bearing = [rule for rule, its_topics in about if its_topics & topics]
        votes = Counter(name for rule in bearing for name in names if _names(rule, name))
        terms = {days for rule in bearing for days in _working_days(rule)}
        by = _after(day, terms.pop()) if day and len(terms) == 1 else None
        name = _clear(votes)
        found[matter] = Decider(name, by, alone=[name] == list(names))
    return found


def call_names(people: Iterable[str]) -> Sequence[str]:
    """What colleagues call each other in writing: the first word of a name, a Chinese name whole."""
    found: dict[str, None] = {}
    for person in people:
        first = _PARTS.split(person.strip())[0].split()
        name = first[0] if first else ""
        if cjk(name):
            usable = _LEAST_CJK <= len(name) <= _MOST_CJK
        else:
            usable = len(name) >= _LEAST and name.isalpha() and name[0].isupper()
        if usable:
            found.setdefault(name)
    return list(found)


def _names(rule: str, name: str) -> bool:
    """Whether a rule says of somebody that it is theirs: "Refunds: Ann", "Ann: up to 50", "Ann decides"; not "never ask Ann"."""
    own = re.escape(name) if cjk(name) else rf"(?<!\w){re.escape(name)}(?!\w)"
    if re.search(rf"[:：]\s*{own}|{own}\s*[:：]", rule):
        return True
    return re.search(own, rule) is not None and _is_decided(rule)


def _is_decided(rule: str) -> bool:
    return phrase_pattern("decided").search(folded(rule)) is not None


def _working_days(rule: str) -> set[int]:
    """The working days in which something is decided; none of a payment, or of what a client has to do."""
    if not _is_decided(rule) or phrase_pattern("paid_or_claimed").search(folded(rule)):
        return set()
    terms = (_WORKING_DAYS.fullmatch(figure.value) for figure in find_figures(rule))
    return {int(term[1]) for term in terms if term}


def _after(day: date, working_days: int) -> date:
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < _SATURDAY
    return day


def _clear(counted: Counter[str]) -> str:
    first, second = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    return first[0] if first[1] > second[1] else ""
