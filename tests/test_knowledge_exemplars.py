"""The exemplar exchange most like a message is found, in each language, with a score that can be compared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy
import pytest

from assistant.domain import Channel, Reading, Situation
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.exemplars import exemplar_languages, exemplars, mean_message, vectors_of
from assistant.models.embeddings import E5Embeddings


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(tmp_path_factory.mktemp("store"), E5Embeddings(threads=1)) as knowledge:
        yield knowledge


def reading(text: str, language: str = "en") -> Reading:
    return Reading(text, language, "Latn", Channel.EMAIL, situation=Situation("unsure", 0.2))


@pytest.mark.parametrize("language", ["en", "es", "ru", "af", "zh-Hans", "zh-Hant"])
def test_the_message_of_an_exemplar_finds_that_exemplar(store: KnowledgeBase, language: str) -> None:
    wanted = exemplars(language).exchanges[0]
    found = store.exemplars(reading(wanted.message, language))
    assert [(match.text, match.reply, match.own_client) for match in found] == [
        (wanted.message, wanted.reply, False)
    ]
    assert 0.5 < found[0].score < 1.0


def test_each_language_has_its_best_one_and_the_best_comes_first(store: KnowledgeBase) -> None:
    found = store.exemplars(
        reading("Where is my refund? I want my money back."), languages=exemplar_languages()
    )
    assert sorted(match.language for match in found) == list(exemplar_languages())
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_a_language_without_exemplars_has_none(store: KnowledgeBase) -> None:
    assert store.exemplars(reading("Hvor er pakken?", "da")) == []


def test_the_shipped_vectors_are_those_of_the_shipped_messages() -> None:
    embeddings = E5Embeddings(threads=1)
    kept = vectors_of(embeddings.name)
    assert {language: len(rows) for language, rows in kept.items()} == {
        language: len(exemplars(language).exchanges) for language in exemplar_languages()
    }
    last = [exemplars(language).exchanges[-1].message for language in kept]
    near = [
        float(rows[-1] @ vector)
        for rows, vector in zip(kept.values(), embeddings.embed_array(last), strict=True)
    ]
    assert numpy.min(near) > 0.999, "run python -m train.reference"


def test_with_another_embedding_model_none_are_pretended() -> None:
    assert vectors_of("words-64") == {}


def test_what_all_messages_have_in_common_is_nearer_to_a_message_than_to_anything_else() -> None:
    model = E5Embeddings.name
    mean = mean_message(model)
    assert mean is not None
    messages = numpy.concatenate(list(vectors_of(model).values()))
    assert mean.shape == (384,)
    assert float((messages @ mean).mean()) == pytest.approx(float(mean @ mean), abs=1e-3)
    assert mean_message("another-model") is None
