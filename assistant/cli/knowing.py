"""`calmreply kb`: build the knowledge base from policies and past correspondence, and look into it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.inputs import note

if TYPE_CHECKING:
    from assistant.domain import Exchange, Match, Passage
    from assistant.learning import Learned

app = typer.Typer(help="The knowledge base: policies and past correspondence.", no_args_is_help=True)
KindOption = StrEnum("KindOption", {"AUTO": "auto", "POLICY": "policy", "CORRESPONDENCE": "correspondence"})
JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders, any mix.")],
    us: Annotated[list[str] | None, typer.Option(help="An address, @domain or name of ours; repeat.")] = None,
    client: Annotated[str | None, typer.Option(help="All of it belongs to this client.")] = None,
    kind: Annotated[KindOption, typer.Option("--as", help="What the files are.")] = KindOption.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Add policies, mail and chats. Adding the same again adds nothing."""
    from assistant.assembly import open_knowledge
    from assistant.cli.progress import progress
    from assistant.learning import learn
    from assistant.settings import load_settings

    settings = load_settings()
    with open_knowledge(settings) as knowledge, progress("Adding") as on_progress:
        learned = learn(
            knowledge,
            paths,
            us=us or settings.us,
            client=client,
            kind=kind.value,
            on_progress=on_progress,
        )
    if as_json:
        typer.echo(json.dumps(_counts(learned), ensure_ascii=False))
    else:
        _show_learned(learned)


@app.command("list")
def list_(
    client: Annotated[str | None, typer.Option(help="Only this client's exchanges.")] = None,
    source: Annotated[str | None, typer.Option(help="Only what came from this source.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List what is kept, one line each."""
    from assistant.assembly import open_knowledge

    with open_knowledge() as knowledge:
        records = knowledge.list(client=client, source=source)
    if as_json:
        typer.echo(json.dumps([_record(each) for each in records], ensure_ascii=False, indent=2))
        return
    for record in records:
        typer.echo(_line(record))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words in any language, a clause number, a product.")],
    client: Annotated[str | None, typer.Option(help="Only this client's exchanges.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Search policies and past exchanges by meaning and by word."""
    from assistant.assembly import open_knowledge

    with open_knowledge() as knowledge:
        matches = knowledge.search(query, client=client, limit=limit)
    if as_json:
        typer.echo(json.dumps([_match(match) for match in matches], ensure_ascii=False, indent=2))
        return
    for match in matches:
        typer.echo(_match_line(match))
    if not matches:
        note("Nothing relevant.")


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The id, or its first letters.")],
) -> None:
    """Show one entry whole."""
    from assistant.assembly import open_knowledge

    with open_knowledge() as knowledge:
        record = knowledge.get(identifier)
    for key, value in _record(record).items():
        if value:
            typer.echo(f"{key}: {value}")


@app.command()
def remove(source: Annotated[str, typer.Argument(help="The source, or a part that names no other.")]) -> None:
    """Take a source out completely."""
    from assistant.assembly import open_knowledge

    with open_knowledge() as knowledge:
        removed = knowledge.remove(source)
    note(f"Removed {removed.source}: {removed.records} entries.")


@app.command()
def stats(as_json: JsonOption = False) -> None:
    """Count what is kept and what was skipped."""
    from assistant.assembly import open_knowledge

    with open_knowledge() as knowledge:
        counts = knowledge.stats()
    skipped = [{"source": each.source, "reason": each.reason} for each in counts.skipped]
    numbers = {
        "policies": counts.policies,
        "passages": counts.passages,
        "exchanges": counts.exchanges,
        "clients": counts.clients,
        "languages": list(counts.languages),
    }
    if as_json:
        typer.echo(json.dumps(numbers | {"skipped": skipped}, ensure_ascii=False, indent=2))
        return
    for name, value in numbers.items():
        typer.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    typer.echo(f"skipped: {len(skipped)}")
    for each in skipped:
        typer.echo(f"  {each['source']}: {each['reason']}")


# --- shapes ------------------------------------------------------------------------------------------


def _counts(learned: Learned) -> dict[str, Any]:
    return {
        "policies": learned.policies,
        "archives": learned.archives,
        "new": learned.new,
        "known": learned.known,
        "unchanged": learned.unchanged,
        "skipped": [{"source": each.source, "reason": each.reason} for each in learned.skipped],
    }


def _show_learned(learned: Learned) -> None:
    note(
        f"{learned.policies} policies and {learned.archives} archives read: {learned.new} new entries, "
        f"{learned.known} already known; {learned.unchanged} files unchanged, {len(learned.skipped)} skipped."
    )
    for each in learned.skipped:
        note(f"  skipped {each.source}: {each.reason}", fg="yellow")


def _match(match: Match) -> dict[str, Any]:
    return {
        "id": match.id,
        "kind": match.kind.value,
        "source": f"{match.source} {match.clause}".strip(),
        "client": match.client,
        "date": match.day.isoformat() if match.day else None,
        "language": match.language,
        "text": match.text,
        "reply": match.reply,
        "score": round(match.score, 4),
        "outcome": match.outcome.value,
    }


def _record(record: Passage | Exchange) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        key: value if isinstance(value, bool | list | tuple) else str(value or "")
        for key, value in asdict(record).items()
    }


def _line(record: Passage | Exchange) -> str:
    from assistant.domain import Exchange

    if isinstance(record, Exchange):
        day = record.asked_at or record.replied_at
        when = day.date().isoformat() if day else "no date"
        return f"{record.id[:10]}  {when}  {record.client}  [{record.outcome}]  {_short(record.message)}"
    superseded = " (superseded)" if record.superseded_by else ""
    return f"{record.id[:10]}  {record.document} {record.clause}{superseded}  {_short(record.text)}"


def _match_line(match: Match) -> str:
    place = f"{match.source.rsplit('/', 1)[-1]} {match.clause}".strip()
    superseded = " (superseded)" if match.superseded_by else ""
    reply = f"\n            → {_short(match.reply)}" if match.reply else ""
    return f"{match.score:.2f}  {match.id[:10]}  {place}{superseded}  {_short(match.text)}{reply}"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 90 else folded[:89] + "…"
