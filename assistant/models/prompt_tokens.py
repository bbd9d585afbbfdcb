"""From a prompt to the tokens a model reads, with the length of the part that never changes.

Client text is data: control tokens written out in it (`<|im_end|>`) are broken up, so that they
cannot end a turn. The opening is tokenised together with the template, so that it is cut as the model
would have cut it; white space at its end belongs to the word that follows and is owed by the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.domain import Prompt
from assistant.models.chat_template import ChatTemplate
from assistant.models.evaluator import Evaluator

# Two requests without a common beginning: what their prompts share does not depend on the request.
_PROBES = ("A", "零")


@dataclass(frozen=True, slots=True)
class PromptTokens:
    """All tokens to evaluate, how many of them are static, and the opening without its last white space."""

    tokens: list[int]
    static: int
    opening: str


class PromptReader:
    """Turns prompts into tokens for one model; remembers the static part of each prompt."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._start = evaluator.special_text("bos")
        self._template = ChatTemplate(
            evaluator.metadata("tokenizer.chat_template"),
            start=self._start,
            end=evaluator.special_text("eos"),
        )
        self._static: dict[tuple[object, ...], list[int]] = {}

    def read(self, prompt: Prompt) -> PromptTokens:
        """Raises ModelError when the model's template cannot be rendered."""
        safe = _with_texts(prompt, self._neutral)
        opening = prompt.opening.rstrip()
        tokens = self._tokens(self._template.render(safe) + opening)
        return PromptTokens(tokens, _common(self._static_part(safe), tokens), opening)

    def _static_part(self, prompt: Prompt) -> list[int]:
        key = (prompt.system, prompt.examples)
        if key not in self._static:
            one, other = (
                self._tokens(self._template.render(replace(prompt, request=probe))) for probe in _PROBES
            )
            self._static[key] = one[: _common(one, other)]
        return self._static[key]

    def _tokens(self, text: str) -> list[int]:
        has_start = bool(self._start) and text.startswith(self._start)
        return self._evaluator.tokenize(
            text, special=True, start=self._evaluator.adds_start and not has_start
        )

    def _neutral(self, text: str) -> str:
        """The text with a space in every control token that is written out in it."""
        while True:
            tokens = self._evaluator.tokenize(text, special=True)
            written = {self._evaluator.control_text(token) for token in tokens} - {""}
            found = [control for control in written if control in text]
            if not found:
                return text
            for control in found:
                text = text.replace(control, f"{control[:1]} {control[1:]}")


def _with_texts(prompt: Prompt, change: Callable[[str], str]) -> Prompt:
    examples = tuple((change(request), change(answer)) for request, answer in prompt.examples)
    return replace(prompt, system=change(prompt.system), request=change(prompt.request), examples=examples)


def _common(one: list[int], other: list[int]) -> int:
    length = min(len(one), len(other))
    return next((i for i in range(length) if one[i] != other[i]), length)
