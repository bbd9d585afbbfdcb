"""The pairs the adapter learns from: a note as staff jot it down, and how it is said to the client, by language.

One line of tell.jsonl is one note with its sayings: id (its letter names the writer), trade, note_language, note, and
`say`, a list of {language, address, text}.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Prompt
from assistant.drafting.telling import tell_prompt

FILE = Path(__file__).with_name("tell.jsonl")
HELD_OUT = frozenset({"F"})  # writers whose pairs are never learned: the adapter is judged on their notes


@dataclass(frozen=True, slots=True)
class Pair:
    """One note and what is said of it in one language; `prompt` is what a draft would ask."""

    id: str
    language: str
    address: str
    note: str
    text: str

    @property
    def author(self) -> str:
        """Who wrote the pair."""
        return self.id[0]

    @property
    def prompt(self) -> Prompt:
        """The job as a draft gives it."""
        prompt = tell_prompt(self.note, self.language, self.address)
        if prompt is None:
            raise ValueError(f"prompts/tell.yaml does not know {self.language}")
        return prompt


def load_pairs() -> list[Pair]:
    """All pairs in the order of the file."""
    rows = (json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())
    return [
        Pair(row["id"], said["language"], said["address"], row["note"], said["text"])
        for row in rows
        for said in row["say"]
    ]
