"""Text inside a client's message that tries to give orders to the assistant, in any language.

It is marked, shown to the user and never followed or counted as an ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain import Span
from assistant.language.sentences import split_sentences
from assistant.reading.signals import find_signals, signal_languages

# What stands between two fences is an order as a whole if any of it is one; what a mark heads ("[assistant instructions]
# …"), if the mark itself is one.
_FENCED = re.compile(r"(\"{3}|'{3}|`{3}).*?(?:\1|\Z)", re.DOTALL)
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
_MARK = re.compile(
    r"[>*#\s-]*[\[【<(（][^\]】>)）\n]{3,60}[\]】>)）]|[-=*#]{2,} ?[^\W\d_][^\n]{2,40}?(?:[-=*#]{2,}|(?=\n))"
)
_CLOSED = re.compile(r"\n[^\S\n]*(?:[-=*#]{2,} ?END\b|\[/)[^\n]*")
_BLOCKS = (
    re.compile(r"\[(?P<tag>[A-Z][A-Z _:]{2,40})\].*?(?:\[/[A-Z _]{3,40}\]|\n\s*\n|\Z)", re.DOTALL),
    re.compile(r"<(?P<tag>[a-z_]{3,20})>.*?</(?P=tag)>", re.DOTALL | re.IGNORECASE),
    re.compile(
        r"【[^】]{2,600}】|\[[^\]\n]{12,600}\]|\([^()\n]{12,400}\)|（[^）]{6,400}）|<!--.*?-->", re.DOTALL
    ),
)


def find_orders(text: str, language: str) -> tuple[Span, ...]:
    """The passages that speak to the assistant: a marked block as a whole, else the sentence and its tail.

    The lists have no words that an honest client uses as well ("your chatbot told me", "our heating system: broken").
    """
    others = signal_languages()  # a French mail may carry an English order
    signals = find_signals(text, "orders", language=language, also=others)
    ranges = [_block(text, signal) or _sentences(text, signal) for signal in signals]
    return tuple(
        Span(text[start:end], start, end, "order to the assistant") for start, end in _joined(ranges)
    )


def without(text: str, orders: Sequence[Span]) -> str:
    """`text` with the orders blanked out; same length, so offsets stay right."""
    for order in orders:
        text = text[: order.start] + "\n" + " " * (order.end - order.start - 2) + "\n" + text[order.end :]
    return text


def _block(text: str, signal: Span) -> tuple[int, int] | None:
    for fenced in _FENCED.finditer(text):
        if fenced.start() <= signal.start and signal.end <= fenced.end():
            return fenced.span()
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        mark = _MARK.match(text, start, end) if start <= signal.start < end else None
        if mark and signal.start < mark.end():
            line = text.find("\n", mark.end(), end)
            alone = line == mark.end()  # what it heads stands below it
            closed = _CLOSED.search(text, mark.end(), end)
            return start, closed.end() if closed else end if alone or line < 0 else line
    for pattern in _BLOCKS:
        for match in pattern.finditer(text):
            if match.start() <= signal.start and signal.end <= match.end():
                return match.start(), match.end()
    return None


def _sentences(text: str, signal: Span) -> tuple[int, int]:
    """The sentence of the signal; a sentence that ends in a colon takes the quoted words after it along."""
    sentences = split_sentences(text)
    index = next(n for n, one in enumerate(sentences) if one.start < signal.end and signal.start < one.end)
    start, end = sentences[index].start, sentences[index].end
    if text[start:end].rstrip("\"'")[-1:] in ":：" and index + 1 < len(sentences):
        end = sentences[index + 1].end
    return start, end


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(ranges)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
