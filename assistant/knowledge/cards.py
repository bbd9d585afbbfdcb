"""One playbook card: a Markdown file whose front matter says when it applies, and how it is read.

    ---
    title: ...
    rests on: account 001          # where the experience comes from
    when:                          # `always`, or signals of a reading; see knowledge/playbook/README.md
      situations: [legal-threat]
      routes: [legal]
    do:                            # shown to the user before sending: what, because why
      - "..."
    ---
    ## Move / ## Why / ## Write / ## Never

The card's id is the file's name. Whatever is wrong with a file is said with the file's name and what
to mend: cards are written by people who are no programmers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import OF_CLIENT, Channel, Route
from assistant.errors import KnowledgeDataError
from assistant.language.shipped_data import yaml_problem
from assistant.resources import parse_yaml, shipped

_FRONT = re.compile(r"\A\ufeff?---\s*\n(.*?)\n---\s*(?:\n|\Z)(.*)\Z", re.DOTALL)
_SECTION = re.compile(r"^##\s+(\w+)\s*\n(.*?)(?=^##\s|\Z)", re.MULTILINE | re.DOTALL)
_BULLET = re.compile(r"^[-*]\s+(.+(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_KEYS = {"title", "rests on", "when", "do", "off", "order"}
_LAST = 99
_TRENDS = ("rising", "steady", "falling")
_MARKS = ("claims", "heat", "orders", "stakes")


@dataclass(frozen=True, slots=True)
class Signals:
    """When a card applies. Empty fields say nothing; `temperature` is the lowest and highest, inclusive."""

    situations: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    trend: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    channel: str = ""
    temperature: tuple[int, int] = (1, 5)


@dataclass(frozen=True, slots=True)
class Card:
    """A move for a situation: what to do, why, what to write and never to write, what to do besides.

    `own` is true for a card of the user; `off` keeps it out of every list that is used; of cards that
    fit alike the lower `order` comes first.
    """

    id: str
    title: str
    when: Signals
    move: str
    why: str
    rests_on: str
    write: tuple[str, ...]
    never: tuple[str, ...]
    do: tuple[str, ...] = ()
    always: bool = False
    order: int = _LAST
    own: bool = False
    off: bool = False
    source: str = ""


def read_card(path: Path, *, own: bool = False) -> Card:
    """The card in a file; KnowledgeDataError names the file and what to mend."""
    text = card_text(path)
    split = _FRONT.match(text)
    if split is None:
        raise _wrong(path, "it does not begin with a block between two lines of ---", "Add the block.")
    front = _front(path, split[1])
    if front.get("off") is True:
        return Card(path.stem, str(front.get("title", path.stem)), Signals(), "", "", "", (), (), off=True)
    sections = _sections(path, split[2])
    always = front.get("when") == "always"
    return Card(
        path.stem,
        _line(path, front, "title"),
        Signals() if always else _signals(path, front.get("when")),
        _folded(sections["move"]),
        _folded(sections["why"]),
        _line(path, front, "rests on"),
        _bullets(path, "Write", sections["write"]),
        _bullets(path, "Never", sections["never"]),
        _texts(path, "do", front.get("do") or []),
        always=always,
        order=_order(path, front.get("order", _LAST)),
        own=own,
        source=str(path),
    )


@cache
def situations() -> Mapping[str, str]:
    """The labels a card may name, each with what it means."""
    path = shipped("knowledge") / "playbook" / "situations.yaml"
    labels = _parsed(path, card_text(path))
    if not isinstance(labels, dict):
        raise _wrong(path, "it is no list of labels with their meanings", "Compare it with git.")
    return {str(label): str(meaning) for label, meaning in labels.items()}


def card_text(path: Path) -> str:
    """The text of a file of the playbook; KnowledgeDataError when it is no readable text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, str(error), "Save it as plain text in UTF-8.") from error


def _front(path: Path, block: str) -> Mapping[str, Any]:
    front = _parsed(path, block)
    if not isinstance(front, dict):
        raise _wrong(path, "the block between the lines of --- holds no `key: value` lines", "Add a title.")
    front = {"off" if key is False else key: value for key, value in front.items()}  # YAML reads off as false
    for key in front:
        if key not in _KEYS:
            raise _wrong(path, f"nothing is known of '{key}'", f"Use {', '.join(sorted(_KEYS))}.")
    return front


def _parsed(path: Path, block: str) -> Any:
    try:
        return parse_yaml(block)
    except yaml.YAMLError as error:
        raise _wrong(
            path, yaml_problem(error, above=1), "Put texts that hold a colon or # in quotes."
        ) from error


def _sections(path: Path, body: str) -> dict[str, str]:
    found = {name.lower(): text.strip() for name, text in _SECTION.findall(_COMMENT.sub("", body))}
    for name in ("Move", "Why", "Write", "Never"):
        if not found.get(name.lower()):
            raise _wrong(path, f"the section '## {name}' is missing or empty", "Write it.")
    return found


def _signals(path: Path, when: Any) -> Signals:
    if not isinstance(when, dict) or not when:
        raise _wrong(path, "'when' says nothing", "Write `when: always` or signals below it.")
    known = {
        "situations": situations(),
        "routes": [route.value for route in Route],
        "asks": [kind.value for kind in OF_CLIENT],
        "trend": _TRENDS,
        "has": _MARKS,
    }
    for key in when:
        if key not in {*known, "channel", "temperature"}:
            raise _wrong(path, f"'when' has an unknown signal '{key}'", f"Use {', '.join(known)}.")
    lists = {key: _chosen(path, key, when.get(key, []), allowed) for key, allowed in known.items()}
    channel = _chosen(path, "channel", when.get("channel", []), [each.value for each in Channel])
    return Signals(**lists, channel="".join(channel[:1]), temperature=_range(path, when.get("temperature")))


def _chosen(path: Path, key: str, value: Any, allowed: Iterable[str]) -> tuple[str, ...]:
    names = _texts(path, key, value if isinstance(value, list) else [value])
    for name in names:
        if name not in set(allowed):
            raise _wrong(path, f"'{key}' names '{name}'", f"Choose from {', '.join(allowed)}.")
    return names


def _range(path: Path, value: Any) -> tuple[int, int]:
    match = re.fullmatch(r"([1-5])(?:\s*-\s*([1-5]))?", str(value if value is not None else "1-5"))
    if match is None or int(match[1]) > int(match[2] or match[1]):
        raise _wrong(path, f"the temperature '{value}' is no level", "Write one level or two, as 3-5.")
    return int(match[1]), int(match[2] or match[1])


def _order(path: Path, value: Any) -> int:
    if not isinstance(value, int):
        raise _wrong(path, f"the order '{value}' is no number", "Write a whole number, or leave it out.")
    return value


def _line(path: Path, front: Mapping[str, Any], key: str) -> str:
    value = front.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(path, f"'{key}' is missing or is no text", f"Add a line `{key}: ...`.")
    return _folded(value)


def _texts(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise _wrong(path, f"'{key}' is no list of texts", "Begin each line with a dash and quote it.")
    return tuple(_folded(each) for each in value)


def _bullets(path: Path, name: str, text: str) -> tuple[str, ...]:
    found = tuple(_folded(each) for each in _BULLET.findall(text))
    if not found:
        raise _wrong(path, f"the section '## {name}' has no lines that begin with a dash", "Add one.")
    return found


def _folded(text: str) -> str:
    return " ".join(text.split())


def _wrong(path: Path, what: str, hint: str) -> KnowledgeDataError:
    return KnowledgeDataError(f"The playbook file {path.name} cannot be used: {what}.", f"{hint} ({path})")
