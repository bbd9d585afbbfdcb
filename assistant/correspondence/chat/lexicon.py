"""What chat apps write in the words of each language, read from knowledge/correspondence/chat.yaml.

The templates of that file become one compiled pattern per purpose; `*` stands for any words, and a
leading `*` for a name (no colon). Loaded once, on first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.correspondence.chat.templates import Templates, expression
from assistant.language.shipped_data import data_of, naming

# Below this many fixed letters a template could also be somebody's own words.
_UNMISTAKABLE = 16
_UNMISTAKABLE_HAN = 7


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the readers of chat exports need to know about languages."""

    notice: Templates  # a whole text that only an app writes
    loose_notice: Templates  # the same, where something else already says that the app wrote it
    media: Templates
    inline_media: re.Pattern[str]
    deleted: Templates
    edited: re.Pattern[str]
    chat_files: tuple[re.Pattern[str], ...]
    client: frozenset[str]
    us: frozenset[str]
    columns: Mapping[str, str]  # heading in lower case -> what stands in the column
    incoming: frozenset[str]
    outgoing: frozenset[str]
    am: tuple[str, ...]
    pm: tuple[str, ...]
    noon: tuple[str, ...]
    joining: tuple[str, ...]
    weekdays: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words of all languages. Raises KnowledgeDataError where the file is malformed."""
    parts = ("knowledge", "correspondence", "chat.yaml")
    with naming(*parts):
        return _read(data_of(*parts))


def _read(data: Mapping[str, Any]) -> Words:
    blocks = list(data["languages"].values())
    notices, media = _gather(blocks, "notices"), _gather(blocks, "media")
    return Words(
        notice=Templates.of(template for template in notices if _unmistakable(template)),
        loose_notice=Templates.of(notices),
        media=Templates.of(media),
        inline_media=_endings((one for one in media if one[0] in "<["), ">]"),
        deleted=Templates.of(_gather(blocks, "deleted"), ending=r"[.。]?"),
        edited=_endings(_gather(blocks, "edited"), ">)"),
        chat_files=tuple(_file_name(template) for template in _gather(blocks, "chat_files")),
        client=_folded(_gather(blocks, "client")),
        us=_folded(_gather(blocks, "us")),
        columns=_columns(blocks),
        incoming=_folded(_values(blocks, "in")),
        outgoing=_folded(_values(blocks, "out")),
        am=tuple(data["meridiem"]["am"]),
        pm=tuple(data["meridiem"]["pm"]),
        noon=tuple(data["meridiem"]["noon"]),
        joining=tuple(data["joining"]),
        weekdays=tuple(data["weekdays"]),
    )


def _gather(blocks: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [str(template) for block in blocks for template in block.get(key, ())]


def _values(blocks: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [str(value) for block in blocks for value in block.get("values", {}).get(key, ())]


def _columns(blocks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks:
        for meaning, headings in block.get("columns", {}).items():
            for heading in headings:
                found.setdefault(str(heading).casefold(), meaning)
    return found


def _folded(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value.casefold() for value in values)


def _unmistakable(template: str) -> bool:
    fixed = template.replace("*", "").replace(" ", "")
    enough = _UNMISTAKABLE_HAN if any(ord(letter) > 0x2E7F for letter in fixed) else _UNMISTAKABLE
    return len(fixed) >= enough


def _endings(templates: Iterable[str], close: str) -> re.Pattern[str]:
    """Any of the templates at the end of a line that ends with one of the letters of `close`."""
    choice = "|".join(expression(one) for one in templates if one[-1] in close)
    return re.compile(rf"\s*(?:{choice})\s*$", re.IGNORECASE)


def _file_name(template: str) -> re.Pattern[str]:
    before, after = (re.escape(part).replace(r"\ ", "[ _]") for part in template.split("*"))
    return re.compile(rf"^{before}(?P<chat>.+?){after}$", re.IGNORECASE)
