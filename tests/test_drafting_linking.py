"""Which clause bears on a case: what sets it apart from the other clauses, beside what every message is near to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assistant.domain import Fact, FactKind, SourceKind
from assistant.drafting.linking import Bearing, Case, Standing, bearings, relevance

MESSAGE = "The piano was scratched on the stairs and I want the 300 euros back"
DAMAGE = "Damage to a piano is reported in 3 days."
HOURS = "The office answers on working days."
STORAGE = "Boxes in storage are kept for a year."


def clause(text: str, language: str = "en") -> Fact:
    return Fact(text, FactKind.TERM, language, SourceKind.POLICY, "Terms", source_id=text)


def cosines(given: Mapping[str, float]) -> object:
    """Every text is as near to a clause as `given` says."""
    return lambda texts, facts: [[given[fact] for fact in facts] for _ in texts]


def weighed(
    facts: Sequence[Fact], case: Case, given: Mapping[str, float], found: Mapping[str, Standing] | None = None
) -> dict[str, Bearing]:
    relate = cosines(given)
    every = bearings(case, facts, found=found or {}, relate=relate)  # type: ignore[arg-type]
    return {fact.text: each for fact, each in zip(facts, every, strict=True)}


FACTS = [clause(DAMAGE), clause(HOURS), clause(STORAGE)]
NEAR = {DAMAGE: 0.84, HOURS: 0.86, STORAGE: 0.81}


def test_a_clause_that_is_near_to_every_message_is_no_nearer_to_this_one_for_it() -> None:
    def usual(clauses: Sequence[str]) -> list[float]:
        return [{DAMAGE: 0.79, HOURS: 0.85, STORAGE: 0.78}[text] for text in clauses]

    alone = weighed(FACTS, Case(MESSAGE, "en"), NEAR)
    beside = weighed(FACTS, Case(MESSAGE, "en", usual=usual), NEAR)
    assert max(alone, key=lambda text: alone[text].stands_out) == HOURS
    assert max(beside, key=lambda text: beside[text].stands_out) == DAMAGE
    assert beside[DAMAGE].of_clause > alone[DAMAGE].of_clause


def test_a_word_that_one_clause_has_says_more_than_one_that_all_have() -> None:
    facts = [clause("The mover carries the piano."), clause("The mover answers."), clause("The mover waits.")]
    same = dict.fromkeys((fact.text for fact in facts), 0.8)
    case = Case("Your mover dropped my piano", "en", ["the mover was late", "piano insured"])
    found = weighed(facts, case, same)
    rare, usual = found["The mover carries the piano."], found["The mover answers."]
    assert (rare.words_asked, usual.words_asked) == (2, 1)
    assert rare.rare_asked == pytest.approx(2.74, abs=0.01)  # log(9 / 1.5) for piano, log(9 / 3.5) for mover
    assert usual.rare_asked == pytest.approx(0.94, abs=0.01)
    assert rare.rare_noted == pytest.approx(1.79, abs=0.01)


def test_words_in_common_count_for_less_where_message_and_clause_share_a_language() -> None:
    case = Case(MESSAGE, "pt-BR")
    in_one, in_two = clause(DAMAGE, "pt"), clause(DAMAGE, "es")
    assert weighed([in_one], case, {DAMAGE: 0.84})[DAMAGE].same_language
    assert not weighed([in_two], case, {DAMAGE: 0.84})[DAMAGE].same_language
    (one,), (two,) = (relevance(case, [fact], found={}, relate=None) for fact in (in_one, in_two))
    assert one < two


def test_a_clause_that_has_nothing_to_do_with_the_case_is_not_needed_however_it_was_found() -> None:
    found = {text: Standing(1.0, 0) for text in NEAR}
    nothing = weighed(FACTS, Case("¿Dónde está el técnico?", "es"), NEAR, found)
    assert nothing[STORAGE].of_clause == 0.0
    assert nothing[HOURS].of_clause > 0.0
