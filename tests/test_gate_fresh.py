"""Sentences written before the rules were run on them: each is found by its rule, or left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.domain import Evidence, Severity
from assistant.gate import check
from assistant.gate.likeness import likeness
from assistant.models.embeddings import E5Embeddings
from bench.gate.fresh import cases

FOLDER = Path(__file__).parent / "letters" / "gate"
FILES = {
    (name, rule): {rule: entries}
    for name in ("fresh", "fresh_again", "fresh_third")
    for rule, entries in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")).items()
}
# regret about trees and regret about a delay read the same to a rule over words
STILL_WRONG = {
    ("fresh", "apology"): ["Dit is jammer vir die bome, en die tuin word Woensdag beplant."],
}


@pytest.mark.parametrize(("name", "rule"), FILES)
def test_sentences_are_judged_right(name: str, rule: str) -> None:
    wrong = [text for text, _ in judged_wrong(FILES[name, rule])]
    assert wrong == STILL_WRONG.get((name, rule), [])


# mended after its first look, so that it proves nothing new: (missed, false alarms) that may stay, as the README says
FOURTH = sorted(FOLDER.glob("fresh_fourth_*.yaml"))
ROUNDABOUT = ("admission", "blame", "admonishment", "promise")
STILL_OPEN: dict[str, dict[str, tuple[int, int]]] = {
    "fresh_fourth_de_fr_pt_it": {"blame": (1, 0), "admonishment": (1, 0)},
    "fresh_fourth_en_es": {"promise": (1, 0)},
    "fresh_fourth_ru_af": {"admission": (3, 0), "blame": (1, 0), "promise": (1, 0)},
    "fresh_fourth_zh": {"admission": (1, 0), "blame": (1, 0), "admonishment": (2, 0), "promise": (0, 1)},
}


@pytest.mark.parametrize("path", FOURTH, ids=lambda path: path.stem.removeprefix("fresh_fourth_"))
def test_roundabout_words_of_the_fourth_look_are_found(path: Path) -> None:
    data = yaml.safe_load(path.read_text("utf-8"))
    wrong = {rule: judged_wrong({rule: data[rule]}) for rule in ROUNDABOUT}
    counted = {
        rule: (sum(wanted for _, wanted in each), sum(not wanted for _, wanted in each))
        for rule, each in wrong.items()
    }
    assert {rule: count for rule, count in counted.items() if any(count)} == STILL_OPEN[path.stem]


# mended after their looks; what stays open is a granted charge in other grammar, an 'if not' before 'you pay nothing',
# a question, and words that turn an admission round in Korean
SIXTH = sorted(FOLDER.glob("fresh_sixth*.yaml"))
SIXTH_OPEN = {
    "fresh_sixth": [
        "U trourok het wel in ons wassery gekrimp.",
        "没错，报告上病人的名字写错了。",
        "Give it one more try, and if you are not delighted you pay nothing.",
    ],
    "fresh_sixth_again": [
        "The lady who was on the phones that night left your number off the list.",
        "Девушка на ресепшене просто не нажала «сохранить».",
    ],
    "fresh_sixth_left_undone": [
        "¿Fue nuestro sistema el que no registró la cita? El acta lo dirá el jueves.",
        "저희 시스템에서 정지가 기록되지 않은 것입니다.",
        "저희 시스템이 업데이트되지 않아서입니다.",
    ],
    "fresh_sixth_pardon": ["我不该替您做决定，所以先问您。"],
}


@pytest.mark.parametrize("path", SIXTH, ids=lambda path: path.stem)
def test_granted_charges_blamed_colleagues_reassurance_and_what_was_left_undone_are_found(path: Path) -> None:
    data = yaml.safe_load(path.read_text("utf-8"))
    assert [text for text, _ in judged_wrong(data)] == SIXTH_OPEN.get(path.stem, [])


# taken once, not mended: (missed, false alarms) of the words alone; bench/gate/README.md has what meaning adds
FIFTH = yaml.safe_load((FOLDER / "fresh_fifth.yaml").read_text("utf-8"))
FIFTH_OPEN = {
    "apology": (44, 17),
    "admission": (41, 8),
    "blame": (55, 0),
    "admonishment": (52, 2),
    "sarcasm": (71, 0),
}


@pytest.mark.parametrize("rule", FIFTH_OPEN)
def test_no_more_is_judged_wrong_than_at_the_fifth_look(rule: str) -> None:
    wrong = [wanted for _, wanted in judged_wrong({rule: FIFTH[rule]})]
    missed, false = FIFTH_OPEN[rule]
    assert (wrong.count(True) <= missed, wrong.count(False) <= false) == (True, True), wrong


def test_good_replies_of_the_fifth_look_are_not_stopped() -> None:
    stopped = [
        (language, each.rule, each.text)
        for language, replies in FIFTH["good_replies"].items()
        for reply in replies
        for each in check(reply, Evidence(language=language))
        if each.severity is Severity.BLOCK
    ]
    assert stopped == []


def test_good_replies_are_not_warned_of_by_their_meaning() -> None:
    engine = E5Embeddings()
    warned = [
        (language, each.rule, each.text)
        for language, replies in FIFTH["good_replies"].items()
        for each in likeness(replies[0], Evidence(language=language), engine.embed_array)
        if each.severity is Severity.WARN
    ]
    assert warned == []


def judged_wrong(data: dict[str, Any]) -> list[tuple[str, bool]]:
    """(text, whether it must be found) of the sentences whose own rule says otherwise."""
    return [
        (text, wanted)
        for rule, _, given, text, wanted in cases(data)
        if wanted
        != any(each.rule == rule and each.severity is not Severity.INFO for each in check(text, given))
    ]
