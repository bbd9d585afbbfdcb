"""The journal: every draft with what it rested on, kept on this machine and readable by its owner only.

One SQLite file; each entry is the JSON object that `draft --json` prints, so nothing about a draft is
lost when the terminal closes. Entries are added, never changed; what is removed is gone from the file too.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assistant.domain import Decision, Finding, Match, Reply, SourceKind, kind_of
from assistant.errors import InputError, StoreError
from assistant.folders import make_private

_TIMINGS = ("read_s", "retrieve_s", "first_token_s", "write_s", "total_s", "prompt_tokens", "reply_tokens")
_NAMED = 3  # ids that a refusal names
_TABLE = "create table if not exists entries (id text primary key, at text not null, kind text not null, body text)"


class Journal:
    """Drafts in order of time. Raises StoreError when the folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.db"

    def add(self, kind: str, body: Mapping[str, Any], *, identifier: str = "") -> str:
        """Keep one entry and return its id; on the disk before this returns."""
        identifier = identifier or new_id()
        row = (identifier, datetime.now(UTC).isoformat(timespec="seconds"), kind, _json(body))
        with self._open() as connection, connection:
            connection.execute("insert into entries values (?, ?, ?, ?)", row)
        return identifier

    def get(self, identifier: str) -> dict[str, Any]:
        """The draft whose id starts so. Raises InputError when none does, or more than one."""
        with self._open() as connection:
            rows = connection.execute(
                "select id, body from entries where kind = 'draft' and substr(id, 1, ?) = ? order by at desc",
                (len(identifier), identifier),
            ).fetchall()
        if not identifier or not rows:
            raise InputError(
                f"No draft has the id '{identifier}'.", "The id stands in the last line under each draft."
            )
        if len(rows) > 1:
            newest = ", ".join(name for name, _ in rows[:_NAMED])
            raise InputError(f"'{identifier}' begins {len(rows)} drafts: {newest}.", "Give more of the id.")
        return dict(json.loads(rows[0][1]))

    def entries(self, kind: str, *, limit: int = 20) -> list[dict[str, Any]]:
        """The newest entries of a kind, newest first."""
        with self._open() as connection:
            rows = connection.execute(
                "select body from entries where kind = ? order by at desc, rowid desc limit ?", (kind, limit)
            ).fetchall()
        return [dict(json.loads(body)) for (body,) in rows]

    def remove(self, identifier: str) -> int:
        """Take a draft out, with what was sent of it: how many entries went. Raises InputError as `get` does."""
        draft = self.get(identifier)["id"]
        return self._delete("id = ? or (kind = 'sent' and json_extract(body, '$.draft') = ?)", (draft, draft))

    def remove_before(self, day: date) -> int:
        """Take out all entries of earlier days (UTC), and return how many."""
        return self._delete("at < ?", (day.isoformat(),))

    def _delete(self, where: str, values: tuple[str, ...]) -> int:
        with self._open() as connection:
            connection.execute("pragma secure_delete = on")  # a private word is not left on a free page
            with connection:
                return connection.execute(f"delete from entries where {where}", values).rowcount

    def most_used(self, *, limit: int = 200, first: int = 3) -> dict[str, int]:
        """How many of the newest drafts found each clause among the first, by its id."""
        used: Counter[str] = Counter()
        for entry in self.entries("draft", limit=limit):
            clauses = [each["id"] for each in entry["sources"] if each["kind"] == SourceKind.POLICY]
            used.update(clauses[:first])
        return dict(used)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            make_private(self.path.parent)
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            with closing(sqlite3.connect(self.path, timeout=10)) as connection:
                connection.execute("pragma synchronous = full")
                connection.execute(_TABLE)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The journal {self.path} cannot be used: {error}.",
                "Check the folder's permissions and free space, or draft with --no-save.",
            ) from error


def new_id() -> str:
    """A short id that sorts by time."""
    return f"{datetime.now(UTC):%y%m%d%H%M%S}-{secrets.token_hex(4)}"


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


# --- the shape of an entry -----------------------------------------------------------------------


def describe(reply: Reply) -> dict[str, Any]:
    """The object that `draft --json` prints."""
    plan, reading = reply.plan, reply.reading
    return {
        "id": reply.id,
        "reply": reply.draft.text,
        "language": plan.language,
        "channel": plan.channel.value,
        "route": {"to": reading.route.value, "reason": reading.route_reason},
        "asks": [_ask(decision) for decision in plan.decisions],
        "sources": _sources(reply),
        "commitments": [{"text": each.text, "source": each.source} for each in reply.draft.commitments],
        "gaps": list(reply.draft.gaps),
        "findings": [describe_finding(finding) for finding in reply.findings],
        "advice": list(plan.advice),
        "model": reply.model,
        "timings": dict.fromkeys(_TIMINGS, 0)
        | {part: round(value, 4) for part, value in reply.timings.items()},
    }


def describe_message(reply: Reply) -> dict[str, Any]:
    """What a draft answered: kept with it, so that what was sent can become an exchange later."""
    message = reply.message
    return {
        "text": reply.reading.text or message.text,  # theirs alone: a pasted thread holds our own words too
        "client": message.client,
        "date": message.day.isoformat(),
        "notes": list(message.notes),
    }


def describe_finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "reason": finding.reason,
        "hint": finding.hint,
    }


def _ask(decision: Decision) -> dict[str, Any]:
    settled = f"{decision.settled}: {decision.by}" if decision.by else decision.settled
    return {"text": decision.ask.text, "answered_by": settled} | kind_of(decision.ask)


def _sources(reply: Reply) -> list[dict[str, Any]]:
    """Everything the letter rests on: the notes it was given, then what the knowledge base found."""
    notes = [
        {"id": f"note-{number}", "kind": "note", "source": f"note {number}", "quote": text, "score": 1.0}
        for number, text in enumerate(reply.message.notes, start=1)
    ]
    return notes + [_source(match) for match in reply.matches]


def _source(match: Match) -> dict[str, Any]:
    quote = match.reply or match.text
    place = match.title if match.kind is SourceKind.PLAYBOOK else match.source
    source = f"{place} {match.clause}".strip()
    return {
        "id": match.id,
        "kind": match.kind.value,
        "source": source,
        "quote": quote,
        "score": round(match.score, 4),
        "superseded_by": match.superseded_by,
    }
