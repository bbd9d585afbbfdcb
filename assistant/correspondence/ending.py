"""How exchanges ended, judged by what the texts mean where sentence embeddings are at hand.

The word lists alone decide (outcome.py) without them. Exchanges are read ahead by some dozens so that
the embeddings are made together; nothing of numpy is imported while nobody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from assistant.correspondence.conversation import Found
from assistant.domain import Exchange, Outcome, Skipped

if TYPE_CHECKING:
    from assistant.correspondence.reactions import Embed, Matrix

Ended = tuple[Outcome, str]
"""(outcome, the client's words it rests on)"""

_BATCH = 32


def _nothing(_identifier: str) -> Ended | None:
    return None


@dataclass(frozen=True, slots=True)
class Judging:
    """Sentence embeddings of the model that the head was trained with (`weighing.knows`).

    `settled` gives what is kept already of how an exchange ended, by its id: it is not judged again. None
    where nothing is kept, or the end was still open.
    """

    embed: Embed
    settled: Callable[[str], Ended | None] = _nothing


def conclude(stream: Iterable[Found | Skipped], judging: Judging | None) -> Iterator[Exchange | Skipped]:
    """The exchanges of a stream with how they ended, in its order."""
    waiting = iter(stream)
    if judging is None:
        yield from (each if isinstance(each, Skipped) else each.exchange for each in waiting)
        return
    while batch := list(islice(waiting, _BATCH)):
        judged = _judged([each for each in batch if isinstance(each, Found)], judging)
        yield from (each if isinstance(each, Skipped) else next(judged) for each in batch)


def _judged(found: Sequence[Found], judging: Judging) -> Iterator[Exchange]:
    from assistant.correspondence.weighing import verdict

    ended = [judging.settled(each.exchange.id) if each.after else None for each in found]
    undecided = [each for each, known in zip(found, ended, strict=True) if each.after and not known]
    vectors = _vectors([(each.exchange.message, each.after) for each in undecided], judging.embed)
    for each, known in zip(found, ended, strict=True):
        if each.after:
            known = known or verdict(each.exchange.message, each.after, each.language, vectors)
        outcome, words = known or (each.exchange.outcome, each.exchange.outcome_words)
        yield replace(each.exchange, outcome=outcome, outcome_words=words)


def _vectors(texts: Iterable[tuple[str, str]], embed: Embed) -> dict[str, Matrix]:
    """Every sentence of these texts with its vector."""
    from assistant.correspondence.reactions import sentences

    said = list(dict.fromkeys(part for pair in texts for text in pair for part in sentences(text)))
    return dict(zip(said, embed(said), strict=True)) if said else {}
