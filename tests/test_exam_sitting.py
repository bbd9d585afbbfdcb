"""Sitting the exam: what follows from the answers, stopping and going on, and the table."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.domain import Allowance, Completion, Constraints, Prompt, Scope
from assistant.exam import count_items, exam_languages, load_items, sit
from assistant.exam.judging import Replay, alike, judge
from assistant.exam.sitting import outdated, tallies
from assistant.models.allowance import Answer, ExamResult, save_result

NEW = ExamResult("ab12", "double")


class Pupil:
    """Knows the reference answer of every job; `spoils` lists jobs it answers with a wrong one."""

    name = "double"

    def __init__(self, *, spoils: tuple[str, ...] = (), stop_after: int = 10_000) -> None:
        self.spoils = spoils
        self.stop_after = stop_after
        self.asked: list[str] = []
        self.references = {
            (f"{item.job}.{language}", text): item.answers[0]
            for language in exam_languages()
            for item in load_items(language)
            for text in _inputs(item.given)
            if item.answers
        }
        self.asks = {
            str(item.given["message"]): "\n".join(
                f"{each['kind']}: {each['text']}" for each in item.given["asks"]
            )
            for language in exam_languages()
            for item in load_items(language)
            if item.job == "asks"
        }

    def complete(
        self, prompt: Prompt, constraints: Constraints, *, on_text: Callable[[str], None] | None = None
    ) -> Completion:
        if len(self.asked) >= self.stop_after:
            raise KeyboardInterrupt
        job = prompt.name.partition(".")[0]
        self.asked.append(prompt.name)
        if job == "asks":
            return Completion(self.asks[prompt.request.removeprefix("Message: ")], complete=True)
        found = [
            answer
            for (known, text), answer in self.references.items()
            if known == prompt.name and text in prompt.request
        ]
        return Completion("Nothing of the kind." if job in self.spoils else found[0], complete=True)

    def close(self) -> None:
        """Nothing to give back."""


def _inputs(given: object) -> list[str]:
    sentence = dict(given)  # type: ignore[call-overload]
    value = (
        sentence.get("fact")
        or sentence.get("note")
        or sentence.get("message")
        or sentence.get("sentence")
        or ""
    )
    if "facts" in sentence or "sentences" in sentence:
        return [next(iter(sentence.get("facts") or sentence["sentences"]))]
    if "paragraphs" in sentence:
        return [sentence["paragraphs"][0][0]]
    return [value]


def test_a_strong_model_earns_whole_letters_and_asks_nothing_twice() -> None:
    pupil = Pupil()
    result = sit(pupil, NEW, languages=("en",))
    allowance = Allowance(result.allowed, examined=True)
    assert allowance.scope("en") is Scope.LETTER
    assert {row[1]: (row[2], row[3], row[5]) for row in tallies(result)} == {
        "acknowledge": (6, 6, 0), "restyle": (6, 6, 0), "join": (6, 6, 0), "rewrite": (5, 5, 0),
        "smooth": (4, 4, 0), "letter": (2, 2, 0), "translate": (6, 6, 0), "tell": (8, 8, 0), "asks": (4, 4, 0),
    }  # fmt: skip
    asked = len(pupil.asked)
    assert sit(pupil, result, languages=("en",)) == result
    assert len(pupil.asked) == asked == count_items(["en"])


def test_a_job_is_given_up_when_it_can_no_longer_be_passed_and_what_builds_on_it_is_not_given() -> None:
    pupil = Pupil(spoils=("join",))
    result = sit(pupil, NEW, languages=("en",))
    jobs = [name.partition(".")[0] for name in pupil.asked]
    assert (jobs.count("join"), jobs.count("smooth"), jobs.count("letter")) == (3, 0, 0)
    assert result.allowed["join"]["en"] is Scope.NOTHING
    assert Allowance(result.allowed).scope("en") is Scope.SENTENCES  # it restyles
    everything = sit(Pupil(spoils=("join",)), NEW, languages=("en",), everything=True)
    assert len(everything.answers["en"]["join"]) == 6


def test_afrikaans_is_translated_only_by_a_model_that_writes_paragraphs_in_it() -> None:
    weak = sit(Pupil(spoils=("smooth",)), NEW, languages=("af", "es"))
    assert (weak.allowed["translate"]["af"], weak.allowed["translate"]["es"]) == (
        Scope.NOTHING,
        Scope.SENTENCES,
    )
    strong = sit(Pupil(), NEW, languages=("af",))
    assert strong.allowed["translate"]["af"] is Scope.SENTENCES


def test_an_exam_that_was_stopped_goes_on_where_it_was() -> None:
    kept: list[ExamResult] = []
    with pytest.raises(KeyboardInterrupt):
        sit(Pupil(stop_after=10), NEW, languages=("en",), keep=kept.append)
    rest = Pupil()
    result = sit(rest, kept[-1], languages=("en",))
    assert len(rest.asked) == count_items(["en"]) - 10
    assert Allowance(result.allowed).scope("en") is Scope.LETTER


def test_answers_kept_are_judged_by_the_checks_of_today() -> None:
    item = next(each for each in load_items("en") if each.job == "join")
    old = Answer(item.id, "good", "The fabric is here.", 1.0, 3.0, ("The fabric is here.",))
    result = sit(Pupil(), ExamResult("ab12", "m", {"en": {"join": (old,)}}), languages=("en",))
    judged = next(each for each in result.answers["en"]["join"] if each.item == item.id)
    assert (judged.outcome, judged.text, judged.wrote, judged.seconds) == ("kept", "", old.wrote, 3.0)


def test_answers_to_another_wording_of_a_job_do_not_count() -> None:
    stale = ExamResult(
        "ab12", "m", {"en": {"join": (Answer("gone", "good"),)}}, {"join": {"en": Scope.SENTENCES}}
    )
    assert outdated(stale) == ("en",)
    assert {row[1]: row[3] for row in tallies(stale)}["join"] == 0


def test_a_spurious_ask_is_wrong_and_a_missed_one_is_not() -> None:
    item = next(each for each in load_items("en") if each.job == "asks")
    first, second = (f"{each['kind']}: {each['text']}" for each in item.given["asks"])
    outcomes = [
        judge(item, Replay([text]), near=1.0).outcome
        for text in (
            f"{first}\n{second}",
            first,
            f"{first}\ninsult: The stair lift",
            "demand: not in the message",
        )
    ]
    assert outcomes == ["good", "kept", "wrong", "kept"]


def test_likeness_is_one_for_the_same_text_and_small_for_another() -> None:
    assert alike("The pallet left.", "The pallet left.") == 1.0
    assert alike("托盘周四到。", "托盘周四到。") == 1.0
    assert alike("Not a bad idea.", "The refund is paid within ten days.") < 0.3


# --- the command ---------------------------------------------------------------------------------------


@pytest.fixture
def examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_model: Path) -> Path:
    """A home whose tiny model has already answered everything in English (each job but the joins well)."""
    from assistant.models.files import sha256_of

    models = tmp_path / "models"
    models.mkdir()
    (models / tiny_model.name).symlink_to(tiny_model)
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CALMREPLY_MODELS", str(models))
    answered = sit(Pupil(spoils=("join",)), NEW, languages=("en",), everything=True)
    save_result(ExamResult(sha256_of(tiny_model), "smollm2-135m", answered.answers), models / "exams")
    return models


@pytest.mark.model
def test_the_command_prints_a_table_and_show_and_doctor_tell_what_follows(examined: Path) -> None:
    result = CliRunner().invoke(app, ["model", "exam", "smollm2-135m", "--language", "en"])
    assert result.exit_code == 0, result.output
    assert "smollm2-135m: 0.1 GB, needs" in result.stdout
    rows = {
        line.split("│")[1].strip(): line.split("│")[2].strip()
        for line in result.stdout.splitlines()
        if line.count("│") == 3
    }
    assert rows == {
        "acknowledge": "6/6 ✓", "restyle": "6/6 ✓", "join": "0/6", "rewrite": "5/5 ✓", "smooth": "-", "letter": "-",
        "translate": "6/6 ✓", "tell": "8/8 ✓", "asks": "4/4 ✓", "may write": "sentences",
    }  # fmt: skip
    CliRunner().invoke(app, ["model", "use", "smollm2-135m"])
    assert (
        "exam: en: acknowledge, restyle, rewrite, translate, tell, asks"
        in CliRunner().invoke(app, ["model", "show"]).stdout
    )
    assert "ok   exam: en: acknowledge, restyle" in CliRunner().invoke(app, ["doctor"]).stdout


@pytest.mark.model
def test_the_command_speaks_json_and_refuses_a_language_without_jobs(examined: Path) -> None:
    shown = CliRunner().invoke(app, ["model", "exam", "smollm2-135m", "--language", "en", "--json"])
    body = json.loads(shown.stdout)
    assert list(body) == ["model", "file", "seconds", "memory", "size", "may_write", "jobs", "answers"]
    assert body["may_write"] == {"en": "sentences"}
    assert len(body["answers"]) == 41
    refused = CliRunner().invoke(app, ["model", "exam", "smollm2-135m", "--language", "tlh"])
    assert (refused.exit_code, "There is no exam in tlh." in refused.output) == (1, True)
