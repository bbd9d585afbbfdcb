"""Lines of Markdown as blocks: headings, clauses, list items, table rows, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.knowledge.clauses import inline_markers, leading_marker

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^\s*[-*+•◦▪–—●·]\s+")
_RULE = re.compile(r"^\s*([-*_=]\s*){3,}$")
_DIVIDER = re.compile(r"^\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ALL_STRONG = re.compile(r"^\s*(\*\*|__).+\1\s*$")
_SENTENCE_END = re.compile(r"[.!?;。！？；…]\W*$")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_SHORT = 70  # columns; what is shorter and ends without a stop may name what follows
BODY_DEPTH = 10  # headings come above numbered clauses, whose depth counts from here


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document; `kind` is heading, clause, item, row or paragraph; `depth` of a heading."""

    kind: str
    text: str
    clause: str = ""
    depth: int = 0
    strong: bool = False
    written: str = ""  # the clause number as the document writes it; the text is without it

    @property
    def is_short(self) -> bool:
        """Short enough for a title, and not a sentence."""
        return 0 < _columns(self.text) <= _SHORT and not _SENTENCE_END.search(self.text)


def blocks(lines: Sequence[str]) -> Iterator[Block]:
    """The blocks of a document in their order."""
    raw = list(_raw(lines))
    for index, block in enumerate(raw):
        following = raw[index + 1] if index + 1 < len(raw) else None
        yield _as_heading(block) if _names_what_follows(block, following) else block


def plain(text: str) -> str:
    """Words without the marks of Markdown."""
    without = _LINK.sub(r"\1", text)
    without = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", without)).replace("`", "")
    return re.sub(r"\s+", " ", without).strip()


def _raw(lines: Sequence[str]) -> Iterator[Block]:
    for group in _groups(lines):
        if group[0].lstrip().startswith("|"):
            yield from _rows(group)
        else:
            yield from _prose(" ".join(line.strip() for line in group))


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that belong together: a table, or a paragraph, an item, a heading with its continuation."""
    group: list[str] = []
    for line in lines:
        blank = not line.strip() or _RULE.match(line)
        if group and (blank or _opens(line, group[0])):
            yield group
            group = []
        if not blank:
            group.append(line)
        if _HEADING.match(line.strip()):
            yield group
            group = []
    if group:
        yield group


def _opens(line: str, first: str) -> bool:
    """Whether a line starts something new after a group that began with `first`."""
    table, in_table = line.lstrip().startswith("|"), first.lstrip().startswith("|")
    if table or in_table:
        return table != in_table
    return bool(
        _HEADING.match(line.strip())
        or _BULLET.match(line)
        or leading_marker(line.strip())
        or _ALL_STRONG.match(line)
    )


def _prose(text: str) -> Iterator[Block]:
    heading = _HEADING.match(text)
    if heading:
        yield _heading(plain(heading[2]), depth=len(heading[1]))
        return
    item = _BULLET.match(text)
    body = text[item.end() :] if item else text
    strong = bool(_ALL_STRONG.match(body)) or bool(_strong_start(body))
    yield from _clauses(plain(body), kind="item" if item else "paragraph", strong=strong)


def _strong_start(text: str) -> str:
    """What a paragraph has in bold at its start: its name."""
    match = _STRONG.match(text)
    return plain(match[2]) if match else ""


def _heading(text: str, *, depth: int) -> Block:
    marker = leading_marker(text)
    return Block("heading", text, clause=marker.number if marker else "", depth=depth)


def _clauses(text: str, *, kind: str, strong: bool) -> Iterator[Block]:
    """One block, or one for each clause that is numbered within the paragraph."""
    starts = inline_markers(text)
    first = leading_marker(text)
    if starts and starts[0][0] > 0:
        yield _clause(text[: starts[0][0]].strip(), kind=kind, strong=strong)
    if not starts or (first and len(starts) == 1 and starts[0][0] == 0):
        yield _clause(text, kind=kind, strong=strong)
        return
    ends = [start for start, _ in starts[1:]] + [len(text)]
    for (_, marker), end in zip(starts, ends, strict=True):
        yield Block("clause", text[marker.end : end].strip(), clause=marker.number, written=marker.written)


def _clause(text: str, *, kind: str, strong: bool) -> Block:
    marker = leading_marker(text)
    if marker is None:
        return Block(kind, text, strong=strong)
    return Block("clause", text[marker.end :], clause=marker.number, strong=strong, written=marker.written)


def _names_what_follows(block: Block, following: Block | None) -> bool:
    """A short line above deeper clauses, or a bold one above anything, is the heading of what follows."""
    if following is None or block.kind in {"heading", "row", "item"} or not block.text:
        return False
    if _is_deeper(block, following):
        return _columns(block.text) <= _SHORT
    if not block.is_short:
        return block.text.endswith((":", "：")) and following.kind == "item" and block.is_short
    if block.strong:
        return True
    return bool(block.clause) and following.kind == "row"


def _is_deeper(block: Block, following: Block) -> bool:
    """2 above 2.1, B above B1, 二、 above 1."""
    outer, inner = block.clause, following.clause
    if not outer or not inner or inner == outer:
        return False
    if inner.startswith(f"{outer}.") or (outer.isalpha() and inner.startswith(outer)):
        return True
    return inner == "1" and block.is_short and not block.written[:1].isdigit()


def _as_heading(block: Block) -> Block:
    depth = BODY_DEPTH + block.clause.count(".") if block.clause else BODY_DEPTH - 1
    return replace(block, kind="heading", depth=depth, text=f"{block.written} {block.text}".strip())


def _rows(group: Sequence[str]) -> Iterator[Block]:
    cells = [_cells(line) for line in group if not _DIVIDER.match(line)]
    cells = [row for row in cells if any(row)]
    if len(cells) < 2:
        yield from (Block("row", "; ".join(cell for cell in row if cell)) for row in cells)
        return
    names = cells[0]
    for row in cells[1:]:
        yield Block("row", _told(names, row))


def _cells(line: str) -> list[str]:
    return [plain(cell) for cell in line.strip().strip("|").split("|")]


def _told(names: Sequence[str], row: Sequence[str]) -> str:
    """A row with the names of its columns: 'Work: Saturday; Surcharge: +75%'."""
    wide = bool(_CJK.search("".join(row)))
    colon, stop = ("：", "；") if wide else (": ", "; ")
    padded = [*names, *[""] * (len(row) - len(names))]
    return stop.join(
        f"{name}{colon}{cell}" if name else cell for name, cell in zip(padded, row, strict=False) if cell
    )


def _columns(text: str) -> int:
    return len(text) + len(_CJK.findall(text))
