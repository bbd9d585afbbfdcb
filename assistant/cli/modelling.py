"""`calmreply model`: which language models there are, which one writes, and fetching one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.inputs import note
from assistant.cli.shown import JsonOption

if TYPE_CHECKING:
    from assistant.models.catalogue import CatalogueModel

app = typer.Typer(help="The language models that may write.", no_args_is_help=True)


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the models of the catalogue, what they need, and which are here."""
    from assistant.folders import models_folder
    from assistant.models.catalogue import load_catalogue
    from assistant.models.files import installed
    from assistant.models.memory import this_machine
    from assistant.settings import load_settings

    machine, catalogue = this_machine(), load_catalogue()
    here = {path.name for path, _ in installed(models_folder())}
    chosen, recommended = load_settings().model, catalogue.recommend(machine.memory, machine.cores)
    rows = [
        _row(model, here=model.file in here, chosen=chosen, recommended=recommended, memory=machine.available)
        for model in catalogue.models
    ]
    others = [
        {"name": path.name, "here": True} for path, entry in installed(models_folder()) if entry is None
    ]
    if as_json:
        typer.echo(json.dumps(rows + others, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(_line(row))
    for row in others:
        typer.echo(f"  {row['name']}: in the models folder")


@app.command()
def pull(
    name: Annotated[
        str | None, typer.Argument(help="A catalogue name, or OWNER/REPOSITORY/FILE.gguf of a hub.")
    ] = None,
) -> None:
    """Fetch a model, verify it and keep it. Besides it only a server that you name is connected to."""
    from assistant.cli.progress import download
    from assistant.folders import models_folder
    from assistant.models.pulling import pull as pull_model
    from assistant.settings import load_settings

    reference = name or load_settings().model
    with download(f"Fetching {reference}") as on_progress:
        found = pull_model(reference, models_folder(), on_progress=on_progress)
    note(f"{found.name} is ready: {found.path}")


@app.command()
def use(
    reference: Annotated[str, typer.Argument(help="A catalogue name, a GGUF path or a server URL.")],
) -> None:
    """Write with this model from now on."""
    from pathlib import Path

    from assistant.folders import models_folder
    from assistant.models.files import ModelServer, resolve
    from assistant.settings import keep_setting

    found = resolve(reference, models_folder())
    keep = (
        str(Path(reference).expanduser().resolve()) if Path(reference).expanduser().is_file() else reference
    )
    file = keep_setting("model", keep)
    kind = "server" if isinstance(found, ModelServer) else "model"
    note(f"The {kind} {found.name} writes from now on ({file}).")


@app.command()
def exam(
    name: Annotated[
        str | None, typer.Argument(help="A catalogue name, a GGUF path or a server URL; the one in use.")
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language", help="Examine in this language (repeatable); those of your knowledge base."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Go on with a job also when it can no longer be passed.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Ask again what was answered before.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Let a model do a fixed set of jobs; what it may do in a draft follows from how it did them."""
    from assistant.cli.examining import describe_exam, examine, show_exam

    sat = examine(name, language or [], everything=everything, again=again)
    if as_json:
        typer.echo(json.dumps(describe_exam(sat), ensure_ascii=False, indent=2))
    else:
        show_exam(sat)


@app.command()
def show(as_json: JsonOption = False) -> None:
    """Show the model in use and what this machine can run."""
    from assistant.cli.examining import shown_allowance
    from assistant.folders import models_folder
    from assistant.models.catalogue import load_catalogue
    from assistant.models.files import ModelServer, resolve
    from assistant.models.memory import gigabytes, this_machine
    from assistant.settings import load_settings

    machine = this_machine()
    found = resolve(load_settings().model, models_folder())
    recommended = load_catalogue().recommend(machine.memory, machine.cores)
    shown: dict[str, Any] = {"model": found.name}
    allowed = shown_allowance(found)
    if isinstance(found, ModelServer):
        shown["url"] = found.url
    else:
        entry = found.entry
        shown |= {"path": str(found.path), "memory": gigabytes(found.memory), "sha256": found.sha256}
        shown |= {"license": entry.license, "languages": list(entry.languages)} if entry else {}
        shown["fits"] = not machine.available or found.memory <= machine.available
    shown["machine"] = (
        f"{machine.cores} cores, {gigabytes(machine.available)} of {gigabytes(machine.memory)} free"
    )
    shown["recommended"] = recommended.name
    shown["exam"] = allowed
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for key, value in shown.items():
        lines = value.items() if isinstance(value, dict) else []
        joined = "; ".join(f"{name}: {each}" for name, each in lines) or value
        typer.echo(f"{key}: {', '.join(value) if isinstance(value, list) else joined}")


def _row(
    model: CatalogueModel, *, here: bool, chosen: str, recommended: CatalogueModel, memory: int
) -> dict[str, Any]:
    return {
        "name": model.name,
        "title": model.title,
        "size": model.size,
        "memory": model.memory,
        "license": model.license,
        "source": str(model.source),
        "sha256": model.sha256,
        "languages": list(model.languages),
        "speed": {"prompt": model.speed.prompt, "reply": model.speed.reply} if model.speed else None,
        "here": here,
        "chosen": chosen in (model.name, *model.aliases),
        "recommended": model is recommended,
        "fits": not memory or model.memory <= memory,
        "advice": model.advice,
    }


def _line(row: dict[str, Any]) -> str:
    from assistant.models.memory import gigabytes

    words = [word for word in ("chosen", "here", "recommended") if row[word]] + (
        [] if row["fits"] else ["too large"]
    )
    state = f"  [{', '.join(words)}]" if words else ""
    speed = (
        f", {row['speed']['reply'][0]:.0f}-{row['speed']['reply'][1]:.0f} tokens/s measured"
        if row["speed"]
        else ""
    )
    return (
        f"{row['name']}{state}\n    {row['title']}: {gigabytes(row['size'])}, needs {gigabytes(row['memory'])} of memory, "
        f"{row['license']}{speed}\n    {row['source']}\n    {' '.join(row['advice'].split())}"
    )
