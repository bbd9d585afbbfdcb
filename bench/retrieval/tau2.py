"""Which of 698 documents of a bank does retrieval find for 22 situations, beside words alone and meaning alone?

    python bench/retrieval/tau2.py ../shared/data/policies/tau2 [--store .build/tau2]

The documents are split into clauses and kept in a store, which stays for the next run (embedding takes
minutes). A document counts as found by its best clause. recall@5 and nDCG@10, mean over the situations.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy

from assistant.domain import Ask, AskKind, Channel, Reading, SourceKind
from assistant.knowledge import KnowledgeBase, split_policy
from assistant.language.sentences import split_sentences
from assistant.models.embeddings import E5Embeddings

Search = Callable[[str], Sequence[str]]
CLAUSES = 200  # of so many clauses the documents are taken, each at its best one


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def build(knowledge: KnowledgeBase, documents: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, knowledge.writing():
        page = Path(folder) / "document.md"
        for document in documents:
            name = document["id"]
            if knowledge.unchanged(name, "1"):
                continue
            page.write_text(f"# {document['title']}\n\n{document['content']}\n", encoding="utf-8")
            passages = split_policy(page, source=name)
            knowledge.add_passages(passages, source=name, fingerprint="1")


def as_built(knowledge: KnowledgeBase) -> Search:
    def search(text: str) -> Sequence[str]:
        return distinct(match.source for match in knowledge.retrieve(reading_of(text), limit=CLAUSES))

    return search


def reading_of(text: str) -> Reading:
    """A situation is a description, not a message: its sentences stand for its asks."""
    spans = [span for span in split_sentences(text) if len(span.text) > 3]
    asks = tuple(Ask(span.text, span.start, span.end, AskKind.DEMAND) for span in spans)
    return Reading(text, "en", "Latn", Channel.CHAT, asks=asks)


def meaning_alone(store: KnowledgeBase, embeddings: E5Embeddings) -> Search:
    collection = store.vector_store(SourceKind.POLICY)
    kept = collection.get(include=["embeddings", "metadatas"])
    vectors = numpy.asarray(kept["embeddings"], dtype=numpy.float32)
    names = [row["source"] for row in kept["metadatas"]]

    def search(text: str) -> Sequence[str]:
        order = numpy.argsort(-(vectors @ embeddings.embed_array([text])[0]), kind="stable")
        return distinct(names[at] for at in order)

    return search


def words_alone(documents: list[dict[str, str]]) -> Search:
    import bm25s

    texts = [f"{document['title']}\n{document['content']}" for document in documents]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)

    def search(text: str) -> Sequence[str]:
        query = bm25s.tokenize([text], stopwords="en", show_progress=False)
        found, _ = index.retrieve(query, k=20, show_progress=False)
        return [documents[at]["id"] for at in found[0]]

    return search


def distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def recall(found: Sequence[str], wanted: Sequence[str], depth: int) -> float:
    return len(set(found[:depth]) & set(wanted)) / len(set(wanted))


def gain(found: Sequence[str], wanted: Sequence[str], depth: int) -> float:
    """nDCG with a gain of 1 for each wanted document."""
    got = sum(1 / math.log2(rank + 2) for rank, name in enumerate(found[:depth]) if name in set(wanted))
    return got / sum(1 / math.log2(rank + 2) for rank in range(min(depth, len(set(wanted)))))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", type=Path, default=Path(".build/tau2"))
    options = parser.parse_args()
    documents = rows(options.folder / "banking_documents.jsonl")
    queries = rows(options.folder / "banking_queries.jsonl")
    embeddings = E5Embeddings(threads=1)
    with KnowledgeBase(options.store, embeddings) as knowledge:
        build(knowledge, documents)
        print(
            len(documents), "documents,", knowledge.stats().passages, "clauses,", len(queries), "situations"
        )
        ways = {
            "words alone (BM25)": words_alone(documents),
            "meaning alone (e5)": meaning_alone(knowledge, embeddings),
            "as built": as_built(knowledge),
        }
        for name, search in ways.items():
            found = [(search(query["client_situation"]), query["required_documents"]) for query in queries]
            scores = [
                sum(measure(*pair, depth) for pair in found) / len(found)
                for measure, depth in ((recall, 5), (recall, 10), (gain, 10))
            ]
            print(f"  {name:20} recall@5 {scores[0]:.3f}  @10 {scores[1]:.3f}  nDCG@10 {scores[2]:.3f}")


if __name__ == "__main__":
    main()
