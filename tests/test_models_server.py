"""Writing through a server: llama.cpp's own protocol, the OpenAI one, and everything that goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from assistant.domain import Completion, Constraints, Prompt
from assistant.errors import ServerError
from assistant.models.endpoint import is_loopback
from assistant.models.opening import open_writer
from assistant.models.server import ServerWriter

PROMPT = Prompt(
    name="status",
    system="You write one sentence.",
    examples=(("fact: a", "A."),),
    request="fact: b",
)
OPENED = Prompt(name="status", system="You write.", request="fact: b", opening="The order")

Answer = tuple[int, str, bytes]


class Server:
    """Answers each (method, path) as told; keeps what was asked."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Callable[[Any], Answer]] = {}
        self.asked: list[tuple[str, str, Any, dict[str, str]]] = []
        self.url = ""

    def json(self, method: str, path: str, value: Any, status: int = 200) -> None:
        self.answers[method, path] = lambda _body: (status, "application/json", json.dumps(value).encode())

    def events(self, path: str, *events: Any, end: bytes = b"data: [DONE]\n\n") -> None:
        lines = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
        self.answers["POST", path] = lambda _body: (200, "text/event-stream; charset=utf-8", lines + end)

    def raw(self, path: str, content: bytes, kind: str = "text/event-stream") -> None:
        self.answers["POST", path] = lambda _body: (200, kind, content)

    def bodies(self, path: str) -> list[Any]:
        return [body for _, asked, body, _ in self.asked if asked == path]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", 0))
        body = json.loads(handler.rfile.read(length)) if length else None
        self.asked.append((handler.command, handler.path, body, dict(handler.headers.items())))
        missing = (404, "application/json", b'{"error": {"message": "File Not Found", "code": 404}}')
        status, kind, content = self.answers.get((handler.command, handler.path), lambda _body: missing)(body)
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.answer(self)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        told.url = f"http://127.0.0.1:{running.server_address[1]}"
        yield told
        running.shutdown()
        thread.join()


def chat(*texts: str, end: str | None = "stop", usage: dict[str, int] | None = None) -> list[Any]:
    """Events of /v1/chat/completions as a server streams them."""
    events: list[Any] = [{"choices": [{"delta": {"role": "assistant", "content": None}}]}]
    events += [{"choices": [{"delta": {"content": text}, "finish_reason": None}]} for text in texts]
    events.append({"choices": [{"delta": {}, "finish_reason": end}]})
    if usage:
        events.append({"choices": [], "usage": usage})
    return events


def native(*texts: str, end: str = "eos") -> list[Any]:
    """Events of llama.cpp's /completion."""
    events: list[Any] = [{"content": text, "stop": False} for text in texts]
    counts = {"tokens_evaluated": 31, "tokens_predicted": 7}
    return [*events, {"content": "", "stop": True, "stop_type": end, **counts}]


def write(server: Server, prompt: Prompt = PROMPT, **constraints: Any) -> tuple[Completion, str]:
    pieces: list[str] = []
    writer = ServerWriter(server.url, model="m", seed=7)
    done = writer.complete(prompt, Constraints(**constraints), on_text=pieces.append)
    return done, "".join(pieces)


def test_a_llama_cpp_server_gets_its_own_template_and_continues_the_opening(server: Server):
    server.json("POST", "/apply-template", {"prompt": "<s>system...assistant:"})
    server.events("/completion", *native(" left", " today", "."))
    done, streamed = write(server, OPENED, max_tokens=20)
    assert done == Completion("The order left today.", True, 31, 7, constrained=False, end="stop")
    assert streamed == done.text
    assert server.bodies("/apply-template") == [
        {
            "messages": [
                {"role": "system", "content": "You write."},
                {"role": "user", "content": "fact: b"},
            ],
            "chat_template_kwargs": {"enable_thinking": False},
        }
    ]
    assert server.bodies("/completion") == [
        {
            "prompt": "<s>system...assistant:The order",
            "n_predict": 20,
            "temperature": 0.0,
            "seed": 7,
            "cache_prompt": True,
            "stream": True,
        }
    ]


