"""The jobs of the exam as data: knowledge/exam/jobs.yaml and one file per language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.domain import Scope
from assistant.drafting.prompting import fingerprint
from assistant.language.shipped_data import as_text, data_of, naming
from assistant.resources import shipped

_INPUTS = {
    "acknowledge": ("message", "sentence"),
    "restyle": ("fact",),
    "join": ("facts",),
    "rewrite": ("sentence",),
    "smooth": ("sentences",),
    "letter": ("paragraphs",),
    "translate": ("fact",),
    "tell": ("note",),
    "asks": ("message", "asks"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a job has to show, and what it then allows; see knowledge/exam/jobs.yaml."""

    job: str
    allows: Scope
    good: float
    wrong: int
    near: float
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One job to be done. `given` is its input as the file has it; `id` changes with its wording and its prompt's."""

    id: str
    job: str
    language: str
    address: str
    given: Mapping[str, Any]
    answers: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def exam_languages() -> tuple[str, ...]:
    """The languages that have a file of jobs."""
    folder = shipped("knowledge") / "exam"
    return tuple(sorted(path.stem for path in folder.glob("*.yaml") if path.stem != "jobs"))


def load_criteria(language: str) -> tuple[Criterion, ...]:
    """The criteria of all jobs in the order in which they are given, as they hold in a language."""
    parts = _parts("jobs")
    with naming(*parts):
        return tuple(
            _criterion(job, {**row, **row.get("strict", {}).get(language, {})})
            for job, row in data_of(*parts).items()
        )


@cache
def load_items(language: str) -> tuple[Item, ...]:
    """All jobs of a language; KnowledgeDataError where its file is malformed."""
    parts = _parts(language)
    file = data_of(*parts)
    with naming(*parts):
        address = as_text(file["address"])
        return tuple(_item(job, row, address, language) for job in _INPUTS for row in file.get(job, ()))


def _item(job: str, row: Mapping[str, Any], address: str, language: str) -> Item:
    given = {name: row[name] for name in _INPUTS[job]}
    wording = json.dumps(
        [job, language, given, fingerprint(job, language)], ensure_ascii=False, sort_keys=True
    )
    return Item(
        id=hashlib.sha256(wording.encode()).hexdigest()[:16],
        job=job,
        language=language,
        address=address,
        given=given,
        answers=tuple(row.get("answers", ())),
        wrong=tuple(row.get("wrong", ())),
    )


def _criterion(job: str, row: Mapping[str, Any]) -> Criterion:
    return Criterion(
        job=job,
        allows=Scope(row["allows"]),
        good=float(row["good"]),
        wrong=int(row["wrong"]),
        near=float(row["near"]),
        after=tuple(row.get("after", ())),
    )


def _parts(name: str) -> tuple[str, ...]:
    return "knowledge", "exam", f"{name}.yaml"
