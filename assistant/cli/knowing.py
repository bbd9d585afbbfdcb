"""`calmreply kb`: build the knowledge base from policies and past correspondence, and look into it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.inputs import note
from assistant.cli.shown import JsonOption, file_name, short

if TYPE_CHECKING:
    from assistant.domain import Exchange, Match, Passage, Skipped
    from assistant.learning import Learned

_LINE = 90  # characters of a text in a list
_MOST_PLACES = 2

app = typer.Typer(help="The knowledge base: policies and past correspondence.", no_args_is_help=True)
KindOption = StrEnum("KindOption", {"AUTO": "auto", "POLICY": "policy", "CORRESPONDENCE": "correspondence"})


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders, any mix.")],
    us: Annotated[
        list[str] | None, typer.Option(help="An address, @domain or name of ours; repeat. Remembered.")
    ] = None,
    client: Annotated[str | None, typer.Option(help="All of it belongs to this client.")] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="ROLE=HEADING,...", help="What a table's headings mean: client=..,reply=..,date=.."
        ),
    ] = None,
    kind: Annotated[KindOption, typer.Option("--as", help="What the files are.")] = KindOption.AUTO,
    as_json: JsonOption = False,
) -> None:
    """Add policies, mail and chats. Adding the same again adds nothing."""
    from assistant.assembly import open_knowledge
    from assistant.cli.progress import progress
    from assistant.correspondence.chat.tables import parse_columns
    from assistant.learning import learn
    from assistant.settings import load_settings

    settings = load_settings()
    mapping = parse_columns(columns) if columns is not None else None
    with open_knowledge(settings) as knowledge, progress("Adding") as on_progress:
        learned = learn(
            knowledge,
            paths,
            us=us or settings.us or knowledge.us,
            client=client,
            kind=kind.value,
            columns=mapping,
            on_progress=on_progress,
        )
    if as_json:
        typer.echo(json.dumps(_counts(learned), ensure_ascii=False))
    else:
        _show_learned(learned)
    if learned.skipped and not (learned.policies or learned.archives or learned.unchanged):
        raise typer.Exit(1)


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
    if not records:
        note("Nothing is kept that fits." if client or source else "Nothing is kept yet.")


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
            typer.echo(f"{key}: {'; '.join(map(str, value)) if isinstance(value, list | tuple) else value}")


@app.command()
def remove(
    source: Annotated[str, typer.Argument(help="A file or folder that was added, or a part that names one.")],
) -> None:
    """Take a file or folder out completely."""
    from assistant.assembly import open_knowledge
    from assistant.learning import forget

    with open_knowledge() as knowledge:
        gone = forget(knowledge, source)
    for each in gone:
        note(f"Removed {each.source}: {each.records} entries.")
    note(
        "Drafts that quote it stay in the journal: `calmreply journal remove` takes them out.",
        fg="bright_black",
    )


@app.command()
def stats(as_json: JsonOption = False) -> None:
    """Count what is kept and what was skipped."""
    from assistant.assembly import open_knowledge

    with open_knowledge() as knowledge:
        counts = knowledge.stats()
    numbers = {
        "policies": counts.policies,
        "passages": counts.passages,
        "exchanges": counts.exchanges,
        "clients": counts.clients,
        "languages": list(counts.languages),
    }
    if as_json:
        typer.echo(json.dumps(numbers | {"skipped": _skips(counts.skipped)}, ensure_ascii=False, indent=2))
        return
    for name, value in numbers.items():
        typer.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    typer.echo(f"skipped: {len(counts.skipped)}")
    for line in _reasons(counts.skipped):
        typer.echo(line)


# --- shapes ------------------------------------------------------------------------------------------


def _counts(learned: Learned) -> dict[str, Any]:
    return {
        "policies": learned.policies,
        "archives": learned.archives,
        "new": learned.new,
        "known": learned.known,
        "unchanged": learned.unchanged,
        "skipped": _skips(learned.skipped),
        "doubts": learned.doubts,
    }


def _show_learned(learned: Learned) -> None:
    if learned.new or learned.policies or learned.archives:
        note(
            f"{_count(learned.policies, 'policy', 'policies')} and correspondence from "
            f"{_count(learned.archives, 'place')} read: "
            f"{_count(learned.new, 'new entry', 'new entries')}, {learned.known} already known."
        )
    if learned.unchanged:
        note(f"{_count(learned.unchanged, 'source')} unchanged.")
    if not learned.new and (learned.unchanged or learned.archives or learned.policies):
        note("Nothing new.")
    if learned.skipped:
        rest = ", the rest is learnt" if learned.policies or learned.archives else ""
        note(f"{len(learned.skipped)} left out{rest}:", fg="yellow")
    for line in _reasons(learned.skipped):
        note(line, fg="yellow")
    for doubt in learned.doubts:
        note(doubt, fg="yellow")
    if not (learned.policies or learned.archives or learned.unchanged or learned.skipped):
        note("There is nothing in it to add.")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _skips(skipped: Sequence[Skipped]) -> list[dict[str, str]]:
    return [{"source": each.source, "reason": each.reason} for each in skipped]


def _reasons(skipped: Sequence[Skipped]) -> Iterator[str]:
    """One line a reason and file: how often, where, and a few of the messages."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in skipped:
        file, place = _file_and_place(each.source)
        groups.setdefault((each.reason, file), []).append(place)
    for (reason, file), places in groups.items():
        named = [
            f"line {place}" if place.isdecimal() else f"“{short(place, _LINE)}”"
            for place in dict.fromkeys(places)
            if place
        ][:_MOST_PLACES]
        more = len(places) - len(named) if named else 0
        shown = ", ".join(named) + (f" and {more} more" if more > 0 else "")
        times = f"{len(places)} × " if len(places) > 1 else ""
        yield f"  {file}: {times}{reason}" + (f": {shown}" if shown else "")


def _file_and_place(source: str) -> tuple[str, str]:
    """The file's name, and the message in it; a file may be gone by now and its path may have colons."""
    ends = [found.start() for found in re.finditer(":", source) if found.start() > 1]
    end = next((at for at in ends if Path(source[:at]).is_file()), -1)
    if end < 0 and not Path(source).exists():
        end = next((at for at in ends if "." in source[:at].rpartition("/")[2]), -1)
    file, place = (source, "") if end < 0 else (source[:end], source[end + 1 :].strip())
    return Path(file).name, place


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
        return f"{record.id[:10]}  {when}  {record.client}  [{record.outcome}]  {short(record.message, _LINE) or '(we wrote first) ' + short(record.reply, _LINE)}"
    superseded = " (superseded)" if record.superseded_by else ""
    return f"{record.id[:10]}  {record.document} {record.clause}{superseded}  {short(record.text, _LINE)}"


def _match_line(match: Match) -> str:
    place = f"{file_name(match.source)} {match.clause}".strip()
    superseded = " (superseded)" if match.superseded_by else ""
    reply = f"\n            → {short(match.reply, _LINE)}" if match.reply else ""
    return f"{match.score:.2f}  {match.id[:10]}  {place}{superseded}  {short(match.text, _LINE)}{reply}"
