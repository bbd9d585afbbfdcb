"""What a model finds asked in a client's message: exact quotes with their kind, one a line.

Whatever is not in the message word for word is dropped. This only ever adds to what the reading found.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.domain import OF_CLIENT, Ask, AskKind, Completion, Constraints, Prompt
from assistant.drafting.prompting import make_prompt

Complete = Callable[[Prompt, Constraints], Completion]

_LINE = re.compile(r"^\s*(?:[-*•]\s*)?(?P<kind>[a-z]+)\s*[:：]\s*(?P<quote>.+?)\s*$")
_MARKS = "\"'“”«»「」‘’"
_TOKENS = 160


def extract_asks(
    message: str, complete: Complete, *, language: str, constraints: Constraints
) -> tuple[Ask, ...]:
    """The asks of a message in the order of the text; empty where the job has no examples in the language."""
    prompt = make_prompt("asks", language, message=message)
    if prompt is None:
        return ()
    limits = replace(constraints, banned=(), figures=None, seen=(), max_tokens=_TOKENS)
    return quoted_asks(complete(prompt, limits).text, message)


def quoted_asks(answer: str, message: str) -> tuple[Ask, ...]:
    """The lines of an answer whose quotes stand in the message and whose kinds exist, each once."""
    found: dict[tuple[int, int], Ask] = {}
    for line in answer.splitlines():
        match = _LINE.match(line)
        if match is None or match["kind"] not in OF_CLIENT:
            continue
        quote = match["quote"].strip(_MARKS)
        start = message.find(quote) if quote else -1
        if start >= 0:
            ask = Ask(quote, start, start + len(quote), AskKind(match["kind"]))
            found.setdefault((ask.start, ask.end), ask)
    return tuple(sorted(found.values(), key=lambda each: each.start))
