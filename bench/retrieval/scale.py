"""How long does one query take in a store of 1,000 and of 100,000 clauses? p50 and p95, without the embedding model.

    python bench/retrieval/scale.py [--sizes 1000 100000] [--queries 100] [--folder .build/scale]

Texts are made of words drawn by Zipf's law, vectors are random around 200 centres: what counts is the work
of Chroma, of the word index and of ranking. A store stays in the folder for the next run.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from pathlib import Path

import numpy

from assistant.domain import Channel, Passage, Reading
from assistant.knowledge import KnowledgeBase

WIDTH = 384
WORDS = [f"{first}{second}" for first in ("ra", "te", "mi", "so", "lu") for second in map(str, range(4000))]


class Invented:
    """A vector for a text, the same one each time: a centre and some noise."""

    name = "invented-384"

    def __init__(self) -> None:
        self._centres = numpy.random.default_rng(7).normal(size=(200, WIDTH)).astype(numpy.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        noise = numpy.random.default_rng(hash(text) & 0xFFFFFFFF)
        vector = self._centres[hash(text) % 200] + noise.normal(size=WIDTH).astype(numpy.float32)
        return list(map(float, vector / numpy.linalg.norm(vector)))


def sentence(chance: random.Random) -> str:
    places = (min(int(chance.paretovariate(0.6)), len(WORDS) - 1) for _ in range(20))
    return " ".join(WORDS[place] for place in places)


def build(knowledge: KnowledgeBase, size: int) -> None:
    chance = random.Random(size)
    missing = size - knowledge.stats().passages
    with knowledge.writing():
        for start in range(0, missing, 1000):
            name = f"document-{start}"
            clauses = [
                Passage(f"{start + at:016x}", sentence(chance), name, name, str(at), language="en")
                for at in range(min(1000, missing - start))
            ]
            knowledge.add_passages(clauses, source=name)


def measure(size: int, queries: int, folder: Path) -> None:
    with KnowledgeBase(folder / str(size), Invented()) as knowledge:
        start = time.perf_counter()
        build(knowledge, size)
        built = time.perf_counter() - start
        chance, seconds = random.Random(1), []
        for _ in range(queries + 1):
            reading = Reading(" ".join(sentence(chance) for _ in range(3)), "en", "Latn", Channel.EMAIL)
            begun = time.perf_counter()
            knowledge.retrieve(reading, limit=28)
            seconds.append(time.perf_counter() - begun)
    first, rest = seconds[0], seconds[1:]
    p95 = statistics.quantiles(rest, n=20)[-1]
    print(
        f"{size:8} clauses: first {first * 1000:.0f} ms, p50 {statistics.median(rest) * 1000:.0f} ms, "
        f"p95 {p95 * 1000:.0f} ms; adding took {built:.0f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 100_000])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path(".build/scale"))
    options = parser.parse_args()
    for size in options.sizes:
        measure(size, options.queries, options.folder)


if __name__ == "__main__":
    main()
