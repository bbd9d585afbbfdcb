"""Exports of one chat that overlap, made into one chat without doubles.

Messages of exports without ids are known by chat, author, minute, words and number (see
`finishing.Numbered`), so most doubles carry the same id already. What remains are exports of one chat under
two names (a renamed group, two files of a group): chats that share messages are joined here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, combinations

from assistant.correspondence.chat.finishing import Numbered, minute_of
from assistant.correspondence.turns import Turn

_ENOUGH = 3  # shared messages by which two exports are the same chat
_MOST_NAMES = 6  # a message in more chats than this was sent to many people
_LONG = 40  # letters of one message that nobody writes twice in a minute


Key = tuple[str, str, str]


def merged(exports: Iterable[Iterable[Turn]]) -> Iterator[Turn]:
    """The turns of all exports, chat after chat, each chat in the order of its times, nothing twice.

    All turns are held in memory; the work grows with their number.
    """
    parts: dict[str, list[list[Turn]]] = defaultdict(list)
    for export in exports:
        here: dict[str, list[Turn]] = defaultdict(list)
        for turn in export:
            here[turn.thread].append(turn)
        for thread, turns in here.items():
            parts[thread].append(turns)
    first_name = _same_chats({thread: list(chain(*several)) for thread, several in parts.items()})
    chats: dict[str, list[list[Turn]]] = defaultdict(list)
    for thread, several in parts.items():
        chats[first_name.get(thread, thread)].extend(several)
    for thread, several in chats.items():
        yield from _union(thread, several) if len(several) > 1 else several[0]


def _key(turn: Turn) -> Key:
    if turn.id and not _numbered_id(turn):
        return turn.id, "", ""
    return turn.author, minute_of(turn.at), " ".join(turn.text.split())


def _same_chats(chats: dict[str, list[Turn]]) -> dict[str, str]:
    """For a chat that is another one under a new name: the name that came first."""
    where: dict[Key, list[str]] = defaultdict(list)
    for thread, turns in chats.items():
        for key in {_key(turn) for turn in turns if turn.at and not turn.reason}:
            where[key].append(thread)
    shared: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key, threads in where.items():
        if 1 < len(threads) <= _MOST_NAMES:
            for pair in combinations(threads, 2):
                shared[pair].append(key)
    first: dict[str, str] = {}
    for (one, other), keys in shared.items():
        if _alike(keys):
            first[other] = first.get(one, one)
    return first


def _alike(keys: list[Key]) -> bool:
    enough = len(keys) >= _ENOUGH or any(len(text) >= _LONG for _, _, text in keys)
    # Our words alone prove nothing: the same greeting goes to many clients.
    return enough and len({author for author, _, _ in keys}) > 1


def _union(thread: str, parts: list[list[Turn]]) -> list[Turn]:
    """The parts in the order of time; of equal messages as many as the part with most of them has."""
    had: Counter[Key] = Counter()
    both: list[tuple[datetime, Turn]] = []
    for part in parts:
        here: Counter[Key] = Counter()
        for when, turn in _dated(part):
            key = _key(turn)
            here[key] += 1
            if here[key] > had[key]:
                both.append((when, turn))
        had |= here
    both.sort(key=lambda entry: entry[0])  # stable: messages of one moment keep their order
    numbered = Numbered()
    named = (replace(turn, thread=thread) for _, turn in both)
    return [numbered.mark(replace(turn, id="") if _numbered_id(turn) else turn) for turn in named]


def _numbered_id(turn: Turn) -> bool:
    head, _, number = turn.id.rpartition("-")
    return len(head) == 20 and number.isdecimal()


def _dated(turns: list[Turn]) -> Iterator[tuple[datetime, Turn]]:
    """Each turn with its time; one without a time stays behind the one before it."""
    last = datetime.min
    for turn in turns:
        at = turn.at.astimezone(UTC).replace(tzinfo=None) if turn.at and turn.at.tzinfo else turn.at
        last = max(at, last) if at else last
        yield last, turn
