"""What a store holds nothing about finds nothing, in any language; what it holds is found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy
import pytest
import yaml

from assistant.knowledge import KnowledgeBase, split_policy
from assistant.knowledge.reference import FILE_NAME, MADE_FROM, Reference, reference_for
from assistant.knowledge.relevance import DOUBTFUL, absolute, relevance, share_known
from assistant.models.embeddings import E5Embeddings
from assistant.resources import shipped

KNOWLEDGE = shipped("knowledge")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(tmp_path_factory.mktemp("store"), E5Embeddings(threads=1)) as knowledge:
        for path in sorted((KNOWLEDGE / "sample" / "policies").iterdir()):
            knowledge.add_passages(split_policy(path, source=path.name), source=path.name)
        yield knowledge


@pytest.mark.parametrize(
    "question",
    [
        "What does a rush job cost?",
        "How many rounds of corrections are included?",
        "加急要多少钱？",
        "能退定金吗？",
        "Wat kos spoedwerk?",
        "Когда будет готов наш сайт?",
        "¿Me devolvéis la señal si cancelo?",
    ],
)
def test_a_question_about_the_business_finds_clauses_in_another_language_too(
    sample: KnowledgeBase, question: str
) -> None:
    found = sample.search(question)
    assert found
    assert all(0.0 < match.score < 1.0 for match in found)


@pytest.mark.parametrize(
    "question",
    [
        "How do I replace the inner tube of my mountain bike?",
        "My bicycle has a flat tyre, and the shop around the corner is closed",
        "What is the boiling point of ethanol?",
        "自行车变速器怎么调？",
        "红烧肉要炖多久才软？",
        "Как вырастить помидоры на балконе?",
        "¿Cuándo sale el próximo tren a Sevilla?",
    ],
)
def test_a_question_about_something_else_finds_nothing_or_says_how_weak_it_is(
    sample: KnowledgeBase, question: str
) -> None:
    assert [match.text for match in sample.search(question) if match.score >= 0.1] == []


def test_the_sample_message_scores_higher_than_small_talk(sample: KnowledgeBase) -> None:
    message = (KNOWLEDGE / "sample" / "message.txt").read_text(encoding="utf-8")
    assert sample.search(message)[0].score > 0.4


def test_nearer_than_general_sentences_counts_and_not_the_cosine_alone() -> None:
    query = numpy.array([1.0, 0.0], dtype=numpy.float32)
    near, far = ([[0.95, 0.31], [0.9, 0.43]], [[0.70, 0.71], [0.60, 0.80]])

    def of(general: list[list[float]]) -> float:
        rows = numpy.array(general, dtype=numpy.float32)
        service = rows[:1] * 0 + 0.86
        reference = Reference(
            {"en": rows}, service, rows[:1], asks=service, starts=numpy.array([0]), clauses=rows[:1]
        )
        return relevance(
            query, [("en", 0.86)], known=0.3, own_client=False, sample=rows[:0], reference=reference
        )

    assert of(near) < DOUBTFUL < of(far)


def test_an_empty_store_holds_nothing() -> None:
    reference = reference_for("multilingual-e5-small-q4")
    assert reference is not None
    query = reference.general("en")[0]
    nothing = relevance(query, [], known=1.0, own_client=True, sample=query[None, :0], reference=reference)
    assert nothing == 0.0


def test_rare_words_that_are_known_say_more_than_common_ones() -> None:
    assert share_known([], {}, 10) == 0.0
    assert share_known(["site", "tl_2026_088"], {"site": 10, "tl_2026_088": 1}, 10) == 1.0
    assert share_known(["site", "new"], {"site": 9}, 10) < share_known(["site", "new"], {"site": 1}, 10) < 0.5


def test_a_score_is_a_number_between_0_and_1_in_the_order_of_the_ranking() -> None:
    scores = [absolute(score, 0.9) for score in (-5.0, 0.0, 4.0, 9.0, 50.0)]
    assert scores == sorted(scores)
    assert scores[2] == pytest.approx(0.45)
    assert 0.0 < scores[0] < scores[-1] <= 0.9


def test_with_another_embedding_model_nothing_is_pretended() -> None:
    assert reference_for("words-64") is None


def test_the_shipped_vectors_are_made_from_the_shipped_texts() -> None:
    files = [(KNOWLEDGE / name).read_bytes() for name in MADE_FROM]
    with numpy.load(KNOWLEDGE / FILE_NAME, allow_pickle=False) as kept:
        made_from = str(kept["made_from"])
        languages = {
            name.removeprefix("background_") for name in kept.files if name.startswith("background_")
        }
    assert made_from == hashlib.sha256(b"".join(files)).hexdigest(), "run python -m train.reference"
    assert languages == set(yaml.safe_load(files[0]))
