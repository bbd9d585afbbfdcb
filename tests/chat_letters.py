"""What the tests of chat exports share: the letters, and turns as rows that are easy to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.correspondence.chat import FORMATS, Format
from assistant.correspondence.turns import Turn

LETTERS = Path(__file__).parent / "letters" / "chat"
SHARED = Path(__file__).resolve().parents[2] / "shared"

Row = tuple[str, str, str, str]


def letter(name: str) -> Path:
    return LETTERS / name


def recognised(path: Path) -> Format | None:
    """The format that the table of formats gives a file."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    return next((one for one in FORMATS if one.looks_like(head, path)), None)


def rows(turns: Iterable[Turn]) -> list[Row]:
    """Time, author, text and the reason for leaving out, of every turn."""
    return [(str(turn.at or ""), turn.author, turn.text, turn.reason) for turn in turns]


def letters_of(form: str, turns: Mapping[str, Sequence[Row]]) -> Callable[..., None]:
    """The test that every letter is recognised as this form and holds these turns."""

    @pytest.mark.parametrize("name", turns)
    def test(name: str) -> None:
        found = recognised(letter(name))
        assert found is not None and found.name == form
        assert rows(found.read(letter(name))) == turns[name]

    return test
