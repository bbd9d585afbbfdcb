"""Prompt files: prompts/<job>.yaml, one per model call, checked when they are loaded.

A file names its variables; its request and examples may use no others (StrictUndefined). The system
text and the examples of a language are the static prefix whose KV state is reused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, meta

from assistant.domain import Prompt
from assistant.language.shipped_data import as_text, data_of, naming
from assistant.language.words import cjk

_TEMPLATES = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)


def make_prompt(job: str, language: str, **values: str) -> Prompt | None:
    """The filled prompt of a job; None where the file does not name the language (the job is not given)."""
    file = _load(job)
    examples = file["examples"].get(language)
    if examples is None:
        return None
    return Prompt(
        name=f"{job}.{language}",
        system=file["system"].strip(),
        request=_fill(file["request"], values).strip(),
        examples=tuple((_fill(file["request"], each).strip(), each["answer"]) for each in examples),
    )


def fingerprint(job: str, language: str) -> str:
    """A short name for the wording of a job's prompt in a language; it changes with any word of it."""
    file = _load(job)
    wording = [file["system"], file["request"], file["examples"].get(language, [])]
    return hashlib.sha256(json.dumps(wording, ensure_ascii=False).encode()).hexdigest()[:16]


def languages_of(job: str) -> tuple[str, ...]:
    """The languages in which a job has examples."""
    return tuple(_load(job)["examples"])


def prompt_data(job: str, key: str) -> Mapping[str, str]:
    """A table that a prompt file keeps beside its prompt, by language."""
    with naming("prompts", f"{job}.yaml"):
        return {name: as_text(text) for name, text in _load(job).get(key, {}).items()}


def denies(text: str, language: str) -> bool:
    """Whether a text has a word of negation of its language (prompts/translate.yaml lists them)."""
    words = prompt_data("translate", "negations").get(language, "").split()
    folded = text.casefold()
    whole = set(re.findall(r"[^\W\d_]+", folded))
    return any(word in whole or ((word == "n't" or cjk(word)) and word in folded) for word in words)


@cache
def _load(job: str) -> Mapping[str, Any]:
    parts = ("prompts", f"{job}.yaml")
    file = data_of(*parts)
    with naming(*parts):
        used, declared = _variables(as_text(file["request"])), set(file["variables"])
        examples = [each for examples in file["examples"].values() for each in examples]
        for text in (file["system"], *(text for each in examples for text in each.values())):
            as_text(text)
        incomplete = any({*declared, "answer"} - each.keys() for each in examples)
        if used != declared or incomplete:
            wrong = ", ".join(sorted(used ^ declared)) or f"an example without all of {sorted(declared)}"
            raise ValueError(f"it does not use exactly its variables: {wrong}")
    return file


def _variables(request: str) -> set[str]:
    try:
        return meta.find_undeclared_variables(_TEMPLATES.parse(request))
    except TemplateError as error:
        raise ValueError(f"its request is no template: {error}") from error


def _fill(template: str, values: Mapping[str, str]) -> str:
    return _TEMPLATES.from_string(template).render(**values)
