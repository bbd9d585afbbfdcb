"""`calmreply timeline`: the story of one client, as lines, csv, JSON or a page for the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.inputs import note, parse_day
from assistant.errors import InputError
from assistant.folders import write_private

if TYPE_CHECKING:
    from assistant.correspondence.timeline import Row

_COLUMN = 24


def timeline(
    client: Annotated[str, typer.Argument(help="A name, an address, or a part of one.")],
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only from this day on.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a table; - is stdout.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page; - is stdout.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
) -> None:
    """Show who wrote, asked, sent or did not answer what, when, and how long each side waited."""
    from assistant.correspondence.timeline import as_csv, as_html
    from assistant.correspondence.timeline import as_json as json_text

    rows = _rows(client, since)
    if as_json:
        typer.echo(json_text(rows))
    if csv is not None:
        _put(csv, as_csv(rows), "csv")
    if html is not None:
        _put(html, as_html(rows, title=client), "html")
    if not (as_json or csv or html):
        for row in rows:
            typer.echo(_line(row))
    if not rows:
        note(f"Nothing dated is known of {client}{f' since {since}' if since else ''}.")


def _rows(client: str, since: str | None) -> list[Row]:
    from assistant.assembly import open_knowledge
    from assistant.correspondence.timeline import timeline as told
    from assistant.domain import Exchange, SourceKind

    day = parse_day(since) if since else None
    with open_knowledge() as knowledge:
        names = knowledge.clients(client)
        if not names:
            known = knowledge.clients()
            raise InputError(f"No client is known as '{client}'.", _known(known))
        records = knowledge.list(client=client, kind=SourceKind.EXCHANGE)
    if len(names) > 1:
        note(f"Taken for one client: {'; '.join(names)}")
    return told((each for each in records if isinstance(each, Exchange)), since=day)


def _known(names: list[str]) -> str:
    if not names:
        return "No correspondence is known yet: `calmreply kb add`."
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"There are: {'; '.join(names[:8])}{more}."


def _line(row: Row) -> str:
    waited = f"{row.did}, {_long(row.waited_hours)}" if row.waited_hours else row.did
    return f"{row.at:%Y-%m-%d %H:%M}  {row.side:<6}  {waited:<{_COLUMN}}  {row.who}: {row.text}"


def _long(hours: float) -> str:
    """Hours as a person says them: "40 min", "6 h", "3 days"."""
    if hours < 1:
        return f"{round(hours * 60)} min"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"


def _put(file: Path, text: str, kind: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    if str(file) == "-":
        typer.echo(text, nl=False)
        return
    # Spreadsheets take a csv for UTF-8 only by its mark.
    data = text.encode("utf-8-sig" if kind == "csv" else "utf-8")
    try:
        write_private(file, [data])
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}.", "Check the folder.") from error
    note(f"Written: {file}")
