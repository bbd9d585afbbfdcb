"""Tables of messages: csv, xlsx, JSON lines and flat JSON, with a mapping or by their headings.

Two shapes. A row is a message (text, with author, address or direction), as ticket systems export
them; or a row is an exchange (the client's message and our reply). Without a mapping the headings are
looked up in knowledge/correspondence/chat.yaml. With one, its keys are `client` and `reply` (texts of an
exchange) or `text` (of a message), and any of the other words of `ROLES`.

Dates are read year first, as epoch, as mail writes them, or in the order that explains the whole column.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.correspondence.chat.clock import DATE, DayOrder
from assistant.correspondence.chat.finishing import finished
from assistant.correspondence.chat.lexicon import words
from assistant.correspondence.chat.moments import moment
from assistant.correspondence.chat.sheets import Row, delimiter, rows
from assistant.correspondence.chat.sources import Source, chat_name, head_text, label
from assistant.correspondence.mail.html import html_text
from assistant.correspondence.quoting import own_and_signature
from assistant.correspondence.turns import Turn
from assistant.errors import InputError

_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson"})
ROLES = ("client", "reply", "text", "author", "name", "address", "date", "reply_date", "direction", "thread",
         "subject", "to", "id")  # fmt: skip
_MEANINGS = {"client": "client_text", "reply": "reply_text", "name": "author"}
_SENT_BY_US = ("issender", "is_sender", "is_send", "isself", "is_self", "is_from_me", "is from me", "from me",
               "outgoing", "outbound")  # fmt: skip
_MARKUP = re.compile(r"<(?:p|div|br|table|ul|ol|span|blockquote|html|body)\b[^<>]*>", re.IGNORECASE)
_YES = frozenset({"1", "true", "yes", "y", "wahr", "sí", "да", "是"})
_NO = frozenset({"0", "false", "no", "n", "falsch", "нет", "否"})


def looks_like_tables(head: bytes, path: Path) -> bool:
    """Whether the headings say where the messages stand."""
    kind = path.suffix.lower()
    if head.startswith(b"PK\x03\x04"):
        return kind in (".xlsx", ".xlsm") and path.is_file() and _readable(path)
    text = head_text(head).lstrip("\ufeff")
    if kind in (".jsonl", ".ndjson") or text.startswith("{"):
        return _shape_of(_keys(text.splitlines()[0] if text else "")) != ""
    if text.startswith("["):
        return _shape_of(_keys(text[1:].lstrip(), partial=True)) != ""
    if kind not in (".csv", ".tsv", ".txt", ".tab", "") or "\n" not in text:
        return False
    first = next(csv.reader(text.splitlines()[:40], delimiter=delimiter(text)), [])
    return len(first) > 1 and _shape_of(first) != ""


def read_tables(source: Source, *, columns: Mapping[str, str] | None = None) -> Iterator[Turn]:
    """The turns of the rows, in their order.

    `columns` maps words of `ROLES` to headings. Raises InputError for a mapping or a table that names
    no messages, and behind the readable rows where the file is damaged.
    """
    layout = _layout(source, columns)
    yield from finished(_turns(source, layout))


def is_table(path: Path) -> bool:
    """Whether a mapping of columns may be meant for this file, by its name."""
    return path.suffix.lower() in _SUFFIXES


def parse_columns(text: str) -> dict[str, str]:
    """`client=Question,reply=Answer` as a mapping. Raises InputError for anything else."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    wrong = [
        name.strip()
        for name, sign, value in pairs
        if name.strip() not in ROLES or not sign or not value.strip()
    ]
    if wrong or not pairs:
        raise InputError(
            f"--columns does not understand {', '.join(wrong) or 'an empty mapping'}",
            f"write role=heading pairs; the roles are {', '.join(ROLES)}",
        )
    return {name.strip(): value.strip() for name, _, value in pairs}


@dataclass(slots=True)
class _Layout:
    """Which headings say what, whether a row is an exchange, and how its dates are written."""

    columns: dict[str, list[str]]
    exchange: bool
    chat: str
    order: str = "dmy"

    def get(self, row: Row, meaning: str) -> Any:
        """The first filled cell of this meaning."""
        cells = (row.get(heading) for heading in self.columns.get(meaning, ()))
        return next((cell for cell in cells if cell is not None and str(cell).strip()), "")

    def text(self, row: Row, meaning: str) -> str:
        return str(self.get(row, meaning)).strip()


def _layout(source: Source, columns: Mapping[str, str] | None) -> _Layout:
    headings: list[str] = []
    with rows(source) as every:
        for _, row in every:
            headings = [str(name) for name in row]
            break
    found = _mapped(columns, headings) if columns else _recognised(headings)
    exchange = "client_text" in found and "reply_text" in found
    if not exchange and "text" not in found:
        raise InputError(
            f"the table does not say where its messages are; headings: {', '.join(headings[:20]) or 'none'}",
            "name them: --columns client=HEADING,reply=HEADING,date=HEADING",
        )
    name = chat_name(source, words().chat_files) if isinstance(source, Path) else "table"
    layout = _Layout(found, exchange, name)
    layout.order = _order(source, layout)
    return layout


