"""The story of one client in the order of time: who wrote, asked or sent what, who did not answer, and
how long each side let the other wait."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from assistant.correspondence.pairing import is_acknowledgement
from assistant.correspondence.words import words
from assistant.domain import Exchange, Outcome

_EXCERPT = 160
_NO_ANSWER = "did not answer"
_FORMULA = ("=", "+", "-", "@")
_PRESSED = (Outcome.ESCALATED, Outcome.REPEATED)
_COLUMNS = ("at", "side", "who", "did", "text", "waited_hours", "subject", "source")


@dataclass(frozen=True, slots=True)
class Row:
    """One step: `side` is client or us, `did` is wrote, asked, sent or did not answer.

    `waited_hours` is how long the other side had waited for it, None where it began something; for
    "did not answer" it is how long that has lasted until the last known message.
    """

    at: datetime
    side: str
    who: str
    did: str
    text: str
    waited_hours: float | None
    subject: str
    source: str


def timeline(exchanges: Iterable[Exchange], *, since: date | None = None) -> list[Row]:
    """Rows in time order; exchanges without any date are left out."""
    known = [e for e in exchanges if e.asked_at or e.replied_at]
    last = max((_utc(at) for e in known for at in (e.asked_at, e.replied_at) if at), default=None)
    pressing = _pressing(known)
    rows = [
        row
        for exchange in known
        for row in _rows(exchange, last or datetime.now(UTC), pressing=id(exchange) in pressing)
    ]
    kept = [row for row in rows if since is None or row.at.date() >= since]
    return sorted(kept, key=lambda row: (_utc(row.at), row.did == _NO_ANSWER))


def _pressing(exchanges: Sequence[Exchange]) -> set[int]:
    """Which messages press for an answer without a question mark: they escalated or repeated what came before."""
    ordered = sorted(exchanges, key=lambda e: _utc(e.asked_at or e.replied_at or datetime.min))
    found: set[int] = set()
    before: dict[str, Exchange] = {}
    for exchange in ordered:
        talk = _talk(exchange)
        if exchange.asked_at and talk in before and before[talk].outcome in _PRESSED:
            found.add(id(exchange))
        before[talk] = exchange
    return found


def _talk(exchange: Exchange) -> str:
    """What makes two exchanges with a client one conversation: the subject of mails, the chat."""
    bare = words().subject_prefix.sub("", exchange.subject).casefold().strip()
    return bare or exchange.thread


def _rows(exchange: Exchange, last: datetime, *, pressing: bool) -> list[Row]:
    rows = []
    if exchange.asked_at:
        rows.append(_row(exchange, exchange.asked_at, "client", exchange.message, None))
        asks = pressing or "?" in _question(exchange.message)
        if asks and not exchange.reply and not is_acknowledgement(exchange.message):
            rows.append(_silence(exchange, exchange.asked_at, "us", last))
    if exchange.replied_at:
        waited = _utc(exchange.replied_at) - _utc(exchange.asked_at) if exchange.asked_at else None
        rows.append(_row(exchange, exchange.replied_at, "us", exchange.reply, waited))
        if not exchange.message and exchange.outcome is Outcome.SILENT:
            rows.append(_silence(exchange, exchange.replied_at, "client", last))
    return rows


def _row(exchange: Exchange, at: datetime, side: str, text: str, waited: timedelta | None) -> Row:
    who = exchange.client if side == "client" else exchange.author
    return Row(at, side, who, _did(text), _excerpt(text), _hours(waited), exchange.subject, exchange.source)


def _silence(exchange: Exchange, at: datetime, side: str, last: datetime) -> Row:
    """The side that owes an answer, as of the last message that is known."""
    text = exchange.message if side == "us" else exchange.reply
    who = exchange.client if side == "client" else "us"
    return Row(
        at,
        side,
        who,
        _NO_ANSWER,
        _excerpt(text),
        _hours(last - _utc(at)),
        exchange.subject,
        exchange.source,
    )


def _did(text: str) -> str:
    lowered = text.lower()
    if any(phrase in lowered for phrase in words().attached):
        return "sent"
    return "asked" if "?" in _question(text) else "wrote"


def _question(text: str) -> str:
    return text.replace("？", "?").replace("¿", "?")


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def _hours(waited: timedelta | None) -> float | None:
    return None if waited is None else round(waited.total_seconds() / 3600, 1)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def as_json(rows: Sequence[Row]) -> str:
    """A list of objects, dates in ISO form."""
    return json.dumps(
        [asdict(row) | {"at": row.at.isoformat()} for row in rows], ensure_ascii=False, indent=2
    )


def as_csv(rows: Sequence[Row]) -> str:
    """With a heading line; cells that a spreadsheet would run as formulas are set off."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([_cell(value) for value in (asdict(row) | {"at": row.at.isoformat()}).values()])
    return out.getvalue()


def as_html(rows: Sequence[Row], *, title: str) -> str:
    """A page with one table, nothing loaded from anywhere."""
    heading = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in _COLUMNS)
    lines = []
    for row in rows:
        cells = (asdict(row) | {"at": row.at.strftime("%Y-%m-%d %H:%M")}).values()
        data = "".join(f"<td>{html.escape('' if value is None else str(value))}</td>" for value in cells)
        lines.append(f'<tr class="{row.side}">{data}</tr>')
    style = "body{font:15px sans-serif}td,th{text-align:left;vertical-align:top;padding:4px 8px}tr.us{background:#eef4fa}"
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{html.escape(title)}</title><style>{style}</style></head>\n'
        f"<body><h1>{html.escape(title)}</h1>\n<table><tr>{heading}</tr>\n"
        + "\n".join(lines)
        + "\n</table></body></html>\n"
    )


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
