"""JSON exports, one record at a time: memory does not grow with the file, and a cut-off file gives
all records before the cut.

`records(source, path)` walks to the lists that hold messages. A path names the keys on the way, `[]`
stands for every element of a list: `("chats", "list", [], "messages", [])` is Telegram's full export.
Each record comes with the fields that were read so far of the objects around it, outermost first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from assistant.correspondence.chat.sources import Source, text_lines, text_stream
from assistant.errors import InputError

Record = dict[str, Any]
Around = tuple[Record, ...]
_BLOCK = 1 << 16
_SPACE = " \t\r\n\ufeff"
_LARGEST = 1 << 28  # one value of a JSON file, in letters


class CutOffError(Exception):
    """The file ends in the middle of a value."""


def records(source: Source, paths: Sequence[Sequence[str]]) -> Iterator[tuple[Record, Around]]:
    """The objects at any of the paths with the objects around them.

    Raises InputError behind the last readable record where the file is damaged.
    """
    count = 0
    with text_stream(source) as stream:
        reader = _Reader(stream)
        try:
            for record, around in _walk(reader, [tuple(path) for path in paths], ()):
                count += 1
                yield record, around
        except CutOffError as error:
            raise InputError(
                f"the JSON breaks off {error}; {count} messages before that were read", "export it again"
            ) from error


def json_lines(source: Source) -> Iterator[tuple[int, Record]]:
    """The objects of a JSON-lines file with their line numbers; broken lines raise InputError at the end."""
    broken: list[int] = []
    for number, line in enumerate(text_lines(source), start=1):
        if not line.strip(_SPACE):
            continue
        try:
            record = json.loads(line.strip(_SPACE))
        except (ValueError, RecursionError):
            broken.append(number)
            continue
        if isinstance(record, dict):
            yield number, record
    if broken:
        raise InputError(
            f"line {broken[0]} is not JSON ({len(broken)} lines could not be read)", "export it again"
        )


def nested(record: Mapping[str, Any], *keys: str) -> Any:
    """The value under the keys, None where one of them is missing or not an object."""
    value: Any = record
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def string(value: object) -> str:
    """The value as text, empty for None and for anything that is not a scalar."""
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


@dataclass(slots=True)
class _Reader:
    """A window on the text: values are decoded in it and dropped behind it."""

    stream: IO[str]
    window: str = ""
    place: int = 0

    def peek(self) -> str:
        """The next letter that is not white space."""
        while True:
            while self.place < len(self.window):
                if self.window[self.place] not in _SPACE:
                    return self.window[self.place]
                self.place += 1
            if not self.more():
                raise CutOffError("at its end")

    def more(self) -> bool:
        block = self.stream.read(max(_BLOCK, len(self.window) - self.place))
        self.window = self.window[self.place :] + block
        self.place = 0
        return bool(block)

    def take(self, expected: str) -> str:
        letter = self.peek()
        if letter not in expected:
            raise CutOffError(f"where one of {expected} was expected")
        self.place += 1
        return letter

    def value(self) -> Any:
        """The next whole value."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.window, self.place)
            except RecursionError as error:
                raise CutOffError("at lists within lists without end") from error
            except ValueError as error:
                if len(self.window) - self.place > _LARGEST or not self.more():
                    raise CutOffError("in the middle of a value") from error
                continue
            # A number may go on in the next block.
            if end == len(self.window) and isinstance(value, (int, float)) and self.more():
                continue
            self.place = end
            return value


_DECODER = json.JSONDecoder(strict=False)


def _walk(reader: _Reader, paths: list[tuple[str, ...]], around: Around) -> Iterator[tuple[Record, Around]]:
    if any(not path for path in paths):
        record = reader.value()
        if isinstance(record, dict):
            yield record, around
        return
    opening = reader.peek()
    if opening == "[":
        yield from _elements(reader, [path[1:] for path in paths if path[0] == "[]"], around)
    elif opening == "{":
        yield from _fields(reader, paths, around)
    else:
        reader.value()


def _elements(
    reader: _Reader, paths: list[tuple[str, ...]], around: Around
) -> Iterator[tuple[Record, Around]]:
    if not paths:
        reader.value()
        return
    reader.take("[")
    if reader.peek() == "]":
        reader.take("]")
        return
    while True:
        yield from _walk(reader, paths, around)
        if reader.take(",]") == "]":
            return


def _fields(reader: _Reader, paths: list[tuple[str, ...]], around: Around) -> Iterator[tuple[Record, Around]]:
    reader.take("{")
    here: Record = {}
    if reader.peek() == "}":
        reader.take("}")
        return
    while True:
        key = reader.value()
        reader.take(":")
        deeper = [path[1:] for path in paths if path[0] == key]
        if deeper:
            yield from _walk(reader, deeper, (*around, here))
        else:
            here[key] = reader.value()
        if reader.take(",}") == "}":
            return
