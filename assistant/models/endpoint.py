"""The few HTTP calls a model server needs, by the standard library: JSON there, JSON or events back."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from assistant.errors import ServerError

_LONGEST_ANSWER = 64 * 1024 * 1024


class StatusError(ServerError):
    """The server answered with a status of 300 or above, or with an error object and the status 200."""

    def __init__(self, message: str, hint: str = "", *, status: int) -> None:
        super().__init__(message, hint)
        self.status = status


class Endpoint:
    """One server. Raises ServerError for everything that goes wrong on the way.

    A loopback address is never reached through a proxy of the environment, and no redirect is followed:
    what a client wrote goes to the address the user gave and nowhere else.
    """

    def __init__(self, url: str, *, key: str = "", timeout: float = 300.0) -> None:
        base = url.rstrip("/").removesuffix("/v1")
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServerError(
                f"{url!r} is not the address of a server.", hint="It should look like http://localhost:8080"
            )
        self.base = base
        self._timeout = timeout
        self._headers = {"Content-Type": "application/json", "User-Agent": "calmreply"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._opener = _opener(loopback=is_loopback(parts.hostname))

    def get(self, path: str) -> Any:
        """The JSON answer to GET."""
        return self._json(Request(self.base + path, headers=self._headers))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON answer to POST."""
        return self._json(self._request(path, body))

    def stream(self, path: str, body: Mapping[str, Any]) -> Iterator[Any]:
        """The JSON objects of an event stream until `[DONE]`; leaving the loop closes the connection."""
        with closing(self._open(self._request(path, body))) as response:
            if "text/event-stream" not in response.headers.get("Content-Type", ""):
                yield self._parse(self._read(response))
                return
            for data in self._events(response):
                if data == b"[DONE]":
                    return
                yield self._parse(data)

    def malformed(self, reason: str) -> ServerError:
        """The error for an answer that is not what the protocol says."""
        return ServerError(
            f"The answer of the model server {self.base} cannot be used: {reason}.",
            hint="Check that the address is that of a llama.cpp or OpenAI-compatible server.",
        )

    def _request(self, path: str, body: Mapping[str, Any]) -> Request:
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        return Request(self.base + path, data=data, headers=self._headers, method="POST")

    def _open(self, request: Request) -> Any:
        try:
            return self._opener.open(request, timeout=self._timeout)
        except HTTPError as error:
            with closing(error):
                raise self._refused(error) from error
        except (URLError, OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error

    def _json(self, request: Request) -> Any:
        with closing(self._open(request)) as response:
            return self._parse(self._read(response))

    def _read(self, response: Any) -> bytes:
        try:
            data: bytes = response.read(_LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error
        return data

    def _events(self, response: Any) -> Iterator[bytes]:
        """The data of each event: lines `data: ...`, joined, up to an empty line."""
        lines: list[bytes] = []
        try:
            for raw in response:
                line = raw.rstrip(b"\r\n")
                name, _, data = line.partition(b":")
                if name in (b"data", b"error"):
                    lines.append(data.removeprefix(b" "))
                elif not line and lines:
                    yield b"\n".join(lines)
                    lines = []
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error
        if lines:
            yield b"\n".join(lines)

    def _parse(self, data: bytes) -> Any:
        try:
            answer = json.loads(data)
        except ValueError as error:
            raise self.malformed(f"it is not JSON ({data[:60].decode('utf-8', 'replace')!r})") from error
        if isinstance(answer, dict) and answer.get("error"):
            raise StatusError(
                f"The model server {self.base} refuses: {_reason(answer['error'])}",
                hint="Its own log says more. `calmreply model use` chooses another model.",
                status=200,
            )
        return answer

    def _refused(self, error: HTTPError) -> ServerError:
        try:
            answer = json.loads(error.read(10_000))
        except (ValueError, OSError):
            answer = {}
        reason = _reason(answer.get("error", "")) if isinstance(answer, dict) else ""
        hints = {
            401: "Put its key into the environment variable CALMREPLY_SERVER_KEY.",
            403: "Put its key into the environment variable CALMREPLY_SERVER_KEY.",
            404: "Check the address: no model server answers under this path.",
            503: "It is probably still loading the model: try again in a moment.",
        }
        return StatusError(
            f"The model server {self.base} answers {error.code} {reason or error.reason}",
            hint=hints.get(error.code, "Its own log says more."),
            status=error.code,
        )

    def _unreachable(self, error: Exception) -> ServerError:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            reason = f"no answer within {self._timeout:.0f} seconds"
        return ServerError(
            f"The model server {self.base} does not answer: {reason}",
            hint="Start it, or choose another model with `calmreply model use`.",
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener(*, loopback: bool) -> OpenerDirector:
    return build_opener(_NoRedirect(), *([ProxyHandler({})] if loopback else []))


def _reason(error: Any) -> str:
    if isinstance(error, dict):
        error = error.get("message", error)
    return str(error)[:300]
