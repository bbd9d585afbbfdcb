"""A head of messages hears the mean of the clauses and the loudest of them, however many there are."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.reading.features import Matrix, message_features
from assistant.reading.heads import labels, of_message, probabilities

HEADS = ("situation", "burden", "route", "temperature")
CUES = message_features("Where is my order? I have waited for ten days.", "en", np.zeros((0, 7), "float32"))


def vectors(number: int) -> Matrix:
    drawn = np.random.default_rng(1).normal(size=(number, 384)).astype("float32")
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


@pytest.mark.parametrize("head", HEADS)
def test_every_class_has_a_share_of_one(head: str) -> None:
    for clauses in (None, vectors(1), vectors(24)):
        row = of_message(head, CUES, clauses)
        assert row.shape == (len(labels(head)),)
        assert row.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("head", HEADS)
def test_without_embeddings_the_cues_alone_decide(head: str) -> None:
    assert of_message(head, CUES, None).tolist() == probabilities(head, CUES[None, :], None)[0].tolist()


@pytest.mark.parametrize("head", HEADS)
def test_what_is_said_again_or_in_another_order_changes_nothing(head: str) -> None:
    said = vectors(3)
    row = of_message(head, CUES, said)
    assert np.allclose(of_message(head, CUES, np.vstack([said] * 4)), row, atol=1e-4)
    assert np.allclose(of_message(head, CUES, said[::-1]), row, atol=1e-4)
