"""What there is to review: each statement of each clause in each language the user works in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import FactKind, Passage
from assistant.drafting.facts import statements_of
from assistant.knowledge.records import content_id
from assistant.knowledge.saying_rows import Saying, State
from assistant.knowledge.sayings import Standing
from assistant.language.words import content_stems
from assistant.proposing.limits import Limit, kind_of, limits_of

_FEW = 2  # exchanges in a language from which the user works in it
_SHARE = 0.03
_SHARE_OF_CLAUSES = 0.1


@dataclass(frozen=True, slots=True)
class Item:
    """One statement of a clause in one language; `own` is the language of the clause.

    `former` are sentences said for earlier words of the clause, `need` how often it is likely needed.
    """

    id: str
    key: str
    passage: Passage
    statement: str
    own: str
    language: str
    need: int = 0
    saying: Saying | None = None
    former: tuple[Saying, ...] = ()

    @property
    def state(self) -> State:
        return self.saying.state if self.saying else State.OPEN

    @property
    def proposal(self) -> str:
        return self.saying.text if self.saying else ""

    @property
    def kind(self) -> FactKind:
        chosen = self.saying.kind if self.saying else ""
        return FactKind(chosen) if chosen else kind_of(self.statement)

    @property
    def limits(self) -> tuple[Limit, ...]:
        return limits_of(self.statement, self.own)

    @property
    def place(self) -> str:
        return f"{self.passage.document} {self.passage.clause}".strip()


def items_of(
    standing: Sequence[Standing], kept: Sequence[Saying], languages: Sequence[str], need: Mapping[str, int]
) -> list[Item]:
    """The items, most often needed first; within a clause its own language first."""
    rows = {(saying.passage, saying.statement, saying.language): saying for saying in kept}
    own = own_languages([each.passage for each in standing], languages)
    ordered = sorted(standing, key=lambda each: -need.get(each.passage.id, 0))
    return [
        Item(
            id=content_id(each.key, statement, language)[:10],
            key=each.key,
            passage=each.passage,
            statement=statement,
            own=own[each.passage.id],
            language=language,
            need=need.get(each.passage.id, 0),
            saying=rows.get((each.key, statement, language)),
            former=tuple(
                saying
                for saying in each.former
                if saying.language == language and _closest(saying.statement, statements) == statement
            ),
        )
        for each in ordered
        for statements in [statements_of(each.passage.text)]
        for statement in statements
        for language in sorted(languages, key=lambda tag: tag != own[each.passage.id])
        if not _other_script(language, own[each.passage.id])
    ]


def _closest(former: str, statements: Sequence[str]) -> str:
    """The statement that most likely took the place of an earlier one."""
    stems = content_stems(former)
    return max(statements, key=lambda each: len(stems & content_stems(each)))


def own_languages(passages: Sequence[Passage], languages: Sequence[str]) -> dict[str, str]:
    """The language of each passage, by its id; one misread from a few words is that of its document."""
    counts: dict[str, Counter[str]] = {}
    for passage in passages:
        counts.setdefault(passage.source, Counter())[passage.language] += len(passage.text)
    most = {source: count.most_common(1)[0][0] for source, count in counts.items()}
    return {
        passage.id: passage.language if passage.language in languages else most[passage.source]
        for passage in passages
    }


def _other_script(language: str, own: str) -> bool:
    """A sentence in one Chinese script serves the other as well."""
    return {language, own} == {"zh-Hans", "zh-Hant"}


def languages_worked_in(
    clauses: Mapping[str, int], exchanges: Mapping[str, int], supported: Sequence[str]
) -> tuple[str, ...]:
    """The languages of the archived clients, and those most clauses are in, the most used first.

    A single odd mail is no language to work in; without any archive the clauses decide alone.
    """
    mails, all_clauses = sum(exchanges.values()), sum(clauses.values())
    used = {
        tag: exchanges.get(tag, 0) / max(1, mails) + clauses.get(tag, 0) / max(1, all_clauses)
        for tag in supported
        if exchanges.get(tag, 0) >= max(_FEW, _SHARE * mails)
        or clauses.get(tag, 0) >= max(1, _SHARE_OF_CLAUSES * all_clauses)
    }
    return tuple(sorted(used, key=lambda tag: -used[tag]))
