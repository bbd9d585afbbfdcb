"""Make knowledge/reference.npz: vectors of the general sentences and of the topics' words.

    python bench/retrieval/reference.py

To be run after a change to knowledge/background.yaml or knowledge/topics.yaml (half a minute).
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy
import yaml

from assistant.knowledge.reference import FILE_NAME
from assistant.models.embeddings import E5Embeddings
from assistant.resources import shipped


def texts(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((shipped("knowledge") / name).read_text(encoding="utf-8"))
    return read


def fingerprint() -> str:
    """Of the two files the vectors are made from."""
    files = [(shipped("knowledge") / name).read_bytes() for name in ("background.yaml", "topics.yaml")]
    return hashlib.sha256(b"".join(files)).hexdigest()


def centre(embeddings: E5Embeddings, words: list[str]) -> numpy.ndarray:
    mean = embeddings.embed_array([str(word) for word in words]).mean(axis=0)
    return mean / numpy.linalg.norm(mean)


def main() -> None:
    embeddings = E5Embeddings(threads=1)
    topics = texts("topics.yaml").values()
    arrays = {
        f"background_{language}": embeddings.embed_array(sentences, side="passage").astype(numpy.float16)
        for language, sentences in texts("background.yaml").items()
    }
    said = [centre(embeddings, topic["words"]) for topic in topics]
    heard = [centre(embeddings, [*topic.get("heard", []), *topic["words"]]) for topic in topics]
    path = shipped("knowledge") / FILE_NAME
    numpy.savez_compressed(
        path,
        model=numpy.array(embeddings.name),
        made_from=numpy.array(fingerprint()),
        heard=numpy.asarray(heard, dtype=numpy.float16),
        said=numpy.asarray(said, dtype=numpy.float16),
        **arrays,
    )
    print(path, path.stat().st_size // 1024, "KiB")


if __name__ == "__main__":
    main()
