"""`draft --explain`: the way from the message to the moves of the letter, on stderr."""

from __future__ import annotations

from assistant.cli.inputs import note
from assistant.cli.shown import file_name, short
from assistant.domain import Fact, Reading, Reply, SourceKind, Step

_SHOWN = 8  # facts that were weighed
_QUOTE = 80


def explain(reply: Reply) -> list[str]:
    """Lines that say what was read, what was weighed and what each move rests on."""
    return [*_read(reply.reading), *_weighed(reply), *_moves(reply), *_cards(reply)]


def show_explanation(reply: Reply) -> None:
    note()
    for line in explain(reply):
        note(line, bold=not line.startswith(" "))


def _read(reading: Reading) -> list[str]:
    heat = ", ".join(f"“{span.text}”" for span in reading.heat) or "no hot words"
    route = f"{reading.route.value}"
    if reading.route_reason:
        words = ", ".join(f"“{span.text}”" for span in reading.route_words)
        route += f": {reading.route_reason}" + (f" ({words})" if words else "")
    stakes = "; ".join(f"“{span.text}”" for span in reading.stakes) or "not said"
    return [
        "Read",
        f"  temperature {reading.temperature}/5: {heat}",
        f"  situation {reading.situation.label} ({reading.situation.probability:.0%})",
        f"  going through: {reading.burden.label} ({reading.burden.probability:.0%})",
        f"  at stake: {stakes}",
        f"  route {route}",
    ]


def _weighed(reply: Reply) -> list[str]:
    """The facts at hand by how likely each is needed; notes are the user's own and always used."""
    used = {id(fact) for step in reply.plan.steps for fact in step.facts}
    ranked = sorted(reply.plan.weighed, key=lambda pair: -pair[1])
    found = [(fact, weight) for fact, weight in ranked if fact.source_kind is not SourceKind.NOTE]
    lines = [
        f"  {weight:.2f} {'used    ' if id(fact) in used else 'left out'} {_place(fact)}: {short(fact.text, _QUOTE)}"
        for fact, weight in found[:_SHOWN]
    ]
    kept = [
        f"  kept out {fact.source}, {fact.kept}: {short(fact.text, _QUOTE)}"
        for fact in reply.plan.kept
        if fact.kept
    ]
    return ["Weighed", *(lines or ["  nothing in the knowledge base bears on it"]), *kept]


def _moves(reply: Reply) -> list[str]:
    return ["Moves", *(f"  {number}. {_move(step)}" for number, step in enumerate(reply.plan.steps, start=1))]


def _move(step: Step) -> str:
    text = step.move.value + (f" ({step.reason})" if step.reason else "")
    rests = [_place(fact) + (f" [{fact.about[0]}]" if fact.about else "") for fact in step.facts]
    if step.replaced:
        old, new = step.replaced
        rests.append(f"{old.place} was replaced by {new.place}")
    return text + (f": {'; '.join(rests)}" if rests else "")


def _cards(reply: Reply) -> list[str]:
    cards = [match.title or match.source for match in reply.matches if match.kind is SourceKind.PLAYBOOK]
    return ["Playbook", *(f"  {card}" for card in cards)] if cards else []


def _place(fact: Fact) -> str:
    day = f", {fact.day.isoformat()}" if fact.day and fact.source_kind is SourceKind.EXCHANGE else ""
    return f"{file_name(fact.source)}{day}"
