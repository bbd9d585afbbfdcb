"""Under "Also found" stands what the letter may lack, likeliest first, and hardly a rule of the house."""

from assistant.cli.rendering import _also_found
from assistant.domain import Fact, FactKind, Match, SourceKind


def clause(name: str, *, internal: bool = False) -> Match:
    return Match(name, SourceKind.POLICY, "terms.md", f"Clause {name}.", 0.5, internal=internal)


def weighed(name: str, needed: float) -> tuple[Fact, float]:
    return Fact("…", FactKind.TERM, "en", SourceKind.POLICY, "terms", source_id=name), needed


def test_the_likeliest_clauses_come_before_the_rules_of_the_house() -> None:
    house = [clause(name, internal=True) for name in ("h1", "h2", "h3")]
    found = [*house, clause("a"), clause("b"), clause("c")]
    shown = _also_found(found, [weighed("b", 0.2), weighed("b", 0.1), weighed("c", 0.15)])
    assert [match.id for match in shown] == ["b", "c", "a", "h1"]
