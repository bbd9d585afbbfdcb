"""What a person wrote in a mail: the text without quotes, reply headers, signatures, disclaimers.

Every line of a mail gets one kind, then the lines of kind OWN are the person's words. The cleaner is
our own because the known ones leave half of the mails wrong (measured in bench/correspondence) and
know neither Russian nor Afrikaans; its words are data (knowledge/correspondence/mail).

It prefers keeping too much over losing a client's word: text below or between quotes stays, an
unmarked quote is cut only below a header that no person types, and no rule may empty a mail. What it
cannot know: where an answer written below an unmarked (Outlook) quote begins; such text is cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from assistant.correspondence.closings import closing_start, disclaimer_spans, is_rule
from assistant.correspondence.headers import HeaderLines, find_header

_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+")
_NAMED_QUOTE = re.compile(r"^[ \t]{0,3}(?:[A-Z]\w{0,15}>|\|)")
_INVISIBLE = "\ufeff\u200e\u200f\u202a\u202c\u200b"


class Kind(IntEnum):
    OWN = 0
    QUOTE = 1
    HEADER = 2
    SIGNATURE = 3
    DISCLAIMER = 4
    RULE = 5


@dataclass(slots=True)
class Line:
    """One line: as written, without its quote marks, how deep it is quoted, and what it is."""

    raw: str
    text: str
    depth: int
    kind: Kind = Kind.OWN


def own_and_signature(text: str, *, sender: str = "") -> tuple[str, str]:
    """What the writer of this mail wrote in it, and the signature below it."""
    lines = mark(_without_last_quote(text), sender=sender)
    own = _joined([line for line in lines if line.kind is Kind.OWN])
    return own, _joined([line for line in lines if line.kind is Kind.SIGNATURE])


def _without_last_quote(text: str) -> str:
    """The text less all but the first line of the quote at its end, which is most of many mails."""
    rows = text.splitlines()
    end = len(rows)
    while end and (not rows[end - 1] or rows[end - 1][0] == ">"):
        end -= 1
    first = next((at for at in range(end, len(rows)) if rows[at]), end)
    return "\n".join(rows[: first + 1]) if first + 1 < len(rows) else text


def mark(text: str, *, sender: str = "") -> list[Line]:
    """Every line of a mail with its kind; `sender` is the display name, to know the signature by."""
    lines = [_line(raw) for raw in visible(text).splitlines()]
    _mark_quotes(lines)
    _mark_rules(lines)
    for start, end in _runs(lines):
        _mark_closing(lines, start, end, sender)
    return lines


def visible(text: str) -> str:
    """The text without marks of direction, byte order and zero width."""
    if not text.isascii():
        for character in _INVISIBLE:
            if character in text:
                text = text.replace(character, "")
    return text


def _line(raw: str) -> Line:
    if raw[:2] == "> " and raw[2:3] not in (">", " "):
        return Line(raw, raw[2:].rstrip(), 1, Kind.QUOTE)
    found = _QUOTE.match(raw) if ">" in raw[:6] else None
    if not found:
        return Line(raw, raw.rstrip(), 0)
    return Line(raw, raw[found.end() :].rstrip(), found.group().count(">"), Kind.QUOTE)


def _mark_quotes(lines: list[Line]) -> None:
    """Find the headers of quoted mails; mark them and the unmarked quotes below them."""
    texts = [line.text if line.depth == 0 else "" for line in lines]
    index = 0
    while index < len(lines):
        found = find_header(texts, index) if texts[index] else None
        if found is None:
            index += 1
            continue
        for line in lines[found.start : found.end]:
            line.kind = Kind.HEADER
        index = _mark_below(lines, found)


def _mark_below(lines: list[Line], header: HeaderLines) -> int:
    """Mark what a header announces; the index of the first line that may be the writer's again."""
    following = next((i for i in range(header.end, len(lines)) if lines[i].text), len(lines))
    if following < len(lines) and lines[following].depth:
        _mark_named(lines, following)
        return following
    if following < len(lines) and _NAMED_QUOTE.match(lines[following].text):
        return _mark_named(lines, following)
    nothing_above = not any(line.text for line in lines[: header.start] if line.kind is Kind.OWN)
    if nothing_above or (header.weak and following < len(lines)):
        if header.weak:
            for line in lines[header.start : header.end]:
                line.kind = Kind.OWN
        return header.end
    for line in lines[header.end :]:
        line.kind = Kind.QUOTE
    return len(lines)


def _mark_named(lines: list[Line], start: int) -> int:
    """Quotes marked by the writer's name ("Ann> ...") or by a bar."""
    end = start
    for index in range(start, len(lines)):
        if _NAMED_QUOTE.match(lines[index].text):
            lines[index].kind = Kind.QUOTE
            end = index + 1
    return end


def _mark_rules(lines: list[Line]) -> None:
    for line in lines:
        if line.kind is Kind.OWN and is_rule(line.text):
            line.kind = Kind.RULE


def _runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Stretches of the writer's own lines between quotes and headers."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index, line in enumerate(lines):
        own = line.kind in (Kind.OWN, Kind.RULE)
        if own and start is None:
            start = index
        elif not own and start is not None:
            runs.append((start, index))
            start = None
    if start is not None:
        runs.append((start, len(lines)))
    return runs


def _mark_closing(lines: list[Line], start: int, end: int, sender: str) -> None:
    """Mark the disclaimers and the signature of one stretch, unless that would leave it empty."""
    texts = [line.text for line in lines[start:end]]
    for first, last in disclaimer_spans(texts):
        for line in lines[start + first : start + last]:
            line.kind = Kind.DISCLAIMER
    kept = [i for i in range(start, end) if lines[i].kind is not Kind.DISCLAIMER]
    closing = closing_start([lines[i].text for i in kept], sender)
    for position in kept[closing:]:
        lines[position].kind = Kind.SIGNATURE


def _joined(lines: list[Line]) -> str:
    if not lines:
        return ""
    kept = [line.raw if line.depth else line.text for line in lines]
    text = "\n".join(row.strip() if is_rule(row) else row for row in kept)
    return re.sub(r"\n{3,}", "\n\n", text).strip() if "\n\n\n" in text else text.strip()
