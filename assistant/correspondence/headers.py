"""Where a quoted or forwarded mail begins: "On ... wrote:", a block of From/Sent/To lines, a separator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.correspondence.words import words

_FIELD = re.compile(r"^[\s>*_]*([^\W\d_][^:：\n]{0,24}?)[\s*_]*[:：|][\s*]*(.*)$")
_ADDRESS = re.compile(r"[^\s<>\[\]()\"'@;,:]+@[^\s<>\[\]()\"'@;,:]+\.\w{2,}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d{4}\s?[年년]|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_TIME = re.compile(r"\d{1,2}[:.hH時时]\s?\d{2}|[时時点點]|\d\s?[ap]\.?m", re.IGNORECASE)
_DATED_ADDRESS = re.compile(
    r"^[\s>*]*(?=[^<]*(?:(?:19|20)\d\d|\d{1,2}:\d\d))[^<>]{6,120}<[^<>@\s]+@[^<>\s]+>[\s)]*[:：]?\s*$"
)
_RULE = re.compile(r"^[\s>*]*[-_=—–─*]{5,}[\s*]*$")
_DIGIT = re.compile(r"\d")
_BEFORE_WORDS = " \t>*<-\ufeff\u200e\u202a"


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """Lines `start` to `end` announce a quoted mail; `weak`: a person might have typed them."""

    start: int
    end: int
    weak: bool = False


def find_header(lines: Sequence[str], index: int) -> HeaderLines | None:
    """The header that ends (an attribution) or begins (a block, a separator) at line `index`."""
    text = lines[index]
    if len(text) < 4:
        return None
    last = text.rstrip(" *")[-1:]
    if last in ":：->—–─_" or "@" in text or last in "道)":
        found = _attribution(lines, index)
        if found:
            return found
    if ":" in text or "：" in text or last in "-_=—–─*":
        return _separator(lines, index) or _block(lines, index)
    return None


def _attribution(lines: Sequence[str], index: int) -> HeaderLines | None:
    """An attribution whose last line is `index`, wrapped over up to four lines."""
    if not _may_end(lines[index]):
        return None
    joined = ""
    undated: HeaderLines | None = None
    for start in range(index, max(index - 4, -1), -1):
        if not lines[start] or _RULE.match(lines[start]):
            break
        line = " ".join(lines[start].split())  # many blanks cost the patterns seconds
        joined = f"{line} {joined}".strip()
        if len(joined) > 400:
            break
        dated = _dated(joined)
        if dated is not None:
            return HeaderLines(_with_name(lines, start), _with_verb(lines, index, joined), weak=not dated)
        if undated is None and _undated(joined):
            undated = HeaderLines(start, index + 1)
    return undated


def _with_name(lines: Sequence[str], start: int) -> int:
    """The first line of the attribution; the name may be wrapped away from its address."""
    if not lines[start].lstrip(" >*").startswith("<") or start == 0:
        return start
    name = lines[start - 1].strip()
    return start - 1 if 0 < len(name) <= 40 and name[-1] not in ".!?。！？" else start


def _with_verb(lines: Sequence[str], index: int, joined: str) -> int:
    """The line after the attribution; its last word may be wrapped onto a line of its own ("wrote:")."""
    rest = lines[index + 1].strip() if index + 1 < len(lines) else ""
    wrapped = rest[-1:] in (":", "：") and len(rest) <= 30 and joined[-1:] not in ":："
    return index + 2 if wrapped and _dated(f"{joined} {rest}") else index + 1


def _may_end(text: str) -> bool:
    ends = text.rstrip(" *>")[-1:] in ":：" or text.endswith(("--", "——", "写道", "寫道"))
    return ends or bool(_ADDRESS.search(text) and text.rstrip(" )")[-1:] == ">")


def _dated(text: str) -> bool | None:
    """None: no attribution; True: surely one; False: perhaps a person's sentence."""
    if _DATED_ADDRESS.match(text):
        return True
    folded = text.lower().lstrip(_BEFORE_WORDS)
    if not _DIGIT.search(text) or not words().attribution.fits(text, folded):
        return None
    return bool(_ADDRESS.search(text)) or bool(_YEAR.search(text) and _TIME.search(text))


def _undated(text: str) -> bool:
    if text.count("<") != text.count(">") or not _ADDRESS.search(text):
        return False
    folded = text.lower().lstrip(_BEFORE_WORDS)
    return words().attribution_undated.fits(text, folded)


def _separator(lines: Sequence[str], index: int) -> HeaderLines | None:
    """A line of dashes around words ("-----Original Message-----") and the block that follows it."""
    if not words().separator.match(lines[index]):
        return None
    following = _next_text(lines, index + 1)
    block = _block(lines, following) if following < len(lines) and following - index <= 3 else None
    start = index
    while start and lines[start - 1].lstrip().startswith("|"):
        start -= 1  # a table with the writer's name, as NetEase sets above its separator
    return HeaderLines(start, block.end if block else index + 1)


def _block(lines: Sequence[str], index: int) -> HeaderLines | None:
    """From/Sent/To/Subject lines: at least two fields, the writer among them, and no other text between."""
    start = index
    if _RULE.match(lines[index]):
        index = _next_text(lines, index + 1)
    fields = read_block(lines, index)
    roles = {role for role, _, _ in fields}
    if len(roles) < 2 or "from" not in roles or not roles & {"date", "to", "subject"}:
        return None
    if len(roles) == 2 and not any(_ADDRESS.search(value) or _YEAR.search(value) for _, value, _ in fields):
        return None
    return HeaderLines(start, fields[-1][2])


def read_block(lines: Sequence[str], index: int) -> list[tuple[str, str, int]]:
    """The header fields from `index` on as (role, value, line after it), wrapped values joined."""
    fields: list[tuple[str, str, int]] = []
    blanks = 0
    while index < len(lines) and blanks <= 1:
        text = lines[index]
        index += 1
        if not text.strip():
            blanks += 1
            continue
        field = read_field(text)
        if field:
            fields.append((*field, index))
            blanks = 0
        elif fields and not blanks and _continues(fields[-1], text):
            role, value, _ = fields.pop()
            fields.append((role, f"{value} {text.strip()}".strip(), index))
        else:
            break
    return fields


def read_field(text: str) -> tuple[str, str] | None:
    """(role, value) of a header line in any language, or None."""
    found = _FIELD.match(text)
    role = words().fields.get(" ".join(found.group(1).split()).casefold()) if found else None
    return (role, found.group(2).strip(" *")) if found and role else None


def _continues(field: tuple[str, str, int], text: str) -> bool:
    """A wrapped list of addresses, or a field whose value stands on the next line."""
    role, value, _ = field
    open_bracket = value.count("<") > value.count(">") or (text.lstrip().startswith("<") and "@" in text)
    return (
        open_bracket
        or not value
        or value.endswith((";", ","))
        or (role in ("to", "cc") and "@" in text and "<" in text)
    )


def _next_text(lines: Sequence[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return min(index, len(lines) - 1)
