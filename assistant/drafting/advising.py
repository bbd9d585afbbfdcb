"""What to do besides writing: shown to the user beside the draft, never in it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Decider, Plan, SourceKind
from assistant.drafting.phrases import Phrases

_MOST = 6  # few enough to be read
_QUOTE = 70
_OWN_RULES = 2  # house rules for staff: never told to the client, always worth a look before sending


def advise(plan: Plan, by_cards: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    """Notes that are not told, the house's own rules, notes to reword, then what the reading and the cards say.

    What concerns this very letter is told whole; of general advice only so much as is read.
    """
    of_this_letter = (
        *_unused_notes(plan),
        *_kept_notes(plan),
        *_doubted_notes(plan),
        *_deciders(plan),
        *_own_rules(plan),
        *_third_persons(plan, phrases),
    )
    room = max(0, _MOST - len(of_this_letter))
    return (*of_this_letter, *list(dict.fromkeys((*plan.advice, *by_cards)))[:room])


def _unused_notes(plan: Plan) -> list[str]:
    """A stop and a single line take no facts: what the user typed is for what comes after them."""
    reasons = {step.reason for step in plan.steps}
    told = any(step.facts for step in plan.steps)
    if told or not plan.notes or reasons.isdisjoint(("safety", "wait", "which")):
        return []
    return ["Your notes are not in this reply; they are for the call or the answer that follows."]


def _kept_notes(plan: Plan) -> list[str]:
    """One line, however many: what the user typed and will not find in the letter, and why."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for fact in (each for each in plan.kept if each.kept):
        by_reason.setdefault((fact.source, fact.kept), []).append(fact.text)
    kept = [f"{note} {why}: “{_short('; '.join(texts))}”" for (note, why), texts in by_reason.items()]
    return [f"Not told in the letter: {', '.join(kept)}. “tell:” before a note has it told."] if kept else []


def _doubted_notes(plan: Plan) -> list[str]:
    """What may be for the house alone and yet stands in the letter: one line to look at before sending."""
    doubted = [fact for step in plan.steps for fact in step.facts if fact.doubted]
    told = [f"{fact.source}: “{_short(fact.text)}”" for fact in doubted]
    return [f"Meant for the client? See what the letter makes of {'; '.join(told)}"] if told else []


def _short(text: str) -> str:
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1].rstrip() + "…"


def _deciders(plan: Plan) -> list[str]:
    named = [step.decider for step in plan.steps if step.decider != Decider()]
    return [
        f"By your own rules the letter says who decides and by when: {told}. Is that right here?"
        for told in (", ".join(str(each) for each in (one.name, one.by) if each) for one in named)
    ]


def _own_rules(plan: Plan) -> list[str]:
    rules = [
        match
        for match in plan.matches
        if match.kind is SourceKind.POLICY and match.internal and match.in_force and not match.superseded_by
    ]
    return [
        f"Your own rule ({match.place.rsplit('/', 1)[-1]}): {' '.join(match.text.split())}"
        for match in rules[:_OWN_RULES]
    ]


def _third_persons(plan: Plan, phrases: Phrases) -> list[str]:
    """Notes about a "she" or "he": that the letter leaves it so, or that it says it to the client."""
    facts = [fact for step in plan.steps for fact in step.facts if step.reason != "ask"]
    told = {fact.source: fact.text for fact in facts if fact.source_kind is SourceKind.NOTE}
    lines = []
    for number, note in enumerate(plan.notes, 1):
        source = f"note {number}"
        word = phrases.third_person(note) if source in told else ""
        if word and phrases.third_person(told[source]):
            lines.append(
                f"{source} says “{word}” and stands in the letter: if that is the client, turn it to them."
            )
        elif word:
            lines.append(
                f"{source} says “{word}”, which the letter takes for the client: is nobody else meant?"
            )
    return lines
