"""One llama.cpp model with one working sequence of tokens: evaluate, take back, copy out, put in.

Only the C interface of llama-cpp-python is used: its class `Llama` copies the logits of every prompt
token, prints on stderr and takes seconds to save a state. The model loads without the library's log;
the last error line is kept for the message to the user.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelDamagedError, ModelError, ModelMissingError, ModelTooLargeError
from assistant.models.waiting import let_threads_sleep

N_BATCH = 512
# The prompt goes in by pieces: as fast as in one, and Ctrl-C is heard in between.
_PIECE = 128
_WORK, _COPY = 0, 1
_LOG_ERROR = 3
_PICK_ANOTHER = "Fetch it again with `calmreply model pull`, or choose another with `calmreply model use`."
_NO_ROOM = "Close other programs or take a smaller model: `calmreply model show` says what fits."

_log_lines: list[str] = []
_log_callback: Any = None


def _silence(llama_cpp: Any) -> None:
    """Send the library's log to a short list instead of stderr, once per process."""
    global _log_callback
    if _log_callback is None:

        def keep(level: int, text: bytes | None, _: object) -> None:
            if level == _LOG_ERROR and text:
                _log_lines.append(text.decode("utf-8", "replace").strip())
                del _log_lines[:-8]

        _log_callback = llama_cpp.llama_log_callback(keep)
        llama_cpp.llama_log_set(_log_callback, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()


class Evaluator:
    """The model file at `path` in memory, and the tokens it has read so far.

    `context` is the largest number of tokens in the sequence. Raises ModelMissingError,
    ModelDamagedError (not a whole GGUF model) or ModelTooLargeError (no memory).
    """

    def __init__(self, path: Path, *, context: int, threads: int) -> None:
        let_threads_sleep()
        import llama_cpp

        self._llama = llama_cpp
        self._model = self._context = None
        _silence(llama_cpp)
        self._model = _load(llama_cpp, path)
        self.context = min(context, llama_cpp.llama_model_n_ctx_train(self._model) or context)
        self._context = self._open_context(threads, path)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self.vocabulary_size = int(llama_cpp.llama_vocab_n_tokens(self._vocabulary))
        self._batch = llama_cpp.llama_batch_init(N_BATCH, 0, 1)
        self._pieces: dict[int, bytes] = {}
        self._adapters: dict[Path, Any] = {}  # freed with the model
        self.tokens: list[int] = []
        self._interrupted = False  # what llama.cpp holds is not what `tokens` says
        self.evaluated = 0  # tokens evaluated since the model was opened, prompts and replies

    def _open_context(self, threads: int, path: Path) -> Any:
        params = self._llama.llama_context_default_params()
        params.n_ctx = self.context
        params.n_batch = params.n_ubatch = N_BATCH
        params.n_seq_max = 2
        params.kv_unified = True  # the second sequence shares the cells of the first when a prefix is copied
        params.no_perf = True
        if threads > 0:
            params.n_threads = params.n_threads_batch = threads
        context = self._llama.llama_init_from_model(self._model, params)
        if not context:
            self.close()
            raise ModelTooLargeError(f"there is not enough memory to work with {path.name}", _NO_ROOM)
        return context

    @property
    def handle(self) -> Any:
        """The llama.cpp context, for measurements against the bare library."""
        return self._context

    @property
    def build(self) -> str:
        """Versions of the library and its binding: states of another build are not read."""
        return f"{self._llama.__version__} {self._llama.llama_version().decode()}"

    def close(self) -> None:
        """Free the model and its memory; calling it twice is fine."""
        if self._context:
            self._llama.llama_batch_free(self._batch)
            self._llama.llama_free(self._context)
        if self._model:
            self._llama.llama_model_free(self._model)
        self._model = self._context = None

    # --- text and tokens ---------------------------------------------------------------------

    def metadata(self, key: str) -> str:
        """A text value of the GGUF metadata, or ''."""
        size = 1 << 12
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = self._llama.llama_model_meta_val_str(self._model, key.encode(), buffer, size)
            if length < size:
                return buffer.value.decode("utf-8", "replace") if length > 0 else ""
            size = length + 1

    def tokenize(self, text: str, *, special: bool, start: bool = False) -> list[int]:
        """Tokens of a text; `special` reads control tokens, `start` lets the model add its first token."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (self._llama.llama_token * room)()
        arguments = (self._vocabulary, data, len(data), tokens, room, start, special)
        count = self._llama.llama_tokenize(*arguments)
        if count < 0:
            raise ModelError("the model cannot read this text", "Use another model.")
        return list(tokens[:count])

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for; control tokens have none."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._read_piece(token, special=False)
        return known

    def _read_piece(self, token: int, *, special: bool) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = self._llama.llama_token_to_piece(self._vocabulary, token, buffer, size, 0, special)
            if length >= 0:
                return buffer.raw[:length]
            size = -length

    def control_text(self, token: int) -> str:
        """The writing of a control token (`<|im_end|>`), or '' for an ordinary one."""
        if not self._llama.llama_vocab_is_control(self._vocabulary, token):
            return ""
        return self._read_piece(token, special=True).decode("utf-8", "replace")

    def is_end(self, token: int) -> bool:
        return bool(self._llama.llama_vocab_is_eog(self._vocabulary, token))

    def special_text(self, which: str) -> str:
        """The writing of the model's `bos` or `eos` token, or ''."""
        token = getattr(self._llama, f"llama_vocab_{which}")(self._vocabulary)
        return self._read_piece(token, special=True).decode("utf-8", "replace") if token >= 0 else ""

    @property
    def adds_start(self) -> bool:
        return bool(self._llama.llama_vocab_get_add_bos(self._vocabulary))

    def adapt(self, adapter: Path | None) -> None:
        """Read on through an adapter (LoRA, a GGUF file), or without one; what was read before is forgotten.

        Raises ModelMissingError or ModelDamagedError for a file that is no adapter of this model.
        """
        handles = [] if adapter is None else [self._adapter(adapter)]
        array = (self._llama.llama_adapter_lora_p_ctypes * len(handles))(*handles)
        scales = (ctypes.c_float * len(handles))(*([1.0] * len(handles)))
        # An array of adapters is declared as a pointer to a pointer to nothing: see llama_cpp.llama_set_adapter_lora.
        if self._llama.llama_set_adapters_lora(self._context, array, len(handles), scales):
            raise ModelError("llama.cpp could not put the adapter on", _NO_ROOM)
        self.clear()

    def _adapter(self, path: Path) -> Any:
        if path not in self._adapters:
            if not path.is_file():
                raise ModelMissingError(f"there is no adapter {path}", "Reinstall calmreply.")
            handle = self._llama.llama_adapter_lora_init(self._model, str(path).encode())
            if not handle:
                raise ModelDamagedError(f"{path.name} is no adapter of this model", "Reinstall calmreply.")
            self._adapters[path] = handle
        return self._adapters[path]

    # --- evaluating ----------------------------------------------------------------------------

    def evaluate(self, tokens: Sequence[int]) -> None:
        """Append tokens to the sequence. Raises ModelError when there is no room for them."""
        if len(self.tokens) + len(tokens) > self.context:
            raise ModelError(
                f"the job needs more than the {self.context} tokens the model was opened with",
                "Shorten the notes or the message.",
            )
        if self._interrupted:
            self.clear()
        for start in range(0, len(tokens), _PIECE):
            self._decode(tokens[start : start + _PIECE])

    def _decode(self, tokens: Sequence[int]) -> None:
        batch, position = self._batch, len(self.tokens)
        batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = position + index
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = _WORK
            batch.logits[index] = 0
        batch.logits[len(tokens) - 1] = 1
        before, self.tokens, self._interrupted = self.tokens, [], True
        code = self._llama.llama_decode(self._context, batch)
        if code != 0:
            self.clear()
            raise ModelError(f"llama.cpp could not evaluate the text (code {code})", _NO_ROOM)
        before.extend(tokens)
        self.tokens, self._interrupted = before, False
        self.evaluated += len(tokens)

    def logits(self) -> NDArray[np.float32]:
        """Scores of the next token, shape (vocabulary_size,): a view that the next evaluation overwrites."""
        pointer = self._llama.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))

    def truncate(self, length: int) -> None:
        """Forget all tokens from `length` on; their logits are gone too."""
        if length >= len(self.tokens):
            return
        kept, self.tokens, self._interrupted = self.tokens[:length], [], True
        if self._llama.llama_memory_seq_rm(self._memory, _WORK, length, -1):
            self.tokens, self._interrupted = kept, False
            return
        self.clear()  # recurrent models keep no past to go back to
        self.evaluate(kept)

    def clear(self) -> None:
        self.tokens = []
        self._llama.llama_memory_clear(self._memory, False)
        self._interrupted = False

    # --- states ---------------------------------------------------------------------------------

    def snapshot(self, length: int) -> NDArray[np.uint8] | None:
        """The state after the first `length` tokens, as bytes; None where the model cannot give it."""
        if length == len(self.tokens):
            return self._state(_WORK)
        self._llama.llama_memory_seq_cp(self._memory, _WORK, _COPY, 0, length)
        try:
            if self._llama.llama_memory_seq_pos_max(self._memory, _COPY) != length - 1:
                return None
            return self._state(_COPY)
        finally:
            self._llama.llama_memory_seq_rm(self._memory, _COPY, -1, -1)

    def _state(self, sequence: int) -> NDArray[np.uint8] | None:
        size = self._llama.llama_state_seq_get_size(self._context, sequence)
        state = np.empty(size, np.uint8)
        written = self._llama.llama_state_seq_get_data(self._context, _bytes_of(state), size, sequence)
        return state[:written] if written else None

    def restore(self, state: NDArray[np.uint8], tokens: Sequence[int]) -> bool:
        """Take a state in place of the present sequence; False (and an empty sequence) if it does not fit."""
        self.clear()
        read = self._llama.llama_state_seq_set_data(self._context, _bytes_of(state), state.size, _WORK)
        if not read or self._llama.llama_memory_seq_pos_max(self._memory, _WORK) != len(tokens) - 1:
            self.clear()
            return False
        self.tokens = list(tokens)
        return True


def _bytes_of(state: NDArray[np.uint8]) -> Any:
    return state.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))


def _load(llama_cpp: Any, path: Path) -> Any:
    if not path.is_file():
        raise ModelMissingError(f"there is no model file {path}", _PICK_ANOTHER)
    _log_lines.clear()
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
    if model:
        return model
    reason = " ".join(_log_lines)
    if any(word in reason.lower() for word in ("alloc", "out of memory", "mmap failed", "cannot allocate")):
        raise ModelTooLargeError(f"{path.name} does not fit into this machine's memory", _NO_ROOM)
    detail = f": {_log_lines[0]}" if _log_lines else ""
    raise ModelDamagedError(
        f"{path.name} is not a whole model file that llama.cpp can read{detail}", _PICK_ANOTHER
    )
