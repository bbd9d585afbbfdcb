"""The pairs an adapter learns from, in the exact prompts of their job.

`tell`: a note as staff jot it down, and how it is said to the client. A line of tell.jsonl is one note with its sayings:
id (its letter names the writer), trade, note_language, note, and `say`, a list of {language, address, text}.
`first`: a client's message, and the first line of the reply. A line of first.jsonl: id, language, address, message, line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Prompt
from assistant.drafting.telling import tell_prompt
from assistant.exam.jobs import exam_languages

HERE = Path(__file__).parent
JOBS = ("tell", "first")
HELD_OUT = frozenset(
    {"F"}
)  # writers of notes whose pairs are never learned: the adapter is judged on their notes
LONGEST_MESSAGE = 600  # characters, as in drafts


@dataclass(frozen=True, slots=True)
class Pair:
    """What is asked and what is to be answered; `held_out` ones are never learned."""

    id: str
    language: str
    address: str
    source: str
    text: str
    prompt: Prompt
    held_out: bool


def load_pairs(job: str) -> list[Pair]:
    """All pairs of a job in the order of its file, in the languages the exam knows."""
    rows = (json.loads(line) for line in (HERE / f"{job}.jsonl").read_text(encoding="utf-8").splitlines())
    pairs = (pair for row in rows for pair in (_told(row) if job == "tell" else [_first(row)]))
    return [pair for pair in pairs if pair.language in exam_languages()]


def first_prompt(message: str, language: str, address: str) -> Prompt:
    """The job of the first line: the client's message alone, shortened, and how they are addressed."""
    words = yaml.safe_load((HERE / "first.yaml").read_text(encoding="utf-8"))
    text = " ".join(message.split())
    text = text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE].rsplit(" ", 1)[0] + " …"
    request = words["request"].format(language=language, address=address, message=text)
    return Prompt(f"first.{language}", words["system"].strip(), request.strip())


def _told(row: dict[str, Any]) -> Iterator[Pair]:
    for said in row["say"]:
        prompt = tell_prompt(row["note"], said["language"], said["address"])
        if prompt is None:
            raise ValueError(f"prompts/tell.yaml does not know {said['language']}")
        held_out = row["id"][0] in HELD_OUT
        yield Pair(row["id"], said["language"], said["address"], row["note"], said["text"], prompt, held_out)


def _first(row: dict[str, Any]) -> Pair:
    prompt = first_prompt(row["message"], row["language"], row["address"])
    held_out = hashlib.sha256(row["id"].encode()).digest()[0] % 10 == 0
    return Pair(row["id"], row["language"], row["address"], row["message"], row["line"], prompt, held_out)
