"""Approved sentences hang on the words of a clause: they outlive the file, and go with the last of the words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from facts_store import DEPOSIT, ROUNDS, clause, exchange, filled_store, open_store, proposer

from assistant.domain import Passage
from assistant.knowledge.saying_rows import Saying, State, passage_key

SENTENCE = "Once work has started, the deposit of 30 % stays with us and is not refunded."


def approve(folder: Path, statement: str = DEPOSIT, text: str = SENTENCE) -> None:
    with open_store(folder) as knowledge:
        review = proposer(knowledge)
        item = next(item for item in review.items() if item.statement == statement)
        review.approve(item, text)


def states(folder: Path) -> dict[str, str]:
    with open_store(folder) as knowledge:
        return {
            item.statement: f"{item.state} {item.proposal}".strip() for item in proposer(knowledge).items()
        }


def everything_written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((folder / "store").glob("catalogue*")))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    filled_store(tmp_path).close()
    return tmp_path


def test_a_store_from_before_reads_as_one_where_nothing_is_decided(home: Path) -> None:
    assert states(home) == {DEPOSIT: "open", ROUNDS: "open"}


def test_an_approval_stays_and_is_handed_out_with_the_clause(home: Path) -> None:
    approve(home)
    assert states(home)[DEPOSIT] == f"approved {SENTENCE}"
    with open_store(home) as knowledge:
        matches = knowledge.sayings.said(knowledge.search("deposit"))
    assert [dict(match.say) for match in matches if match.text == DEPOSIT] == [{DEPOSIT: {"en": SENTENCE}}]


def test_adding_the_document_again_keeps_the_approval(home: Path) -> None:
    approve(home)
    with open_store(home) as knowledge:
        knowledge.add_passages([clause("6.1", DEPOSIT), clause("3.1", ROUNDS)], source="terms.md")
    assert states(home)[DEPOSIT] == f"approved {SENTENCE}"


def test_the_same_words_with_another_number_and_date_keep_the_approval(home: Path) -> None:
    approve(home)
    moved = clause("7.4", DEPOSIT, identifier="moved", valid_from=date(2026, 1, 1))
    with open_store(home) as knowledge:
        knowledge.add_passages([moved, clause("3.1", ROUNDS)], source="terms.md")
    assert states(home)[DEPOSIT] == f"approved {SENTENCE}"


def test_a_changed_clause_loses_its_approval_and_comes_up_with_the_old_sentence(home: Path) -> None:
    approve(home)
    changed = DEPOSIT.replace("30 %", "40 %")
    with open_store(home) as knowledge:
        knowledge.add_passages([clause("6.1", changed), clause("3.1", ROUNDS)], source="terms.md")
        review = proposer(knowledge)
        item = next(item for item in review.items() if item.statement == changed)
        assert item.state is State.OPEN
        assert [(each.statement, each.text) for each in item.former] == [(DEPOSIT, SENTENCE)]
        # 30 % is not what the clause says now: the old sentence is shown, the new clause is proposed
        assert review.propose(item).proposal == changed
        review.approve(item, SENTENCE.replace("30 %", "40 %"))
    assert states(home) == {changed: f"approved {SENTENCE.replace('30 %', '40 %')}", ROUNDS: "open"}
    assert SENTENCE.encode() not in everything_written(home)


def test_taking_an_approval_back_brings_the_old_sentence_back(home: Path) -> None:
    approve(home)
    changed = DEPOSIT.replace("30 %", "40 %")
    with open_store(home) as knowledge:
        knowledge.add_passages([clause("6.1", changed)], source="terms.md")
        review = proposer(knowledge)
        review.reopen(review.approve(review.items()[0], SENTENCE.replace("30 %", "40 %")))
        item = proposer(knowledge).items()[0]
    assert (item.state, item.proposal) == (State.PROPOSED, changed)
    assert [(each.statement, each.text) for each in item.former] == [(DEPOSIT, SENTENCE)]


def test_an_approval_of_the_clause_that_takes_over_stands(home: Path) -> None:
    grown = clause("6.1", f"{DEPOSIT} Work begins on the day after the payment.")
    elsewhere = replace(grown, id="web", source="web.md")
    own = Saying(passage_key(elsewhere), DEPOSIT, "en", State.APPROVED, "The deposit of 30 % stays with us.")
    approve(home)
    with open_store(home) as knowledge:
        knowledge.add_passages([elsewhere], source="web.md")
        knowledge.sayings.keep([own])
        knowledge.add_passages([grown, clause("3.1", ROUNDS)], source="terms.md")
        kept = [(each.state, each.text) for each in knowledge.sayings.kept()]
    assert kept == [(State.APPROVED, own.text)]


def test_an_old_sentence_is_proposed_where_its_figures_still_stand(home: Path) -> None:
    approve(home)
    changed = DEPOSIT.replace("work has started", "the work has been started")
    with open_store(home) as knowledge:
        knowledge.add_passages([clause("6.1", changed)], source="terms.md")
        review = proposer(knowledge)
        proposed = review.propose(next(iter(review.items())))
    assert (proposed.state, proposed.proposal) == (State.PROPOSED, SENTENCE)


def test_removing_the_document_leaves_no_text_behind(home: Path) -> None:
    approve(home)
    with open_store(home) as knowledge:
        knowledge.remove("terms.md")
        assert knowledge.sayings.kept() == []
    assert SENTENCE.encode() not in everything_written(home)


def test_an_approval_stays_while_another_document_has_the_same_words(home: Path) -> None:
    approve(home)
    with open_store(home) as knowledge:
        knowledge.add_passages([clause("2", DEPOSIT, identifier="other", source="web.md")], source="web.md")
        knowledge.remove("terms.md")
    assert states(home) == {DEPOSIT: f"approved {SENTENCE}"}


def test_what_came_from_a_reply_goes_with_the_archive(home: Path) -> None:
    with open_store(home) as knowledge:
        knowledge.add_exchanges([exchange("Thank you.")], source="box.mbox")
        key = passage_key(clause("6.1", DEPOSIT))
        told = Saying(
            key, DEPOSIT, "en", State.APPROVED, SENTENCE, "reply", "you wrote this to Marlow Ltd", "x1"
        )
        knowledge.sayings.keep(
            [told, replace(told, language="de", state=State.PROPOSED, text="Aus der Antwort.")]
        )
        knowledge.remove("box.mbox")
        left = knowledge.sayings.kept()
    assert [(each.text, each.whence, each.exchange) for each in left] == [(SENTENCE, "", "")]
    assert b"Marlow" not in everything_written(home)


def test_a_superseded_clause_is_not_offered_and_its_sentence_stands_beside_the_new_one(
    tmp_path: Path,
) -> None:
    old = replace(clause("6.1", DEPOSIT), document="Terms", valid_from=date(2024, 1, 1))
    text = DEPOSIT.replace("30 %", "40 %")
    new = replace(clause("6.1", text, source="new.md"), document="Terms", valid_from=date(2026, 1, 1))
    about = Passage(
        "about",
        "Replaces the Terms of 1 January 2024.",
        "new.md",
        "Terms",
        valid_from=new.valid_from,
        language="en",
    )
    with open_store(tmp_path) as knowledge:
        knowledge.add_passages([old], source="terms.md")
    approve(tmp_path)
    with open_store(tmp_path) as knowledge:
        knowledge.add_passages([about, new], source="new.md")
        items = proposer(knowledge).items()
        matches = knowledge.sayings.said(knowledge.search("deposit refunded work", day=date(2026, 11, 20)))
    assert [(item.statement, [each.text for each in item.former]) for item in items] == [(text, [SENTENCE])]
    assert {match.id: dict(match.say) for match in matches if match.superseded_by} == {old.id: {}}


CLOSED = "Our office is closed for the holidays until 2 January 2027."
SINCE = "As of 1 March 2026 returned goods are paid back within 14 days."


def test_house_rules_and_lines_about_the_document_are_not_offered(tmp_path: Path) -> None:
    with open_store(tmp_path) as knowledge:
        knowledge.add_passages(
            [
                clause("1", "Refunds over EUR 100 are decided by the owner.", internal=True),
                clause("", "In force from 1 March 2026. Replaces the terms of 2024."),
                clause("", CLOSED),
                clause("", SINCE),
                clause("2", DEPOSIT),
            ],
            source="terms.md",
        )
        assert {item.statement for item in proposer(knowledge).items()} == {DEPOSIT, CLOSED, SINCE}
        found = knowledge.search("in force from March, replaces terms, refunds, deposit")
        assert [match.text[:8] for match in found if match.about_document] == ["In force"]


KILLED = """
import os, signal, sys
from pathlib import Path
from facts_store import open_store, proposer
knowledge = open_store(Path(sys.argv[1]))
review = proposer(knowledge)
review.approve(next(item for item in review.items() if "deposit" in item.statement), sys.argv[2])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_decision_survives_a_process_that_is_killed_right_after_it(home: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(home), SENTENCE], env=environ)
    assert done.returncode == -signal.SIGKILL
    assert states(home)[DEPOSIT] == f"approved {SENTENCE}"


def test_what_is_written_belongs_to_its_owner_alone(home: Path) -> None:
    approve(home)
    catalogue = next((home / "store").glob("catalogue*"))
    assert catalogue.stat().st_mode & 0o077 == 0
