"""A forwarded mail taken apart: who wrote it to whom, its subject, its text, and what stands above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.correspondence.headers import find_header, read_block
from assistant.correspondence.mail.message import Person, read_people
from assistant.correspondence.quoting import visible
from assistant.correspondence.words import words

_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?")
_MAILTO = re.compile(r"\[\s*(?:mailto:)?([^\]\s]+@[^\]\s]+)\]")
_INDENT = "    "
_QUOTES = "\"'«»„“”‟ \t,"


@dataclass(frozen=True, slots=True)
class Forward:
    """The inner mail; `above` is what the sender wrote over it, `date` is as written."""

    sender: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    date: str
    body: str
    above: str


def parse_forward(text: str, subject: str = "") -> Forward | None:
    """The mail that `text` forwards, or None.

    A separator line of a mail program is enough; a mere header block or "On ... wrote:" is a forward
    only if the subject says so ("Fw:"), since answers look the same; an "Original Message" with
    nothing above it is a forward too.
    """
    lines = [line.rstrip() for line in visible(text).split("\n")]
    plain = [_MARK.sub("", line) for line in lines]
    announced = bool(words().forward_prefix.match(subject))
    for index in range(len(plain)):
        start = _start(plain, index, announced=announced)
        if start is not None:
            return _forward(lines, plain, index, start, subject)
    return None


def _start(plain: Sequence[str], index: int, *, announced: bool) -> int | None:
    """The first line after the separator or of the header at `index`; None when no forward begins there."""
    if words().forward_mark.match(plain[index]):
        return index
    found = find_header(plain, index)
    if found is None:
        return None
    quoted = bool(words().separator.match(plain[index])) and not any(line.strip() for line in plain[:index])
    return index if announced or quoted or _is_rule_block(plain, index) else None


def _is_rule_block(plain: Sequence[str], index: int) -> bool:
    """Outlook on the web: a line of 32 underscores above the header block."""
    return plain[index].strip() == "_" * 32


def _forward(lines: Sequence[str], plain: list[str], index: int, start: int, subject: str) -> Forward:
    above = "\n".join(lines[:index]).strip()
    inline = _inline_fields(plain[start])
    if inline:
        return _from_fields(inline, _body(lines, start + 1), above, subject)
    first = start
    if words().separator.match(plain[start]) or _is_rule_block(plain, start):
        first = next((i for i in range(start + 1, len(plain)) if plain[i].strip()), len(plain))
    fields = read_block(plain, first)
    if fields:
        return _from_fields([(r, v) for r, v, _ in fields], _body(lines, fields[-1][2]), above, subject)
    found = find_header(plain, start)
    end = found.end if found else start + 1
    sender = _attributed(" ".join(plain[found.start : end])) if found else Person("", "")
    return Forward(sender, (), (), _bare(subject), "", _body(lines, end), above)


def _from_fields(fields: Sequence[tuple[str, str]], body: str, above: str, subject: str) -> Forward:
    values: dict[str, str] = {}
    for role, value in fields:
        values.setdefault(role, value)
    sender = next(iter(_people(values.get("from", ""))), Person(values.get("from", ""), ""))
    return Forward(
        sender=sender,
        to=_people(values.get("to", "")),
        cc=_people(values.get("cc", "")),
        subject=values.get("subject", "") or _bare(subject),
        date=values.get("date", ""),
        body=body,
        above=above,
    )


def _people(value: str) -> tuple[Person, ...]:
    clean = _MAILTO.sub(r"<\1>", value.replace("*", ""))
    return tuple(
        Person("" if person.name.lower() == person.address else person.name, person.address)
        for person in read_people(clean.encode())
    )


def _attributed(line: str) -> Person:
    """The writer named in an attribution line."""
    named = re.search(
        r"[\"«„“]\s*([^\"»”“]+?)\s*[\"»”“]\s*[<(\[]\s*(?:mailto:)?([^<>()\[\]\s]+@[^<>()\[\]\s]+)", line
    )
    if named:
        return Person(named[1], named[2].lower())
    for known in words().attribution.all:
        found = known.pattern.match(line)
        who = found["who"] if found and "who" in found.groupdict() else ""
        person = next(iter(_people(who or "")), None)
        if person and person.address:
            return Person(person.name.rpartition(",")[2].strip(_QUOTES), person.address)
    return Person("", "")


def _inline_fields(line: str) -> list[tuple[str, str]]:
    """Header fields run together on the separator's own line, as some programs paste them."""
    pieces = _field_names().split(line)
    found = [
        (words().fields[name.casefold()], value.strip())
        for name, value in zip(pieces[1::2], pieces[2::2], strict=False)
    ]
    return found if len(found) >= 3 and found[0][0] == "from" else []


@lru_cache(maxsize=1)
def _field_names() -> re.Pattern[str]:
    """A field's name anywhere in a line; capital, so that no word of a sentence is meant."""
    names = sorted(
        {name for name in words().names if name[:1].isupper() or not name[:1].isascii()},
        key=len,
        reverse=True,
    )
    return re.compile(rf"({'|'.join(map(re.escape, names))})\s?[:：]\s?")


def _body(lines: Sequence[str], start: int) -> str:
    """The inner text without one level of quote marks or the indent that stands for it."""
    rest = list(lines[start:])
    texts = [line for line in rest if line.strip()]
    if texts and all(line.startswith(_INDENT) for line in texts):
        return "\n".join(line.removeprefix(_INDENT) for line in rest).strip()
    if texts and sum(line.lstrip().startswith(">") for line in texts) * 2 > len(texts):
        return "\n".join(_MARK.sub("", line) for line in rest).strip()
    return "\n".join(rest).strip()


def _bare(subject: str) -> str:
    return words().subject_prefix.sub("", subject).strip()
