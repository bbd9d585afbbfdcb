"""Worked sentences and exchanges by language: the style to follow while the user's past offers none.

knowledge/exemplars/<language>.yaml. Their wording may be followed, their facts never used: they are
invented, and every match says that it belongs to no client of the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Channel, Match, MoveKind, Reading, SourceKind
from assistant.errors import KnowledgeDataError
from assistant.resources import shipped

_SAME_SITUATION, _SAME_CHANNEL, _SAME_REGISTER = 0.6, 0.2, 0.2


@dataclass(frozen=True, slots=True)
class ExemplarExchange:
    """A client message, the notes that were at hand, and a reply that answers it as the rules ask."""

    situation: str
    channel: Channel
    register: str
    message: str
    notes: tuple[str, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Exemplars:
    """Sentences by move and whole exchanges of one language; both empty where nobody wrote any."""

    language: str
    sentences: Mapping[MoveKind, tuple[str, ...]]
    exchanges: tuple[ExemplarExchange, ...]


@cache
def exemplars(language: str) -> Exemplars:
    """The exemplars of a language (short BCP 47 tag). A malformed file raises KnowledgeDataError."""
    path = shipped("knowledge") / "exemplars" / f"{language}.yaml"
    if not path.is_file():
        return Exemplars(language, {}, ())
    try:
        file = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        sentences = {
            MoveKind(move): tuple(str(text) for text in texts) for move, texts in file["sentences"].items()
        }
        return Exemplars(language, sentences, tuple(_exchange(each) for each in file.get("exchanges", ())))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed(path, error) from error


def exemplar_matches(reading: Reading, *, limit: int = 2) -> list[Match]:
    """The exchanges nearest to a reading in its language: same situation first, then channel and register."""
    found = [
        Match(
            f"exemplar/{reading.language}/{number}",
            SourceKind.PLAYBOOK,
            f"exemplars/{reading.language}.yaml",
            each.message,
            _likeness(each, reading),
            reply=each.reply,
            language=reading.language,
            title=each.situation,
            own_client=False,
        )
        for number, each in enumerate(exemplars(reading.language).exchanges, start=1)
    ]
    return sorted(found, key=lambda match: -match.score)[:limit]


def _likeness(exchange: ExemplarExchange, reading: Reading) -> float:
    return round(
        _SAME_SITUATION * (exchange.situation == reading.situation.label)
        + _SAME_CHANNEL * (exchange.channel is reading.channel)
        + _SAME_REGISTER * (exchange.register == reading.register),
        2,
    )


def _exchange(entry: Mapping[str, Any]) -> ExemplarExchange:
    return ExemplarExchange(
        str(entry["situation"]),
        Channel(entry["channel"]),
        str(entry.get("register", "")),
        str(entry["message"]).strip(),
        tuple(str(note) for note in entry.get("notes", ())),
        str(entry["reply"]).strip(),
    )


def _malformed(path: Path, error: Exception) -> KnowledgeDataError:
    return KnowledgeDataError(
        f"exemplars/{path.name} is not a valid file of exemplars: {error}.", "Compare it with en.yaml."
    )
