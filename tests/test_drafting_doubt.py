"""What the gate doubts of a model's sentence by its meaning: the given sentence is said instead."""

from __future__ import annotations

import pytest

from assistant.domain import Channel, Finding, MoveKind, Origin, Plan, Sentence, Severity
from assistant.drafting.desk import Desk
from assistant.drafting.phrases import load_phrases
from assistant.drafting.reviewing import blocking

DOUBTED = Finding("admission", Severity.WARN, 0, 9, "We slept.", "by its meaning", "state the fact")


def doubt(text: str) -> list[Finding]:
    return [DOUBTED] if text == DOUBTED.text else []


@pytest.mark.parametrize(
    ("text", "origin", "severities"),
    [
        ("We slept.", Origin.MODEL, [Severity.BLOCK]),
        ("We slept.", Origin.VERBATIM, []),
        ("Marek comes on Friday.", Origin.MODEL, []),
    ],
)
def test_only_words_of_a_model_give_way_to_a_doubt(
    text: str, origin: Origin, severities: list[Severity]
) -> None:
    desk = Desk(load_phrases("en"), review=lambda _: (), doubt=doubt)
    found = blocking(Sentence(MoveKind.RECORD, text, origin), [], Plan("en", Channel.EMAIL, ()), desk)
    assert [each.severity for each in found] == severities
