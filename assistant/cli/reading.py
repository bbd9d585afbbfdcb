"""`calmreply read`: what a message asks, how hot it is, what to do before answering."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.inputs import note, parse_day, read_text

if TYPE_CHECKING:
    from assistant.domain import Reading


def read(
    file: Annotated[str | None, typer.Argument(help="The client's message; - reads stdin.")] = None,
    client: Annotated[str | None, typer.Option(help="Whose message it is.")] = None,
    day: Annotated[str | None, typer.Option("--date", help="The day of reading, e.g. 2026-11-22.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    paste: Annotated[bool, typer.Option(help="Take the message from the clipboard.")] = False,
) -> None:
    """Read a message before answering it: what is asked, what is noise, who must know."""
    text = read_text(file, paste=paste)
    from assistant.assembly import open_understanding
    from assistant.domain import Message
    from assistant.reading.reader import read as read_message

    embed = open_understanding()
    if embed is None:
        note("Read by word lists alone: more needs the built-in embeddings, and the settings name others.")
    reading = read_message(Message(text=text, client=client, day=parse_day(day)), embed=embed)
    if as_json:
        typer.echo(json.dumps(describe(reading), ensure_ascii=False, indent=2))
    else:
        _show(reading)


def describe(reading: Reading) -> dict[str, Any]:
    """The object that `read --json` prints."""
    from assistant.domain import kind_of

    return {
        "language": reading.language,
        "script": reading.script,
        "channel": reading.channel.value,
        "temperature": reading.temperature,
        "heat": [span.text for span in reading.heat],
        "trend": reading.trend,
        "asks": [
            {"text": ask.text, "start": ask.start, "end": ask.end} | kind_of(ask) for ask in reading.asks
        ],
        "route": {
            "to": reading.route.value,
            "reason": reading.route_reason,
            "words": [span.text for span in reading.route_words],
        },
        "situation": reading.situation.label,
        "burden": reading.burden.label,
        "stakes": [span.text for span in reading.stakes],
        "claims": [figure.text for figure in reading.claims],
        "orders": [span.text for span in reading.orders],
        "neutral_summary": reading.neutral_summary,
        "advice": list(reading.advice),
        "message": reading.text,
        "cut": reading.cut,
    }


def _show(reading: Reading) -> None:
    lines = [
        f"{reading.language}, {reading.channel.value}, temperature {reading.temperature}/5 ({reading.trend})"
    ]
    if reading.cut:
        lines.append(reading.cut)
    if reading.route.value != "none":
        lines.append(f"Route: {reading.route.value}. {reading.route_reason}")
    if reading.neutral_summary:
        lines.extend(["", reading.neutral_summary])
    lines.extend(["", *(f"{ask.kind.value}: {' '.join(ask.text.split())}" for ask in reading.asks)])
    lines.extend(f"→ {line}" for line in reading.advice)
    typer.echo("\n".join(lines))
