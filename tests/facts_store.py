"""A small business for the tests of `facts`: two clauses that matter, one archive, words one can count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.domain import Channel, Exchange, Passage
from assistant.knowledge import KnowledgeBase
from assistant.proposing.proposer import Proposer

WIDTH = 64
DEPOSIT = "The deposit of 30 % is not refunded once work has started."
ROUNDS = "Two rounds of corrections are included; each further hour costs EUR 80."


class WordEmbeddings:
    """Counts words: texts are near when they share words, and anyone can work out how near."""

    name = "words-64"

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        counts = [0.01] * WIDTH
        for word in text.lower().replace(".", " ").replace(":", " ").split():
            counts[int(hashlib.md5(word.encode()).hexdigest(), 16) % WIDTH] += 1.0
        length = sum(count * count for count in counts) ** 0.5
        return [count / length for count in counts]


def relate(ours: Sequence[str], theirs: Sequence[str]) -> list[list[float]]:
    """Cosines of counted words."""
    embeddings = WordEmbeddings()
    vectors = [embeddings.embed_query(text) for text in theirs]
    return [
        [sum(a * b for a, b in zip(embeddings.embed_query(text), vector, strict=True)) for vector in vectors]
        for text in ours
    ]


def clause(
    number: str, text: str, *, identifier: str = "", source: str = "terms.md", **fields: object
) -> Passage:
    return Passage(
        identifier or f"{number}-{hashlib.md5(text.encode()).hexdigest()[:8]}",
        text,
        source,
        "Terms 2026",
        clause=number,
        language=str(fields.pop("language", "en")),
        **fields,  # type: ignore[arg-type]
    )


def exchange(reply: str, *, identifier: str = "x1", client: str = "Marlow Ltd", **fields: object) -> Exchange:
    return Exchange(
        identifier,
        client,
        Channel.EMAIL,
        "What about the deposit?",
        reply,
        "box.mbox",
        replied_at=datetime(2026, 9, 21, 15, 40),
        message_language="en",
        reply_language="en",
        **fields,  # type: ignore[arg-type]
    )


def open_store(folder: Path) -> KnowledgeBase:
    return KnowledgeBase(folder / "store", WordEmbeddings())


def filled_store(folder: Path) -> KnowledgeBase:
    knowledge = open_store(folder)
    knowledge.add_passages([clause("6.1", DEPOSIT), clause("3.1", ROUNDS)], source="terms.md")
    return knowledge


def proposer(knowledge: KnowledgeBase, **fields: object) -> Proposer:
    return Proposer(knowledge, **{"relate": relate, "languages": ("en",), **fields})  # type: ignore[arg-type]
