"""Pulling from a model hub: huggingface-hub against a local server that speaks the hub's protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from model_files import gguf

from assistant.errors import DownloadError, ModelDamagedError
from assistant.models.catalogue import HubSource
from assistant.models.hub import pull_from_hub
from assistant.models.pulling import pull

MODEL = gguf(tensors=4, numbers=16_384)
LARGE = gguf(tensors=4, numbers=1_572_864)  # 25 MB: huggingface-hub writes in pieces of 10 MB
DIGEST = sha256(MODEL).hexdigest()
SOURCE = HubSource("some-org/Some-GGUF", "Some-Q4_K_M.gguf")


NAMED = f"/{SOURCE.repository}/resolve/main/{SOURCE.file}"
PINNED = f"/{SOURCE.repository}/resolve/{'a' * 40}/{SOURCE.file}"


class Hub:
    """HEAD and GET of /OWNER/REPOSITORY/resolve/REVISION/FILE; the etag is the sha256, as for LFS files.

    The content lies on another host (a redirect to /storage), as on the real hub. `stall_at`: the next GET
    sends so many bytes and then nothing more.
    """

    def __init__(self, *, content: bytes = MODEL, etag: str = DIGEST) -> None:
        self.content = content
        self.etag = etag
        self.stall_at = 0
        self.over = Event()
        self.refuses_ranges = False
        self.requests: list[tuple[str, str, str]] = []
        self.headers: list[dict[str, str]] = []

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        range_ = handler.headers.get("Range", "")
        self.requests.append((handler.command, handler.path, range_))
        self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        if handler.path == "/storage":
            self._storage(handler, range_)
        elif handler.path in (NAMED, PINNED):
            self._resolve(handler)
        else:
            self._missing(handler)

    def _resolve(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("X-Repo-Commit", "a" * 40)
        handler.send_header("X-Linked-Etag", f'"{self.etag}"')
        handler.send_header("X-Linked-Size", str(len(self.content)))
        handler.send_header("Location", f"http://localhost:{handler.server.server_address[1]}/storage")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def _storage(self, handler: BaseHTTPRequestHandler, range_: str) -> None:
        match = re.fullmatch(r"bytes=(\d+)-", "" if self.refuses_ranges else range_)
        start = int(match[1]) if match else 0
        body = self.content[start:]
        handler.send_response(206 if match else 200)
        if match:
            size = len(self.content)
            handler.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command == "GET" and self.stall_at:
            handler.wfile.write(body[: self.stall_at])
            handler.close_connection = True
            self.over.wait()
        elif handler.command == "GET":
            handler.wfile.write(body)

    def _missing(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(404)
        handler.send_header("X-Error-Code", "EntryNotFound")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @contextmanager
    def serve(self) -> Iterator[dict[str, str]]:
        """Runs the server; gives the environment that leads to it."""
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hub.answer(self)

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield {"HF_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}", "HF_HUB_OFFLINE": "1"}
            finally:
                self.over.set()
                server.shutdown()
                thread.join()


def quiet(_done: int, _total: int) -> None:
    pass


def gets(hub: Hub) -> list[tuple[str, str, str]]:
    return [request for request in hub.requests if request[:2] == ("GET", "/storage")]


def test_a_file_of_a_repository_is_fetched_verified_and_alone(tmp_path: Path):
    hub = Hub()
    with hub.serve() as environ:
        found = pull(f"{SOURCE.repository}/{SOURCE.file}", tmp_path / "models", environ=environ)
    assert found.path == tmp_path / "models" / SOURCE.file
    assert found.path.read_bytes() == MODEL
    assert found.sha256 == DIGEST
    assert sorted(path.name for path in found.path.parent.iterdir()) == [SOURCE.file, "verified.json"]
    assert gets(hub) == [("GET", "/storage", "")]


def test_no_token_is_sent_that_is_not_in_the_environment_and_nothing_is_reported(tmp_path: Path):
    home = tmp_path / "hub-home"
    home.mkdir()
    (home / "token").write_text("hf_saved_by_a_login")
    hub = Hub()
    with hub.serve() as environ:
        pull_from_hub(
            SOURCE, tmp_path / "a.gguf", on_progress=quiet, environ={**environ, "HF_HOME": str(home)}
        )
    assert not any("authorization" in headers for headers in hub.headers)
    assert {path for _, path, _ in hub.requests} == {NAMED, PINNED, "/storage"}
    assert all("agent/" not in headers["user-agent"] for headers in hub.headers)


def test_the_users_token_goes_to_the_hub_and_to_no_storage_it_points_to(tmp_path: Path):
    hub = Hub()
    with hub.serve() as environ:
        pull_from_hub(
            SOURCE, tmp_path / "a.gguf", on_progress=quiet, environ={**environ, "HF_TOKEN": "hf_mine"}
        )
    sent = {
        path: headers.get("authorization")
        for (_, path, _), headers in zip(hub.requests, hub.headers, strict=True)
    }
    assert sent == {NAMED: "Bearer hf_mine", PINNED: "Bearer hf_mine", "/storage": None}


def test_an_interrupted_download_goes_on_where_it_stopped(tmp_path: Path):
    target = tmp_path / "models" / "a.gguf"
    hub = Hub(content=LARGE, etag=sha256(LARGE).hexdigest())
    hub.stall_at = 15_000_000
    written: list[int] = []

    def interrupt(done: int, _total: int) -> None:
        if done:
            written.append(done)
            raise KeyboardInterrupt

    with hub.serve() as environ:
        with pytest.raises(KeyboardInterrupt):
            pull_from_hub(SOURCE, target, on_progress=interrupt, environ=environ)
        assert not target.exists()
        (part,) = target.parent.rglob("*.part")
        held = part.stat().st_size  # what was on its way when the interrupt came may have been written too
        hub.stall_at = 0
        pull_from_hub(SOURCE, target, on_progress=quiet, environ=environ)
    assert held >= written[0] > 0
    assert target.read_bytes() == LARGE
    assert gets(hub) == [("GET", "/storage", ""), ("GET", "/storage", f"bytes={held}-")]


def test_a_server_that_ignores_ranges_sends_all_of_it_again(tmp_path: Path):
    target = tmp_path / "models" / "a.gguf"
    hub = Hub()
    hub.refuses_ranges = True
    work = target.parent / ".a.gguf.pull"
    work.mkdir(parents=True)
    (work / f"{DIGEST}.part").write_bytes(MODEL[:1000])
    with hub.serve() as environ:
        pull_from_hub(SOURCE, target, on_progress=quiet, environ=environ)
    assert target.read_bytes() == MODEL


def test_the_part_of_an_older_file_is_dropped(tmp_path: Path):
    target = tmp_path / "models" / "a.gguf"
    work = target.parent / ".a.gguf.pull"
    work.mkdir(parents=True)
    (work / "0123456789abcdef.part").write_bytes(b"of the file that was there last week")
    hub = Hub()
    with hub.serve() as environ:
        pull_from_hub(SOURCE, target, on_progress=quiet, environ=environ)
    assert target.read_bytes() == MODEL
    assert gets(hub) == [("GET", "/storage", "")]


def test_what_the_hub_states_is_compared_with_what_arrives(tmp_path: Path):
    hub = Hub(content=MODEL[:-1] + b"!")
    with hub.serve() as environ, pytest.raises(ModelDamagedError, match=f"not {DIGEST}"):
        pull_from_hub(SOURCE, tmp_path / "models" / "a.gguf", on_progress=quiet, environ=environ)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_hub_that_states_no_checksum_is_refused(tmp_path: Path):
    hub = Hub(etag="an-etag-that-is-no-sha256")
    with hub.serve() as environ, pytest.raises(DownloadError) as caught:
        pull_from_hub(SOURCE, tmp_path / "models" / "a.gguf", on_progress=quiet, environ=environ)
    assert caught.value.message == (
        "The hub states no sha256 for Some-Q4_K_M.gguf, so it could not be verified."
    )
    assert gets(hub) == []


def test_the_catalogues_checksum_counts_more_than_the_hubs(tmp_path: Path):
    hub = Hub(etag="f" * 64)
    with hub.serve() as environ:
        target = tmp_path / "models" / "a.gguf"
        pull_from_hub(SOURCE, target, sha256=DIGEST, on_progress=quiet, environ=environ)
        with pytest.raises(ModelDamagedError, match=f"not {'0' * 64}"):
            pull_from_hub(SOURCE, tmp_path / "b.gguf", sha256="0" * 64, on_progress=quiet, environ=environ)
    assert target.read_bytes() == MODEL
    assert not (tmp_path / "b.gguf").exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    hub = Hub()
    with hub.serve() as environ, pytest.raises(DownloadError) as caught:
        pull("some-org/Some-GGUF/Other.gguf", tmp_path / "models", environ=environ)
    assert caught.value.message.startswith("Other.gguf of some-org/Some-GGUF could not be fetched: ")
    assert caught.value.hint == "Check the name of the file: the repository has none of this name."


def test_a_hub_out_of_reach_says_what_to_do(tmp_path: Path):
    with pytest.raises(DownloadError) as caught:
        pull(
            "some-org/Some-GGUF/Other.gguf",
            tmp_path / "models",
            environ={"HF_ENDPOINT": "http://127.0.0.1:9"},
        )
    assert "Check the network (HF_ENDPOINT names a mirror)" in caught.value.hint
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("reference", ["nothing", "a/b.gguf", "../../x/y.gguf", "a/b/c.safetensors"])
def test_what_is_neither_a_name_nor_a_hub_file_is_refused(tmp_path: Path, reference: str):
    with pytest.raises(DownloadError) as caught:
        pull(reference, tmp_path)
    assert caught.value.hint == (
        "`calmreply model list` shows the catalogue; a hub file is OWNER/REPOSITORY/FILE.gguf."
    )
