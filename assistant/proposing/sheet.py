"""Sentences for clients as a YAML file that a person edits in any editor, and the way back.

Reading it names the line of everything that is wrong and takes over all of it or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from assistant.domain import TOLD_KINDS, FactKind, Finding, Severity
from assistant.errors import InputError
from assistant.knowledge.saying_rows import Saying, State
from assistant.proposing.items import Item
from assistant.proposing.judging import blocks
from assistant.proposing.proposer import DECIDED, Proposer

HEADER = """\
# What your clauses say, as sentences for your clients. Edit `say`, and set `state` to
#   approved   the sentence is used word for word from now on
#   dropped    nothing is said for this statement in this language
#   proposed   decide later
# `kind` may be term, offer or status. The other lines are for reading; changing them changes nothing.
# Then: calmreply facts import FILE
"""
_STATES = (State.APPROVED, State.DROPPED, State.PROPOSED, State.OPEN)
_MOST_ERRORS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision of a file; `line` counts from 1."""

    id: str
    state: State
    say: str
    kind: FactKind | None
    line: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did; `doubts` are (line, finding) of approved sentences that only warn."""

    approved: int = 0
    dropped: int = 0
    proposed: int = 0
    unchanged: int = 0
    doubts: tuple[tuple[int, Finding], ...] = ()


def write_sheet(items: Sequence[Item]) -> str:
    """The items as YAML with a word of explanation."""
    rows = [_row(item) for item in items]
    body = yaml.safe_dump_all([rows], allow_unicode=True, sort_keys=False, width=10_000) if rows else "[]\n"
    return HEADER + body


def describe(item: Item) -> dict[str, Any]:
    """An item as plain data: for JSON and for the sheet."""
    saying = item.saying
    return {
        "id": item.id,
        "state": item.state.value,
        "language": item.language,
        "say": item.proposal,
        "kind": item.kind.value,
        "clause": item.statement,
        "clause_language": item.own,
        "limits": [_limit(limit) for limit in item.limits],
        "place": item.place,
        "source": item.passage.source,
        "origin": saying.origin if saying else "",
        "from": saying.whence if saying else "",
        "needed": item.need,
        "former": [{"clause": each.statement, "say": each.text} for each in item.former],
    }


def read_sheet(text: str) -> list[Entry]:
    """The decisions of a file. Raises InputError that names the lines which cannot be read."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "this is not YAML"
        raise InputError(f"{line}{problem}.", "A sentence with ':' or '#' in it stands in quotes.") from error
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise InputError(
            "line 1: the file is not a list of statements.", "Start from `calmreply facts export`."
        )
    entries: dict[str, Entry] = {}
    wrong: list[str] = []
    for child in node.value:
        try:
            entry = _entry(child)
            if entry.id in entries:
                raise ValueError(f"the id {entry.id} stands on line {entries[entry.id].line} already")
            entries[entry.id] = entry
        except ValueError as error:
            wrong.append(f"line {child.start_mark.line + 1}: {error}")
    _refuse(wrong)
    return list(entries.values())


def is_taken_over(text: str, items: Mapping[str, Item]) -> bool:
    """Whether a file is empty, or a sheet whose every entry is as the store has it: nothing is lost with it."""
    if not text.strip():
        return True
    try:
        entries = read_sheet(text)
    except InputError:
        return False
    found = [(entry, items.get(entry.id)) for entry in entries]
    return text.startswith(HEADER) and all(item and _is_as_before(entry, item) for entry, item in found)


def take_over(proposer: Proposer, entries: Sequence[Entry], items: Mapping[str, Item]) -> Taken:
    """Carry out the decisions, all or none. Raises InputError that names the lines which cannot stand."""
    changed = [(entry, items.get(entry.id)) for entry in entries]
    doubts: list[tuple[int, Finding]] = []
    wrong: list[str] = []
    sayings: list[Saying] = []
    for entry, item in changed:
        if item is None:
            wrong.append(
                f"line {entry.line}: no clause in force has the id {entry.id} (any more); take the entry out"
            )
        elif not _is_as_before(entry, item):
            found = proposer.judge(item, entry.say) if entry.state is State.APPROVED else []
            wrong.extend(f"line {entry.line}: {_told(finding)}" for finding in found if blocks([finding]))
            doubts.extend((entry.line, finding) for finding in found if finding.severity is Severity.WARN)
            sayings.append(proposer.decision(item, entry.state, entry.say, kind=entry.kind))
    _refuse(wrong)
    settled = [former for entry, item in changed if item and entry.state in DECIDED for former in item.former]
    proposer.knowledge.sayings.keep(sayings, over=settled)
    counts = Counter(saying.state for saying in sayings)
    return Taken(
        approved=counts[State.APPROVED],
        dropped=counts[State.DROPPED],
        proposed=counts[State.PROPOSED] + counts[State.OPEN],
        unchanged=len(entries) - len(sayings),
        doubts=tuple(doubts),
    )


def _is_as_before(entry: Entry, item: Item) -> bool:
    return (entry.state, entry.say, entry.kind or item.kind) == (item.state, item.proposal, item.kind)


def _entry(node: yaml.Node) -> Entry:
    if not isinstance(node, yaml.MappingNode):
        raise ValueError("this is not a statement with `id`, `state` and `say`")
    fields = dict(_scalars(node))
    missing = [name for name in ("id", "state") if not fields.get(name)]
    if missing:
        raise ValueError(f"`{missing[0]}` is missing")
    if fields["state"] not in _STATES:
        raise ValueError(f"`state: {fields['state']}` is none of {', '.join(_STATES)}")
    say = " ".join(fields.get("say", "").split())
    state = State(fields["state"])
    if state is State.APPROVED and not say:
        raise ValueError("an approved statement needs words in `say`")
    kind = fields.get("kind", "")
    if kind and kind not in TOLD_KINDS:
        raise ValueError(f"`kind: {kind}` is none of {', '.join(TOLD_KINDS)}")
    if state is State.OPEN and say:
        state = State.PROPOSED
    dropped = state is State.DROPPED
    return Entry(
        fields["id"],
        state,
        "" if dropped else say,
        FactKind(kind) if kind else None,
        node.start_mark.line + 1,
    )


def _scalars(node: yaml.MappingNode) -> Iterator[tuple[str, str]]:
    for key, value in node.value:
        if isinstance(value, yaml.ScalarNode):
            empty = value.tag.endswith(":null")
            yield str(key.value), "" if empty else str(value.value)


def _row(item: Item) -> dict[str, Any]:
    row = describe(item)
    row["limits"] = [" ".join(filter(None, (each.kind, each.bound, each.text))) for each in item.limits]
    return {key: value for key, value in row.items() if value or key == "say"}


def _limit(limit: Any) -> dict[str, str]:
    return {"kind": limit.kind, "bound": limit.bound, "text": limit.text, "value": limit.value}


def _told(finding: Finding) -> str:
    words = f" “{finding.text}”" if finding.text else ""
    return f"{finding.rule}{words}: {finding.reason}"


def _refuse(wrong: Sequence[str]) -> None:
    if wrong:
        more = f"\nand {len(wrong) - _MOST_ERRORS} more" if len(wrong) > _MOST_ERRORS else ""
        raise InputError(
            "Nothing was taken over.\n" + "\n".join(wrong[:_MOST_ERRORS]) + more,
            "Mend these lines and import again.",
        )
