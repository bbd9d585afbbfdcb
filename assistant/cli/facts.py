"""`calmreply facts`: what your clauses say, as sentences for clients that you approve once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.inputs import note, read_text
from assistant.cli.shown import JsonOption
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.proposing.items import Item
    from assistant.proposing.proposer import Proposer

app = typer.Typer(
    help="Sentences for clients, approved by you for what your clauses say.", no_args_is_help=True
)
StateOption = StrEnum("StateOption", {"PROPOSED": "proposed", "APPROVED": "approved", "DROPPED": "dropped"})
LanguageOption = Annotated[
    str | None, typer.Option(help="Only sentences in this language, e.g. es; default: all you work in.")
]
AnyLanguageOption = Annotated[
    str | None,
    typer.Option(
        help="Only sentences in this language, e.g. es; default: all you work in, "
        "with --state approved or dropped every language."
    ),
]
SourceOption = Annotated[str | None, typer.Option(help="Only clauses of documents with this in their name.")]

_AHEAD = 200  # statements that are proposed for before the first card of a review is shown
_MANY = 2000  # statements that are still proposed for on the way to a list


@app.command("list")
def list_(
    language: AnyLanguageOption = None,
    state: Annotated[StateOption | None, typer.Option(help="Only these.")] = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what clauses say, as sentences for clients; the most often needed first."""
    from assistant.proposing.sheet import describe

    with _proposer(with_model=False) as proposer:
        items = _items(proposer, language, source, state)
        if state in (None, StateOption.PROPOSED) and len(items) <= _MANY:
            items = _proposed(proposer, items, translating=False)
    shown = [item for item in items if state is None or item.state == state.value]
    if as_json:
        typer.echo(json.dumps([describe(item) for item in shown], ensure_ascii=False, indent=2))
        return
    for item in shown:
        said = item.proposal or f"- ({item.statement})"
        typer.echo(f"{item.id}  {item.state:<8}  {item.language:<7}  {item.place}: {said}")
    note(_counts(items))


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The id, or its first letters.")],
) -> None:
    """Show one statement whole: the clause, its limits, the sentence, what speaks against it."""
    from assistant.cli.reviewing import card

    with _proposer(with_model=False) as proposer:
        item = proposer.propose(proposer.named(identifier))
        typer.echo(f"{item.id} · {item.state}\n{card(item, proposer.judge(item, item.proposal))}")


@app.command()
def propose(
    language: LanguageOption = None,
    source: SourceOption = None,
    model: Annotated[bool, typer.Option(help="Let the model translate what has no words of its own.")] = True,
    again: Annotated[bool, typer.Option(help="Propose anew for what you have not decided.")] = False,
) -> None:
    """Propose sentences for all clauses; interrupted, it goes on where it stopped."""
    with _proposer(with_model=model) as proposer:
        items = _items(proposer, language, source)
        if again:
            items = [proposer.forget(item) for item in items]
        if model and proposer.complete is None:
            note("No model is here: nothing is translated. `calmreply model pull` fetches one.", fg="yellow")
        items = _proposed(proposer, items, translating=model)
    note(_counts(items))


@app.command()
def review(
    language: LanguageOption = None,
    source: SourceOption = None,
    model: Annotated[bool, typer.Option(help="Let the model translate what has no words of its own.")] = True,
) -> None:
    """Approve, edit or drop sentences one by one with single keys. Quit at any time: everything is kept."""
    import click

    from assistant.cli.reviewing import Desk, review_items

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError(
            "A review needs a terminal.",
            "Without one: calmreply facts export FILE, edit it, then facts import FILE",
        )
    with _proposer(with_model=model) as proposer:
        items = _items(proposer, language, source)
        if not items:
            note("There is no clause to say. Add your policies: calmreply kb add", fg="yellow")
            return
        items = _ready(proposer, items)
        review_items(proposer, items, Desk(read_key=click.getchar, edit=_edited, show=note))


