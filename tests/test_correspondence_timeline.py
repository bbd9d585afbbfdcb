"""Who did what when, and how long the other side waited."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.correspondence.timeline import as_csv, as_html, as_json, timeline
from assistant.domain import Channel, Exchange, Outcome


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def exchange(
    asked: datetime | None,
    message: str,
    replied: datetime | None,
    reply: str,
    outcome: Outcome = Outcome.UNKNOWN,
) -> Exchange:
    return Exchange(
        "1", "Leo (client.example)", Channel.EMAIL, message, reply, "box", asked, replied, author="Ana", subject="Order", outcome=outcome
    )  # fmt: skip


STORY = [
    exchange(at(9, 8), "When, please?", None, ""),
    exchange(None, "", at(5, 9), "We need the photos. The list is attached.", Outcome.SILENT),
    exchange(at(7, 9), "=Where is it?", at(7, 15), "On Friday."),
    exchange(at(8, 9), "Thanks", None, ""),
    exchange(None, "undated", None, ""),
]


def test_rows_in_order_with_waiting_times() -> None:
    assert [(r.at.day, r.side, r.did, r.text, r.waited_hours) for r in timeline(STORY)] == [
        (5, "us", "sent", "We need the photos. The list is attached.", None),
        (5, "client", "did not answer", "We need the photos. The list is attached.", 95.0),
        (7, "client", "asked", "=Where is it?", None),
        (7, "us", "wrote", "On Friday.", 6.0),
        (8, "client", "wrote", "Thanks", None),
        (9, "client", "asked", "When, please?", None),
        (9, "us", "did not answer", "When, please?", 0.0),
    ]
    assert [r.at.day for r in timeline(STORY, since=date(2026, 1, 8))] == [8, 9, 9]


def test_a_demand_without_a_question_mark_that_was_left_alone() -> None:
    story = [
        exchange(at(5, 9), "The bill is wrong.", at(5, 15), "It is per year.", Outcome.ESCALATED),
        exchange(at(6, 9), "I want it back, or you hear from our lawyer.", None, ""),
        exchange(at(7, 9), "The other bill is wrong.", at(7, 15), "It is right now.", Outcome.RESOLVED),
        exchange(at(8, 9), "It arrived.", None, ""),
    ]
    mails = [
        replace(one, subject=name) for one, name in zip(story, ("A", "RE: A", "B", "AW: B"), strict=True)
    ]
    chats = [replace(one, subject="", thread=name) for one, name in zip(story, "aabb", strict=True)]
    assert timeline(chats) == [replace(row, subject="") for row in timeline(mails)]
    assert [(r.at.day, r.side, r.did) for r in timeline(mails)] == [
        (5, "client", "wrote"),
        (5, "us", "wrote"),
        (6, "client", "wrote"),
        (6, "us", "did not answer"),
        (7, "client", "wrote"),
        (7, "us", "wrote"),
        (8, "client", "wrote"),
    ]


def test_an_empty_cell_stays_empty() -> None:
    rows = timeline([replace(STORY[0], subject="")])[:1]
    assert as_csv(rows).splitlines()[1] == (
        '2026-01-09T08:00:00+00:00,client,Leo (client.example),asked,"When, please?",,,box'
    )


def test_written_as_csv_json_and_html() -> None:
    rows = timeline(STORY, since=date(2026, 1, 7))[:1]
    assert as_csv(rows).splitlines() == [
        "at,side,who,did,text,waited_hours,subject,source",
        "2026-01-07T09:00:00+00:00,client,Leo (client.example),asked,'=Where is it?,,Order,box",
    ]
    assert json.loads(as_json(rows)) == [
        {"at": "2026-01-07T09:00:00+00:00", "side": "client", "who": "Leo (client.example)", "did": "asked",
         "text": "=Where is it?", "waited_hours": None, "subject": "Order", "source": "box"}
    ]  # fmt: skip
    page = as_html(rows, title="Leo & Co")
    assert "<title>Leo &amp; Co</title>" in page and "<td>=Where is it?</td>" in page
