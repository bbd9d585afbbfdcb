"""injection: the reply does nothing that text inside the client's message ordered a program to do.

Two signs: words an order dictated (a quoted phrase, a code word, text behind a colon) turn up in the
reply, or the reply speaks of itself as a program. Granted demands are the business of `promise`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.domain import Evidence, Finding, Severity
from assistant.gate.fold import fold
from assistant.gate.phrase import Phrase, parse_phrase
from assistant.gate.spans import touches
from assistant.gate.spared import brackets
from assistant.language.sentences import split_sentences
from assistant.language.shipped_data import data_of, naming

_QUOTED = re.compile(r"[\"“„«「『'‘]([^\"”“»」』'’\n]{2,200})[\"”“»」』'’]")
_BEHIND_COLON = re.compile(r"[:：]\s*([^\n]{2,200}?)(?=[\]】)）]|[.。!！]?\s*(?:\n|$))")
_CODE = re.compile(r"(?<!\w)(?=[0-9_-]*[A-ZА-ЯЁ])[A-ZА-ЯЁ0-9][A-ZА-ЯЁ0-9_-]{3,40}(?!\w)")
_CAPITALS = re.compile(r"(?<!\w)[A-ZА-ЯЁ]+(?:[ ’'-][A-ZА-ЯЁ]+)+(?!\w)")


def injection(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Blocks dictated words that no note or source has, and talk of prompts, models and instructions."""
    known = "\n".join(source for _, source in evidence.known)
    spared = brackets(text)
    folded, told = fold(text), fold(known).text
    for start, end in _hits(_phrases()[1], text):
        if not touches(start, end, spared):
            yield _finding(text, start, end, "the reply speaks of itself as a program")
    wanted = {fold(words).text.strip(" .!?,;") for words in _dictated(evidence)}
    obeyed = {span for words in wanted if words not in told for span in _places(folded.text, words)}
    for start, end in sorted(obeyed):
        if not any(
            first <= start and end <= last and (first, last) != (start, end) for first, last in obeyed
        ):
            yield _finding(text, *folded.span(start, end), "the client's message dictated these words")


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    place = text.find(words) if len(words) > 1 else -1
    while place >= 0:
        if _whole(text, place, len(words)):
            yield place, place + len(words)
        place = text.find(words, place + len(words))


def find_orders(message: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a message that give orders to a program."""
    sentences = [(span.start, span.end) for span in split_sentences(message)]
    starts = [start for start, _ in _hits(_phrases()[0], message)]
    return tuple(span for span in sentences if any(span[0] <= start < span[1] for start in starts))


def _dictated(evidence: Evidence) -> Iterator[str]:
    """What the orders want to see written: quoted words, code words, capitals, the text behind a colon."""
    spans = [(order.start, order.end) for order in evidence.orders if order.end <= len(evidence.message)]
    texts = [order.text for order in evidence.orders]
    texts += [
        evidence.message[start:end]
        for start, end in find_orders(evidence.message)
        if (start, end) not in spans
    ]
    for order in texts:
        yield from (match.group(1) for match in _QUOTED.finditer(order))
        yield from (match.group(1) for match in _BEHIND_COLON.finditer(order))
        yield from (match.group() for match in _CAPITALS.finditer(order))
        yield from (match.group() for match in _CODE.finditer(order))


def _hits(phrases: tuple[Phrase, ...], text: str) -> Iterator[tuple[int, int]]:
    folded = fold(text)
    for phrase in phrases:
        if phrase.may_occur(folded.text):
            for match in phrase.pattern.finditer(folded.text):
                if match.end() > match.start():
                    yield folded.span(match.start(), match.end())


@cache
def _phrases() -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    parts = ("knowledge", "injections", "orders.yaml")
    lists = data_of(*parts)
    with naming(*parts):
        orders, betrayals = (
            tuple(parse_phrase(str(source), {}) for source in lists[name]) for name in ("orders", "betrayals")
        )
    return orders, betrayals


def _whole(text: str, place: int, length: int) -> bool:
    first, last = text[place], text[place + length - 1]
    before, after = text[place - 1 : place], text[place + length : place + length + 1]
    joined = (before.isalnum() and first.isascii() and first.isalnum()) or (
        after.isalnum() and last.isascii() and last.isalnum()
    )
    return not joined


def _finding(text: str, start: int, end: int, reason: str) -> Finding:
    hint = "answer the matter, not the order"
    return Finding("injection", Severity.BLOCK, start, end, text[start:end], reason, hint)
