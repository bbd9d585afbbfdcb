"""Slack's workspace export: a zip or a folder with users.json, channels.json and a file for each day.

A single day file is read too, with the users.json beside its folder. Mentions become names, links
their label, `&lt;` a bracket. A thread is a conversation of its own within its channel. Times are in
UTC. Messages of apps and of the workspace itself (joined, renamed ...) come with a reason.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.correspondence.chat.clock import from_epoch
from assistant.correspondence.chat.finishing import DELETED, MEDIA, NOTICE, PROGRAM, finished
from assistant.correspondence.chat.records import Record, nested, records, string
from assistant.correspondence.chat.sources import DAMAGED_ZIP, Source, head_text, label, zipped_names
from assistant.correspondence.turns import Turn
from assistant.errors import InputError

_PEOPLE = ("users.json", "org_users.json")  # first: the members of direct messages are named by them
_CHANNELS = ("channels.json", "groups.json", "dms.json", "mpims.json")
_OTHER = ("integration_logs.json", "canvases.json", "file_conversations.json", "lists.json")
_LISTS = (*_PEOPLE, *_CHANNELS, *_OTHER)
_OWN_WORDS = (
    "",
    "me_message",
    "file_share",
    "thread_broadcast",
    "reply_broadcast",
    "slackbot_response",
    "file_comment",
)
_LARGEST_DAY = 1 << 29
_THREAD = re.compile(rb'"thread_ts"\s*:\s*"([\d.]+)"')
_STAMP = re.compile(r'"ts"\s*:\s*"\d{9,}\.\d+"')
_TOLD = re.compile(r"<@[^>]+> (?:uploaded|shared) a file")
_MARKUP = re.compile(r"<([^<>\n]+)>")


def looks_like_slack(head: bytes, path: Path) -> bool:
    """Whether this is the zip, the folder, or one file of a Slack export."""
    if not head and path.is_dir():
        return (path / "users.json").is_file() and any(path.glob("*/????-??-??.json"))
    if head.startswith(b"PK\x03\x04"):
        last = (
            {name.rpartition("/")[2] for name in zipped_names(path)}
            if path.suffix.lower() == ".zip"
            else set()
        )
        return bool(last & set(_CHANNELS)) or any(name.encode() in head for name in _CHANNELS)
    text = head_text(head).lstrip()
    if path.name in _LISTS and text.startswith("["):
        return (
            path.name != "users.json" or '"real_name"' in text or '"team_id"' in text or '"profile"' in text
        )
    return text.startswith("[") and '"type"' in text and bool(_STAMP.search(text))


def read_slack(source: Source) -> Iterator[Turn]:
    """Every message of every channel, a channel at a time, in the order of the days.

    Raises InputError for a zip that cannot be read, and behind the readable messages for damaged days.
    """
    if isinstance(source, Path) and source.is_dir():
        yield from _read(_Export(source=str(source), folder=source))
    elif isinstance(source, Path) and source.suffix.lower() != ".zip":
        yield from _read_day_file(source)
    else:
        with _opened(source) as archive:
            yield from _read(_Export(source=label(source), archive=archive))


def _opened(source: Source) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except DAMAGED_ZIP as error:
        raise InputError(f"the Slack export cannot be opened: {error}", "download it again") from error


@dataclass(slots=True)
class _Export:
    """A zip or a folder, and what its lists say about people and channels."""

    source: str
    folder: Path | None = None
    archive: zipfile.ZipFile | None = None
    users: dict[str, Record] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)  # messages that somebody answered in a thread

    def names(self) -> list[str]:
        if self.folder:
            return sorted(one.relative_to(self.folder).as_posix() for one in self.folder.rglob("*.json"))
        return sorted(self.archive.namelist()) if self.archive else []

    def open(self, name: str) -> bytes:
        """A file of the export. Raises InputError where it is damaged or too large."""
        try:
            if self.folder:
                return (self.folder / name).read_bytes()
            if not self.archive or self.archive.getinfo(name).file_size > _LARGEST_DAY:
                raise InputError(f"{name} is too large for one day")
            return self.archive.read(name)
        except DAMAGED_ZIP as error:
            raise InputError(f"{name} cannot be read: {error}", "download the export again") from error

    def learn(self, name: str) -> None:
        """Take people and channels from one of the lists."""
        try:
            entries = json.loads(self.open(name))
        except (InputError, ValueError, RecursionError):
            return  # names stay ids; the messages are what counts
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and "id" in entry:
                known = string(entry.get("name"))
                if name.endswith("users.json"):
                    self.users[str(entry["id"])] = entry
                else:
                    self.channels[str(entry["id"])] = known or self._members(entry)

    def look_for_threads(self, name: str) -> None:
        """Note which messages are answered on this day; a damaged day is told when its messages are read."""
        with suppress(InputError):
            self.parents.update(_answered(self.open(name)))

    def _members(self, entry: Record) -> str:
        members = entry.get("members")
        names = [self.name(str(one)) for one in members] if isinstance(members, list) else []
        return ", ".join(names) or str(entry["id"])

    def name(self, user: str, record: Mapping[str, Any] | None = None) -> str:
        """The name people see for a user id."""
        entry = self.users.get(user, {})
        inline = (record or {}).get("user_profile") or {}
        names = (
            entry.get("real_name"),
            nested(entry, "profile", "real_name"),
            nested(inline, "real_name"),
            nested(entry, "profile", "display_name"),
            nested(inline, "display_name"),
            entry.get("name"),
            (record or {}).get("username"),
        )
        return next((str(one) for one in names if one), user)


def _read(export: _Export) -> Iterator[Turn]:
    names = export.names()
    root = _root(names)
    for listed in (*_PEOPLE, *_CHANNELS):
        if root + listed in names:
            export.learn(root + listed)
    days = [name for name in names if re.search(r"/\d{4}-\d\d-\d\d\.json$", "/" + name)]
    damaged: list[str] = []
    for name in days:
        export.look_for_threads(name)
    for name in days:
        folder = name.removeprefix(root).rpartition("/")[0]
        try:
            yield from _day(
                export, export.open(name), export.channels.get(folder, folder), f"{export.source}:{name}"
            )
        except InputError as error:
            damaged.append(error.message if name in error.message else f"{name}: {error.message}")
    if damaged:
        raise InputError(f"{len(damaged)} days could not be read ({damaged[0]})", "download the export again")


def _root(names: list[str]) -> str:
    listed = [name for name in names if name.rpartition("/")[2] in ("users.json", "channels.json")]
    return min(listed, key=len).rpartition("/")[0] + "/" if listed and "/" in min(listed, key=len) else ""


def _read_day_file(path: Path) -> Iterator[Turn]:
    if path.name in _LISTS:
        return
    export = _Export(source=str(path), folder=path.parent.parent)
    for listed in (*_PEOPLE, *_CHANNELS):
        if (path.parent.parent / listed).is_file():
            export.learn(listed)
    for day in path.parent.glob("????-??-??.json"):
        export.look_for_threads(str(day.relative_to(path.parent.parent)))
    channel = export.channels.get(path.parent.name, path.parent.name)
    yield from _day(export, path, channel, str(path))


def _answered(day: bytes) -> Iterator[str]:
    return (found.decode() for found in _THREAD.findall(day))


def _day(export: _Export, source: Source, channel: str, place: str) -> Iterator[Turn]:
    turns = (_turn(export, record, channel, place) for record, _ in records(source, [("[]",)]))
    return finished(turns)


def _turn(export: _Export, record: Record, channel: str, place: str) -> Turn:
    user, written = _said(record)
    stamp, parent = string(record.get("ts")), string(record.get("thread_ts"))
    if not parent and stamp in export.parents:
        parent = stamp  # exports that do not mark the message a thread hangs on
    thread = f"Slack: {channel}" + (f" ({parent})" if parent else "")
    text = _plain(written, export)
    return Turn(
        author=export.name(user, record) or "Slack",
        address=string(nested(export.users.get(user, {}), "profile", "email")) or user,
        text=text,
        at=from_epoch(stamp),
        thread=thread,
        source=f"{place}:{stamp}",
        id=f"slack:{channel}:{stamp}" if stamp else "",
        in_reply_to=(f"slack:{channel}:{parent}",) if parent and parent != stamp else (),
        reason=_reason(record, text),
    )


def _said(record: Record) -> tuple[str, str]:
    """Who wrote it and what: older exports tell of files in a sentence of their own around the comment."""
    user, text = string(record.get("user")) or string(record.get("bot_id")), string(record.get("text"))
    comment = record.get("comment")
    if record.get("subtype") == "file_comment" and isinstance(comment, dict):
        return string(comment.get("user")) or user, string(comment.get("comment"))
    if record.get("subtype") == "file_share" and _TOLD.match(text):
        return user, string(nested(record, "file", "initial_comment", "comment"))
    return user, text


def _reason(record: Record, text: str) -> str:
    kind = string(record.get("subtype"))
    if kind == "tombstone":
        return DELETED
    if kind == "bot_message" or record.get("bot_id"):
        return PROGRAM
    if kind not in _OWN_WORDS or record.get("type", "message") != "message":
        return NOTICE
    return MEDIA if not text.strip() and (record.get("files") or record.get("file")) else ""


def _plain(text: str, export: _Export) -> str:
    return html.unescape(_MARKUP.sub(lambda found: _spoken(found[1], export), text))


def _spoken(mark: str, export: _Export) -> str:
    target, _, said = mark.partition("|")
    if target.startswith("@"):
        return "@" + (said or export.name(target[1:])).removeprefix("@")
    if target.startswith("#"):
        return "#" + (said or export.channels.get(target[1:], target[1:]))
    if target.startswith("!"):
        return said or "@" + target[1:].partition("^")[0]
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not said or said in (address, target) or address.rstrip("/").endswith(said.rstrip("/")):
        return address
    return f"{said} ({address})"
