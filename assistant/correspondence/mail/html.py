"""HTML mail as text, with quotes marked by ">" as in plain mail, so that one cleaner serves both."""

from __future__ import annotations

import re
from typing import Any

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "blockquote",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "address",
        "dl",
        "dt",
        "dd",
        "center",
    ]
)
_HIDDEN = frozenset(["style", "script", "head", "title", "meta", "noscript", "template"])
_INVISIBLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def html_text(html: str) -> str:
    """The visible text; never raises on broken markup."""
    from lxml import etree
    from lxml import html as parser

    clean = re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\x00", ""))
    if not clean.strip():
        return ""
    try:
        root = parser.document_fromstring(clean)
    except (etree.ParserError, ValueError):
        return re.sub(r"<[^>]*>", " ", clean).strip()
    lines = _Lines()
    _walk(root, lines, 0)
    return lines.text()


class _Lines:
    """Collects words into lines; `depth` marks of ">" stand before the lines of a quote."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words = ""
        self.depth = 0

    def add(self, text: str | None, *, keep: bool = False) -> None:
        if not text:
            return
        if keep:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self.end(force=True)
                self.words += line
            return
        folded = _SPACE.sub(" ", text.replace("\u200b", ""))
        self.words += folded.lstrip(" ") if not self.words or self.words.endswith(" ") else folded

    def end(self, *, force: bool = False) -> None:
        """Finish the line; empty lines only when forced, never two in a row."""
        words = self.words.replace("\xa0", " ").rstrip()
        self.words = ""
        if not words and not (force and self.lines and self.lines[-1].strip("> ")):
            return
        self.lines.append(f"{'>' * self.depth} {words}".rstrip() if self.depth else words)

    def text(self) -> str:
        self.end()
        return "\n".join(self.lines).strip()


def _walk(node: Any, lines: _Lines, level: int) -> None:
    tag = node.tag if isinstance(node.tag, str) else ""
    if not tag or tag in _HIDDEN or _INVISIBLE.search(node.get("style") or ""):
        return
    quoted = tag == "blockquote" and not _is_indent(node)
    if tag in _BLOCKS:
        lines.end(force=tag == "br")
    lines.depth += quoted
    if tag == "hr":
        lines.add("_" * 32)
    elif tag == "li":
        lines.add("- ")
    lines.add(node.text, keep=tag == "pre")
    if level < 400:
        for child in node:
            _walk(child, lines, level + 1)
            lines.add(child.tail, keep=tag == "pre")
    if tag in ("td", "th"):
        lines.add(" ")
    if tag in _BLOCKS and tag != "br":
        lines.end()
        if tag in ("p", "h1", "h2", "h3", "h4", "ul", "ol", "table", "pre"):
            lines.end(force=True)
    lines.depth -= quoted


def _is_indent(node: Any) -> bool:
    """Old programs indent the writer's own text with a blockquote that is no quotation."""
    style = (node.get("style") or "").replace(" ", "").lower()
    return "margin-right:0" not in style and "border:none" in style and "type" not in node.attrib
