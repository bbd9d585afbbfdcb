"""The worked letters of train/letters: well made, past the gate, and what the adapter's job makes of them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant.domain import (
    Channel,
    Evidence,
    Fact,
    FactKind,
    MoveKind,
    Origin,
    Sentence,
    Severity,
    SourceKind,
)
from assistant.gate import check
from train.adapter.blind import count, pages
from train.adapter.compare import items_of
from train.adapter.pairs import body_of, is_held_out, letter_prompt, letters, load_pairs

FOLDER = Path(__file__).parents[1] / "train" / "letters"
LETTERS = {row["id"]: row for row in letters(FOLDER)}


@pytest.fixture(params=sorted(LETTERS))
def row(request: pytest.FixtureRequest) -> dict[str, Any]:
    return LETTERS[request.param]


def test_a_letter_says_every_used_fact_and_quotes_the_message_rightly(row: dict[str, Any]) -> None:
    spans = sorted((row["message"].find(ask["span"]), ask["span"]) for ask in row["asks"])
    assert all(at >= 0 for at, _ in spans)
    assert all(at + len(span) <= then for (at, span), (then, _) in pairwise(spans))
    assert all(said["text"] in row["letter"] for said in row["said"])
    used = {number for number, fact in enumerate(row["facts"]) if fact["use"]}
    assert used == {said["fact"] for said in row["said"]}
    assert row["ack"] in row["letter"]
    assert row["letter"].count("[FILL:") == len(row["gaps"])


def test_the_gate_stops_no_letter(row: dict[str, Any]) -> None:
    known = tuple((f"fact {at}", fact["text"]) for at, fact in enumerate(row["facts"]) if fact["use"])
    evidence = Evidence(
        message=row["message"],
        known=known,
        language=row["lang"],
        channel=Channel(row["channel"]),
        temperature=row["temperature"],
        grounded=True,
    )
    stopped = [each for each in check(row["letter"], evidence) if each.severity is Severity.BLOCK]
    assert stopped == []


def test_there_are_letters_in_every_language_of_the_exam_and_no_two_have_one_message() -> None:
    counted = {
        tag: sum(row["lang"] == tag for row in LETTERS.values())
        for tag in ("af", "en", "es", "ru", "zh-Hans", "zh-Hant")
    }
    assert min(counted.values()) >= 45
    assert len({row["message"] for row in LETTERS.values()}) == len(LETTERS) == 305


def test_languages_take_turns_so_that_any_part_of_the_order_has_all_of_them() -> None:
    assert [row["lang"] for row in letters(FOLDER)][:12] == ["af", "en", "es", "ru", "zh-Hans", "zh-Hant"] * 2


def test_a_pair_has_the_facts_and_the_other_lines_in_the_order_of_the_letter_and_never_the_message() -> None:
    (pair,) = [pair for pair in load_pairs("letter") if pair.id == "zh-Hans-n-009"]
    assert pair.prompt.request == (
        "zh-Hans, 您, chat, heat 3\n"
        "= 日子就在今晚，花束得撑得起场面。\n"
        "- status: 厄瓜多尔玫瑰现货40朵，下批周六到\n"
        "- offer: 可做40朵厄瓜多尔配59朵卡罗拉，17:00前定，19:00前送到\n"
        "= 要的话回“要”。"
    )
    assert pair.text.startswith("日子就在今晚，花束得撑得起场面。\n厄瓜多尔现货40朵")


@pytest.mark.parametrize(
    ("letter", "body"),
    [
        ("Dear Ms Lee,\n\nThe van is at stop 4.\n\nKind regards,\n[name]", "The van is at stop 4."),
        ("张先生，您好：\n\n货车在第四站。\n\n[姓名]", "货车在第四站。"),
        ("The van is at stop 4.", "The van is at stop 4."),
        ("Read, and noted.\n\nThe van is at stop 4.", "Read, and noted.\n\nThe van is at stop 4."),
        ("Hi,\n\nThe answer comes by [FILL: day].", "The answer comes by [FILL: day]."),
    ],
)
def test_a_body_is_a_letter_without_greeting_and_sign_off(letter: str, body: str) -> None:
    assert body_of(letter) == body


def test_a_held_out_letter_stays_held_out() -> None:
    held_out = [id for id in LETTERS if is_held_out(id)]
    assert len(LETTERS) / 20 < len(held_out) < len(LETTERS) / 5
    assert {pair.id for pair in load_pairs("letter") if pair.held_out} >= set(held_out)


def fact(text: str, **given: Any) -> Fact:
    return Fact(text, FactKind.STATUS, "en", SourceKind.NOTE, "note 1", **given)


def test_the_job_gets_facts_as_noted_and_the_other_lines_as_they_are_without_greeting_leads_and_sign_off() -> (
    None
):
    shaft, doubt = fact("shaft ordered 3 nov"), fact("dispatcher overslept", gap="tell")
    sentences = [
        Sentence(MoveKind.GREETING, "Hello Ana,", Origin.PHRASE),
        Sentence(MoveKind.ACKNOWLEDGE, "You want a date.", Origin.PHRASE),
        Sentence(MoveKind.RECORD, "This is where we are:", Origin.PHRASE),
        Sentence(MoveKind.RECORD, "Shaft ordered 3 nov.", Origin.VERBATIM, fact=shaft),
        Sentence(MoveKind.RECORD, "[FILL: dispatcher overslept]", Origin.GAP, fact=doubt),
        Sentence(MoveKind.NEXT_STEP, "You hear from us by [FILL: day].", Origin.GAP),
        Sentence(MoveKind.SIGN_OFF, "Kind regards,", Origin.PHRASE),
    ]
    items = items_of(sentences)
    assert items == [
        ("=", "You want a date."),
        ("status", "shaft ordered 3 nov"),
        ("=", "[FILL: dispatcher overslept]"),
        ("=", "You hear from us by [FILL: day]."),
    ]
    assert letter_prompt("en", "neutral", "email", 2, items).request == (
        "en, neutral, email, heat 2\n= You want a date.\n- status: shaft ordered 3 nov\n"
        "= [FILL: dispatcher overslept]\n= You hear from us by [FILL: day]."
    )


def test_readers_see_two_letters_without_names_and_their_verdicts_are_counted_by_whose_they_were(
    tmp_path: Path,
) -> None:
    rows = [
        {
            "id": str(at),
            "language": "en",
            "message": "When?",
            "notes": [],
            "assembled": f"old {at}",
            "letter": f"new {at}",
            "floor": "",
        }
        for at in range(8)
    ]
    rows.append(rows[0] | {"id": "floor", "letter": "old", "floor": "figure: 12"})
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    pages(tmp_path / "pairs.jsonl", tmp_path / "read")
    page = (tmp_path / "read" / "en.md").read_text(encoding="utf-8")
    key = json.loads((tmp_path / "read" / "key.json").read_text(encoding="utf-8"))
    assert "floor" not in page
    assert {"A", "B"} == {each["adapter"] for id, each in key.items() if id != "floor"}
    for id, each in key.items():
        if id != "floor":
            assert f"## Letter {each['adapter']}\nnew {id}" in page
    verdicts = [
        {"id": str(at), "better": key[str(at)]["adapter"] if at < 6 else "neither", "A": "send", "B": "send"}
        for at in range(8)
    ]
    (tmp_path / "read" / "verdicts-en.jsonl").write_text(
        "\n".join(map(json.dumps, verdicts)), encoding="utf-8"
    )
    assert count(tmp_path / "read").splitlines()[-2:] == [
        "| en | 9 | 1 | 6 | 0 | 2 | 8, 0, 0 | 8, 0, 0 |",
        "| all | 9 | 1 | 6 | 0 | 2 | 8, 0, 0 | 8, 0, 0 |",
    ]