@app.command()
def export(
    file: Annotated[str, typer.Argument(help="A YAML file to write; - is stdout.")],
    language: AnyLanguageOption = None,
    state: Annotated[StateOption | None, typer.Option(help="Only these.")] = None,
    source: SourceOption = None,
    model: Annotated[bool, typer.Option(help="Let the model translate first.")] = False,
    force: Annotated[bool, typer.Option(help="Overwrite a file with words that were not imported.")] = False,
) -> None:
    """Write the sentences to a file that you edit in any editor."""
    from assistant.cli.sheet_file import check_place, write_whole
    from assistant.proposing.sheet import is_taken_over, write_sheet

    with _proposer(with_model=model) as proposer:
        if file != "-":
            check_place(file, lambda text: is_taken_over(text, proposer.every()), force=force)
        items = _proposed(proposer, _items(proposer, language, source, state), translating=model)
    items = [item for item in items if state is None or item.state == state.value]
    text = write_sheet(items)
    if file == "-":
        typer.echo(text, nl=False)
    else:
        write_whole(Path(file), text)
        note(f"{len(items)} statements in {file}. Edit it, then: calmreply facts import {file}")


@app.command("import")
def import_(file: Annotated[str, typer.Argument(help="The edited YAML file; - reads stdin.")]) -> None:
    """Take over the decisions of an edited file: all of them, or none if anything is wrong."""
    from assistant.cli.rendering import finding_line
    from assistant.proposing.sheet import read_sheet, take_over

    entries = read_sheet(read_text(file))
    with _proposer(with_model=False) as proposer:
        taken = take_over(proposer, entries, proposer.every())
    for line, finding in taken.doubts:
        note(f"line {line}: {finding_line(finding)}", fg="yellow")
    note(
        f"{taken.approved} approved, {taken.dropped} dropped, {taken.proposed} left open, "
        f"{taken.unchanged} as they were."
    )


@contextmanager
def _proposer(*, with_model: bool) -> Iterator[Proposer]:
    from assistant.assembly import open_proposer

    with open_proposer(with_model=with_model) as proposer:
        yield proposer


def _items(
    proposer: Proposer, language: str | None, source: str | None, state: StateOption | None = None
) -> list[Item]:
    """The items of the languages worked in, and those of a decided `state` in all others."""
    from assistant.drafting.phrases import reply_language
    from assistant.knowledge.saying_rows import State

    tag, part = reply_language(language) or "", source or ""
    items = proposer.items(language=tag, source=part)
    if tag or state in (None, StateOption.PROPOSED):
        return items
    known = {item.id for item in items}
    decided = proposer.items(source=part, state=State(state.value))
    return [*items, *(item for item in decided if item.id not in known)]


def _ready(proposer: Proposer, items: Sequence[Item]) -> list[Item]:
    """The items of a review: of the next ones those first that have something to show."""
    waiting = [item for item in items if item.state not in ("approved", "dropped")]
    decided = [item for item in items if item not in waiting]
    ahead = _proposed(proposer, waiting[:_AHEAD], translating=False)
    ahead.sort(key=lambda item: not proposer.waits(item))
    return [*decided, *ahead, *waiting[_AHEAD:]]


def _proposed(proposer: Proposer, items: Sequence[Item], *, translating: bool) -> list[Item]:
    from assistant.cli.progress import counting

    with counting("Proposing") as on_progress:
        return proposer.propose_all(items, on_progress, translating=translating)


def _counts(items: Sequence[Item]) -> str:
    if not items:
        return "There is no clause to say. Add your policies: calmreply kb add"
    counts = {
        state: sum(item.state == state for item in items)
        for state in ("approved", "proposed", "open", "dropped")
    }
    told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    waiting = counts["proposed"] + counts["open"]
    return f"{told}." + (" `calmreply facts review` goes through them." if waiting else "")


def _edited(text: str) -> str | None:
    """The text as the person left it: in their editor if they chose one, else on one line; None: as it was."""
    import os

    import click

    if os.environ.get("VISUAL") or os.environ.get("EDITOR"):
        try:
            return click.edit(text + "\n", extension=".txt")
        except click.ClickException as error:
            note(f"The editor did not work: {error.message}", fg="yellow")
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    """A line with the text already in it, where the terminal can do that."""
    try:
        import readline
    except ImportError:
        return str(typer.prompt("Sentence", default=text, err=True))
    readline.set_startup_hook(lambda: readline.insert_text(text))
    try:
        return input("> ")
    except EOFError:
        return text
    finally:
        readline.set_startup_hook()
