"""What a draft is measured by, the same for every way of writing it."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain import Finding, Severity
from assistant.language.detect import detect_language


@dataclass(frozen=True, slots=True)
class Score:
    """One text against the expectations of its message. `missed`: what must be mentioned and is not."""

    language: str
    language_right: bool
    to_mention: int
    missed: tuple[str, ...]
    blocking: tuple[Finding, ...]
    seconds: float

    def by_rule(self, *rules: str) -> int:
        return sum(finding.rule in rules for finding in self.blocking)


def score(text: str, expected: dict[str, Any], findings: Sequence[Finding], seconds: float) -> Score:
    """`expected` is the entry of a sample world; a mention counts when one of its words stands in the text."""
    folded = text.casefold()
    missed = [
        str(each["what"])
        for each in expected["must_mention"]
        if not any(word.casefold() in folded for word in each["any_of"])
    ]
    language = expected["reply_lang"]
    return Score(
        language=language,
        language_right=detect_language(text) in (language, "und"),
        to_mention=len(expected["must_mention"]),
        missed=tuple(missed),
        blocking=tuple(each for each in findings if each.severity is Severity.BLOCK),
        seconds=seconds,
    )


def table(scores: Mapping[str, Sequence[Score]]) -> str:
    """A row for each language and way of writing, and one for all languages together."""
    lines = [
        "| language | way | drafts | language right | must_mention | drafts with a blocking finding "
        "| apology, admission | promise, figure | other | s median |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    groups: dict[str, dict[str, list[Score]]] = defaultdict(lambda: {way: [] for way in scores})
    for way, all_of_it in scores.items():
        for each in all_of_it:
            groups[each.language][way].append(each)
    groups["all"] = {way: list(all_of_it) for way, all_of_it in scores.items()}
    for language, ways in groups.items():
        lines += [_row(language, way, group) for way, group in ways.items()]
    return "\n".join(lines)


def _row(language: str, way: str, group: Sequence[Score]) -> str:
    wanted = sum(each.to_mention for each in group)
    blocked = sum(len(each.blocking) for each in group)
    fault = sum(each.by_rule("apology", "admission") for each in group)
    invented = sum(each.by_rule("promise", "figure") for each in group)
    cells = (
        language,
        way,
        len(group),
        sum(each.language_right for each in group),
        f"{wanted - sum(len(each.missed) for each in group)}/{wanted}",
        sum(bool(each.blocking) for each in group),
        fault,
        invented,
        blocked - fault - invented,
        f"{statistics.median(each.seconds for each in group):.1f}",
    )
    return "| " + " | ".join(map(str, cells)) + " |"
