"""What a model was found able to do: the results of its exams, and the allowance that follows from them.

A result belongs to one model file, named by its sha256 (or to one server and model name), and lies in
`exams/` of the models folder; those of the catalogue's models that were run by us ship in
knowledge/exam/results. The user's own comes first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.domain import Allowance, Scope
from assistant.folders import make_private, write_private
from assistant.models.files import ModelFile, ModelServer
from assistant.resources import shipped

FOLDER = "exams"


@dataclass(frozen=True, slots=True)
class Answer:
    """One job done: `outcome` is good, kept (the checks refused it) or wrong; `wrote` is what the model wrote,
    before any check, once for each time it was asked. `item` names the job's exact wording; `likeness` is 0 to 1.
    """

    item: str
    outcome: str
    text: str = ""
    likeness: float = 0.0
    seconds: float = 0.0
    wrote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExamResult:
    """All answers of one model, {language: {job: answers}}, and what they allow, {job: {language: Scope}}."""

    key: str
    model: str
    answers: Mapping[str, Mapping[str, tuple[Answer, ...]]] = field(default_factory=dict)
    allowed: Mapping[str, Mapping[str, Scope]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the model was examined in."""
        return tuple(dict.fromkeys(language for by in self.allowed.values() for language in by))


def exam_key(found: ModelFile | ModelServer) -> str:
    """What a model's result is filed under; empty for a file whose sha256 is not known yet."""
    if isinstance(found, ModelServer):
        return "server-" + hashlib.sha256(f"{found.url}#{found.model}".encode()).hexdigest()[:32]
    return found.sha256


def allowance_of(found: ModelFile | ModelServer, folder: Path) -> Allowance:
    """What the model may do; without a result only what is safe with any model. `folder` is the models folder."""
    result = load_result(exam_key(found), folder)
    return Allowance(result.allowed, examined=True) if result and result.allowed else Allowance()


def load_result(key: str, folder: Path) -> ExamResult | None:
    """The user's result for a model, else the shipped one; a damaged file counts as none."""
    for place in (folder / FOLDER, shipped_results()):
        result = _read(place / f"{key}.json") if key else None
        if result is not None and result.key == key:
            return result
    return None


def save_result(result: ExamResult, place: Path) -> Path:
    """Write a result, for its owner alone and at once; `place` is the folder of results."""
    make_private(place)
    file = place / f"{result.key}.json"
    write_private(file, [json.dumps(asdict(result), ensure_ascii=False, indent=1).encode("utf-8")])
    return file


def shipped_results() -> Path:
    """Where the results that came with calmreply lie (read only)."""
    return shipped("knowledge") / "exam" / "results"


def _read(file: Path) -> ExamResult | None:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return ExamResult(
            key=str(data["key"]),
            model=str(data["model"]),
            answers={
                language: {job: tuple(_answer(each) for each in answers) for job, answers in jobs.items()}
                for language, jobs in data["answers"].items()
            },
            allowed={
                job: {language: Scope(scope) for language, scope in by.items()}
                for job, by in data["allowed"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _answer(data: Mapping[str, Any]) -> Answer:
    return Answer(**{**data, "wrote": tuple(data["wrote"])})
