"""How a reading, a draft's sources and findings are shown: short, on stderr."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.cli.inputs import note
from assistant.cli.shown import COLOUR, file_name, short
from assistant.domain import (
    Fact,
    Finding,
    Match,
    MoveKind,
    Origin,
    Reading,
    Reply,
    Route,
    Severity,
    SourceKind,
    gaps_in,
)

_MARK = {Severity.BLOCK: "✗", Severity.WARN: "!", Severity.INFO: "·"}
_QUOTE = 110
_ALSO, _ALSO_OF_THE_HOUSE = 4, 1


def show_reading(reading: Reading) -> None:
    """What must be known before the draft is read: who to tell, how hot it is, what is asked."""
    note(
        f"{reading.language} · {reading.channel.value} · temperature {reading.temperature}/5",
        fg="bright_black",
    )
    if reading.cut:
        note(reading.cut, fg="yellow")
    if reading.route is not Route.NONE:
        note(f"Before you send: {reading.route.value}. {reading.route_reason}", fg="yellow", bold=True)
    note()


def show_reply(reply: Reply, *, saved: bool) -> None:
    """Sources, asks, gaps, findings and advice of a finished draft."""
    show_grounds(reply)
    show_state(reply, saved=saved)


def show_grounds(reply: Reply) -> None:
    """What is asked and what became of it, what the letter rests on, and what to do besides writing."""
    note()
    _show_asks(reply)
    _show_sources(reply)
    for example in (each for each in reply.matches if each.kind is SourceKind.PLAYBOOK and each.reply):
        note(f"Worked example, invented ({example.title}; calmreply playbook show {example.id})", bold=True)
        note(f"  {short(example.reply, _QUOTE)}", fg="bright_black")
    for line in reply.plan.advice:
        note(f"→ {line}")


def show_state(reply: Reply, *, saved: bool) -> None:
    """What still speaks against the letter, and what would make it better."""
    if better := wishes(reply):
        note("What would make this draft better", bold=True)
    for wish in better:
        note(f"  {wish}")
    for finding in (
        each for each in reply.findings if each.rule != "gap"
    ):  # told above, with their sentences
        note(finding_line(finding), fg=COLOUR[finding.severity])
    seconds, model = reply.timings.get("total_s", 0.0), reply.model or "no model"
    note(f"{model} · {seconds:.1f} s" + (f" · draft {reply.id}" if saved else ""), fg="bright_black")


def wishes(reply: Reply) -> list[str]:
    """What the user can still give: the gaps with the sentence they stand in, what to check, facts, an offer."""
    better = [
        f"{', '.join(gaps)}: “{short(sentence.text, 90)}”"
        for sentence in reply.draft.sentences
        if (gaps := gaps_in(sentence.text))
    ]
    origins = [each.origin for each in reply.draft.sentences]
    if unsure := sum(each in (Origin.TRANSLATED, Origin.ORIGINAL) for each in origins):
        better.append(
            f"{unsure} quoted in another language or translated: approve a sentence with `calmreply facts review`"
        )
    if told := origins.count(Origin.TOLD):
        better.append(
            f"{told} of your notes in the model's words: compare each with the note in its CHECK mark"
        )
    if reply.plan.steps and reply.reading.route not in (Route.SAFETY, Route.WAIT):
        if not reply.plan.notes:
            better.append('what happened and what you can offer: --note "..."')
        elif not any(step.move is MoveKind.OFFER for step in reply.plan.steps):
            better.append('what you can offer instead: --note "..."')
    return better


def finding_line(finding: Finding) -> str:
    words = f" “{short(finding.text, 60)}”" if finding.text else ""
    hint = f" → {finding.hint}" if finding.hint else ""
    return f"{_MARK[finding.severity]} {finding.rule}{words}: {finding.reason}{hint}"


def _show_asks(reply: Reply) -> None:
    if reply.plan.decisions:
        note("Asks", bold=True)
    for decision in reply.plan.decisions:
        by = f" ({decision.by})" if decision.by else ""
        settled = f"perhaps {decision.settled}" if decision.doubted else decision.settled
        note(f"  {decision.ask.kind.value}: “{short(decision.ask.text, 70)}” → {settled}{by}")


def _show_sources(reply: Reply) -> None:
    """The notes, what the letter rests on, and the best of what else was found."""
    note("Sources", bold=True)
    for number, text in enumerate(reply.message.notes, start=1):
        note(f"  note {number}: {short(text, _QUOTE)}")
    said = [fact for each in reply.draft.sentences for fact in (each.fact, *each.also)]
    used = {fact.source_id for fact in said if fact is not None}
    found = [match for match in reply.matches if match.kind is not SourceKind.PLAYBOOK]
    others = _also_found([match for match in found if match.id not in used], reply.plan.weighed)
    for match in found:
        if match.id in used:
            note(f"  {_source_line(match)}")
    if others:
        note("Also found", bold=True)
    for match in others:
        note(f"  {_source_line(match)}", fg="bright_black")
    if not found:
        note("  Nothing relevant was found in the knowledge base.")


def _also_found(others: Sequence[Match], weighed: Sequence[tuple[Fact, float]]) -> list[Match]:
    """What may be missing in the letter, likeliest first; rules of the house have lines of their own."""
    likely: dict[str, float] = {}
    for fact, needed in weighed:
        likely[fact.source_id] = max(needed, likely.get(fact.source_id, 0.0))
    ranked = sorted(others, key=lambda match: (match.internal, -likely.get(match.id, 0.0)))
    house = [match for match in ranked if match.internal][:_ALSO_OF_THE_HOUSE]
    return [match for match in ranked if not match.internal or match in house][:_ALSO]


def _source_line(match: Match) -> str:
    quote = match.reply or match.text
    place = f"{file_name(match.source)} {match.clause}".strip()
    superseded = " (superseded)" if match.superseded_by else ""
    return f"{match.kind.value} {place}{superseded}: {short(quote, _QUOTE)}"
