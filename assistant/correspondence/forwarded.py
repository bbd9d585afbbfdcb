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
_EDGES = f"{_QUOTES}:：()<>，"
_HALVES = frozenset(("am", "pm"))  # of a day
_BESIDE = re.compile(r"([^<>()\d,，:：]*?)[\s(]*[<(\[]\s*(?:mailto:)?([^<>()\[\]\s]+@[^<>()\[\]\s]+)[>)\]]*")


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


def parse_forward(text: str, subject: str = "", *, announced: bool = False) -> Forward | None:
    """The mail that `text` forwards, or None.

    A separator line of a mail program is enough; a mere header block or "On ... wrote:" is a forward
    only if the subject says so ("Fw:") or the caller knows (`announced`), since answers look the same;
    an "Original Message" with nothing above it is a forward too.
    """
    lines = [line.rstrip() for line in visible(text).split("\n")]
    plain = [_MARK.sub("", line) for line in lines]
    announced = announced or bool(words().forward_prefix.match(subject))
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
        body = _body(lines, fields[-1][2], quoted=bool(_MARK.match(lines[first])))
        return _from_fields([(r, v) for r, v, _ in fields], body, above, subject)
    found = find_header(plain, start)
    end = found.end if found else start + 1
    sender, date = _attributed(" ".join(plain[found.start : end])) if found else (Person("", ""), "")
    return Forward(sender, (), (), _bare(subject), date, _body(lines, end, quoted=True), above)


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


def _attributed(line: str) -> tuple[Person, str]:
    """The writer named in an attribution line, and its date as written."""
    line = " ".join(line.split())  # many blanks cost the patterns seconds
    named = re.search(
        r"[\"«„“]\s*([^\"»”“]+?)\s*[\"»”“]\s*[<(\[]\s*(?:mailto:)?([^<>()\[\]\s]+@[^<>()\[\]\s]+)", line
    )
    person = Person(named[1], named[2].lower()) if named else _by_template(line)
    beside = _BESIDE.search(line)
    if beside is None:
        return person, ""
    if not person.address or any(map(str.isdigit, person.name)) or "(" in person.name:
        person = Person(_without_fixed(beside[1]), beside[2].lower())
    before = line[: beside.end()].partition(person.name)[0] if person.name else line[: beside.start()]
    after = line[beside.end() :]
    return person, _without_fixed(before if any(map(str.isdigit, before)) else after, date=True)


def _by_template(line: str) -> Person:
    for known in words().attribution.all:
        found = known.pattern.match(line)
        who = found["who"] if found and "who" in found.groupdict() else ""
        person = next(iter(_people(who or "")), None)
        if person and person.address:
            return Person(person.name.rpartition(",")[2].strip(_QUOTES), person.address)
    return Person("", "")


def _without_fixed(text: str, *, date: bool = False) -> str:
    """Less the words of attribution lines at both ends, and what parts them; "am" may end a date."""
    pieces = text.strip(_EDGES).split()
    while pieces and pieces[0].casefold().strip(_EDGES) in _fixed_words() | _HALVES:
        pieces.pop(0)
    last = _fixed_words() - _HALVES if date else _fixed_words()
    while pieces and pieces[-1].casefold().strip(_EDGES) in last:
        pieces.pop()
    return " ".join(pieces).strip(_EDGES)


@lru_cache(maxsize=1)
def _fixed_words() -> frozenset[str]:
    """The words of all attribution lines."""
    fixed = (re.sub(r"\{\w+\}", " ", known.template) for known in words().attribution.all)
    return frozenset(word.strip(_EDGES).casefold() for line in fixed for word in line.split()) | {""}


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


def _body(lines: Sequence[str], start: int, *, quoted: bool = False) -> str:
    """The inner text without one level of quote marks or the indent that stands for it.

    Where the header is `quoted` too, or is an attribution, unmarked text below a quote is no part of it.
    """
    rest = list(lines[start:])
    texts = [line for line in rest if line.strip()]
    if quoted and texts and _MARK.match(texts[0]):
        return "\n".join(_MARK.sub("", line) for line in _quote(rest)).strip()
    if texts and all(line.startswith(_INDENT) for line in texts):
        return "\n".join(line.removeprefix(_INDENT) for line in rest).strip()
    if texts and sum(line.lstrip().startswith(">") for line in texts) * 2 > len(texts):
        return "\n".join(_MARK.sub("", line) for line in rest).strip()
    return "\n".join(rest).strip()


def _quote(lines: Sequence[str]) -> list[str]:
    """The lines up to the first unmarked paragraph; an unmarked line amid marked ones was wrapped by a program."""
    end = 0
    for index, line in enumerate(lines):
        if _MARK.match(line):
            end = index + 1
        elif line.strip() and not lines[index - 1].strip():
            break
    return list(lines[:end])


def _bare(subject: str) -> str:
    return words().subject_prefix.sub("", subject).strip()
