"""A conversation becomes exchanges: each client turn with our answer to it, and what came next.

Several messages of the client in a row are one turn, several of ours one answer. A mail that names
the mail it answers is paired by that; otherwise order and time decide. Where we wrote first there is
an answer without a question, kept because facts rest on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assistant.correspondence.turns import Turn
from assistant.correspondence.words import words

_LONGEST_ACKNOWLEDGEMENT = 50
_CLAUSES = re.compile(r"[,.!?;:，。！？；、…~～()\n]+")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long a pause may be within one turn and before an answer.

    `turn` parts two messages of the client, `person` those of two people on the client's side,
    `settled` does so after a mere "ok, thanks"; `answer` is the longest wait for an answer that does
    not name its question; `more` for a further part of it; `reaction` is how long after our answer
    the client's next message is still about it.
    """

    turn: timedelta
    person: timedelta
    settled: timedelta
    answer: timedelta
    more: timedelta
    reaction: timedelta


MAIL = Rhythm(
    turn=timedelta(days=7),
    person=timedelta(days=1),
    settled=timedelta(days=2),
    answer=timedelta(days=45),
    more=timedelta(days=4),
    reaction=timedelta(days=30),
)
CHAT = Rhythm(
    turn=timedelta(hours=36),
    person=timedelta(hours=1),
    settled=timedelta(hours=2),
    answer=timedelta(days=7),
    more=timedelta(hours=20),
    reaction=timedelta(days=10),
)


@dataclass(slots=True)
class Pair:
    """A client turn (empty where we wrote first), our answer (empty while there is none), and the
    client's next turn in the same conversation."""

    asked: list[Turn] = field(default_factory=list)
    answered: list[Turn] = field(default_factory=list)
    after: list[Turn] = field(default_factory=list)


def pair(turns: Sequence[Turn], ours: Callable[[Turn], bool], rhythm: Rhythm) -> list[Pair]:
    """The pairs of one conversation whose turns are in the order they were written."""
    pairs: list[Pair] = []
    by_id: dict[str, Pair] = {}
    for turn in turns:
        target = (
            _answered_pair(pairs, by_id, turn, rhythm) if ours(turn) else _asked_pair(pairs, turn, rhythm)
        )
        if target is None:
            target = Pair()
            pairs.append(target)
        (target.answered if ours(turn) else target.asked).append(turn)
        if turn.id:
            by_id[turn.id] = target
    _link(pairs)
    return pairs


def _asked_pair(pairs: list[Pair], turn: Turn, rhythm: Rhythm) -> Pair | None:
    """The open turn that this message of the client goes on with."""
    last = pairs[-1] if pairs else None
    if last is None or last.answered:
        return None
    before = last.asked[-1]
    pause = rhythm.settled if is_acknowledgement(before.text) else rhythm.turn
    if (before.address or before.author) != (turn.address or turn.author):
        pause = min(pause, rhythm.person)
    return last if _gap(before, turn) <= pause else None


def _answered_pair(pairs: list[Pair], by_id: dict[str, Pair], turn: Turn, rhythm: Rhythm) -> Pair | None:
    """The turn that this message of ours answers; None when we write of our own accord."""
    last = pairs[-1] if pairs else None
    named = next((by_id[i] for i in turn.in_reply_to if i in by_id), None)
    if (
        named is not None
        and named.asked
        and not (named.answered and last is not named and last and not last.answered)
    ):
        earlier, limit = (
            (named.answered[-1], rhythm.more) if named.answered else (named.asked[-1], rhythm.answer)
        )
        return named if _gap(earlier, turn) <= limit else None
    if last is None or not last.asked:
        return None
    if last.answered:
        return last if _gap(last.answered[-1], turn) <= rhythm.more else None
    limit = rhythm.settled if all(is_acknowledgement(t.text) for t in last.asked) else rhythm.answer
    return last if _gap(last.asked[-1], turn) <= limit else None


def _link(pairs: list[Pair]) -> None:
    following: list[Turn] = []
    for current in reversed(pairs):
        current.after = following
        if current.asked:
            following = current.asked


def is_acknowledgement(text: str) -> bool:
    """A short "ok, thanks" that needs no answer, as a whole or clause by clause."""
    if len(text) > _LONGEST_ACKNOWLEDGEMENT:
        return False
    clauses = [plain for clause in _CLAUSES.split(text.casefold()) if (plain := _letters(clause))]
    if not clauses:
        return any(unicodedata.category(c) == "So" for c in text)
    known = words().acknowledgements
    return _letters(text.casefold()) in known or all(clause in known for clause in clauses)


def _letters(text: str) -> str:
    return " ".join("".join(c for c in text if c.isalnum() or c.isspace()).split())


def _gap(earlier: Turn, later: Turn) -> timedelta:
    if earlier.at is None or later.at is None:
        return timedelta(0)
    return abs(utc(later.at) - utc(earlier.at))


def utc(at: datetime) -> datetime:
    """With a zone: a time without one counts as UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def in_order(turns: Sequence[Turn]) -> list[Turn]:
    """By time; a message without one stays behind the message before it."""
    keyed = []
    latest = datetime.min.replace(tzinfo=UTC)
    for number, turn in enumerate(turns):
        latest = utc(turn.at) if turn.at else latest
        keyed.append((latest, number, turn))
    return [turn for _, _, turn in sorted(keyed, key=lambda entry: entry[:2])]
