"""The given chat exports, compared with every given expectation."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from chat_letters import SHARED, recognised

from assistant.correspondence.chat.line import read_line
from assistant.correspondence.chat.slack import read_slack
from assistant.correspondence.turns import Turn

EXPORTS = SHARED / "data" / "chat_exports"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not EXPORTS.is_dir(), reason="the sample data is not beside the checkout"),
]
MINED = sorted((EXPORTS / "chat_miner").glob("*/test_*"))


def turns(path: Path) -> list[Turn]:
    found = recognised(path)
    assert found is not None
    return [turn for turn in found.read(path) if not turn.reason]


@pytest.mark.parametrize("path", MINED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_messages_are_the_expected_list(path: Path) -> None:
    expected = json.loads((path.parent / "target.json").read_text(encoding="utf-8"))
    found = [
        {
            "timestamp": turn.at.replace(tzinfo=None).isoformat() if turn.at else "",
            "author": turn.author,
            "message": " ".join(turn.text.split()),
        }
        for turn in turns(path)
    ]
    # newest first, as the expectations of WhatsApp, Signal and Instagram are; Telegram's is oldest first
    assert sorted(found, key=lambda one: one["timestamp"]) == sorted(
        expected, key=lambda one: one["timestamp"]
    )
    assert found in (expected, expected[::-1])


@pytest.mark.parametrize("name", ["line_windows_en.txt", "line_tabs_en.txt"])
def test_line_messages_are_the_expected_list(name: str) -> None:
    expected = json.loads((EXPORTS / "line" / "expected.json").read_text(encoding="utf-8"))[name]
    for people in (expected.get("needs_known_users", ()), ()):
        found = [turn for turn in read_line(EXPORTS / "line" / name, people=people) if not turn.reason]
        rows = [
            [turn.at.strftime("%Y-%m-%d %H:%M") if turn.at else "", turn.author, turn.text] for turn in found
        ]
        assert rows == expected["messages"]


def test_slack_messages_are_counted_as_expected() -> None:
    expected = json.loads((EXPORTS / "slack" / "expected.json").read_text(encoding="utf-8"))
    every = list(read_slack(EXPORTS / "slack" / "testarchive.zip"))
    channels = Counter(turn.id.split(":")[1] for turn in every)
    assert len(every) == expected["messages_total"]
    assert dict(channels) == expected["messages_per_channel"]
    assert len({turn.author for turn in every if not turn.reason}) <= expected["users"]


WORLD_FILES = sorted(
    path
    for path in (SHARED / "worlds").glob("*/correspondence/**/*")
    if path.is_file() and path.suffix not in (".mbox", ".eml")
)


@pytest.mark.parametrize("path", WORLD_FILES, ids=lambda path: path.name)
def test_every_chat_of_the_worlds_is_recognised_and_nothing_is_without_time_or_author(path: Path) -> None:
    for turn in turns(path):
        assert turn.at is not None and turn.author and turn.text
