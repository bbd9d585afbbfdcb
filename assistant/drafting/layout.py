"""How the sentences of a reply stand on the page: paragraphs and lists in a mail, lines in a chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from assistant.domain import Channel, Fact, MoveKind, Origin, Sentence
from assistant.drafting.telling import is_item

LIST_FROM = 3  # this many facts in one move read better as a list
_LISTED = (MoveKind.RECORD, MoveKind.AGREEMENT, MoveKind.OFFER)
_CJK_END = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]$")


def listed(facts: Sequence[Fact], language: str) -> bool:
    """Whether what is on record stands as a list below a lead: several facts, or one that is no sentence."""
    return len(facts) >= LIST_FROM or any(is_item(fact, language) for fact in facts)


def in_line(facts: Sequence[Fact], channel: Channel) -> bool:
    """Whether so few facts go on in the line of their lead: "What we can do: we come on Friday." """
    return len(facts) < (LIST_FROM if channel is Channel.EMAIL else 2)


def lay_out(sentences: Sequence[Sentence], channel: Channel, *, list_mark: str) -> str:
    """The whole text; a longer list of sentences only ever adds to the text of a shorter one
    within the same move, so that finished moves can be shown at once."""
    written = [each for each in sentences if each.text]
    blocks = [
        _block(move, list(group), channel, list_mark)
        for (move, _), group in groupby(written, key=lambda each: (each.move, _stands_alone(each)))
    ]
    return ("\n" if channel is Channel.CHAT else "\n\n").join(blocks)


def _stands_alone(sentence: Sentence) -> bool:
    """A line that a person added is a paragraph of its own: what went before it is about something else."""
    return sentence.origin is Origin.PERSON and sentence.fact is None and sentence.move is MoveKind.AGREEMENT


def _block(move: MoveKind, sentences: Sequence[Sentence], channel: Channel, list_mark: str) -> str:
    texts = [sentence.text for sentence in sentences]
    if move is MoveKind.SIGN_OFF:
        return "\n".join(texts)
    facts = [sentence for sentence in sentences if sentence.fact is not None]
    led = move is MoveKind.RECORD and sentences[0].fact is None
    if channel is Channel.EMAIL and move in _LISTED and facts and (led or len(facts) >= LIST_FROM):
        return "\n".join(list_mark + each.text if each.fact is not None else each.text for each in sentences)
    # A lead and its only fact are one line; next steps come one after the other, and what is shown never moves.
    one_fact = move in _LISTED and len(texts) == 2 and sentences[0].fact is None
    return _joined(texts) if channel is Channel.EMAIL or one_fact else "\n".join(texts)


def _joined(texts: Sequence[str]) -> str:
    result = ""
    for text in texts:
        space = "" if not result or _CJK_END.search(result) else " "
        result += space + text
    return result
