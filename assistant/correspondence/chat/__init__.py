"""Chat exports and other texts of turns, one file per format.

`FORMATS` is the table that the archive reader goes through, first match wins:
`looks_like(head, path)` decides from the first 64 KB (an empty head and a folder: Slack's unpacked
export), `read(source)` yields Turns. Everything a reader knows about languages lies in
knowledge/correspondence/chat.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from assistant.correspondence.chat.line import looks_like_line, read_line
from assistant.correspondence.chat.messenger import looks_like_messenger, read_messenger
from assistant.correspondence.chat.pasted import looks_like_pasted, read_pasted
from assistant.correspondence.chat.signal import looks_like_signal, read_signal
from assistant.correspondence.chat.slack import looks_like_slack, read_slack
from assistant.correspondence.chat.tables import is_table, looks_like_tables, read_tables
from assistant.correspondence.chat.teams import looks_like_teams, read_teams
from assistant.correspondence.chat.telegram import looks_like_telegram, read_telegram
from assistant.correspondence.chat.wechat import looks_like_wechat, read_wechat
from assistant.correspondence.chat.whatsapp import looks_like_whatsapp, read_whatsapp
from assistant.correspondence.turns import Turn


class Format(NamedTuple):
    """A form of export: its name for people, how it is recognised, how it is read."""

    name: str
    looks_like: Callable[[bytes, Path], bool]
    read: Callable[[Path | bytes], Iterator[Turn]]


FORMATS: tuple[Format, ...] = (
    Format("Slack export", looks_like_slack, read_slack),
    Format("Telegram export", looks_like_telegram, read_telegram),
    Format("Messenger or Instagram export", looks_like_messenger, read_messenger),
    Format("Teams or Skype export", looks_like_teams, read_teams),
    Format("Signal export", looks_like_signal, read_signal),
    Format("WeChat export", looks_like_wechat, read_wechat),
    Format("LINE export", looks_like_line, read_line),
    Format("WhatsApp export", looks_like_whatsapp, read_whatsapp),
    Format("table of messages", looks_like_tables, read_tables),
    Format("pasted conversation", looks_like_pasted, read_pasted),
)


def format_of(start: bytes, path: Path, columns: Mapping[str, str] | None = None) -> Format | None:
    """How a file is read, None where it is no conversation; `columns` says what the headings of a table mean."""
    if columns and is_table(path):
        return Format("table of messages", looks_like_tables, partial(read_tables, columns=columns))
    return next((form for form in FORMATS if form.looks_like(start, path)), None)
