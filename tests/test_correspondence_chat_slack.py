"""Slack exports: every letter as the turns it holds."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from chat_letters import Row, letter, letters_of, rows

from assistant.correspondence.chat.finishing import MEDIA, NOTICE, PROGRAM
from assistant.correspondence.chat.slack import looks_like_slack, read_slack

# one row a message: time, author, text, why it is left out
TURNS: dict[str, list[Row]] = {
    "slack_export.zip": [
        ("2024-03-12 10:06:00.000700+00:00", "Ana Lund", "psst", ""),
        ("2024-03-12 10:00:00.000100+00:00", "Ana Lund", "@Ana Lund has joined the channel", NOTICE),
        (
            "2024-03-12 10:01:00.000200+00:00",
            "Ana Lund",
            "@North Shop is the page (https://a.example/x) <live>? see #lund-shared or a@b.example @here",
            "",
        ),
        ("2024-03-12 10:02:00.000300+00:00", "North Shop", "yes", ""),
        ("2024-03-12 10:03:00.000400+00:00", "Ana Lund", "", MEDIA),
        ("2024-03-12 10:04:00.000500+00:00", "CI", "build ok", PROGRAM),
        ("2024-03-12 10:05:00.000600+00:00", "Guest Gil", "hello", ""),
    ],
}


test_letters_are_recognised_and_read_as_written = letters_of("Slack export", TURNS)


def test_a_thread_is_a_conversation_with_the_message_it_hangs_on() -> None:
    turns = {turn.text: turn for turn in read_slack(letter("slack_export.zip"))}
    asked = next(turn for text, turn in turns.items() if "the page" in text)
    assert turns["yes"].thread == asked.thread != turns["hello"].thread
    assert turns["yes"].in_reply_to == (asked.id,)


def test_mentions_links_and_brackets_become_words() -> None:
    asked = next(turn for turn in read_slack(letter("slack_export.zip")) if "the page" in turn.text)
    assert asked.text == (
        "@North Shop is the page (https://a.example/x) <live>? see #lund-shared or a@b.example @here"
    )
    assert asked.address == "ana@lund.example"


def test_reads_the_unpacked_folder_and_a_single_day_of_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(letter("slack_export.zip")) as archive:
        archive.extractall(tmp_path)
    assert looks_like_slack(b"", tmp_path)
    assert rows(read_slack(tmp_path)) == rows(read_slack(letter("slack_export.zip")))
    day = tmp_path / "lund-shared" / "2024-03-12.json"
    assert looks_like_slack(day.read_bytes(), day)
    assert rows(read_slack(day)) == rows(read_slack(letter("slack_export.zip")))[1:]


def test_lists_of_people_and_channels_hold_no_messages(tmp_path: Path) -> None:
    with zipfile.ZipFile(letter("slack_export.zip")) as archive:
        archive.extractall(tmp_path)
    listed = tmp_path / "users.json"
    assert looks_like_slack(listed.read_bytes(), listed)
    assert list(read_slack(listed)) == []


def test_what_older_exports_tell_about_a_file_is_not_what_was_said() -> None:
    day = [
        {
            "type": "message",
            "subtype": "file_share",
            "user": "U1",
            "text": "<@U1> uploaded a file: <https://a.example|a.pdf> and commented: the proof",
            "file": {"id": "F1", "initial_comment": {"user": "U1", "comment": "the proof"}},
            "ts": "1710237600.000100",
        },
        {
            "type": "message",
            "subtype": "file_comment",
            "text": "<@U2> commented on <@U1>'s file <https://a.example|a.pdf>: approved",
            "comment": {"user": "U2", "comment": "approved"},
            "ts": "1710237660.000100",
        },
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("channels.json", "[]")
        archive.writestr("proofs/2024-03-12.json", json.dumps(day))
    turns = list(read_slack(packed.getvalue()))
    assert [(turn.author, turn.text, turn.reason) for turn in turns] == [
        ("U1", "the proof", ""),
        ("U2", "approved", ""),
    ]
