"""A Writer over a llama.cpp server or any OpenAI-compatible one.

A llama.cpp server is asked for the prompt in the model's own chat template, so that the forced opening
continues exactly and the static part of a prompt stays in its cache. Any other server gets chat messages, the
opening as the beginning of the assistant's turn: most continue it; one that starts anew is noticed, and the
opening put in front. No constraint is enforced while decoding (`Completion.constrained` is False): whoever
asked has to check the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from assistant.domain import Completion, Constraints, Prompt
from assistant.language.sentences import split_sentences
from assistant.models.endpoint import Endpoint, StatusError

_REASONING = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one event adds: text, why the server ended (empty: it goes on), tokens counted so far."""

    text: str = ""
    ended: str = ""
    prompt_tokens: int = 0
    reply_tokens: int = 0


class ServerWriter:
    """Writes through a server at `url` (with or without /v1). Raises ServerError.

    `model`: the name the server knows it by; without it the first one the server lists. `timeout`: seconds
    without a sign of life, long because a prompt may be evaluated on a slow machine.
    """

    def __init__(
        self, url: str, *, model: str = "", key: str = "", seed: int = 0, timeout: float = 300.0
    ) -> None:
        self.name = model or url
        self._model = model
        self._seed = seed
        self._endpoint = Endpoint(url, key=key, timeout=timeout)
        self._applies_template: bool | None = None

    def complete(
        self, prompt: Prompt, constraints: Constraints, *, on_text: Callable[[str], None] | None = None
    ) -> Completion:
        """See Writer. The text is cut after its first sentence where one sentence is asked for."""
        templated = self._templated(prompt)
        text = _Text(
            prompt.opening,
            continued=templated is not None,
            one_sentence=constraints.one_sentence,
            on_text=on_text,
        )
        last: _Piece | None = None
        with closing(self._pieces(templated, prompt, constraints)) as pieces:
            for piece in pieces:
                last = _counted(last, piece)
                text.add(piece.text)
                if text.finished:
                    break
        if last is None:
            raise self._endpoint.malformed("it ended before it began")
        whole = text.end()
        end = "sentence" if text.finished else last.ended or "length"
        return Completion(
            text=whole,
            complete=end in ("stop", "sentence") and bool(whole.strip()),
            prompt_tokens=last.prompt_tokens,
            reply_tokens=last.reply_tokens,
            constrained=False,
            end=end,
        )

    def close(self) -> None:
        """Nothing is held between two calls."""

    def _pieces(self, templated: str | None, prompt: Prompt, constraints: Constraints) -> Generator[_Piece]:
        if templated is None:
            yield from self._chat(prompt, constraints)
        else:
            yield from self._continuation(templated + prompt.opening, constraints)

    def _templated(self, prompt: Prompt) -> str | None:
        """The prompt as llama.cpp's server writes it; None when the server cannot."""
        if self._applies_template is False:
            return None
        body = {"messages": _messages(prompt), "chat_template_kwargs": {"enable_thinking": False}}
        try:
            answer = self._endpoint.post("/apply-template", body)
        except StatusError as error:
            if error.status not in (200, 400, 404, 405, 501):
                raise
            answer = None
        text = answer.get("prompt") if isinstance(answer, dict) else None
        self._applies_template = isinstance(text, str)
        return text if isinstance(text, str) else None

    def _continuation(self, text: str, constraints: Constraints) -> Iterator[_Piece]:
        body = {
            "prompt": text,
            "n_predict": constraints.max_tokens,
            "temperature": 0.0,
            "seed": self._seed,
            "cache_prompt": True,
            "stream": True,
        }
        for event in self._endpoint.stream("/completion", body):
            yield self._read(_native_piece, event)

    def _chat(self, prompt: Prompt, constraints: Constraints) -> Iterator[_Piece]:
        messages = _messages(prompt)
        if prompt.opening:
            messages.append({"role": "assistant", "content": prompt.opening})
        body = {
            "model": self._known_model(),
            "messages": messages,
            "max_tokens": constraints.max_tokens,
            "temperature": 0.0,
            "seed": self._seed,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        for event in self._endpoint.stream("/v1/chat/completions", body):
            yield self._read(_chat_piece, event)

    def _known_model(self) -> str:
        if not self._model:
            listed = self._endpoint.get("/v1/models")
            try:
                self._model = str(listed["data"][0]["id"])
            except (KeyError, IndexError, TypeError) as error:
                raise self._endpoint.malformed("it lists no model") from error
            self.name = self._model
        return self._model

    def _read(self, reader: Callable[[Any], _Piece], event: Any) -> _Piece:
        try:
            return reader(event)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
            raise self._endpoint.malformed("an event has neither text nor an end") from error


class _Text:
    """The answer as it grows: opening first, reasoning left out, cut after a sentence where that is asked."""

    def __init__(
        self,
        opening: str,
        *,
        continued: bool,
        one_sentence: bool,
        on_text: Callable[[str], None] | None,
    ) -> None:
        self.opening = opening
        self.continued = continued  # the server wrote on from the opening, letter by letter
        self.one_sentence = one_sentence
        self.finished = False
        self._on_text = on_text
        self._raw = ""
        self._told = ""

    def add(self, text: str) -> None:
        """Take a piece; `finished` turns true when nothing more is wanted."""
        self._raw += text
        written = self._written()
        if self.one_sentence and (sentence := _first_sentence(written, beyond=len(self.opening))):
            written, self.finished = sentence, True
        if not self._may_change():
            self._tell(written)

    def end(self) -> str:
        """The whole text, told to the end."""
        written = self._told if self.finished else self._written().rstrip()
        if not written.startswith(self._told):
            written = self._told
        self._tell(written)
        return self._told

    def _written(self) -> str:
        answer = _REASONING.sub("", self._raw)
        if not self.opening:
            return answer.lstrip()
        if self.continued:
            return self.opening + answer
        begins_anew = answer.lstrip().casefold().startswith(self.opening.strip().casefold())
        if begins_anew:
            return self.opening + answer.lstrip()[len(self.opening.strip()) :]
        return self.opening + _gap(self.opening, answer) + answer

    def _may_change(self) -> bool:
        """Whether more text could still show that the server repeats the opening, or reasons first."""
        if self.continued and self.opening:
            return False
        start = self._raw.lstrip()
        repeats = self.opening.strip().casefold().startswith(start.casefold())
        reasons = "<think>".startswith(start[:7]) and "</think>" not in start
        return (bool(self.opening) and repeats) or reasons

    def _tell(self, written: str) -> None:
        """Pass on what is new; white space at the end waits until something follows."""
        new = written[len(self._told) :] if self.finished else written.rstrip()[len(self._told) :]
        if not new:
            return
        self._told += new
        if self._on_text:
            self._on_text(new)


def _gap(opening: str, answer: str) -> str:
    """The space that many servers strip from the beginning of a continued turn."""
    meets = opening[-1:].isalnum() and answer[:1].isalnum() and answer[:1] < "\u2e80"
    return " " if meets else ""


def _first_sentence(text: str, *, beyond: int) -> str:
    """The text up to the end of its first whole sentence that ends after the opening; empty: not there yet.

    A sentence is whole when another one has begun: only then is '3.' known not to be '3.5'.
    """
    spans = split_sentences(text)
    for span in spans[:-1]:
        if span.end > beyond:
            return text[: span.end].rstrip()
    return ""


def _messages(prompt: Prompt) -> list[dict[str, str]]:
    messages = [{"role": "system", "content": prompt.system}] if prompt.system else []
    for request, answer in prompt.examples:
        messages += [{"role": "user", "content": request}, {"role": "assistant", "content": answer}]
    return [*messages, {"role": "user", "content": prompt.request}]


def _native_piece(event: dict[str, Any]) -> _Piece:
    """An event of llama.cpp's /completion."""
    if not event.get("stop"):
        return _Piece(event["content"])
    kind = event.get("stop_type", "limit" if event.get("stopped_limit") else "eos")
    return _Piece(
        text=event.get("content", ""),
        ended="stop" if kind in ("eos", "word") else "length",
        prompt_tokens=int(event.get("tokens_evaluated", 0)),
        reply_tokens=int(event.get("tokens_predicted", 0)),
    )


def _chat_piece(event: dict[str, Any]) -> _Piece:
    """An event, or the one whole answer of a server that does not stream, of /v1/chat/completions."""
    usage = event.get("usage") or {}
    choices = event["choices"]
    choice = choices[0] if choices else {}
    said = choice.get("delta") or choice.get("message") or {}
    text = said.get("content") or ""
    if not isinstance(text, str):
        raise TypeError("content is no text")
    return _Piece(
        text=text,
        ended=choice.get("finish_reason") or "",
        prompt_tokens=int(usage.get("prompt_tokens") or 0),
        reply_tokens=int(usage.get("completion_tokens") or 0),
    )


def _counted(before: _Piece | None, piece: _Piece) -> _Piece:
    """The counts and the end so far."""
    before = before or _Piece()
    return _Piece(
        ended=piece.ended or before.ended,
        prompt_tokens=piece.prompt_tokens or before.prompt_tokens,
        reply_tokens=piece.reply_tokens or before.reply_tokens + (0 if piece.ended else bool(piece.text)),
    )
