"""`calmreply draft`: the message in, the reply on stdout, everything around it on stderr."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.inputs import copy_text, note, parse_day, read_text, terminal
from assistant.errors import CalmreplyError

if TYPE_CHECKING:
    from assistant.cli.filling import Ask
    from assistant.domain import Reply
    from assistant.pipeline import Assistant

ChannelOption = StrEnum("ChannelOption", {"EMAIL": "email", "CHAT": "chat"})
ApologyOption = StrEnum("ApologyOption", {"NEVER": "never", "BRIEF": "brief"})


def draft(
    file: Annotated[str | None, typer.Argument(help="The client's message; - reads stdin.")] = None,
    notes: Annotated[
        list[str] | None, typer.Option("--note", help="A fact for this case; repeat for more.")
    ] = None,
    client: Annotated[str | None, typer.Option(help="Whose message it is.")] = None,
    channel: Annotated[ChannelOption | None, typer.Option(help="Where the reply will be sent.")] = None,
    language: Annotated[str | None, typer.Option(help="Reply in this language, e.g. es or zh-Hant.")] = None,
    day: Annotated[str | None, typer.Option("--date", help="The day of writing, e.g. 2026-11-22.")] = None,
    apology: Annotated[ApologyOption | None, typer.Option(help="May one short apology stand?")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    paste: Annotated[bool, typer.Option(help="Take the message from the clipboard.")] = False,
    copy: Annotated[bool, typer.Option(help="Put the reply on the clipboard.")] = False,
    edit: Annotated[bool, typer.Option(help="Write or paste the message in your editor.")] = False,
    fill: Annotated[
        bool, typer.Option("--fill", help="Go through it line by line; every answer is checked.")
    ] = False,
    save: Annotated[bool, typer.Option(help="Keep the draft in the journal.")] = True,
    model: Annotated[
        str | None, typer.Option(help="A catalogue name, a GGUF path, a server URL, or none.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the way from the message to the moves.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same draft.")] = 0,
) -> None:
    """Draft a calm reply to a client's message."""
    text = read_text(file, paste=paste, edit=edit)
    from assistant.assembly import open_assistant
    from assistant.cli import rendering
    from assistant.domain import Apology, Channel, Message
    from assistant.settings import load_settings

    ask = terminal() if fill else None
    settings = load_settings()
    if apology:
        settings = settings.model_copy(update={"apology": Apology(apology.value)})
    known = tuple(each for each in notes or () if each.strip())
    message = Message(
        text=text,
        client=client,
        channel=Channel(channel.value) if channel else None,
        day=_day_of_writing(day, known),
        notes=known,
        language=language,
    )
    with open_assistant(settings, model=model, seed=seed) as assistant:
        reply = assistant.reply(
            message,
            on_read=(lambda _: None) if as_json else rendering.show_reading,
            on_text=None if as_json else lambda piece: typer.echo(piece, nl=False, err=fill),
        )
        if ask:
            reply = _filled(assistant, reply, ask)
        _finish(assistant, reply, as_json=as_json, copy=copy, save=save, fill=fill)
        if explain:
            from assistant.cli.explaining import show_explanation

            show_explanation(reply)
        if any(finding.severity == "block" for finding in reply.findings):
            raise typer.Exit(3)


def _day_of_writing(given: str | None, notes: Sequence[str]) -> date:
    """The given day, else the one that the notes name as today, else today."""
    from assistant.reading import today_of

    return parse_day(given) if given else today_of(notes) or date.today()


def _filled(assistant: Assistant, reply: Reply, ask: Ask) -> Reply:
    from assistant.cli import rendering
    from assistant.cli.filling import fill_in

    note()
    rendering.show_grounds(reply)
    return fill_in(reply, assistant.fill, ask=ask, show=note)


def _finish(assistant: Assistant, reply: Reply, *, as_json: bool, copy: bool, save: bool, fill: bool) -> None:
    from assistant.cli import rendering
    from assistant.journal import describe

    failed = _not_recorded(assistant, reply) if save else None
    saved = save and failed is None
    if as_json:
        typer.echo(json.dumps(describe(reply), ensure_ascii=False, indent=2))
    elif fill:
        note()
        typer.echo(reply.draft.text)
        note()
        rendering.show_state(reply, saved=saved)
    else:
        typer.echo()
        rendering.show_reply(reply, saved=saved)
    if copy:
        copy_text(reply.draft.text)
        note("The reply is on the clipboard.")
    if failed:
        raise failed


def _not_recorded(assistant: Assistant, reply: Reply) -> CalmreplyError | None:
    """Why the draft could not be kept: a full disk must not cost the draft, so it is told after it."""
    try:
        assistant.record(reply)
    except CalmreplyError as error:
        return error
    return None