def _mapped(columns: Mapping[str, str], headings: list[str]) -> dict[str, list[str]]:
    known = {heading.strip().casefold(): heading for heading in headings}
    missing = [value for value in columns.values() if value.strip().casefold() not in known]
    if missing:
        raise InputError(
            f"the table has no column {', '.join(missing)}", f"its columns are {', '.join(headings)}"
        )
    found: dict[str, list[str]] = {}
    for role, heading in columns.items():
        found.setdefault(_MEANINGS.get(role, role), []).append(known[heading.strip().casefold()])
    if "client_text" in found and "reply_text" not in found:
        found["text"] = found.pop("client_text")
    return found


def _recognised(headings: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for heading in headings:
        folded = re.sub(r"\s+", " ", heading.strip().casefold().lstrip("\ufeff"))
        meaning = words().columns.get(folded) or words().columns.get(folded.replace("_", " "))
        if meaning:
            found.setdefault(meaning, []).append(heading)
    weak = found.pop("text_weak", [])
    if weak and found.keys() & {"direction", "address", "thread"}:
        found.setdefault("text", []).extend(weak)
    return found


def _shape_of(headings: list[str]) -> str:
    found = _recognised(headings)
    if "client_text" in found and "reply_text" in found:
        return "exchange"
    who = "author" in found or "address" in found or "direction" in found
    return "message" if "text" in found and who and ("date" in found or "direction" in found) else ""


def _order(source: Source, layout: _Layout) -> str:
    if not layout.columns.get("date"):
        return "dmy"
    order, pattern = DayOrder(), re.compile(DATE)
    with rows(source) as every:
        try:
            for _, row in every:
                cell = layout.get(row, "date")
                if isinstance(cell, str) and (found := pattern.match(cell.strip())):
                    order.add_day(found)
        except InputError:
            pass  # told by the second reading, behind the rows that can be read
    return order.best()


def _turns(source: Source, layout: _Layout) -> Iterator[Turn]:
    with rows(source) as every:
        for number, row in every:
            place = f"{label(source)}:{number}"
            yield from (
                _exchange(row, layout, place, number) if layout.exchange else [_message(row, layout, place)]
            )


def _message(row: Row, layout: _Layout, place: str) -> Turn:
    author, address, ours = layout.text(row, "author"), layout.text(row, "address"), _ours(row, layout)
    thread = layout.text(row, "thread")
    to = layout.text(row, "to")
    text, signature = _own(layout.text(row, "text"), author)
    return Turn(
        author=author or ("" if address else _side(ours)),
        address=address,
        text=text,
        at=moment(layout.get(row, "date"), layout.order),
        thread=f"{layout.chat}: {thread}" if thread else layout.chat,
        source=place,
        id=_own_id(row, layout),
        subject=layout.text(row, "subject"),
        to=(to,) if to else (),
        ours=ours,
        signature=signature,
    )


def _own(text: str, author: str) -> tuple[str, str]:
    """The words of a cell and the signature below them: help desks keep mails whole, often as html."""
    text = html_text(text) if _MARKUP.search(text) else text
    own, signature = own_and_signature(text, sender=author) if "\n" in text else (text, "")
    return (own, signature) if own else (text, "")


def _own_id(row: Row, layout: _Layout) -> str:
    own = layout.text(row, "id")
    return f"{layout.chat}:{own}" if own else ""


def _side(ours: bool | None) -> str:
    return {True: "Us", False: "Client", None: "Unknown"}[ours]


def _exchange(row: Row, layout: _Layout, place: str, number: int) -> Iterator[Turn]:
    asked = moment(layout.get(row, "date"), layout.order)
    answered = moment(layout.get(row, "reply_date"), layout.order) or asked
    author, address = layout.text(row, "author"), layout.text(row, "address")
    thread = f"{layout.chat}: {layout.text(row, 'thread') or number}"
    subject, identity = layout.text(row, "subject"), layout.text(row, "id") or f"{layout.chat}:{number}"
    client, _ = _own(layout.text(row, "client_text"), author)
    reply, signature = _own(layout.text(row, "reply_text"), "")
    name = author or ("" if address else "Client")
    if client:
        yield Turn(
            name, address, client, asked, thread, place, id=f"{identity}:client", subject=subject, ours=False
        )
    if reply:
        before = (f"{identity}:client",) if client else ()
        to, own = (name or address,), f"{identity}:reply"
        yield Turn(
            "Us", "", reply, answered, thread, place, own, subject, to, before, ours=True, signature=signature
        )


def _ours(row: Row, layout: _Layout) -> bool | None:
    for heading in layout.columns.get("direction", ()):
        value, folded = str(row.get(heading) or "").strip().casefold(), heading.strip().casefold()
        if value in words().outgoing:
            return True
        if value in words().incoming:
            return False
        if value in _YES | _NO and (folded in _SENT_BY_US or folded in ("incoming", "inbound")):
            return (value in _YES) == (folded in _SENT_BY_US)
    return None


def _readable(path: Path) -> bool:
    try:
        with rows(path) as every:
            return any(_shape_of([str(name) for name in row]) for _, row in [next(every, (0, {}))])
    except InputError:
        return False


def _keys(text: str, *, partial: bool = False) -> list[str]:
    try:
        record = json.JSONDecoder().raw_decode(text)[0] if partial else json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [str(key) for key in record] if isinstance(record, dict) else []
