"""What `calmreply model exam` does and shows; the exam itself is assistant/exam."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.cli.inputs import note
from assistant.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.models.allowance import ExamResult
    from assistant.models.files import ModelFile, ModelServer

_NOT_EXAMINED = "not examined: it only fits given sentences (`calmreply model exam`)"


@dataclass(frozen=True, slots=True)
class Sat:
    """An exam that was sat: the model, the languages asked for now, the whole result and where it lies."""

    found: ModelFile | ModelServer
    languages: tuple[str, ...]
    result: ExamResult
    file: Path


def examine(name: str | None, languages: Sequence[str], *, everything: bool, again: bool) -> Sat:
    """Let a model sit the exam; what was answered before is kept, and each answer at once."""
    from assistant.assembly import open_exam
    from assistant.cli.progress import counting
    from assistant.exam import sit
    from assistant.models.allowance import save_result

    with open_exam(name) as (found, writer, result, place):
        wanted = _wanted(languages)
        if again:
            kept = {tag: jobs for tag, jobs in result.answers.items() if tag not in wanted}
            result = replace(result, answers=kept)
        with counting(f"Exam of {found.name}") as on_progress:
            result = sit(
                writer,
                result,
                languages=wanted,
                keep=lambda sat: save_result(sat, place),
                on_progress=on_progress,
                everything=everything,
            )
        file = save_result(result, place)
    return Sat(found, wanted, result, file)


def _wanted(languages: Sequence[str]) -> tuple[str, ...]:
    """The languages asked for, else those of the knowledge base, else all there are jobs for."""
    from assistant.assembly import open_knowledge
    from assistant.exam import exam_languages

    known = exam_languages()
    unknown = [language for language in languages if language not in known]
    if unknown:
        raise InputError(f"There is no exam in {', '.join(unknown)}.", f"There is one in {', '.join(known)}.")
    if languages:
        return tuple(dict.fromkeys(languages))
    with open_knowledge() as knowledge:
        used = [language for language in knowledge.stats().languages if language in known]
    return tuple(used) or known


def show_exam(sat: Sat) -> None:
    """The table of an exam: good answers of those asked, wrong ones, and what follows."""
    from rich.console import Console
    from rich.table import Table

    from assistant.domain import Allowance
    from assistant.exam import load_criteria

    table = Table()
    table.add_column("job")
    for language in sat.languages:
        table.add_column(language)
    cells = _cells(sat)
    for criterion in load_criteria("en"):
        table.add_row(criterion.job, *(cells.get((each, criterion.job), "-") for each in sat.languages))
    allowance = Allowance(sat.result.allowed, examined=True)
    table.add_section()
    table.add_row("may write", *(allowance.scope(each).value for each in sat.languages))
    console = Console()
    console.print(_title(sat), table, _LEGEND, sep="\n", highlight=False)
    note(f"{_seconds(sat):.0f} s of answers · kept in {sat.file}")


_LEGEND = "good/asked, wrong answers in (brackets); ✓ allowed in drafts (restyle, join and smooth only with the setting polish = all); - not given: a job before it was not passed"


def _title(sat: Sat) -> str:
    from assistant.models.files import ModelServer
    from assistant.models.memory import gigabytes, this_machine

    if isinstance(sat.found, ModelServer):
        return f"{sat.found.name} at {sat.found.url}"
    machine = this_machine()
    size = gigabytes(sat.found.path.stat().st_size)
    return (
        f"{sat.found.name}: {size}, needs {gigabytes(sat.found.memory)} "
        f"of {gigabytes(machine.available)} free memory"
    )


def _cells(sat: Sat) -> dict[tuple[str, str], str]:
    cells = {}
    for row in tallies(sat):
        if row["answered"]:
            wrong = f" ({row['wrong']})" if row["wrong"] else ""
            mark = " ✓" if row["allows"] != "nothing" else ""
            cells[row["language"], row["job"]] = f"{row['good']}/{row['asked']}{wrong}{mark}"
    return cells


def tallies(sat: Sat) -> list[dict[str, Any]]:
    """One row a language and job, for the table and for --json."""
    from assistant.exam.sitting import tallies as counted

    names = ("language", "job", "asked", "good", "kept", "wrong", "allows")
    rows: list[dict[str, Any]] = [
        dict(zip(names, row, strict=True)) for row in counted(sat.result) if row[0] in sat.languages
    ]
    return [row | {"answered": row["good"] + row["kept"] + row["wrong"]} for row in rows]


def describe_exam(sat: Sat) -> dict[str, Any]:
    """The exam as plain data, with what was written."""
    from assistant.domain import Allowance
    from assistant.models.files import ModelServer

    allowance = Allowance(sat.result.allowed, examined=True)
    body: dict[str, Any] = {
        "model": sat.found.name,
        "file": str(sat.file),
        "seconds": round(_seconds(sat), 1),
    }
    if not isinstance(sat.found, ModelServer):
        body |= {"memory": sat.found.memory, "size": sat.found.path.stat().st_size}
    body["may_write"] = {language: allowance.scope(language).value for language in sat.languages}
    body["jobs"] = tallies(sat)
    body["answers"] = [
        {"language": language, "job": job, "outcome": each.outcome, "text": each.text, "wrote": each.wrote}
        for language in sat.languages
        for job, answers in sat.result.answers.get(language, {}).items()
        for each in answers
    ]
    return body


def _seconds(sat: Sat) -> float:
    jobs = [sat.result.answers.get(language, {}) for language in sat.languages]
    return sum(each.seconds for by in jobs for answers in by.values() for each in answers)


def shown_allowance(found: ModelFile | ModelServer) -> dict[str, str] | str:
    """What a model may write, by language, in words for `model show` and `doctor`."""
    from assistant.exam.sitting import outdated
    from assistant.folders import models_folder
    from assistant.models.allowance import allowance_of, exam_key, load_result

    allowance = allowance_of(found, models_folder())
    result = load_result(exam_key(found), models_folder())
    if not allowance.examined or result is None:
        return _NOT_EXAMINED
    old = outdated(result)
    return {language: _may(allowance.jobs, language, old) for language in result.languages}


def _may(jobs: Any, language: str, old: Sequence[str]) -> str:
    allowed = [job for job, by in jobs.items() if by.get(language, "nothing") != "nothing"]
    stale = " (jobs changed since: sit the exam again)" if language in old else ""
    return (", ".join(allowed) or "nothing") + stale