def test_a_native_continuation_may_go_on_inside_a_word(server: Server):
    server.json("POST", "/apply-template", {"prompt": "p"})
    server.events("/completion", *native("s left."))
    assert write(server, OPENED)[0].text == "The orders left."


def test_any_other_server_gets_chat_messages(server: Server):
    server.events(
        "/v1/chat/completions", *chat("It is ", "b.", usage={"prompt_tokens": 9, "completion_tokens": 4})
    )
    done, streamed = write(server, max_tokens=11)
    assert done == Completion("It is b.", True, 9, 4, constrained=False, end="stop")
    assert streamed == done.text
    assert server.bodies("/v1/chat/completions") == [
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "You write one sentence."},
                {"role": "user", "content": "fact: a"},
                {"role": "assistant", "content": "A."},
                {"role": "user", "content": "fact: b"},
            ],
            "max_tokens": 11,
            "temperature": 0.0,
            "seed": 7,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    ]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((" left today.",), "The order left today."),
        (("left ", "today."), "The order left today."),
        (("The or", "der left today."), "The order left today."),
        ((", as agreed, left."), "The order, as agreed, left."),
        (("The old order left.",), "The order The old order left."),
    ],
    ids=["continues", "space stripped", "starts anew", "punctuation", "looks like it starts anew"],
)
def test_the_opening_stands_once_whatever_the_server_makes_of_it(
    server: Server, pieces: tuple[str, ...], text: str
):
    server.events("/v1/chat/completions", *chat(*pieces))
    done, streamed = write(server, OPENED)
    assert (done.text, streamed) == (text, text)
    assert server.bodies("/v1/chat/completions")[0]["messages"][-1] == {
        "role": "assistant",
        "content": "The order",
    }


def test_no_space_is_put_between_chinese_words(server: Server):
    server.events("/v1/chat/completions", *chat("已于今天发出。"))
    prompt = Prompt(name="status", system="", request="x", opening="订单")
    assert write(server, prompt)[0].text == "订单已于今天发出。"


def test_the_reasoning_of_a_model_is_left_out(server: Server):
    server.events("/v1/chat/completions", *chat("<thi", "nk>The client ", "wants b.</think>\n\n", "It is b."))
    assert write(server) == (Completion("It is b.", True, 0, 4, constrained=False, end="stop"), "It is b.")


def test_one_sentence_is_cut_where_the_next_begins(server: Server):
    server.events("/v1/chat/completions", *chat("It costs 3.", "5 EUR. ", "We are ", "sorry. And more."))
    done, streamed = write(server, one_sentence=True)
    assert done == Completion("It costs 3.5 EUR.", True, 0, 3, constrained=False, end="sentence")
    assert streamed == done.text


def test_running_into_the_limit_is_not_complete(server: Server):
    server.events("/v1/chat/completions", *chat("It is", end="length"))
    assert write(server)[0] == Completion("It is", False, 0, 1, constrained=False, end="length")


def test_a_server_that_does_not_stream_is_read_at_once(server: Server):
    choice = {"message": {"content": "It is b."}, "finish_reason": "stop"}
    server.json("POST", "/v1/chat/completions", {"choices": [choice], "usage": {"completion_tokens": 4}})
    assert write(server)[0] == Completion("It is b.", True, 0, 4, constrained=False, end="stop")


def test_without_a_name_the_first_listed_model_is_taken(server: Server):
    server.json("GET", "/v1/models", {"data": [{"id": "first"}, {"id": "second"}]})
    server.events("/v1/chat/completions", *chat("x"))
    writer = ServerWriter(server.url + "/v1")
    writer.complete(PROMPT, Constraints())
    assert writer.name == "first"
    assert server.bodies("/v1/chat/completions")[0]["model"] == "first"


def test_a_server_that_answers_every_path_with_an_error_object_still_gets_chat(server: Server):
    server.json("POST", "/apply-template", {"error": "Unexpected endpoint or method."})
    server.events("/v1/chat/completions", *chat("It is b."))
    assert write(server)[0].text == "It is b."


