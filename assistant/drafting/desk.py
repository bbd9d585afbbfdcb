"""What lies on the desk while a letter is written: phrases, the reviewer, the model, the client's way of being addressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.domain import Allowance, Completion, Constraints, Finding, Prompt
from assistant.drafting.phrases import Phrases
from assistant.drafting.voice import Voice

Complete = Callable[[Prompt, Constraints], Completion]
Review = Callable[[str], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Desk:
    """All that writing needs beside the plan. `complete` is None where no model may help."""

    phrases: Phrases
    review: Review
    doubt: Review = lambda _: ()  # what speaks against a sentence that the model wrote
    complete: Complete | None = None
    constraints: Constraints = field(default_factory=Constraints)
    voice: Voice = field(default_factory=Voice)
    signature: str = ""
    seed: int = 0
    allowance: Allowance = field(default_factory=Allowance)  # what the model may do, as its exam showed
