"""`calmreply journal`: the drafts that were kept, and what was sent of them in the end."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from assistant.cli.inputs import note, parse_day, read_text
from assistant.cli.shown import JsonOption
from assistant.errors import InputError

app = typer.Typer(help="Your drafts, and what was sent of them in the end.", no_args_is_help=True)
_ID = typer.Argument(metavar="ID", help="The id under a draft, or its first letters.")
IdArgument = Annotated[str, _ID]
_SHOWN = 70


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """List the newest drafts."""
    from assistant.assembly import open_journal

    entries = open_journal().entries("draft", limit=limit)
    if as_json:
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        asked = entry["message"]
        words = " ".join(asked["text"].split())
        typer.echo(f"{entry['id']}  {asked['date']}  {asked['client'] or '-'}  {words[:_SHOWN]}")
    if not entries:
        note("The journal is empty: `calmreply draft` keeps every draft there.")


@app.command()
def show(identifier: IdArgument, as_json: JsonOption = False) -> None:
    """Print the reply of one draft."""
    from assistant.assembly import open_journal

    entry = open_journal().get(identifier)
    typer.echo(json.dumps(entry, ensure_ascii=False, indent=2) if as_json else entry["reply"])


@app.command()
def remove(
    identifier: Annotated[str | None, _ID] = None,
    before: Annotated[
        str | None, typer.Option(help="All drafts of days before this one, e.g. 2026-11-22.")
    ] = None,
) -> None:
    """Take a draft out for good, with the message it answers and what was sent of it.

    A past reply that was kept with `journal sent` stays among the past replies: see `kb remove "sent replies"`.
    """
    from assistant.assembly import open_journal

    if (identifier is None) == (before is None):
        raise InputError("What is to go?", "Give the id of a draft, or --before with a day.")
    journal = open_journal()
    gone = journal.remove(identifier) if identifier else journal.remove_before(parse_day(before))
    note(f"Removed from the journal: {gone} entries.")


@app.command()
def sent(
    identifier: IdArgument,
    file: Annotated[
        str | None, typer.Argument(help="What was sent; - reads stdin; the draft if left out.")
    ] = None,
    client: Annotated[
        str | None, typer.Option(help="Whose message it was, where the draft does not say.")
    ] = None,
    day: Annotated[str | None, typer.Option("--date", help="The day it was sent; default today.")] = None,
) -> None:
    """Keep what was sent as a past reply, so that later letters can rest on it."""
    from assistant.assembly import open_journal, open_knowledge
    from assistant.folders import own_lexicons
    from assistant.sent import keep_sent

    journal = open_journal()
    draft = journal.get(identifier)
    text = read_text(file) if file else str(draft["reply"])
    with open_knowledge() as knowledge:
        exchange = keep_sent(
            knowledge, journal, draft, text, day=parse_day(day), client=client, lexicons=[own_lexicons()]
        )
    note(f"Kept as a reply to {exchange.client}: {exchange.id}")
    if exchange.marks:
        note(f"It will be no example for later letters: {', '.join(exchange.marks)}.", fg="yellow")
