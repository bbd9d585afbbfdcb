"""What is looked for, and a candidate with what speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain import Route
from assistant.knowledge.catalogue import Entry
from assistant.knowledge.clauses import clause_references
from assistant.knowledge.ranking import Evidence
from assistant.knowledge.terms import clause_term, terms
from assistant.knowledge.topics import topics_of_message

_SAYS_NOTHING = 12  # letters


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: texts in the client's words, notes in ours, index terms, topics.

    `texts` are the message and its asks; `parts` all it says, clause by clause (empty: the texts stand for them).
    """

    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    client: str | None = None
    day: date | None = None
    route: Route | None = None

    @property
    def words(self) -> list[str]:
        whole = "\n".join((*self.texts[:1], *self.notes))
        return [*terms(whole), *(clause_term(number) for number in clause_references(whole))]

    @property
    def topics(self) -> list[str]:
        return topics_of_message("\n".join((*self.texts[:1], *self.notes)))

    @property
    def says_nothing(self) -> bool:
        return sum(character.isalpha() for character in self.texts[0]) < _SAYS_NOTHING if self.texts else True


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with what speaks for it and its place in the ranking."""

    entry: Entry
    evidence: Evidence
    score: float


def distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts without blanks around them, each once, none empty."""
    return tuple(dict.fromkeys(stripped for text in texts if (stripped := text.strip())))
