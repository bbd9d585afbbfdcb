"""What a text may not contain, as rules that work while it is being written.

Each rule is a pure function of the text (rule.py), one file each; `rules_for` puts those together that
a job asks for.
"""

from __future__ import annotations

from assistant.domain import Constraints
from assistant.models.constraints.alone import StandingAlone
from assistant.models.constraints.banned import BannedPhrases
from assistant.models.constraints.figures import AllowedDigits
from assistant.models.constraints.opening import Opening
from assistant.models.constraints.repeats import NothingTwice
from assistant.models.constraints.rule import Offence, Rule, Verdict
from assistant.models.constraints.script import OwnScript
from assistant.models.constraints.sentence import ends_as_sentence, first_sentence_end
from assistant.models.constraints.values import AllowedValues

__all__ = [
    "AllowedDigits",
    "AllowedValues",
    "BannedPhrases",
    "NothingTwice",
    "Offence",
    "Opening",
    "OwnScript",
    "Rule",
    "StandingAlone",
    "Verdict",
    "ends_as_sentence",
    "first_sentence_end",
    "rules_for",
]


def rules_for(constraints: Constraints, *, opening: str = "") -> list[Rule]:
    """The rules of a job, the cheapest first; `opening` is text the caller forces, and answers for."""
    free = len(opening.rstrip())
    codes = constraints.figures or ()
    rules: list[Rule] = [OwnScript(constraints.language, constraints.names, allowed=codes, free=free)]
    if opening != opening.rstrip():
        rules.append(Opening(opening))
    if constraints.banned:
        rules.append(BannedPhrases(constraints.banned, constraints.language, free=free))
    rules.append(NothingTwice(constraints.seen, free=free))
    if constraints.figures is not None:
        allowed = (*constraints.figures, *constraints.names)
        rules.append(AllowedDigits(allowed, free=free))
        rules.append(StandingAlone(allowed, constraints.language, free=free))
        rules.append(AllowedValues(allowed, constraints.language, free=free))
    return rules
