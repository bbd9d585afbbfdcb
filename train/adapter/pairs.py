"""The pairs an adapter learns from, in the exact prompts of their job.

`tell`: a note as staff jot it down, and how it is said to the client. A line of tell.jsonl is one note with its sayings:
id (its letter names the writer), trade, note_language, note, and `say`, a list of {language, address, text}.
`first`: a client's message, and the first line of the reply. A line of first.jsonl: id, language, address, message, line.
`letter`: the facts and given lines of a plan, and the body of the reply. The letters are those of ../shared/letters, in
the same form as ours in train/letters: what each fact became (`said`) is known, every other sentence is a given line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Prompt
from assistant.drafting.telling import tell_prompt
from assistant.exam.jobs import exam_languages
from assistant.language.sentences import split_sentences

HERE = Path(__file__).parent
LETTERS = (HERE.parent / "letters", HERE.parents[2] / "shared" / "letters")  # short ones first
JOBS = ("tell", "first", "letter")
HELD_OUT = frozenset({"F"})  # writers of notes whose pairs are never learned: the adapter is judged on them
# A line of its own without an end ("Dear Mr Fourie,"), and what stands below the last line.
_GREETING = re.compile(r"[^\n.。!?？]{1,60}[,，:：]?|[^\n。!?？]{1,40}[,，:：]")
_SIGNED = re.compile(r"\[[^\]:]+\]\s*$")
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
    if job == "letter":
        pairs: Iterable[Pair] = (_letter(row) for folder in LETTERS for row in letters(folder))
    elif job == "first":
        pairs = (_first(row) for row in _rows(HERE / "first.jsonl"))
    else:
        pairs = (pair for row in _rows(HERE / "tell.jsonl") for pair in _told(row))
    return [pair for pair in pairs if pair.language in exam_languages()]


def is_held_out(id: str) -> bool:
    """A tenth of the letters and first lines, by their id."""
    return _digest(id)[0] % 10 == 0


def letters(folder: Path) -> list[dict[str, Any]]:
    """The letters of a folder, its languages in turn, in an order that chance made; none where there is no folder."""
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in _rows(path)]
    seen: dict[str, int] = defaultdict(int)
    turns = []
    for row in sorted(rows, key=lambda row: _digest(row["id"])):
        turns.append((seen[row["lang"]], row["lang"], row))
        seen[row["lang"]] += 1
    return [row for *_, row in sorted(turns, key=lambda turn: turn[:2])]


def _digest(id: str) -> bytes:
    return hashlib.sha256(id.encode()).digest()


def first_prompt(message: str, language: str, address: str) -> Prompt:
    """The job of the first line: the client's message alone, shortened, and how they are addressed."""
    words = yaml.safe_load((HERE / "first.yaml").read_text(encoding="utf-8"))
    text = " ".join(message.split())
    text = text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE].rsplit(" ", 1)[0] + " …"
    request = words["request"].format(language=language, address=address, message=text)
    return Prompt(f"first.{language}", words["system"].strip(), request.strip())


def letter_prompt(
    language: str, address: str, channel: str, heat: int, items: Sequence[tuple[str, str]]
) -> Prompt:
    """The job of the letter: `items` in their order are (kind, text of a fact) or ("=", given line)."""
    words = yaml.safe_load((HERE / "letter.yaml").read_text(encoding="utf-8"))
    listed = [f"= {_line(text)}" if kind == "=" else f"- {kind}: {_line(text)}" for kind, text in items]
    request = words["request"].format(
        language=language, address=address, channel=channel, heat=heat, items="\n".join(listed)
    )
    return Prompt(f"letter.{language}", words["system"].strip(), request.strip())


def body_of(letter: str) -> str:
    """A letter without its greeting and its sign-off."""
    parts = letter.strip().split("\n\n")
    if len(parts) > 1 and _GREETING.fullmatch(parts[0]):
        parts = parts[1:]
    if len(parts) > 1 and _SIGNED.search(parts[-1]):
        parts = parts[:-1]
    return "\n\n".join(parts)


def _line(text: str) -> str:
    return " ".join(text.split())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _letter(row: dict[str, Any]) -> Pair:
    body = body_of(row["letter"])
    items = list(_items(row, body))
    prompt = letter_prompt(row["lang"], row["register"], row["channel"], row["temperature"], items)
    return Pair(row["id"], row["lang"], row["register"], prompt.request, body, prompt, is_held_out(row["id"]))


def _items(row: dict[str, Any], body: str) -> Iterator[tuple[str, str]]:
    """The facts and the other sentences of a body in the order in which they stand in it."""
    said = [(body.find(each["text"]), each) for each in row["said"]]
    facts = {at: each for at, each in said if at >= 0}
    told: set[int] = set()
    for span in split_sentences(body):
        here = [
            each
            for at, each in sorted(facts.items())
            if at < span.end and span.start < at + len(each["text"])
        ]
        if not here:
            yield "=", body[span.start : span.end]
        for each in here:
            if each["fact"] not in told:
                told.add(each["fact"])
                fact = row["facts"][each["fact"]]
                yield fact["kind"], fact["text"]


def _told(row: dict[str, Any]) -> Iterator[Pair]:
    for said in row["say"]:
        prompt = tell_prompt(row["note"], said["language"], said["address"])
        if prompt is None:
            raise ValueError(f"prompts/tell.yaml does not know {said['language']}")
        held_out = row["id"][0] in HELD_OUT
        yield Pair(row["id"], said["language"], said["address"], row["note"], said["text"], prompt, held_out)


def _first(row: dict[str, Any]) -> Pair:
    prompt = first_prompt(row["message"], row["language"], row["address"])
    held_out = is_held_out(row["id"])
    return Pair(row["id"], row["language"], row["address"], row["message"], row["line"], prompt, held_out)