def test_the_template_is_tried_once_a_writer(server: Server):
    server.events("/v1/chat/completions", *chat("x"))
    writer = ServerWriter(server.url, model="m")
    for _ in range(2):
        writer.complete(PROMPT, Constraints())
    assert len(server.bodies("/apply-template")) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"data: {broken\n\n", "it is not JSON ('{broken')"),
        (b'data: {"choices": 3}\n\n', "an event has neither text nor an end"),
        (b"data: [1]\n\n", "an event has neither text nor an end"),
        (b"data: [DONE]\n\n", "it ended before it began"),
        (b"", "it ended before it began"),
    ],
)
def test_a_malformed_answer_is_a_clear_error(server: Server, content: bytes, reason: str):
    server.raw("/v1/chat/completions", content)
    with pytest.raises(ServerError) as caught:
        write(server)
    assert caught.value.message == f"The answer of the model server {server.url} cannot be used: {reason}."
    assert caught.value.hint == ("Check that the address is that of a llama.cpp or OpenAI-compatible server.")


@pytest.mark.parametrize(
    ("status", "value", "message", "hint"),
    [
        (401, {"error": {"message": "no key"}}, "401 no key", "CALMREPLY_SERVER_KEY"),
        (503, {"error": {"message": "Loading model"}}, "503 Loading model", "try again"),
        (404, "?", "404 Not Found", "Check the address"),
        (500, {"error": "boom"}, "500 boom", "Its own log says more."),
    ],
)
def test_a_refusal_carries_the_servers_own_words(
    server: Server, status: int, value: Any, message: str, hint: str
):
    server.json("POST", "/v1/chat/completions", value, status)
    with pytest.raises(ServerError) as caught:
        write(server)
    assert caught.value.message == f"The model server {server.url} answers {message}"
    assert hint in caught.value.hint


def test_an_error_in_the_middle_of_a_stream_is_raised(server: Server):
    server.events("/v1/chat/completions", *chat("It is")[:2], {"error": {"message": "slot lost"}})
    with pytest.raises(ServerError, match="refuses: slot lost"):
        write(server)


def test_a_stream_that_breaks_off_is_not_complete(server: Server):
    server.events("/v1/chat/completions", *chat("It is")[:2], end=b"")
    assert write(server)[0] == Completion("It is", False, 0, 1, constrained=False, end="length")


def test_nobody_listening_is_a_clear_error():
    with pytest.raises(ServerError) as caught:
        ServerWriter("http://127.0.0.1:9", model="m").complete(PROMPT, Constraints())
    assert caught.value.message.startswith("The model server http://127.0.0.1:9 does not answer: ")
    assert caught.value.hint == "Start it, or choose another model with `calmreply model use`."


def test_a_redirect_is_not_followed(server: Server):
    server.answers["POST", "/v1/chat/completions"] = lambda _body: (307, "text/plain", b"")
    with pytest.raises(ServerError, match="answers 307"):
        write(server)


def test_a_key_comes_from_the_environment_alone_and_proxies_are_not_used_at_home(
    server: Server, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.events("/v1/chat/completions", *chat("x"))
    writer = open_writer(f"{server.url}#m", folder=tmp_path, environ={"CALMREPLY_SERVER_KEY": "secret"})
    writer.complete(PROMPT, Constraints())
    writer.close()
    assert [headers.get("Authorization") for *_, headers in server.asked] == ["Bearer secret"] * 2


@pytest.mark.parametrize(
    ("host", "home"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("10.0.0.1", False), ("example.org", False)],
)
def test_what_counts_as_this_machine(host: str, home: bool):
    assert is_loopback(host) is home


@pytest.mark.parametrize("url", ["http://", "ftp://host", "host:8080"])
def test_what_is_no_address_is_refused(url: str):
    with pytest.raises(ServerError, match="is not the address of a server"):
        ServerWriter(url)
