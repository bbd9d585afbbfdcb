"""Chats saved as a page for the browser: one element a message, its parts known by class or attribute.

    Facebook's and Instagram's download in html, message_1.html    <div class="... _a6-g ..."> (2022 on)
                                                                    <div class="... uiBoxWhite ..."> (2018 on)
    Teams chats by the export scripts that share one template       <div data-me="true">, <div class="me">

A page is read whole: the downloads part long chats into files of some thousand messages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.correspondence.chat.sources import Source, text_stream

_QUOTE = re.compile(r"<(quote|blockquote|legacyquote)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]+>")
_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL)
_AUTHOR = ("_a6-h", "_2lek")
_TEXT = ("_a6-p", "_2let")
_WHEN = ("_a6-o", "_2lem")
_REACTIONS = ("_a6-q", "_tqp")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a page; `ours` None where the page does not say."""

    author: str
    text: str
    when: str
    media: bool = False
    deleted: bool = False
    ours: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The chat's name and its messages, in the order of the page."""

    title: str
    said: tuple[Said, ...]


def is_page(text: str) -> bool:
    """Whether a text begins as html does."""
    return bool(_PAGE.match(text))


def looks_like_meta_page(text: str) -> bool:
    """Whether the beginning of a page has an author, a text and a time as the downloads mark them."""
    return is_page(text) and all(any(name in text for name in names) for names in (_AUTHOR, _TEXT, _WHEN))


def looks_like_teams_page(text: str) -> bool:
    """Whether the beginning of a page has messages as the export scripts mark them."""
    old = 'id="messages"' in text and ('class="them"' in text or 'class="me"' in text)
    return is_page(text) and (old or ' data-me="' in text or ".message .them" in text)


def meta_page(source: Source) -> Page:
    """A page of Facebook's or Instagram's download."""
    root = _root(source)
    boxes = root.iterfind(".//div[@class]") if root is not None else ()
    found = (_of_box(box) for box in boxes if {"_a6-g", "uiBoxWhite"} & set(box.get("class").split()))
    return Page(_title(root), tuple(said for said in found if said))


def teams_page(source: Source) -> Page:
    """A page of the export scripts for Teams."""
    root = _root(source)
    return Page(_title(root).removeprefix("Exported chat:").strip(), tuple(_teams(root)))


def plain(markup: str) -> str:
    """The words of a message written in html, without the messages it quotes."""
    flat = re.sub(r"\s*\n\s*", " ", markup) if _BREAK.search(markup) else markup
    text = _TAG.sub("", _BREAK.sub("\n", _QUOTE.sub("", flat)))
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in html.unescape(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _root(source: Source) -> Any:
    from lxml import etree
    from lxml import html as parser

    with text_stream(source) as stream:
        page = stream.read()
    try:
        return parser.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page.replace("\x00", "")))
    except (etree.ParserError, ValueError):
        return None


def _title(root: Any) -> str:
    return str(root.findtext(".//title") or root.findtext(".//h1") or "").strip() if root is not None else ""


def _of_box(box: Any) -> Said | None:
    """None for the list of participants and for boxes around boxes."""
    author, text, when = (_child(box, names) for names in (_AUTHOR, _TEXT, _WHEN))
    if author is None or text is None or when is None:
        return None
    media = any(True for _ in text.iter("img", "video", "audio", "a"))
    return Said(_words(author), _own_words(text), _words(when), media=media)


def _child(box: Any, names: tuple[str, ...]) -> Any:
    return next((one for one in box if set(names) & set((one.get("class") or "").split())), None)


def _own_words(text: Any) -> str:
    """The second of the inner blocks is the text; files, links and reactions stand in those behind it."""
    inner = text.find("div")
    blocks = list(inner.iterchildren("div")) if inner is not None else []
    if len(blocks) > 1:
        return _words(blocks[1])
    for reactions in [
        one for one in text.iter("ul") if set(_REACTIONS) & set((one.get("class") or "").split())
    ]:
        reactions.drop_tree()
    return _words(text)


def _words(element: Any) -> str:
    from lxml import etree

    return plain(etree.tostring(element, encoding="unicode", with_tail=False))


def _teams(root: Any) -> Iterator[Said]:
    if root is None:
        return
    for box in root.iterfind(".//div[@data-me]"):
        words = next((one for one in box.iter("div") if "break-words" in (one.get("class") or "")), None)
        yield _of_teams(box, words, ours=box.get("data-me").lower() == "true")
    for box in root.iterfind(".//div[@class]"):
        if box.get("class") in ("me", "them"):
            blocks = list(box.iterchildren("div"))
            yield _of_teams(box, blocks[1] if len(blocks) > 1 else None, ours=box.get("class") == "me")


def _of_teams(box: Any, words: Any, *, ours: bool) -> Said:
    head = [_words(span) for span in box.iter("span")][:2]
    author, when = (*head, "", "")[:2]
    media = words is not None and any(True for _ in words.iter("img", "video", "attachment"))
    deleted = (box.get("data-deleted") or "").lower() == "true"
    return Said(author, _words(words) if words is not None else "", when, media, deleted, ours)
