"""How an exchange ended, judged by what the client's next words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.correspondence.archive import read_archive
from assistant.correspondence.conversation import Found
from assistant.correspondence.ending import Judging, basis_of, conclude
from assistant.correspondence.reactions import Matrix, cues, nearness, sentences
from assistant.correspondence.weighing import knows, verdict
from assistant.domain import Channel, Exchange, Outcome, Skipped
from assistant.models.embeddings import E5Embeddings

DEMAND = "Where is the invoice for March? We need it today."


@pytest.fixture(scope="module")
def engine() -> E5Embeddings:
    return E5Embeddings()


def ended(engine: E5Embeddings, demand: str, text: str, language: str) -> tuple[Outcome, str]:
    said = [*sentences(demand), *sentences(text)]
    return verdict(demand, text, language, dict(zip(said, engine.embed_array(said), strict=True)))


def found(number: int, after: str = "", outcome: Outcome = Outcome.UNKNOWN) -> Found:
    exchange = Exchange(str(number), "", Channel.CHAT, DEMAND, "It is attached.", "a", outcome=outcome)
    return Found(exchange, "Leo", "", (), after, "en")


class Zeros:
    """Says nothing about any text, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> Matrix:
        self.asked.append(list(texts))
        return np.zeros((len(texts), 384), "float32")


@pytest.mark.parametrize(
    ("language", "demand", "text", "expected"),
    [
        ("en", DEMAND, "Lovely, it arrived and the total is right.", Outcome.RESOLVED),
        ("en", DEMAND, "Thanks, I'll look at it after lunch.", Outcome.CALMED),
        ("en", DEMAND, "There is nothing attached to your mail, where is it?", Outcome.REPEATED),
        ("en", DEMAND, "What a joke. You will hear from our lawyer.", Outcome.ESCALATED),
        ("es", "¿Cuándo llega la mesa?", "Son las seis y la mesa no ha llegado.", Outcome.REPEATED),
        ("ru", "Когда приедет мастер?", "Всё починил, вода больше не капает, спасибо", Outcome.RESOLVED),
        ("zh-Hans", "空调什么时候修?", "好的,那我等师傅电话", Outcome.CALMED),
        ("zh-Hant", "包裹在哪裡?", "騙子,明天消保會見", Outcome.ESCALATED),
        ("af", "Waar is my bestelling?", "Dit is Vrydag en daar is nog niks hier nie.", Outcome.REPEATED),
    ],
)
def test_next_words_by_their_meaning(
    engine: E5Embeddings, language: str, demand: str, text: str, expected: Outcome
) -> None:
    assert ended(engine, demand, text, language)[0] is expected


def test_the_words_are_those_of_the_lists_else_the_sentence_that_spoke_most(engine: E5Embeddings) -> None:
    assert ended(engine, DEMAND, "All sorted, thank you.", "en") == (Outcome.RESOLVED, "sorted, thank you")
    outcome, words = ended(
        engine, "Where is my parcel?", "Opened it an hour ago. Everything is in there and it fits.", "en"
    )
    assert (outcome, words) == (Outcome.RESOLVED, "Everything is in there and it fits.")


def test_the_head_belongs_to_one_embedding_model() -> None:
    assert knows(E5Embeddings.name)
    assert not knows("another-model")


def test_without_embeddings_the_words_stand() -> None:
    skipped = Skipped("a", "a newsletter")
    thanked = found(1, "thanks", Outcome.RESOLVED)
    ended = replace(thanked.exchange, outcome_basis="6.a6a2729cbf6b")  # letters and hash of "thanks"
    assert list(conclude([thanked, skipped], None)) == [ended, skipped]


def test_only_what_has_next_words_and_is_not_settled_is_embedded_and_all_at_once() -> None:
    embed = Zeros()
    skipped = Skipped("a", "a newsletter")
    stream = [
        found(1, "Not here. Where is it?"),
        skipped,
        found(2, "ok"),
        found(3, outcome=Outcome.SILENT),
        found(4, "fine"),
    ]
    kept = {("2", basis_of("ok")): (Outcome.CALMED, "ok"), ("4", basis_of("good")): (Outcome.CALMED, "good")}
    each = list(conclude(stream, Judging(embed, lambda one, basis: kept.get((one, basis)))))
    assert [one if isinstance(one, Skipped) else one.id for one in each] == ["1", skipped, "2", "3", "4"]
    assert embed.asked == [
        ["Where is the invoice for March?", "We need it today.", "Not here.", "Where is it?", "fine"]
    ]
    outcomes = [(one.outcome, one.outcome_words) for one in each if isinstance(one, Exchange)]
    assert outcomes[1:3] == [(Outcome.CALMED, "ok"), (Outcome.SILENT, "")]


def test_an_archive_is_judged_by_what_is_handed_in(tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Leo.txt"
    chat.write_text(
        "2026/05/04, 09:00 - Leo: Where is the parcel?\n"
        "2026/05/04, 09:10 - Ana: With the courier, it comes today.\n"
        "2026/05/04, 12:00 - Leo: The doorman has it\n",
        encoding="utf-8",
    )
    embed = Zeros()
    read = list(read_archive(chat, us=["Ana"], judging=Judging(embed)))
    assert [one.outcome for one in read if isinstance(one, Exchange)][1] is Outcome.UNKNOWN
    assert embed.asked == [["Where is the parcel?", "The doorman has it"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not here!\nWhere is it? 还没到。什么时候?", ["Not here!", "Where is it?", "还没到。", "什么时候?"]),
        ("还没到?骗人!!退钱", ["还没到?", "骗人!!", "退钱"]),
        ("It says 12.400 at shop.example. Ok?", ["It says 12.400 at shop.example.", "Ok?"]),
        ("Still waiting........ I will sue. . . .", ["Still waiting........", "I will sue."]),
        ("。。。。。。。。。。骗子。」", ["骗子。"]),
        ("👍 !!!\n👍", ["👍 !!! 👍"]),
        ("One. " * 20, ["One."] * 8),
        (" \n", []),
    ],
)
def test_sentences_are_the_first_of_a_text_in_every_script(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_an_exchange_that_we_began_is_judged_by_the_next_words_alone(engine: E5Embeddings) -> None:
    assert ended(engine, "", "Fine, I will pay on Monday.", "en")[0] is Outcome.CALMED


def test_numbers_of_two_texts() -> None:
    assert cues(DEMAND, "ok", "en").shape == cues("", "", "und").shape
    same = np.array([[1.0, 0.0]], "float32")
    assert nearness(same, same) == pytest.approx([1.3, 1.8], abs=1e-5)
    assert nearness(same, np.empty((0,), "float32")).tolist() == [0.0, 0.0]
