"""What tests of several rooms share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Passage
from assistant.journal import Journal
from assistant.knowledge import KnowledgeBase
from assistant.pipeline import Assistant
from assistant.settings import Settings

_TINY = Path(__file__).resolve().parents[1] / ".build" / "models" / "smollm2-135m-instruct-q4_1.gguf"


@pytest.fixture(scope="session")
def tiny_model() -> Path:
    """A small real model file; only CALMREPLY_TEST_NO_MODEL skips the tests that need it."""
    if os.environ.get("CALMREPLY_TEST_NO_MODEL"):
        pytest.skip("CALMREPLY_TEST_NO_MODEL is set")
    path = Path(os.environ.get("CALMREPLY_TEST_MODEL") or _TINY)
    assert path.is_file(), f"no model file {path}: `make test-model` fetches it"
    return path


TOPICS = ("deposit", "photograph", "weekend", "server")


class TopicEmbeddings:
    """One dimension a topic and one for the rest: two texts are near when they share a topic."""

    name = "topics-1"
    dimension = len(TOPICS) + 1

    def embed_array(self, texts: Sequence[str], *, side: str = "query") -> np.ndarray:
        rows = [[float(topic in text.casefold()) for topic in TOPICS] + [0.1] for text in texts]
        matrix = np.array(rows, dtype=np.float32).reshape(len(rows), self.dimension)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [list(map(float, row)) for row in self.embed_array(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def passage(number: str, text: str, **fields: object) -> Passage:
    return Passage(number, text, "terms.md", "Terms 2026", clause=number, language="en", **fields)  # type: ignore[arg-type]


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    embeddings = TopicEmbeddings()
    with KnowledgeBase(tmp_path / "store", embeddings) as knowledge:
        knowledge.add_passages(
            [
                passage(
                    "2.2",
                    "When a photograph arrives late, delivery moves by the same number of working days.",
                ),
                passage("6.1", "A deposit is not refunded once work has started."),
                passage("9", "The server is maintained on the first weekend of the month."),
            ],
            source="terms.md",
        )
        yield Assistant(
            knowledge=knowledge,
            embed=None,
            relate=lambda asks, facts: (
                embeddings.embed_array(asks) @ embeddings.embed_array(facts).T
            ).tolist(),
            settings=Settings(signature="Mara"),
            journal=Journal(tmp_path),
        )
