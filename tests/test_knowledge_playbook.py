"""Playbook cards: read from files, the user's own over the shipped ones, matched to a reading."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.app import app
from assistant.domain import (
    Ask,
    AskKind,
    Channel,
    Match,
    Reading,
    Route,
    Situation,
    SourceKind,
    Span,
)
from assistant.errors import KnowledgeDataError
from assistant.knowledge.cards import Card, Signals, read_card
from assistant.knowledge.playbook import advice_of, cards_for, load_cards

CARD = """---
title: "Own line"
rests on: "our own experience"
when:
  situations: [delay, outage]
  routes: [manager]
  temperature: 2-4
  channel: email
do:
  - "Call first, because a voice is kinder."
---

## Move

Say the date
and nothing else.

## Why

It helped.

## Write

- the date,
  in words
- <!-- a comment -->the hour

## Never

- a guess
"""


def reading(situation: str = "unsure", **more: object) -> Reading:
    values = {"temperature": 3, "situation": Situation(situation, 0.9)} | more
    return Reading("text", "en", "Latn", Channel.EMAIL, **values)  # type: ignore[arg-type]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_card_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path, "own-line.md", CARD)
    assert read_card(path, own=True) == Card(
        "own-line",
        "Own line",
        Signals(("delay", "outage"), ("manager",), channel="email", temperature=(2, 4)),
        "Say the date and nothing else.",
        "It helped.",
        "our own experience",
        ("the date, in words", "the hour"),
        ("a guess",),
        ("Call first, because a voice is kinder.",),
        own=True,
        source=str(path),
    )


def test_windows_line_ends_and_a_byte_order_mark_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "own-line.md"
    path.write_bytes(b"\xef\xbb\xbf" + CARD.replace("\n", "\r\n").encode())
    assert read_card(path).write == ("the date, in words", "the hour")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("---\ntitle", "title"), "does not begin with a block"),
        (('title: "Own line"\n', ""), "'title' is missing"),
        (('rests on: "our own experience"\n', ""), "'rests on' is missing"),
        (("title:", "titel:"), "nothing is known of 'titel'"),
        (("[delay, outage]", "[lateness]"), "'situations' names 'lateness'"),
        (("[manager]", "[boss]"), "'routes' names 'boss'"),
        (("channel: email", "channel: fax"), "'channel' names 'fax'"),
        (("2-4", "4-2"), "temperature '4-2' is no level"),
        (("  temperature:", "  heat:"), "unknown signal 'heat'"),
        (("rests on", "order: first\nrests on"), "the order 'first' is no number"),
        (('"Own line"', '"Own: line'), "line "),
        (("## Why", "## Because"), "section '## Why' is missing"),
        (("- a guess", "a guess"), "section '## Never' has no lines"),
        (('  - "Call first, because a voice is kinder."', "  call: first"), "'do' is no list"),
    ],
)
def test_a_malformed_card_names_the_file_and_what_to_mend(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    path = write(tmp_path, "mine.md", CARD.replace(*change))
    with pytest.raises(KnowledgeDataError) as caught:
        read_card(path)
    assert message in caught.value.message
    assert caught.value.message.startswith("The playbook file mine.md cannot be used: ")
    assert str(path) in caught.value.hint


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(KnowledgeDataError, match=r"mine\.md"):
        load_cards([tmp_path])


def test_a_list_of_cards_to_switch_off_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "off.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeDataError, match=r"off\.txt"):
        load_cards([tmp_path])


def test_own_cards_replace_and_add_and_switch_off(tmp_path: Path) -> None:
    shipped = {card.id for card in load_cards()}
    write(tmp_path, "only-venting.md", CARD)
    write(tmp_path, "our-own.md", CARD)
    write(tmp_path, "is-it-worth-it.md", "---\noff: true\n---\n")
    write(tmp_path, "off.txt", "# not for us\nknow-the-person\nname-what-worked.md  # nor this\n")
    write(tmp_path, "README.md", "anything")
    cards = {card.id: card for card in load_cards([tmp_path, tmp_path / "missing"])}
    gone = {"is-it-worth-it", "know-the-person", "name-what-worked"}
    assert set(cards) == (shipped | {"our-own"}) - gone
    assert cards["only-venting"].title == "Own line" and cards["only-venting"].own


def card(name: str, when: Signals, *, always: bool = False, do: tuple[str, ...] = ()) -> Card:
    return Card(name, name.title(), when, f"move {name}", "why", "account 001", ("a",), ("b",), do, always)


CARDS = (
    card("always", Signals(), always=True, do=("read it", "sleep on it")),
    card("delay", Signals(("delay",))),
    card("delay-hot", Signals(("delay",), temperature=(4, 5))),
    card("delay-boss", Signals(("delay",), ("manager",)), do=("tell them", "read it")),
    card("insult", Signals(asks=("insult",))),
    card("chat", Signals(("delay",), channel="chat")),
    card("rising", Signals(trend=("rising",))),
    card("stakes", Signals(has=("stakes",))),
)


def ids(found: list[Match]) -> list[str]:
    return [match.id for match in found]


def test_the_more_signals_fit_the_higher_a_card_stands() -> None:
    found = cards_for(reading("delay", route=Route.MANAGER), CARDS)
    assert ids(found) == ["delay-boss", "delay", "always"]
    assert found[0] == Match(
        "delay-boss",
        SourceKind.PLAYBOOK,
        "",
        "move delay-boss",
        found[0].score,
        language="en",
        title="Delay-Boss",
    )
    assert [1 >= each.score > 0 for each in found] == [True] * 3


def test_each_kind_of_signal_is_seen() -> None:
    insult = Ask("fool", 0, 4, AskKind.INSULT)
    several = reading(asks=(insult,), trend="rising", stakes=(Span("boss", 0, 4),))
    assert ids(cards_for(several, CARDS)) == ["rising", "insult", "stakes", "always"]
    assert ids(cards_for(reading(), CARDS)) == ["always"]
    assert ids(cards_for(reading("delay", temperature=5), CARDS)) == [
        "delay",
        "delay-boss",
        "delay-hot",
        "always",
    ]


def test_the_limit_holds_and_advice_is_said_once() -> None:
    found = cards_for(reading("delay", route=Route.MANAGER), CARDS, limit=1)
    assert ids(found) == ["delay-boss"]
    assert advice_of([CARDS[3], CARDS[0]]) == ("tell them", "read it", "sleep on it")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMREPLY_HOME", str(tmp_path))
    (tmp_path / "playbook").mkdir()
    return tmp_path


def test_the_command_lists_own_cards_with_a_mark(home: Path) -> None:
    write(home / "playbook", "aaa-own.md", CARD)
    listed = CliRunner().invoke(app, ["playbook", "list", "--situation", "outage"])
    lines = {line.split()[1]: line for line in listed.stdout.splitlines() if line.startswith("*")}
    assert listed.exit_code == 0
    assert lines == {
        "aaa-own": "* aaa-own     Own line  [delay, outage, route manager, temperature 2 to 4, email]"
    }
    as_json = json.loads(CliRunner().invoke(app, ["playbook", "list", "--json"]).stdout)
    assert as_json[0] == {
        "id": "aaa-own",
        "title": "Own line",
        "own": True,
        "when": "delay, outage, route manager, temperature 2 to 4, email",
        "move": "Say the date and nothing else.",
    }


def test_the_command_shows_a_card_by_its_first_letters(home: Path) -> None:
    write(home / "playbook", "aaa-own.md", CARD)
    shown = CliRunner().invoke(app, ["playbook", "show", "aaa"])
    assert shown.stdout == (
        "Own line\naaa-own (your own), rests on our own experience\n"
        "Fits: delay, outage, route manager, temperature 2 to 4, email\n\n"
        "Say the date and nothing else.\n\nWhy: It helped.\n\n"
        "Write:\n- the date, in words\n- the hour\n\nNever:\n- a guess\n\n"
        "Besides writing:\n- Call first, because a voice is kinder.\n"
    )
    assert (
        json.loads(CliRunner().invoke(app, ["playbook", "show", "aaa", "--json"]).stdout)["id"] == "aaa-own"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [("nothing-like-it", "No card is called"), ("over", ""), ("s", "begins more than one card")],
)
def test_an_unclear_name_says_what_there_is(home: Path, name: str, message: str) -> None:
    result = CliRunner().invoke(app, ["playbook", "show", name])
    assert (result.exit_code, message in result.stderr) == (1 if message else 0, True)
