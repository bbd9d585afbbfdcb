"""The exam of the catalogue's models as Markdown tables, from the results that ship (or another folder's).

    python -m bench.exam.table [FOLDER] [--wrong]

`--wrong` lists the answers that passed every check and are near no reference: what a reader should look at.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.domain import Allowance, Scope
from assistant.exam import load_criteria
from assistant.exam.sitting import tallies
from assistant.models.allowance import ExamResult, load_result, shipped_results

LANGUAGES = ("en", "es", "ru", "af", "zh-Hans", "zh-Hant")


def main(arguments: list[str]) -> None:
    places = [Path(each) for each in arguments if not each.startswith("--")]
    folder = places[0] if places else shipped_results()
    for file in sorted(folder.glob("*.json")):
        result = load_result(file.stem, folder.parent)
        if result is not None:
            show(result)
            if "--wrong" in arguments:
                show_wrong(result)


def show(result: ExamResult) -> None:
    """One table: good answers of those asked for, (wrong), ✓ allowed."""
    cells = {}
    for language, job, asked, good, kept, wrong, scope in tallies(result):
        answered = good + kept + wrong
        mark = " ✓" if scope is not Scope.NOTHING else ""
        said = f"{good}/{asked}" + (f" ({wrong})" if wrong else "") + mark
        cells[language, job] = said if answered else "-"
    print(f"\n### {result.model}\n")
    print(f"| job | {' | '.join(LANGUAGES)} |\n|---|{'---|' * len(LANGUAGES)}")
    for criterion in load_criteria("en"):
        row = [cells.get((language, criterion.job), "") for language in LANGUAGES]
        print(f"| {criterion.job} | {' | '.join(row)} |")
    allowance = Allowance(result.allowed, examined=True)
    print(f"| may write | {' | '.join(allowance.scope(each).value for each in LANGUAGES)} |")
    print(f"| seconds of answers | {' | '.join(f'{seconds(result, each):.0f}' for each in LANGUAGES)} |")


def seconds(result: ExamResult, language: str) -> float:
    """How long the answers of a language took, together."""
    return sum(each.seconds for answers in result.answers.get(language, {}).values() for each in answers)


def show_wrong(result: ExamResult) -> None:
    for language, jobs in result.answers.items():
        for job, answers in jobs.items():
            for answer in answers:
                if answer.outcome == "wrong":
                    print(f"- {language} {job}: {answer.text!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
