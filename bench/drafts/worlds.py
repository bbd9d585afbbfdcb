"""Sample worlds as the bench needs them: built from their raw files, messages with their expectations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Channel, Message
from assistant.knowledge import KnowledgeBase
from assistant.learning import Learned, learn
from assistant.reading.facts import today_of

ROUTES = {"do-not-reply-yet": "wait"}


@dataclass(frozen=True, slots=True)
class Case:
    """One new client message of a world, and what a right answer is measured by."""

    world: str
    id: str
    message: Message
    expected: dict[str, Any]


def worlds(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/world.yaml"))


def build(knowledge: KnowledgeBase, world: Path) -> Learned:
    """The knowledge base from the world's own policies and raw archives, as a user would add them."""
    us = yaml.safe_load((world / "world.yaml").read_text(encoding="utf-8"))["us"]
    return learn(knowledge, [world / "policies", world / "correspondence"], us=us)


def cases(world: Path) -> Iterator[Case]:
    for path in sorted((world / "messages").glob("*.yaml")):
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        notes = tuple(str(note) for note in entry["notes"])
        message = Message(
            text=entry["text"],
            client=entry["client"],
            channel=Channel(entry["channel"]),
            day=today_of(notes) or date(2026, 11, 16),
            notes=notes,
        )
        expected = entry["expected"]
        expected["route"] = ROUTES.get(expected["route"], expected["route"])
        yield Case(world.name, str(entry["id"]), message, expected)
