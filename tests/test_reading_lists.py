"""Lists of the client's own: where their points are, and that each point is one ask in its exact words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from assistant.domain import AskKind, Message, Reading
from assistant.models.embeddings import E5Embeddings
from assistant.reading import read
from assistant.reading.features import Matrix
from assistant.reading.lists import PointList, find_lists, opens_wanting
from assistant.resources import parse_yaml, shipped

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "letters" / "lists.yaml").read_text("utf-8")
)
WORDS: dict[str, dict[str, Any]] = parse_yaml(
    (shipped("knowledge") / "reading" / "lists.yaml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def embeddings() -> E5Embeddings:
    return E5Embeddings(threads=1)


def reading_of(text: str, embeddings: E5Embeddings) -> Reading:
    def embed(texts: Sequence[str]) -> Matrix:
        return np.asarray(embeddings.embed_array(list(texts)), "float32")

    return read(Message(text, day=date(2026, 11, 12)), embed=embed)


def points_of(text: str, found: PointList) -> list[str]:
    return [text[point.start : point.end] for point in found.points]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1. The oven. 2. The sink.", ["The oven", "The sink"]),
        ("1) the oven\n2) the sink\nThanks, Ann", ["the oven", "the sink"]),
        ("You must (a) fix the oven, and (b) ring Ann. I wait.", ["fix the oven", "ring Ann"]),
        ("A. The oven\nB. The sink", ["The oven", "The sink"]),
        ("(i) the oven (ii) the sink", ["the oven", "the sink"]),
        ("1️⃣ the oven\n2️⃣ the sink", ["the oven", "the sink"]),
        ("а) печь, б) раковина", ["печь", "раковина"]),
        ("– печь;\n– раковина и\n– кран", ["печь", "раковина", "кран"]),
        ("一、退款 二、道歉", ["退款", "道歉"]),
        ("（一）退款（二）道歉", ["退款", "道歉"]),
        ("①退款②道歉", ["退款", "道歉"]),
        ("Firstly, the oven. Secondly, the sink.", ["the oven", "the sink"]),
        ("• the oven\n\n• the sink\n\nThanks, Ann", ["the oven", "the sink"]),
        (
            "- the oven that your people put in last week and did\n  not connect\n- the sink",
            ["the oven that your people put in last week and did\n  not connect", "the sink"],
        ),
    ],
)
def test_points_are_found_without_their_numbers(text: str, points: list[str]) -> None:
    language = "ru" if "печь" in text else "zh-Hans" if "退款" in text else "en"
    [found] = find_lists(text, language)
    assert points_of(text, found) == points


@pytest.mark.parametrize(
    "text",
    [
        "Clause 2. says so. And 3. does not.",
        "I paid 1. November and 2. December.",
        "- Ann",
        "Rooms 1, 2 and 3) are wet.",
        "At first, I waited. The second, larger box never came.",
        "It came on 1. 2. 2026",
    ],
)
def test_what_does_not_count_on_from_one_is_no_list(text: str) -> None:
    assert find_lists(text, "en") == ()


@pytest.mark.parametrize(
    ("lead", "language", "note", "bare"),
    [
        ("I want:", "en", "wants", True),
        ("By Friday we expect from you:", "en", "wants", True),
        ("I want a full refund of the deposit and the following:", "en", "wants", False),
        ("I want three things.", "en", "wants", True),
        ("I want it to stop.", "en", "", False),
        ("What happened:", "en", "tells", True),
        ("I want you to know what went wrong:", "en", "tells", True),
        ("Need answers on:", "en", "questions", True),
        ("Exijo, en un plazo de 48 horas:", "es", "wants", True),
        ("Прошу до 15:00 сегодня:", "ru", "wants", True),
        ("請於三日內：", "zh-Hant", "wants", True),
        ("事情经过如下：", "zh-Hans", "tells", True),
        ("Hi Ann,", "en", "", False),
    ],
)
def test_the_lead_tells_what_points_are(lead: str, language: str, note: str, bare: bool) -> None:
    [found] = find_lists(f"{lead}\n- A b\n- C d", language)
    assert found.lead.note == note
    assert found.bare is bare


def test_letters_that_grow_in_lower_case_move_no_point() -> None:
    text = "İstanbul İzmir İnönü. Öncelikle, fırını onarın. İkinci olarak, lavaboyu onarın."
    [found] = find_lists(text, "tr")
    assert [text[each.start : each.end] for each in found.points] == ["fırını onarın", "lavaboyu onarın"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_every_point_is_one_ask_in_its_own_words(case: dict[str, Any], embeddings: E5Embeddings) -> None:
    reading = reading_of(case["text"], embeddings)
    asks = sorted(
        (ask for ask in reading.asks if ask.kind in {AskKind.DEMAND, AskKind.QUESTION}),
        key=lambda ask: ask.start,
    )
    assert [{ask.kind.value: ask.text} for ask in asks] == case["asks"]
    assert all(reading.text[ask.start : ask.end] == ask.text for ask in reading.asks)


def test_the_time_in_the_lead_is_a_deadline(embeddings: E5Embeddings) -> None:
    reading = reading_of("Прошу до 15:00 сегодня:\n– вернуть аванс;\n– прислать акт.", embeddings)
    assert "до 15:00 сегодня" in [ask.text for ask in reading.asks if ask.kind is AskKind.DEADLINE]


def test_a_threat_at_the_end_of_a_point_stays_a_threat(embeddings: E5Embeddings) -> None:
    reading = reading_of(
        "I want:\n1. the gutter put right, or you will hear from my solicitor\n2. the bill", embeddings
    )
    kinds = {ask.text: ask.kind for ask in reading.asks}
    assert kinds["the gutter put right"] is AskKind.DEMAND
    assert kinds["or you will hear from my solicitor"] is AskKind.THREAT


@pytest.mark.parametrize(
    "text",
    [
        "My brother told me you'll take the deposit and wriggle out of it. When is the hall free?",
        "U mense staan met hulle hande in hul sakke en drink koffie. Waar is my tafels?",
        "Ihr kassiert das Geld und trinkt Kaffee auf unsere Kosten. Wo sind die Tische?",
        "My sister, who is a lawyer, says you'll try and wriggle out of it. When is the hall free?",
        "Vinieron, movieron un cable y encima cobran por venir. ¿Dónde está el informe?",
    ],
)
def test_the_end_of_a_tale_is_no_demand(text: str, embeddings: E5Embeddings) -> None:
    reading = reading_of(text, embeddings)
    assert AskKind.DEMAND not in {ask.kind for ask in reading.asks}


def test_a_demand_after_a_tale_is_still_one(embeddings: E5Embeddings) -> None:
    reading = reading_of("I paid 1,360 at the vet last night and I want every cent of it back.", embeddings)
    assert [ask.kind for ask in reading.asks] == [AskKind.DEMAND]


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_has_the_words_for_lists(language: str) -> None:
    lists = WORDS[language]
    assert set(lists) == {"wants", "questions", "tells", "counted", "ordinals"}
    assert len(lists["ordinals"]) >= 3
    every = [*lists["wants"], *lists["questions"], *lists["tells"], *lists["counted"]]
    assert all(isinstance(word, str) and word == word.strip().lower() for word in every)


def test_words_of_request_open_a_point() -> None:
    assert opens_wanting("wil ek die sleutels terughê", "af")
    assert not opens_wanting("I want you to know that it rained", "en")
    assert not opens_wanting("the driver said please", "en")


@pytest.mark.parametrize(
    ("condition", "demand"),
    [
        ("If not", "I want the deposit back"),
        ("Si no", "quiero el depósito de vuelta"),
        ("Wenn nicht", "will ich die Anzahlung zurück"),
    ],
)
def test_a_condition_before_what_is_wanted_is_no_demand_of_its_own(
    condition: str, demand: str, embeddings: E5Embeddings
) -> None:
    sample = (shipped("knowledge") / "sample" / "message.txt").read_text("utf-8")
    text = sample.replace("If not, I want the deposit back", f"{condition}, {demand}")
    asked = [ask.text for ask in reading_of(text, embeddings).asks]
    assert f"{condition}, {demand}" in asked or demand in asked
    assert condition not in asked


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我等了1个月，打了2次电话，换了3个师傅。什么时候来装？", "zh-Hans"),
        ("第1次说周一，第2次说周二，第3次没人接。", "zh-Hans"),
        ("2 weeks ago you said Monday.\n3 weeks ago you said Friday.", "en"),
    ],
)
def test_numbers_that_count_things_make_no_list(text: str, language: str) -> None:
    assert find_lists(text, language) == ()
