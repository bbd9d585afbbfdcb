"""`calmreply playbook`: look into the de-escalation cards, the shipped ones and the user's own."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.inputs import note
from assistant.cli.shown import JsonOption

if TYPE_CHECKING:
    from assistant.knowledge.exemplars import ExemplarExchange
    from assistant.knowledge.playbook import Card

app = typer.Typer(help="The playbook: what calms a client, and when.", no_args_is_help=True)


@app.command("list")
def list_(
    situation: Annotated[str | None, typer.Option(help="Only cards for this situation.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the cards in force, one line each; your own are marked with *."""
    from assistant.folders import config_folder

    cards = [card for card in _cards() if situation is None or situation in card.when.situations]
    if as_json:
        typer.echo(json.dumps([_short(card) for card in cards], ensure_ascii=False, indent=2))
        return
    width = max((len(card.id) for card in cards), default=0)
    for card in cards:
        typer.echo(f"{'*' if card.own else ' '} {card.id:<{width}}  {card.title}  [{_when(card)}]")
    if not cards:
        note(f"No card for '{situation}'.", fg="yellow")
    note(f"Your own cards go into {config_folder() / 'playbook'}.")


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The id, or its first letters.")],
    as_json: JsonOption = False,
) -> None:
    """Show one card whole, or a worked example by the id a draft names."""
    from assistant.knowledge.exemplars import exemplar_of

    if example := exemplar_of(identifier):
        _show_example(example, as_json=as_json)
        return
    card = _named(identifier)
    if as_json:
        typer.echo(json.dumps(asdict(card), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{card.title}\n{card.id} ({'your own' if card.own else 'shipped'}), rests on {card.rests_on}")
    typer.echo(f"Fits: {_when(card)}\n\n{card.move}\n\nWhy: {card.why}")
    for heading, lines in (("Write", card.write), ("Never", card.never), ("Besides writing", card.do)):
        if lines:
            typer.echo(f"\n{heading}:")
            for line in lines:
                typer.echo(f"- {line}")


def _show_example(example: ExemplarExchange, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(example), ensure_ascii=False, indent=2))
        return
    notes = "".join(f"- {each}\n" for each in example.notes)
    typer.echo(f"{example.situation}, invented\n\nThe client:\n{example.message}\n\nNotes:\n{notes}")
    typer.echo(f"The reply:\n{example.reply}")


def _cards() -> tuple[Card, ...]:
    from assistant.folders import config_folder
    from assistant.knowledge.playbook import load_cards

    return load_cards([config_folder() / "playbook"])


def _named(identifier: str) -> Card:
    from assistant.errors import InputError

    cards = _cards()
    exact = [card for card in cards if card.id == identifier]
    found = exact or [card for card in cards if card.id.startswith(identifier)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(card.id for card in found)
        raise InputError(f"'{identifier}' begins more than one card: {names}.", "Give more letters.")
    raise InputError(f"No card is called '{identifier}'.", "`calmreply playbook list` shows them all.")


def _short(card: Card) -> dict[str, Any]:
    return {"id": card.id, "title": card.title, "own": card.own, "when": _when(card), "move": card.move}


def _when(card: Card) -> str:
    """The signals in words, as `legal-threat, route legal, from 3 to 5`."""
    if card.always:
        return "always"
    when = card.when
    words = [
        *when.situations,
        *(f"route {each}" for each in when.routes),
        *(f"asks: {each}" for each in when.asks),
        *when.trend,
        *(f"has {each}" for each in when.has),
    ]
    if when.temperature != (1, 5):
        words.append(f"temperature {when.temperature[0]} to {when.temperature[1]}")
    return ", ".join([*words, *([when.channel] if when.channel else [])])
