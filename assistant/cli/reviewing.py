"""The review of sentences at a terminal: one card at a time, one key a decision, everything kept at once.

Keys come from a function that is handed in, so that a test can press them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.cli.inputs import Show
from assistant.cli.rendering import finding_line
from assistant.cli.shown import file_name

if TYPE_CHECKING:
    from assistant.domain import FactKind, Finding
    from assistant.proposing.items import Item
    from assistant.proposing.proposer import Proposer

KEYS = "a approve · e edit · d drop · s skip · k kind · u undo · q quit"
_ORIGINS = {
    "former": "what you approved before",
    "reply": "your own words",
    "clause": "the clause itself",
    "script": "the same in the other script",
    "model": "MACHINE TRANSLATED, check every word",
    "person": "your own wording",
}
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+|[^\w\s]")
_STOP = ("q", "\x03", "\x04", "\x1b")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where keys come from, how a text is edited (None: left as it was), and where lines are shown."""

    read_key: Callable[[], str]
    edit: Callable[[str], str | None]
    show: Show


def review_items(proposer: Proposer, items: Sequence[Item], desk: Desk) -> None:
    """Go through what is not decided; stop at any key of _STOP, the next time goes on there."""
    decided = [item for item in items if item.state in ("approved", "dropped")]
    waiting = [item for item in items if item not in decided]
    if not waiting:
        desk.show(f"All {len(items)} are decided.", fg="green")
        return
    at = 0
    while at < len(waiting):
        if waiting[at].saying is None:
            desk.show("...", fg="bright_black")  # a translation takes seconds
        waiting[at] = proposer.propose(waiting[at])
        desk.show(
            f"\n[{len(decided) + at + 1} of {len(items)}] needed about {waiting[at].need} times", bold=True
        )
        waiting[at], step = _reviewed(proposer, waiting[at], desk, first=at == 0)
        if step == 0:
            break
        at += step
        if step < 0:
            waiting[at] = proposer.reopen(waiting[at])
    left = sum(item.state not in ("approved", "dropped") for item in waiting)
    desk.show(
        f"{len(items) - left} of {len(items)} decided; the rest comes up the next time."
        if left
        else "All done."
    )


def _reviewed(proposer: Proposer, item: Item, desk: Desk, *, first: bool) -> tuple[Item, int]:
    """The item as decided, and where to go: 1 on, -1 back, 0 stop."""
    from assistant.proposing.judging import blocks

    text, kind, shown = item.proposal, item.kind, ""
    while True:
        found = proposer.judge(item, text) if text else []
        if shown != (shown := card(item, found, text=text, kind=kind)):
            desk.show(shown)
            desk.show(KEYS, fg="bright_black")
        key = desk.read_key().lower()
        if key in _STOP:
            return item, 0
        if key == "s":
            return item, 1
        if key == "d":
            return proposer.drop(item), 1
        if key == "u" and not first:
            return item, -1
        if key == "k":
            kind = _next_kind(kind)
        if key == "e":
            text = " ".join((desk.edit(text or item.statement) or "").split()) or text
        if key == "a":
            if text and not blocks(found):
                return proposer.approve(item, text, kind=kind), 1
            desk.show(
                "This cannot go to a client as it is: edit it (e), drop it (d) or skip it (s).", fg="red"
            )


def card(
    item: Item, found: Sequence[Finding], *, text: str | None = None, kind: FactKind | None = None
) -> str:
    """All that a decision needs: the clause, its kind and limits, the sentence, what differs, what speaks against it."""
    said = item.proposal if text is None else text
    shown = item if said == item.proposal else replace(item, saying=None)
    rows = [
        ("Clause", item.statement),
        ("Under", item.passage.heading),
        ("Limits", _limits(item)),
        *(("Before", f"“{each.text}” for: {each.statement}") for each in item.former),
        (f"Say [{item.language}]", said or "(nothing proposed: e to write it)"),
        ("From", _origin(shown) if said else ""),
        ("Differs", differences(item.statement, said) if said and item.language == item.own else ""),
    ]
    head = f"{item.place} ({file_name(item.passage.source)}) · {kind or item.kind}"
    lines = [f"  {name:<8} {value}" for name, value in rows if value]
    return "\n".join([head, *lines, *(f"  {finding_line(finding)}" for finding in found)])


def differences(clause: str, sentence: str) -> str:
    """The words that left and came, as "-the client +you"; empty where only case and stops differ."""
    ours, theirs = _WORD.findall(clause), _WORD.findall(sentence)
    matcher = difflib.SequenceMatcher(
        None, [word.casefold() for word in ours], [word.casefold() for word in theirs], autojunk=False
    )
    parts: list[str] = []
    for tag, start, end, since, until in matcher.get_opcodes():
        gone, come = " ".join(ours[start:end]), " ".join(theirs[since:until])
        if tag != "equal" and re.search(r"\w", gone + come):
            parts.extend(f"{sign}[{words}]" for sign, words in (("-", gone), ("+", come)) if words)
    return " ".join(parts)


def _limits(item: Item) -> str:
    return "; ".join(
        " ".join(part for part in (limit.kind, limit.bound.replace("_", " "), f"“{limit.text}”") if part)
        for limit in item.limits
    )


def _origin(item: Item) -> str:
    if item.saying is None:
        return "as you wrote it just now"
    told = _ORIGINS.get(item.saying.origin, item.saying.origin)
    return f"{told}: {item.saying.whence}" if item.saying.whence and item.saying.origin != "model" else told


def _next_kind(kind: FactKind) -> FactKind:
    from assistant.domain import TOLD_KINDS

    kinds = list(TOLD_KINDS)
    return kinds[(kinds.index(kind) + 1) % len(kinds)]
