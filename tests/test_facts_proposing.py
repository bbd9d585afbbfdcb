"""What is proposed, in which order, and what may be approved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from facts_store import DEPOSIT, ROUNDS, clause, exchange, filled_store, open_store, proposer, relate

from assistant.domain import Completion, Constraints, FactKind, Prompt, Severity
from assistant.drafting.acknowledge import Complete
from assistant.errors import InputError
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.saying_rows import State
from assistant.proposing.items import Item, languages_worked_in
from assistant.proposing.precedents import past_sentences, precedents, told
from assistant.proposing.proposer import Proposer

OURS = "As agreed, two rounds of corrections are included, each further hour costs EUR 80."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with filled_store(tmp_path) as knowledge:
        yield knowledge


def item(review: Proposer, statement: str, language: str = "en") -> Item:
    return next(each for each in review.items(language=language) if each.statement == statement)


# --- proposals ----------------------------------------------------------------------------------------


def test_a_clause_is_proposed_in_its_own_words(store: KnowledgeBase) -> None:
    proposed = proposer(store).propose(item(proposer(store), DEPOSIT))
    assert proposed.saying is not None
    assert (proposed.state, proposed.proposal, proposed.saying.origin) == (State.PROPOSED, DEPOSIT, "clause")


def test_our_own_past_sentence_is_proposed_first_and_says_to_whom_it_went(store: KnowledgeBase) -> None:
    store.add_exchanges([exchange(f"Hello Ana. {OURS} Kind regards.")], source="box.mbox")
    review = proposer(store)
    proposed = review.propose(item(review, ROUNDS))
    assert proposed.saying is not None
    assert (proposed.proposal, proposed.saying.origin) == (OURS, "reply")
    assert proposed.saying.whence == "you wrote this to Marlow Ltd on 2026-09-21"
    assert "Marlow" not in proposed.proposal


@pytest.mark.parametrize(
    "reply",
    [
        OURS.replace("EUR 80", "EUR 95"),  # another figure
        OURS.replace("As agreed", "As agreed, Marlow"),  # a client's name
        OURS.replace("costs EUR 80.", "costs EUR 80?"),  # a question
        "Each hour of parking in town costs EUR 80.",  # the same figure of something else
    ],
)
def test_a_past_sentence_with_another_figure_name_or_topic_is_not_proposed(
    store: KnowledgeBase, reply: str
) -> None:
    store.add_exchanges([exchange(reply)], source="box.mbox")
    review = proposer(store)
    assert review.propose(item(review, ROUNDS)).proposal == ROUNDS


def test_a_reply_that_apologises_lends_no_sentences() -> None:
    assert past_sentences([exchange(OURS, marks=("apology",))], ["Marlow Ltd"]) == []


def test_the_newest_of_two_like_sentences_stands_first() -> None:
    older = exchange(OURS.replace("As agreed", "In short"), identifier="x0")
    newer = replace(exchange(OURS, identifier="x2"), replied_at=datetime(2026, 10, 1))
    sentences = past_sentences([older, newer], [])
    assert [each.exchange.id for each in sentences] == ["x2", "x0"]
    found = precedents([told(ROUNDS, "en"), told(DEPOSIT, "en")], sentences, relate)
    assert set(found) == {(ROUNDS, "en")}


def test_without_a_model_nothing_is_kept_for_another_language_so_that_one_may_try_later(
    store: KnowledgeBase,
) -> None:
    review = proposer(store)
    proposed = review.propose(item(review, DEPOSIT, "es"))
    assert (proposed.saying, proposed.proposal) == (None, "")


def answering(text: str) -> Complete:
    def complete(prompt: Prompt, constraints: Constraints) -> Completion:
        return Completion(text, complete=True)

    return complete


def test_a_translation_is_proposed_with_the_word_to_check_it(store: KnowledgeBase) -> None:
    spanish = "La señal del 30 % no se devuelve una vez empezado el trabajo."
    review = proposer(store, complete=answering(spanish))
    proposed = review.propose(item(review, DEPOSIT, "es"))
    assert proposed.saying is not None
    assert (proposed.proposal, proposed.saying.origin) == (spanish, "model")
    assert "check every word" in proposed.saying.whence


def test_a_translation_that_lost_the_negation_is_not_proposed(store: KnowledgeBase) -> None:
    review = proposer(store, complete=answering("La señal del 30 % se devuelve una vez empezado el trabajo."))
    proposed = review.propose(item(review, DEPOSIT, "es"))
    assert (proposed.state, proposed.proposal) == (State.OPEN, "")


def test_a_clause_that_must_not_be_said_as_it_stands_is_not_proposed(tmp_path: Path) -> None:
    with open_store(tmp_path) as knowledge:
        knowledge.add_passages([clause("1", "We are sorry for any delay that we cause.")], source="terms.md")
        review = proposer(knowledge)
        proposed = review.propose(review.items()[0])
    assert (proposed.state, proposed.proposal) == (State.OPEN, "")


def test_proposing_goes_on_where_it_stopped(store: KnowledgeBase) -> None:
    class StoppedError(Exception):
        pass

    def stop(_place: str, done: int, _total: int) -> None:
        if done == 1:
            raise StoppedError

    review = proposer(store)
    with pytest.raises(StoppedError):
        review.propose_all(review.items(), stop)
    assert sorted(each.state for each in review.items()) == [State.OPEN, State.PROPOSED]
    review.propose_all(review.items())
    assert [each.state for each in review.items()] == [State.PROPOSED] * 2


def test_what_drafts_rested_on_comes_first(store: KnowledgeBase) -> None:
    rounds = clause("3.1", ROUNDS).id
    assert proposer(store, used={rounds: 3}).items()[0].statement == ROUNDS
    deposit = clause("6.1", DEPOSIT).id
    assert proposer(store, used={deposit: 3}).items()[0].statement == DEPOSIT


# --- languages ---------------------------------------------------------------------------------------


def test_the_languages_are_those_of_clients_and_clauses_and_no_stray_ones() -> None:
    clauses, mails = {"es": 70, "en": 8, "sv": 1}, {"es": 22, "en": 13, "pt": 2, "cs": 1, "und": 15}
    assert languages_worked_in(clauses, mails, ("en", "es", "pt", "de")) == ("es", "en", "pt")


def test_without_an_archive_the_clauses_decide() -> None:
    assert languages_worked_in({"en": 20, "de": 1}, {}, ("en", "de")) == ("en",)


def test_one_chinese_script_serves_the_other(tmp_path: Path) -> None:
    with open_store(tmp_path) as knowledge:
        knowledge.add_passages(
            [clause("1", "定金不予退还，开工后不再更改。", language="zh-Hans")], source="t.md"
        )
        items = proposer(knowledge, languages=("zh-Hans", "zh-Hant", "en")).items()
    assert [each.language for each in items] == ["zh-Hans", "en"]


def test_a_clause_misread_as_another_language_is_in_that_of_its_document(tmp_path: Path) -> None:
    with open_store(tmp_path) as knowledge:
        knowledge.add_passages(
            [clause("1", DEPOSIT), clause("2", "No lost sales are covered.", language="sv")], source="t.md"
        )
        assert {each.own for each in proposer(knowledge).items()} == {"en"}


# --- decisions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("We are sorry, the deposit of 30 % is not refunded.", "an apology"),
        ("The deposit of 40 % is not refunded once work has started.", "this percent stands in no"),
        ("We guarantee that the deposit of 30 % is safe.", "guarantee"),
        ("Unlike for Marlow Ltd, the deposit of 30 % is not refunded.", "belongs to another client"),
        ("", "it is empty"),
    ],
)
def test_what_the_gate_blocks_cannot_be_approved(store: KnowledgeBase, sentence: str, reason: str) -> None:
    store.add_exchanges([exchange("Thank you.")], source="box.mbox")
    review = proposer(store)
    with pytest.raises(InputError, match="cannot be said") as caught:
        review.approve(item(review, DEPOSIT), sentence)
    assert reason in caught.value.message
    assert item(proposer(store), DEPOSIT).state is State.OPEN


def test_a_figure_left_out_and_a_negation_on_one_side_warn_and_may_be_insisted_on(
    store: KnowledgeBase,
) -> None:
    review = proposer(store)
    found = review.judge(item(review, DEPOSIT), "The deposit stays with us once work has started.")
    warned = [(each.rule, each.severity) for each in found if each.severity is not Severity.INFO]
    assert warned == [("figure-left-out", Severity.WARN), ("negation", Severity.WARN)]
    assert review.approve(item(review, DEPOSIT), "The deposit stays with us.").state is State.APPROVED


def test_a_dropped_statement_keeps_no_words_and_can_be_taken_up_again(store: KnowledgeBase) -> None:
    review = proposer(store)
    dropped = review.drop(review.propose(item(review, DEPOSIT)))
    assert (dropped.state, dropped.proposal) == (State.DROPPED, "")
    assert review.reopen(dropped).proposal == DEPOSIT


def test_the_kind_a_person_chose_stays(store: KnowledgeBase) -> None:
    review = proposer(store)
    review.approve(item(review, DEPOSIT), DEPOSIT, kind=FactKind.STATUS)
    assert item(proposer(store), DEPOSIT).kind is FactKind.STATUS


def test_an_item_is_found_by_the_first_letters_of_its_id(store: KnowledgeBase) -> None:
    review = proposer(store)
    wanted = item(review, DEPOSIT)
    assert review.named(wanted.id[:8]).statement == DEPOSIT
    with pytest.raises(InputError, match="No statement has"):
        review.named("zz")
