"""The vectors, in Chroma: embedded in a folder, or a Chroma server for a team.

Writes go through langchain's `Chroma`, which also serves as a plain langchain vector store; reads go
to the collection itself, since one look-up sends several vectors at once. Chroma's own embedding
function would download a model: every vector here comes from the embeddings that were handed in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from assistant.domain import Passage, SourceKind
from assistant.errors import StoreModelError
from assistant.knowledge.records import Record, kind_of, to_row

if TYPE_CHECKING:
    import numpy
    from langchain_chroma import Chroma
    from numpy.typing import NDArray

COLLECTIONS = {
    SourceKind.POLICY: "calmreply_passages",
    SourceKind.EXCHANGE: "calmreply_exchanges",
}
_FOLDER = "chroma"
_MODEL_KEY = "embedding_model"
_PATIENCE = 60.0  # seconds for another process to let go of the database
_MERGE_WORDS = "INSERT INTO embedding_fulltext_search(embedding_fulltext_search) VALUES ('optimize')"
_LONGEST = 1500  # characters; what lies beyond would be cut by the embedding model anyway


class NamedEmbeddings(Protocol):
    """langchain's Embeddings with the name of the model that makes them."""

    @property
    def name(self) -> str: ...
    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...
    def embed_query(self, text: str) -> list[float]: ...


def meaning(record: Record) -> str:
    """What stands for a record among the vectors: a clause with its headings, a turn with its answer."""
    row = to_row(record)
    parts = ("document", "heading", "text") if "document" in row else ("subject", "message", "reply")
    return "\n".join(str(row[part]) for part in parts if row[part])[:_LONGEST]


class Vectors:
    """The two collections of a store. Nothing is opened, imported or created before it is needed."""

    def __init__(self, folder: Path, embeddings: NamedEmbeddings, *, server: str = "") -> None:
        self._folder = folder
        self._embeddings = embeddings
        self._server = server
        self._client: Any = None
        self._opened: dict[SourceKind, Any] = {}

    def close(self) -> None:
        """Let go of the store's files."""
        if self._client is not None:
            self._client.close()
        self._client = None
        self._opened = {}

    def embed(self, texts: Sequence[str]) -> NDArray[numpy.float32]:
        """The vectors by which texts are looked up, (n, d)."""
        import numpy

        return numpy.asarray([self._embeddings.embed_query(text) for text in texts], dtype=numpy.float32)

    @property
    def model(self) -> str:
        """The name of the embedding model the vectors are of."""
        return self._embeddings.name

    def of_clauses(self, passages: Sequence[Passage]) -> NDArray[numpy.float32]:
        """The vectors that these clauses will have among the others, (n, d)."""
        import numpy

        texts = [meaning(passage) for passage in passages]
        return numpy.asarray(self._embeddings.embed_documents(texts), dtype=numpy.float32)

    def add(self, records: Sequence[Record]) -> None:
        """Embed records and keep them, replacing what has the same id."""
        for kind in {kind_of(record) for record in records}:
            part = [record for record in records if kind_of(record) is kind]
            self.vector_store(kind).add_texts(
                [meaning(record) for record in part],
                metadatas=[dict(to_row(record)) for record in part],
                ids=[record.id for record in part],
            )

    def delete(self, vectors: Sequence[tuple[str, str]]) -> None:
        """Remove vectors, given as (id, kind)."""
        for kind in COLLECTIONS:
            ids = [identifier for identifier, its_kind in vectors if its_kind == kind]
            collection = self._collection(kind) if ids else None
            if collection is not None:
                collection.delete(ids=ids)

    def scrub(self, vectors: Sequence[tuple[str, str]]) -> None:
        """Leave no word of removed records in the folder; a server's files are its own.

        Chroma keeps what was added in a queue from which it can build its index again, and its database keeps the
        pages of what was deleted until something else needs them.
        """
        path = self._folder / _FOLDER / "chroma.sqlite3"
        if self._server or not path.exists():
            return
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as database:
            ids = [(identifier,) for identifier, _kind in vectors]
            database.executemany("UPDATE embeddings_queue SET metadata = NULL WHERE id = ?", ids)
            database.execute(_MERGE_WORDS)
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def nearest(
        self, kind: SourceKind, queries: Sequence[Sequence[float]], limit: int
    ) -> list[list[tuple[str, float]]]:
        """For each query vector the ids of the nearest records with their cosine, nearest first."""
        collection = self._collection(kind)
        if collection is None or not queries:
            return [[] for _ in queries]
        found = collection.query(query_embeddings=list(queries), n_results=limit, include=["distances"])
        return [
            [(identifier, 1.0 - distance) for identifier, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def of(self, kind: SourceKind, ids: Sequence[str]) -> dict[str, Sequence[float]]:
        """The vectors of records by id."""
        collection = self._collection(kind)
        if collection is None or not ids:
            return {}
        found = collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def vector_store(self, kind: SourceKind) -> Chroma:
        """The collection as a langchain vector store, made where there is none yet."""
        from langchain_chroma import Chroma

        store = Chroma(
            collection_name=COLLECTIONS[kind],
            embedding_function=self._embeddings,  # type: ignore[arg-type]
            client=self._connected(),
            collection_metadata={_MODEL_KEY: self._embeddings.name},
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": 100}},
        )
        self._opened.pop(kind, None)
        self._collection(kind)
        return store

    def _collection(self, kind: SourceKind) -> Any:
        """Chroma's collection, or None while nothing of the kind was ever added."""
        if kind not in self._opened:
            if self._client is None and not self._server and not _made(self._folder):
                return None
            from chromadb.errors import NotFoundError

            try:
                found = self._connected().get_collection(COLLECTIONS[kind], embedding_function=None)
            except NotFoundError:
                return None
            check_model((found.metadata or {}).get(_MODEL_KEY, ""), self._embeddings.name)
            self._opened[kind] = found
        return self._opened[kind]

    def _connected(self) -> Any:
        if self._client is None:
            self._client = _server(self._server) if self._server else _embedded(self._folder)
        return self._client


def check_model(found: str, wanted: str) -> None:
    """Raise StoreModelError unless the vectors of a store were made by the wanted model."""
    if found and found != wanted:
        raise StoreModelError(
            f"The knowledge base was made with the embedding model {found}, not {wanted}.",
            f"Set the embedding model back to {found}, or move the knowledge base away and add everything again.",
        )


def _made(folder: Path) -> bool:
    return (folder / _FOLDER / "chroma.sqlite3").exists()


def _embedded(folder: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(path=str(folder / _FOLDER), settings=_settings())


def _server(url: str) -> Any:
    import chromadb

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return chromadb.HttpClient(host=parts.hostname or "", port=port, ssl=secure, settings=_settings())


def _settings() -> Any:
    from chromadb.config import Settings

    # Said in full, so that neither the environment nor an .env file nearby has a say in it.
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
        chroma_otel_granularity="none",
    )
