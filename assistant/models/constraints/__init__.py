"""What a text may not contain, as rules that work while it is being written.

Each rule is a pure function of the text (rule.py), one file each; `rules_for` puts those together that
a job asks for.
"""

from __future__ import annotations

from assistant.domain import Constraints
from assistant.models.constraints.opening import Opening
from assistant.models.constraints.rule import Offence, Rule, Verdict
from assistant.models.constraints.sentence import ends_as_sentence, first_sentence_end

__all__ = ["Offence", "Rule", "Verdict", "ends_as_sentence", "first_sentence_end", "rules_for"]


def rules_for(constraints: Constraints, *, opening: str = "") -> list[Rule]:
    """The rules of a job, the cheapest first; `opening` is text the caller forces."""
    rules: list[Rule] = []
    if opening != opening.rstrip():
        rules.append(Opening(opening))
    return rules
