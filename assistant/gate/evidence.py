"""What a reply to a message may rest on: the notes, the terms in force, and our own word to this client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.domain import Apology, Evidence, Match, Message, Plan, Reading, SourceKind
from assistant.gate import marks
from assistant.language.abbreviations import written_out
from assistant.language.register import polite_form


def evidence_for(
    message: Message,
    reading: Reading,
    plan: Plan,
    *,
    others: Sequence[str] = (),
    signature: str = "",
    apology: Apology = Apology.NEVER,
) -> Evidence:
    """The evidence for a draft; `others` are the names of other clients, `signature` whoever signs."""
    known = [*_notes(message, plan)]
    known += [(match.place, _covering(match)) for match in plan.matches if _may_cover(match)]
    known += [("your own rules", step.decider.by.isoformat()) for step in plan.steps if step.decider.by]
    people = (message.client, reading.sender, signature, *(step.decider.name for step in plan.steps))
    return replace(
        evidence_beside(reading, known, grounded=True),
        language=plan.language,
        register=plan.register,
        names=tuple(name for name in people if name),
        others=tuple(others),
        exemplars=tuple(
            match.reply for match in plan.matches if match.kind is SourceKind.PLAYBOOK and match.reply
        ),
        day=message.day,
        apology=apology,
        own_fault=fault_noted(message.notes, plan.language),
    )


def fault_noted(notes: Sequence[str], language: str) -> bool:
    """Whether a note says that we did it."""
    return any("admission" in marks(note, language) for note in notes)


def _notes(message: Message, plan: Plan) -> Iterator[tuple[str, str]]:
    """The notes without what is for us alone: a ceiling that stays in the house covers no offer.

    A note whose words were joined or turned since cannot be cut, and covers nothing.
    """
    facts = (*plan.kept, *(fact for step in plan.steps for fact in step.facts))
    for number, note in enumerate(message.notes, start=1):
        place = f"note {number}"
        for fact in facts:
            if fact.for_us_alone and fact.source == place:
                note = note.replace(fact.text, " ") if fact.text in note else ""
        if note.strip():
            language = next((fact.language for fact in facts if fact.source == place), "")
            full = written_out(note, language)  # as the letter writes it
            yield place, note if full.casefold() == note.casefold() else f"{note}\n{full}"


def evidence_beside(
    reading: Reading | None, known: Sequence[tuple[str, str]] = (), *, grounded: bool = False
) -> Evidence:
    """The evidence for a reply that somebody else wrote, to the message that was read, if there is one.

    `known` are (place, text) of notes and sources; `grounded`: they are all there is.
    """
    if reading is None:
        return Evidence(known=tuple(known), grounded=grounded)
    polite = reading.register == polite_form(reading.language)
    return Evidence(
        message=reading.text,
        known=tuple(known),
        asks=reading.asks,
        language=reading.language,
        channel=reading.channel,
        temperature=reading.temperature,
        register=reading.register if polite else "",  # a client's tú does not bind us, their usted does
        orders=reading.orders,
        grounded=grounded,
    )


def _may_cover(match: Match) -> bool:
    """Whether a match can stand behind a figure or promise: terms in force, and our own word to this client."""
    if match.kind is SourceKind.POLICY:
        return match.in_force and not match.superseded_by and not match.internal
    return match.kind is SourceKind.EXCHANGE and match.own_client and bool(match.reply)


def _covering(match: Match) -> str:
    if match.kind is SourceKind.POLICY:
        day = f" {match.day.isoformat()}" if match.day else ""
        return f"{match.title} {match.clause}{day}. {match.text}"
    return f"{match.replied_on.isoformat() if match.replied_on else ''} {match.reply}"
