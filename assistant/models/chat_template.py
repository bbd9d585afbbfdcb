"""The model's own chat template (Jinja in the GGUF metadata), rendered for one job.

A template is data that came with a file from elsewhere: it runs in jinja2's sandbox. Templates that
know no system role get the system text in front of the first user turn. A model without a template
(a base model) gets plain paragraphs.
"""

from __future__ import annotations

from typing import Any

from assistant.domain import Prompt
from assistant.errors import ModelError

_Turn = dict[str, str]


class ChatTemplate:
    """Renders prompts as the model was trained to read them; `start` and `end` are its bos and eos texts."""

    def __init__(self, source: str, *, start: str = "", end: str = "") -> None:
        self._template = _compile(source) if source.strip() else None
        self._start, self._end = start, end
        self._knows_system: bool | None = None

    def render(self, prompt: Prompt) -> str:
        """The text up to the point where the answer begins, without `prompt.opening`.

        Raises ModelError when the model's template cannot be rendered.
        """
        if self._template is None:
            return _plain(prompt)
        turns = _turns(prompt)
        if prompt.system and self._takes_system():
            return self._render([{"role": "system", "content": prompt.system}, *turns])
        if prompt.system:
            first = turns[0]["content"]
            turns[0] = {"role": "user", "content": f"{prompt.system}\n\n{first}"}
        return self._render(turns)

    def _takes_system(self) -> bool:
        """Whether the template accepts a system turn and does not drop it silently."""
        if self._knows_system is None:
            probe = [{"role": "system", "content": "probe-system"}, {"role": "user", "content": "probe-user"}]
            try:
                self._knows_system = "probe-system" in self._render(probe)
            except ModelError:
                self._knows_system = False
        return self._knows_system

    def _render(self, turns: list[_Turn]) -> str:
        from jinja2 import TemplateError

        try:
            return str(
                self._template.render(  # type: ignore[union-attr]
                    messages=turns,
                    add_generation_prompt=True,
                    bos_token=self._start,
                    eos_token=self._end,
                    enable_thinking=False,  # models that think aloud first are asked not to
                )
            )
        except (TemplateError, TypeError, ValueError) as error:
            raise ModelError(
                f"the chat template of the model cannot be used: {error}", "Use another model file."
            ) from error


def _compile(source: str) -> Any:
    from jinja2 import TemplateError
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def refuse(message: str) -> None:
        raise TemplateError(message)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
    )
    environment.globals["raise_exception"] = refuse
    try:
        return environment.from_string(source)
    except TemplateError as error:
        raise ModelError(
            f"the chat template of the model is broken: {error}", "Use another model file."
        ) from error


def _turns(prompt: Prompt) -> list[_Turn]:
    pairs = [*prompt.examples, (prompt.request, None)]
    turns: list[_Turn] = []
    for request, answer in pairs:
        turns.append({"role": "user", "content": request})
        if answer is not None:
            turns.append({"role": "assistant", "content": answer})
    return turns


def _plain(prompt: Prompt) -> str:
    parts = [prompt.system] if prompt.system else []
    for request, answer in prompt.examples:
        parts += [request, answer]
    return "\n\n".join([*parts, prompt.request]) + "\n\n"
