"""The commands of calmreply and what holds for all of them: errors, exit codes, a closed pipe, Ctrl-C."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.cli import (
    checking,
    doctoring,
    drafting,
    facts,
    journalling,
    knowing,
    modelling,
    playbook,
    reading,
    timeline,
)
from assistant.errors import CalmreplyError
from assistant.folders import printable
from assistant.models.offline import stay_offline


class _Guarded(TyperGroup):
    """Errors for users are two lines and exit code 1; Ctrl-C and a closed pipe are no errors at all."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        _write_utf8()
        sys.argv[1:] = [_whole(argument) for argument in sys.argv[1:]]
        return super().main(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        stay_offline()
        try:
            return super().invoke(ctx)
        except CalmreplyError as error:
            typer.secho(f"Error: {error.message}", err=True, fg="red")
            if error.hint:
                typer.echo(error.hint, err=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            typer.echo("Stopped. What was finished is kept; run the same command again.", err=True)
            raise typer.Exit(130) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(141) from None


def _write_utf8() -> None:
    """A letter may be in any script, and where the output goes to a file the system's charset may be a small one."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _whole(argument: str) -> str:
    """An argument without broken bytes, which no file takes; the name of a file that is there stays as it is."""
    whole = printable(argument)
    return argument if whole != argument and Path(argument).exists() else whole


app = typer.Typer(
    cls=_Guarded,
    help="Paste an angry client message, get a calm, grounded draft, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: loading rich and its Markdown reader would double the start
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("draft")(drafting.draft)
app.command("read")(reading.read)
app.command("check")(checking.check)
app.add_typer(knowing.app, name="kb")
app.add_typer(facts.app, name="facts")
app.add_typer(journalling.app, name="journal")
app.command("timeline")(timeline.timeline)
app.add_typer(playbook.app, name="playbook")
app.add_typer(modelling.app, name="model")
app.command("doctor")(doctoring.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        typer.echo(f"calmreply {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options that hold without a command."""
