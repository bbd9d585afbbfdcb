"""Make knowledge/reference.npz and knowledge/exemplars/vectors.npz, the vectors that ship with the program.

Of the general sentences, the topics' words, the examples of clauses, and the messages of the exemplar exchanges.

    python -m train.reference

To be run after a change to background.yaml, topics.yaml, clause_examples.yaml or exemplars/ in knowledge/.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy
import yaml

from assistant.knowledge.exemplars import FOLDER, VECTORS_NAME, exemplar_languages, exemplars
from assistant.knowledge.reference import FILE_NAME, MADE_FROM
from assistant.models.embeddings import E5Embeddings, Side
from assistant.resources import shipped


def texts(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((shipped("knowledge") / name).read_text(encoding="utf-8"))
    return read


def fingerprint() -> str:
    """Of the files the vectors are made from."""
    files = [(shipped("knowledge") / name).read_bytes() for name in MADE_FROM]
    return hashlib.sha256(b"".join(files)).hexdigest()


def centre(embeddings: E5Embeddings, words: list[str], *, side: Side = "query") -> numpy.ndarray:
    mean = embeddings.embed_array([str(word) for word in words], side=side).mean(axis=0)
    return mean / numpy.linalg.norm(mean)


def kept(path: Path, name: str, **arrays: numpy.ndarray) -> None:
    """Write arrays with the name of their model."""
    named: dict[str, Any] = {"model": numpy.array(name), **arrays}
    numpy.savez_compressed(path, **named)


def keep_exemplars(embeddings: E5Embeddings) -> None:
    """The messages of the exemplar exchanges, by language."""
    messages = {
        language: [each.message for each in exemplars(language).exchanges]
        for language in exemplar_languages()
    }
    kept(
        shipped("knowledge") / FOLDER / VECTORS_NAME,
        embeddings.name,
        **{
            language: embeddings.embed_array(texts).astype(numpy.float16)
            for language, texts in messages.items()
            if texts
        },
    )


def main() -> None:
    embeddings = E5Embeddings(threads=1)
    keep_exemplars(embeddings)
    topics = texts("topics.yaml").values()
    arrays = {
        f"background_{language}": embeddings.embed_array(sentences, side="passage").astype(numpy.float16)
        for language, sentences in texts("background.yaml").items()
    }
    said = [centre(embeddings, topic["words"]) for topic in topics]
    heard = [centre(embeddings, [*topic.get("heard", []), *topic["words"]]) for topic in topics]
    subjects = list(texts("clause_examples.yaml").values())
    sizes = [len(subject["asks"]) for subject in subjects]
    asks = embeddings.embed_array([ask for subject in subjects for ask in subject["asks"]])
    clauses = [centre(embeddings, subject["clauses"], side="passage") for subject in subjects]
    path = shipped("knowledge") / FILE_NAME
    kept(
        path,
        embeddings.name,
        made_from=numpy.array(fingerprint()),
        heard=numpy.asarray(heard, dtype=numpy.float16),
        said=numpy.asarray(said, dtype=numpy.float16),
        asks=asks.astype(numpy.float16),
        starts=numpy.cumsum([0, *sizes[:-1]]),
        clauses=numpy.asarray(clauses, dtype=numpy.float16),
        **arrays,
    )
    print(path, path.stat().st_size // 1024, "KiB")


if __name__ == "__main__":
    main()
