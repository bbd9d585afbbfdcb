"""What a text is about, by the words of knowledge/topics.yaml: a bridge between a complaint and a clause.

A client writes 'third time asking' and the policy 'date of the previous answer': no word and little
meaning in common, but one topic. Topics become index terms like words, so rare ones weigh more.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.errors import KnowledgeDataError
from assistant.knowledge.terms import plain_form
from assistant.resources import shipped

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def topics_of_clause(text: str) -> list[str]:
    """Index terms for the topics a clause is about."""
    return _found(text, ("words",))


def topics_of_message(text: str) -> list[str]:
    """Index terms for the topics a client's message touches."""
    return _found(text, ("words", "heard"))


def _found(text: str, lists: tuple[str, ...]) -> list[str]:
    plain = plain_form(text)
    return [
        f"topic_{name}"
        for name, patterns in _patterns().items()
        if any(patterns[part].search(plain) for part in lists)
    ]


@cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    import yaml

    path = shipped("knowledge") / "topics.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {
            name: {part: _pattern(entry.get(part, ())) for part in ("words", "heard")}
            for name, entry in data.items()
        }
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise KnowledgeDataError(
            f"{path.name} cannot be read: {error}", "Restore it from the package."
        ) from error


def _pattern(words: list[str]) -> re.Pattern[str]:
    stems = sorted({plain_form(word) for word in words}, key=len, reverse=True)
    return re.compile("|".join(map(_stem, stems)) or r"(?!)")


def _stem(word: str) -> str:
    starts_a_word = word[:1].isalnum() and not _UNSPACED.match(word)
    return (r"(?<!\w)" if starts_a_word else "") + re.escape(word)
