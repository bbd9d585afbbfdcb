"""How exchanges ended, judged by what the texts mean where sentence embeddings are at hand.

The word lists alone decide (outcome.py) without them; nothing of numpy is imported while nobody asks for it.
"""

from __future__ import annotations

import hashlib
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


def _nothing(_identifier: str, _basis: str) -> Ended | None:
    return None


@dataclass(frozen=True, slots=True)
class Judging:
    """Sentence embeddings of the model that the head was trained with (`weighing.knows`).

    `settled` gives what is kept already of how an exchange ended, by its id and `outcome_basis`: it is not
    judged again. None where nothing is kept, the end was still open, or the client has gone on writing.
    """

    embed: Embed
    settled: Callable[[str, str], Ended | None] = _nothing


def conclude(stream: Iterable[Found | Skipped], judging: Judging | None) -> Iterator[Exchange | Skipped]:
    """The exchanges of a stream with how they ended and by which next words, in its order."""
    waiting = (each if isinstance(each, Skipped) else _with_basis(each) for each in stream)
    if judging is None:
        yield from (each if isinstance(each, Skipped) else each.exchange for each in waiting)
        return
    while batch := list(islice(waiting, _BATCH)):
        judged = _judged([each for each in batch if isinstance(each, Found)], judging)
        yield from (each if isinstance(each, Skipped) else next(judged) for each in batch)


def basis_of(after: str) -> str:
    """The `outcome_basis` of what a client wrote next; line ends and spaces, which differ by export, do not count."""
    words = " ".join(after.split())
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{len(words)}.{digest}" if words else ""


def _with_basis(found: Found) -> Found:
    return replace(found, exchange=replace(found.exchange, outcome_basis=basis_of(found.after)))


def _judged(found: Sequence[Found], judging: Judging) -> Iterator[Exchange]:
    from assistant.correspondence.weighing import verdict

    ended = [_kept(each.exchange, judging) if each.after else None for each in found]
    undecided = [each for each, known in zip(found, ended, strict=True) if each.after and not known]
    vectors = _vectors([(each.exchange.message, each.after) for each in undecided], judging.embed)
    for each, known in zip(found, ended, strict=True):
        if each.after:
            known = known or verdict(each.exchange.message, each.after, each.language, vectors)
        outcome, words = known or (each.exchange.outcome, each.exchange.outcome_words)
        yield replace(each.exchange, outcome=outcome, outcome_words=words)


def _kept(exchange: Exchange, judging: Judging) -> Ended | None:
    return judging.settled(exchange.id, exchange.outcome_basis)


def _vectors(texts: Iterable[tuple[str, str]], embed: Embed) -> dict[str, Matrix]:
    """Every sentence of these texts with its vector."""
    from assistant.correspondence.reactions import sentences

    said = list(dict.fromkeys(part for pair in texts for text in pair for part in sentences(text)))
    return dict(zip(said, embed(said), strict=True)) if said else {}
