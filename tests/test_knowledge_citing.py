"""A note that names a clause by its number brings that clause, and no other with that number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.domain import Match
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.splitting import split_lines
from assistant.models.embeddings import E5Embeddings

TERMS = """# Terms of Hire 2026

1. A booking is confirmed when the deposit has reached us.

6.4 We do not pay for loss of profit, reputation or enjoyment.

7.2 Credits are paid within 14 days of the credit note.
"""
KITCHEN = """# Kitchen Sheet for clients

1. We mark the allergens on every dish card.

2.1 A separate plate costs nothing if the allergy reached us 7 days before the event.
"""
HOUSE = """# House rules for staff (internal)

9.9 Only the owner may waive a charge.
"""
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("store")
    with KnowledgeBase(folder, E5Embeddings(threads=1)) as knowledge:
        for name, text in (("terms.md", TERMS), ("kitchen.md", KITCHEN), ("house.md", HOUSE)):
            knowledge.add_passages(split_lines(text.splitlines(), source=name, name=name), source=name)
        yield knowledge


def cited(store: KnowledgeBase, *notes: str, found: tuple[Match, ...] = ()) -> list[tuple[str, str]]:
    matches = store.with_cited(found, notes, day=DAY)
    return [(match.source, match.clause) for match in matches if match.cited]


@pytest.mark.parametrize(
    ("note", "clause"),
    [
        ("500 no way. clause 6.4", ("terms.md", "6.4")),
        ("500 ni hablar, cláusula 6.4", ("terms.md", "6.4")),
        ("no pagamos, ver apartado 6.4", ("terms.md", "6.4")),
        ("не платим, п. 6.4", ("terms.md", "6.4")),
        ("geen vergoeding, klousule 6.4", ("terms.md", "6.4")),
        ("按第 6.4 条不赔", ("terms.md", "6.4")),
        ("credit note went out, Terms 7.2", ("terms.md", "7.2")),
        ("kitchen sheet 2.1, she told us on Monday", ("kitchen.md", "2.1")),
        ("Terms (6.4): no", ("terms.md", "6.4")),
        ("见6.4", ("terms.md", "6.4")),
        ("按6.4不赔", ("terms.md", "6.4")),
        ("see 6.4", ("terms.md", "6.4")),
        ("70 евро остаются, Terms п. 6.4.", ("terms.md", "6.4")),
    ],
)
def test_a_clause_named_by_number_is_brought(
    store: KnowledgeBase, note: str, clause: tuple[str, str]
) -> None:
    assert cited(store, note) == [clause]


@pytest.mark.parametrize(
    "note",
    [
        "wind 6.4 m/s at noon",  # a figure
        "it took 7.2 hours",
        "house rules 9.9: no",  # never said to a client
        "clause 8.8",  # of none
        "version 6.4.1 is out",
        "hire 7.2 hours",
        "hire 7.2% off",
        "point 1 on her list: comes off",
        "第一条短信没收到",
        "clause 6.4 does not apply, that was our visit",
    ],
)
def test_other_numbers_bring_nothing(store: KnowledgeBase, note: str) -> None:
    assert cited(store, note) == []


def test_of_two_with_one_number_both_may_be_meant_unless_the_title_says_which(store: KnowledgeBase) -> None:
    assert sorted(cited(store, "clause 1 applies")) == [("kitchen.md", "1"), ("terms.md", "1")]
    assert cited(store, "as in the Kitchen Sheet 1") == [("kitchen.md", "1")]


def test_a_bare_number_cites_only_what_was_found(store: KnowledgeBase) -> None:
    found = tuple(store.search("we do not pay for loss of profit", limit=1))
    assert cited(store, "500 no, 6.4") == []
    assert cited(store, "500 no, 6.4", found=found) == [("terms.md", "6.4")]
    first = tuple(store.search("how is a booking confirmed, deposit", limit=1))
    assert cited(store, "she called on 1 November, 1 chair is missing", found=first) == []
    assert sorted(cited(store, "clauses 6.4 and 7.2")) == [("terms.md", "6.4"), ("terms.md", "7.2")]


def test_what_was_found_stays_as_it_was(store: KnowledgeBase) -> None:
    found = store.search("separate plate for an allergy", limit=2)
    assert store.with_cited(found, ["he is angry"], day=DAY) == found
