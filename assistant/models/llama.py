"""Writing with llama.cpp in this process: sentence-sized jobs under decoding constraints."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Completion, Constraints, Prompt
from assistant.errors import ModelError
from assistant.models.constraints import ends_as_sentence, first_sentence_end, rules_for
from assistant.models.decoding import Decoder, Written
from assistant.models.evaluator import Evaluator
from assistant.models.memory import this_machine
from assistant.models.prefix_states import PrefixStates, model_identity
from assistant.models.prompt_tokens import PromptReader, PromptTokens
from assistant.models.sampling import Sampling, sampler


def open_llama(
    path: Path,
    *,
    state_folder: Path | None,
    threads: int,
    seed: int,
    context: int = 4096,
    sampling: Sampling | None = None,
) -> LlamaWriter:
    """Load a GGUF model; safe to call in a thread while other modules are imported.

    `state_folder` keeps the evaluated static parts of prompts for the next process (None: only in
    memory); `threads` 0 takes the cores this process may use; `context` is in tokens. Raises ModelMissingError,
    ModelDamagedError, ModelTooLargeError.
    """
    evaluator = Evaluator(path, context=context, threads=threads or this_machine().cores)
    return LlamaWriter(path, evaluator, state_folder, seed=seed, sampling=sampling or Sampling())


class LlamaWriter:
    """A Writer over one llama.cpp model. Same seed, same jobs in the same order: the same texts.

    Not safe for two threads at once. An interrupt (Ctrl-C) leaves it usable.
    """

    def __init__(
        self, path: Path, evaluator: Evaluator, state_folder: Path | None, *, seed: int, sampling: Sampling
    ) -> None:
        self.name = path.stem
        self.sampling = sampling
        self.evaluator = evaluator
        self._seed = seed
        self._asked: Counter[int] = Counter()
        self._last: list[int] = []  # the prompt read last, and the scores of the first token of its answer
        self._first = np.zeros(0, np.float32)
        self.prompts = PromptReader(evaluator)
        identity = model_identity(path, evaluator.build, "kv-f16")
        self._states = PrefixStates(evaluator, folder=state_folder, identity=identity)

    def complete(
        self, prompt: Prompt, constraints: Constraints, *, on_text: Callable[[str], None] | None = None
    ) -> Completion:
        """See Writer. Asking the same thing again gives another text, the same one in every run."""
        read, evaluated = self.read(prompt, room=constraints.max_tokens)
        written = self._decoder(read, constraints, prompt.opening, on_text).write()
        self._states.keep(read.tokens, read.static)
        return _completion(written, evaluated)

    def read(self, prompt: Prompt, *, room: int = 0) -> tuple[PromptTokens, int]:
        """Let the model read a prompt and nothing else; its tokens, and how many had to be evaluated.

        Raises ModelError when the prompt and `room` more tokens are too long for the context.
        """
        read = self.prompts.read(prompt)
        needed = len(read.tokens) + room
        if needed > self.evaluator.context:
            raise ModelError(
                f"the job needs {needed} tokens, the model was opened with {self.evaluator.context}",
                "Shorten the notes or the message.",
            )
        if read.tokens == self._last and self.evaluator.tokens[: len(read.tokens)] == read.tokens:
            self.evaluator.truncate(len(read.tokens))
            return read, 0
        self._last = []
        evaluated = self._states.read(read.tokens, read.static)
        self._first, self._last = self.evaluator.logits().copy(), read.tokens
        return read, evaluated

    def forget(self) -> None:
        """Drop everything read so far from memory; states on disk stay."""
        self.evaluator.clear()
        self._states.forget()
        self._last = []

    def close(self) -> None:
        self.evaluator.close()

    def _decoder(
        self,
        read: PromptTokens,
        constraints: Constraints,
        opening: str,
        on_text: Callable[[str], None] | None,
    ) -> Decoder:
        fingerprint = zlib.crc32(np.asarray(read.tokens, np.int32).tobytes())
        self._asked[fingerprint] += 1
        decoder = Decoder(
            model=_Continuation(self.evaluator, self._first),
            choose=sampler(self.sampling, self._seed, fingerprint, self._asked[fingerprint]),
            rules=rules_for(constraints, opening=opening),
            max_tokens=constraints.max_tokens,
            opening=read.opening,
            window=self.sampling.window,
            on_text=on_text,
        )
        if constraints.one_sentence:
            decoder.sentence_end = first_sentence_end
        return decoder


class _Continuation:
    """The reply being written after a prompt, as the decoder sees it."""

    def __init__(self, evaluator: Evaluator, first: NDArray[np.float32]) -> None:
        self._evaluator = evaluator
        self._first = first
        self._prompt_length = len(evaluator.tokens)
        self._stale = False

    def logits(self) -> NDArray[np.float32]:
        if len(self._evaluator.tokens) == self._prompt_length:
            return self._first
        if self._stale:  # taken back: the scores of the last token that stayed have to be made again
            last = self._evaluator.tokens[-1]
            self._evaluator.truncate(len(self._evaluator.tokens) - 1)
            self._evaluator.evaluate([last])
            self._stale = False
        return self._evaluator.logits()

    def accept(self, token: int) -> None:
        self._evaluator.evaluate([token])
        self._stale = False

    def rewind(self, count: int) -> None:
        self._evaluator.truncate(len(self._evaluator.tokens) - count)
        self._stale = True

    def piece(self, token: int) -> bytes:
        return self._evaluator.piece(token)

    def is_end(self, token: int) -> bool:
        return self._evaluator.is_end(token)


def _completion(written: Written, evaluated: int) -> Completion:
    finished = written.end in ("stop", "sentence") and ends_as_sentence(written.text)
    return replace(
        Completion(written.text, finished),
        prompt_tokens=evaluated,
        reply_tokens=written.tokens,
        rewound_tokens=written.rewound,
        end=written.end,
    )
