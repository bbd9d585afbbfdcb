"""Sitting the exam: job after job, each answer kept at once, so that it can be stopped and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.domain import Scope
from assistant.exam.jobs import Criterion, Item, load_criteria, load_items
from assistant.exam.judging import GOOD, WRONG, Replay, judge
from assistant.models.allowance import Answer, ExamResult
from assistant.models.writer import Writer

Answers = Mapping[str, Mapping[str, tuple[Answer, ...]]]


def sit(
    writer: Writer,
    result: ExamResult,
    *,
    languages: Sequence[str],
    keep: Callable[[ExamResult], object] = lambda _result: None,
    on_progress: Callable[[str, int, int], None] = lambda _name, _done, _total: None,
    everything: bool = False,
) -> ExamResult:
    """The result with the answers that were missing, in the languages given.

    An answer to the same wording of a job is not asked for again, but judged anew by the checks as they are
    now. A job that can no longer be passed
    is not gone on with, unless `everything` is asked for. `keep` gets the result after each answer.
    """
    total, done = count_items(languages), 0
    for language in languages:
        for criterion in load_criteria(language):
            items = _items(language, criterion.job)
            result = _judged_anew(result, language, items, criterion)
            for item in items:
                on_progress(f"{language} {criterion.job}", done, total)
                done += 1
                answers = _given(result.answers, item)
                if _answered(item, answers) or not _worth_asking(criterion, result, items, everything):
                    continue
                result = _with(result, item, judge(item, writer, near=criterion.near))
                keep(result)
            result = _allowing(result, criterion, language)
        keep(result)
    on_progress("", total, total)
    return result


def count_items(languages: Sequence[str]) -> int:
    """How many jobs there are in the languages."""
    return sum(len(load_items(language)) for language in languages)


def current(result: ExamResult, language: str, job: str) -> tuple[Answer, ...]:
    """The answers that still count: those to a wording the exam has now."""
    wanted = {item.id for item in _items(language, job)}
    return tuple(each for each in result.answers.get(language, {}).get(job, ()) if each.item in wanted)


def outdated(result: ExamResult) -> tuple[str, ...]:
    """The examined languages whose jobs or prompts were changed since."""
    return tuple(
        language
        for language in result.languages
        if any(
            {each.item for each in answers} - {item.id for item in _items(language, job)}
            for job, answers in result.answers.get(language, {}).items()
        )
    )


def passed(criterion: Criterion, answers: Sequence[Answer], asked: int) -> bool:
    """Whether a job was passed; `asked` is how many there are of it."""
    good, wrong = _count(answers)
    return asked > 0 and wrong <= criterion.wrong and good >= criterion.good * asked - 1e-9


def _judged_anew(
    result: ExamResult, language: str, items: Sequence[Item], criterion: Criterion
) -> ExamResult:
    """The result with a job's answers judged by the checks of today, and without those to another wording."""
    wording = {item.id: item for item in items}
    before = result.answers.get(language, {})
    anew = tuple(
        replace(
            judge(wording[answer.item], Replay(answer.wrote), near=criterion.near),
            seconds=answer.seconds,
            wrote=answer.wrote,
        )
        for answer in before.get(criterion.job, ())
        if answer.item in wording
    )
    jobs = {job: answers for job, answers in {**before, criterion.job: anew}.items() if answers}
    return replace(result, answers={**result.answers, language: jobs})


def _worth_asking(criterion: Criterion, result: ExamResult, items: Sequence[Item], everything: bool) -> bool:
    language = items[0].language
    if not all(_allowed(result, job, language) for job in criterion.after):
        return False
    good, wrong = _count(current(result, language, criterion.job))
    left = len(items) - len(current(result, language, criterion.job))
    possible = wrong <= criterion.wrong and good + left >= criterion.good * len(items) - 1e-9
    return everything or possible


def _allowing(result: ExamResult, criterion: Criterion, language: str) -> ExamResult:
    """The result with what a finished job allows; nothing where it, or one it builds on, was not passed."""
    asked = _items(language, criterion.job)
    if not asked:
        return result
    earned = all(_allowed(result, job, language) for job in criterion.after) and passed(
        criterion, current(result, language, criterion.job), len(asked)
    )
    scope = criterion.allows if earned else Scope.NOTHING
    by_language = {**result.allowed.get(criterion.job, {}), language: scope}
    return replace(result, allowed={**result.allowed, criterion.job: by_language})


def _allowed(result: ExamResult, job: str, language: str) -> bool:
    return result.allowed.get(job, {}).get(language, Scope.NOTHING) is not Scope.NOTHING


def _with(result: ExamResult, item: Item, answer: Answer) -> ExamResult:
    jobs = result.answers.get(item.language, {})
    known = {each.id for each in _items(item.language, item.job)}
    before = [each for each in jobs.get(item.job, ()) if each.item in known and each.item != item.id]
    answers = {**jobs, item.job: (*before, answer)}
    return replace(result, answers={**result.answers, item.language: answers})


def _items(language: str, job: str) -> tuple[Item, ...]:
    return tuple(item for item in load_items(language) if item.job == job)


def _given(answers: Answers, item: Item) -> tuple[Answer, ...]:
    return answers.get(item.language, {}).get(item.job, ())


def _answered(item: Item, answers: Sequence[Answer]) -> bool:
    return any(each.item == item.id for each in answers)


def _count(answers: Sequence[Answer]) -> tuple[int, int]:
    outcomes = [each.outcome for each in answers]
    return outcomes.count(GOOD), outcomes.count(WRONG)


def tallies(result: ExamResult) -> Iterator[tuple[str, str, int, int, int, int, Scope]]:
    """Language, job, how many there are, good, kept, wrong, and what it allows, job by job."""
    for language in result.languages:
        for criterion in load_criteria(language):
            answers = current(result, language, criterion.job)
            good, wrong = _count(answers)
            scope = result.allowed.get(criterion.job, {}).get(language, Scope.NOTHING)
            asked = len(_items(language, criterion.job))
            yield language, criterion.job, asked, good, len(answers) - good - wrong, wrong, scope
