"""Turns of one conversation: what is one turn, what answers it, when silence begins anew."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from assistant.correspondence.identity import Clients, Us
from assistant.correspondence.pairing import CHAT, MAIL, Rhythm, in_order, is_acknowledgement, pair
from assistant.correspondence.turns import Turn

START = datetime(2026, 1, 5, 9)


def chat(*lines: tuple[str, float, str]) -> list[Turn]:
    """Lines of (writer, hours since the start, text); "us" is us."""
    return [
        Turn(who, "", text, START + timedelta(hours=hours), "chat", f"chat:{n}")
        for n, (who, hours, text) in enumerate(lines)
    ]


def pairs(turns: list[Turn], rhythm: Rhythm = CHAT) -> list[tuple[str, str]]:
    found = pair(turns, lambda turn: turn.author == "us", rhythm)
    return [(" ".join(t.text for t in p.asked), " ".join(t.text for t in p.answered)) for p in found]


def test_messages_in_a_row_are_one_turn_until_a_long_pause() -> None:
    turns = chat(
        ("leo", 0, "is it live"),
        ("leo", 0.1, "?"),
        ("us", 1, "yes"),
        ("leo", 1.1, "great"),
        ("leo", 900, "down again"),
    )
    assert pairs(turns) == [("is it live ?", "yes"), ("great", ""), ("down again", "")]


def test_a_new_demand_some_hours_after_a_mere_ok_is_a_turn_of_its_own() -> None:
    turns = chat(
        ("leo", 0, "waar is dit?"),
        ("us", 0.3, "voor tien"),
        ("leo", 0.4, "Goed so"),
        ("leo", 4.5, "nog niks gekry nie"),
        ("leo", 4.6, "hallo?"),
        ("us", 5, "hier is dit"),
    )
    assert pairs(turns) == [
        ("waar is dit?", "voor tien"),
        ("Goed so", ""),
        ("nog niks gekry nie hallo?", "hier is dit"),
    ]


def test_two_people_of_a_client_share_a_turn_only_close_together() -> None:
    turns = chat(
        ("leo", 0, "where"),
        ("mia", 0.5, "yes where"),
        ("us", 1, "soon"),
        ("mia", 1.1, "i ask legal"),
        ("leo", 5, "well?"),
        ("us", 6, "done"),
    )
    assert pairs(turns) == [("where yes where", "soon"), ("i ask legal", ""), ("well?", "done")]


def test_a_mere_thanks_is_not_answered_by_our_next_report() -> None:
    turns = chat(
        ("leo", 0, "status?"),
        ("us", 0.2, "4 of 9"),
        ("leo", 0.3, "ok"),
        ("us", 30, "all 9 are out"),
        ("leo", 31, "👍"),
    )
    assert pairs(turns) == [("status?", "4 of 9"), ("ok", ""), ("", "all 9 are out"), ("👍", "")]


def test_an_answer_may_come_in_parts_and_a_late_one_is_our_own_message() -> None:
    turns = chat(
        ("leo", 0, "broken"), ("us", 1, "looking"), ("us", 2, "fixed"), ("us", 200, "invoice attached")
    )
    assert pairs(turns) == [("broken", "looking fixed"), ("", "invoice attached")]


def test_mail_may_wait_weeks_for_its_answer() -> None:
    turns = chat(("leo", 0, "quote please"), ("us", 400, "here it is"))
    assert pairs(turns, MAIL) == [("quote please", "here it is")]
    assert pairs(turns, CHAT) == [("quote please", ""), ("", "here it is")]


def test_the_next_turn_is_known_to_every_pair() -> None:
    found = pair(
        chat(("us", 0, "hi"), ("leo", 1, "why"), ("us", 2, "so"), ("leo", 3, "fine")),
        lambda t: t.author == "us",
        CHAT,
    )
    assert [[t.text for t in p.after] for p in found] == [["why"], ["fine"], []]


def test_messages_without_a_time_stay_where_they_stood() -> None:
    first, second = chat(("leo", 1, "a"), ("leo", 0, "b"))
    undated = Turn("leo", "", "c", None, "chat", "chat:9")
    assert [t.text for t in in_order([first, undated, second])] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ok", True),
        ("Ok, thanks!", True),
        ("好的", True),
        ("спасибо", True),
        ("👍", True),
        ("……", False),
        ("?", False),
        ("ok but why", False),
    ],
)
def test_acknowledgements(text: str, expected: bool) -> None:
    assert is_acknowledgement(text) is expected


@pytest.mark.parametrize(
    ("name", "address", "ours"),
    [
        ("Ana Berg", "", True),
        ("ANA  BERG ", "", True),
        ("Ana Berg Studio", "", True),
        ("Ana Bergman", "", False),
        ("沈知远 汀澜", "", True),
        ("沈知远山", "", False),
        ("", "bo@studio.example", True),
        ("", "bo@mail.studio.example", True),
        ("", "bo@notstudio.example", False),
        ("Nina", "", True),
        ("Nina Park", "", False),
    ],
)
def test_who_is_us(name: str, address: str, ours: bool) -> None:
    us = Us.of(["@studio.example", "Ana Berg", "沈知远", "Nina"])
    assert us.owns(name, address) is ours


def test_two_people_of_one_name_stay_two() -> None:
    clients = Clients()
    addresses = ("mg1980@gmail.com", "garcia.m@hotmail.com")
    for address in addresses:
        clients.note("Maria Garcia", address)
    clients.note("Leo Park", "leo@gmail.com")
    assert [clients.label("Maria Garcia", each) for each in addresses] == [
        "Maria Garcia (mg1980@gmail.com)",
        "Maria Garcia (garcia.m@hotmail.com)",
    ]
    assert clients.label("Leo Park", "leo@gmail.com") == "Leo Park"


def test_addresses_names_and_handles_of_one_client_are_joined() -> None:
    clients = Clients()
    for name, address in (
        ("Leo Park", "leo@acme.example"),
        ("L. Park", "leo@acme.example"),
        ("Leo Park", "leo@acme.example"),
        ("王芳", "wf@gmail.com"),
    ):
        clients.note(name, address)
    assert clients.label("", "leo@acme.example") == "Leo Park (acme.example)"
    assert clients.label("Leo Park - Acme", "") == "Leo Park (acme.example)"
    assert clients.label("王芳（市场）", "") == "王芳"
    assert clients.aliases("Leo Park - Acme", "") == (
        "Leo Park - Acme",
        "L. Park",
        "Leo Park",
        "leo@acme.example",
        "acme.example",
    )
    assert clients.label("Somebody", "") == "Somebody"


@pytest.mark.parametrize("text", ["Ок, понял.", "ok, thanks!", "好的，收到", "Goed, dankie", "👍", "OK."])
def test_a_mere_acknowledgement_clause_by_clause(text: str) -> None:
    assert is_acknowledgement(text)


@pytest.mark.parametrize("text", ["", "?", "ok, and the logo?", "Спасибо, а где макет", "thanks for nothing"])
def test_anything_more_is_none(text: str) -> None:
    assert not is_acknowledgement(text)
