"""The one table of rules: name and function, one line each.

A rule is a function `(text, evidence) -> Iterable[Finding]`; it yields findings whose offsets cut
exact words of the text, and nothing when it lacks the evidence it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.domain import Evidence, Finding
from assistant.gate.admission import admission
from assistant.gate.apology import apology
from assistant.gate.charge import blame, charge
from assistant.gate.echo import echo
from assistant.gate.figure import figure
from assistant.gate.gap import gap
from assistant.gate.injection import injection
from assistant.gate.language_rule import language
from assistant.gate.leak import leak
from assistant.gate.missing import missing
from assistant.gate.promise import promise
from assistant.gate.register import register
from assistant.gate.tone import admonishment, capitals, exclamation, explaining, length, sarcasm

Rule = Callable[[str, Evidence], Iterable[Finding]]

RULES: tuple[tuple[str, Rule], ...] = (
    ("apology", apology),
    ("admission", admission),
    ("charge", charge),
    ("blame", blame),
    ("admonishment", admonishment),
    ("sarcasm", sarcasm),
    ("exclamation", exclamation),
    ("capitals", capitals),
    ("length", length),
    ("explaining", explaining),
    ("promise", promise),
    ("figure", figure),
    ("language", language),
    ("register", register),
    ("leak", leak),
    ("injection", injection),
    ("echo", echo),
    ("gap", gap),
    ("missing", missing),
)
