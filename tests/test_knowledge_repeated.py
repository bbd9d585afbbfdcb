"""An ask that was put before and answered is told, with the exchange and the day; a new one is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import numpy
import pytest

from assistant.domain import Ask, AskKind, Channel, Exchange, Reading, Repeat
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.repeated import likeness, repeated, says_again
from assistant.models.embeddings import E5Embeddings


def exchange(identifier: str, message: str, reply: str, day: int, *, client: str = "Priya Nair") -> Exchange:
    return Exchange(
        identifier,
        client,
        Channel.EMAIL,
        message,
        reply,
        "mail.mbox",
        asked_at=datetime(2026, 5, day, 9),
        replied_at=datetime(2026, 5, day, 15),
        message_language="en",
        turn_id=identifier,
    )


def reading(text: str, *asks: str) -> Reading:
    found = tuple(
        Ask(ask, text.index(ask), text.index(ask) + len(ask), AskKind.QUESTION) for ask in asks or (text,)
    )
    return Reading(text, "en", "Latn", Channel.EMAIL, asks=found)


TODAY = date(2026, 6, 1)
PAST = (
    exchange("e1", "Could you tell me when the second batch will be delivered?", "It leaves on 12 May.", 4),
    exchange("e2", "When will the second batch be delivered, please?", "On 14 May, with the courier.", 6),
    exchange("e3", "Is parking included at the venue?", "Twenty spaces are.", 8),
)
AGAIN = "For the third time: when will the second batch be delivered?"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(tmp_path_factory.mktemp("store"), E5Embeddings(threads=1)) as knowledge:
        others = [exchange("o1", AGAIN, "On 30 May.", 9, client="Priya Nairn")]
        knowledge.add_exchanges([*PAST, *others], source="mail.mbox")
        yield knowledge


def test_a_repeated_ask_comes_with_the_newest_answer_and_its_day(store: KnowledgeBase) -> None:
    found = store.repeats(reading(AGAIN), store.past("Priya Nair", until=TODAY))
    assert [(repeat.ask, repeat.exchange, repeat.day, repeat.answer) for repeat in found] == [
        (0, "e2", date(2026, 5, 6), "On 14 May, with the courier.")
    ]


def test_another_ask_on_the_same_matter_is_not_repeated(store: KnowledgeBase) -> None:
    asked = reading("Why was the second batch packed without labels?")
    assert store.repeats(asked, store.past("Priya Nair", until=TODAY)) == ()


def test_of_several_asks_only_the_repeated_one_is_named(store: KnowledgeBase) -> None:
    text = f"{AGAIN} And your driver scratched our gate."
    found = store.repeats(
        reading(text, AGAIN, "your driver scratched our gate"), store.past("Priya Nair", until=TODAY)
    )
    assert [repeat.ask for repeat in found] == [0]


@pytest.mark.parametrize("client", [None, "", "Somebody Else"])
def test_the_past_of_another_client_answers_nothing(store: KnowledgeBase, client: str | None) -> None:
    assert store.past(client, until=TODAY) == []


def test_what_was_written_after_the_day_of_the_message_is_not_known_yet(store: KnowledgeBase) -> None:
    past = store.past("Priya Nair", until=date(2026, 5, 5))
    assert [each.id for each in past] == ["e1"]
    found = {
        day: [match.id for match in store.retrieve(reading(AGAIN), client=None, day=date(2026, 5, day))]
        for day in (8, 9)
    }
    assert "o1" not in found[8] and "o1" in found[9]


def test_what_nobody_answered_is_not_answered_already() -> None:
    unanswered = exchange("u1", "When will the second batch be delivered?", "", 4)
    found: tuple[Repeat, ...] = repeated(
        reading(AGAIN),
        [unanswered],
        embed=lambda texts: numpy.eye(len(texts), dtype="float32"),
        usual=numpy.eye(2, dtype="float32"),
    )
    assert found == ()


@pytest.mark.parametrize(
    "text",
    [
        "I asked you last week",
        "Опять то же самое",
        "问了几遍了",
        "問了幾遍了",
        "Ek het al drie keer gevra",
        "Les pedí la factura",
    ],
)
def test_a_message_may_say_of_itself_that_it_asks_again(text: str) -> None:
    assert says_again(text)


def test_a_first_question_does_not_say_again() -> None:
    assert not says_again("When is the delivery?")
    assert not says_again("Against the wall, please.".replace("Against", "Near"))


def test_words_and_figures_in_common_make_two_asks_alike() -> None:
    near = likeness("Refund the $450.", "My $450 refund?", lead=0.05, again=True)
    far = likeness("Refund the $450.", "Call me today.", lead=-0.05, again=False)
    assert (near.figure, far.figure) == (True, False)
    assert near.probability > 0.5 > far.probability
