"""Exports of one chat that overlap, made into one chat without doubles.

Messages of exports without ids are known by chat, author, minute, words and number (see
`finishing.Numbered`), so most doubles carry the same id already. What remains are exports of one chat under
two names (a renamed group, two files of a group): chats that share messages are joined here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from heapq import merge as merge_sorted

from assistant.correspondence.chat.finishing import Numbered, minute_of
from assistant.correspondence.turns import Turn

_ENOUGH = 3  # shared messages by which two exports are the same chat
_LONG = 40  # letters of one message that nobody writes twice in a minute


def merged(exports: Iterable[Iterable[Turn]]) -> Iterator[Turn]:
    """The turns of all exports, chat after chat, each chat in the order of its times, nothing twice.

    A message that one export left out and another has words for is taken with its words. All turns
    are held in memory: give the exports of one chat, not a whole archive.
    """
    chats: list[list[Turn]] = []
    for export in exports:
        for chat in _by_thread(export):
            _take(chats, chat)
    for chat in chats:
        yield from chat


def _by_thread(export: Iterable[Turn]) -> list[list[Turn]]:
    found: dict[str, list[Turn]] = defaultdict(list)
    for turn in export:
        found[turn.thread].append(turn)
    return list(found.values())


def _take(chats: list[list[Turn]], chat: list[Turn]) -> None:
    for index, known in enumerate(chats):
        if known[0].thread == chat[0].thread or _same_chat(known, chat):
            chats[index] = _union(known, chat)
            return
    chats.append(chat)


def _key(turn: Turn) -> tuple[str, str, str]:
    return turn.author, minute_of(turn.at), " ".join(turn.text.split())


def _same_chat(one: list[Turn], other: list[Turn]) -> bool:
    keys = {_key(turn) for turn in one if turn.at and not turn.reason}
    shared = {_key(turn) for turn in other if not turn.reason} & keys
    people = {author for author, _, _ in shared}
    alike = len(shared) >= _ENOUGH or any(len(text) >= _LONG for _, _, text in shared)
    # Our words alone prove nothing: the same greeting goes to many clients.
    return alike and len(people) > 1


def _union(one: list[Turn], other: list[Turn]) -> list[Turn]:
    """Both in the order of time; of equal messages as many as the export with more of them has."""
    had = Counter(_key(turn) for turn in one)
    added = []
    for turn in other:
        if had[_key(turn)]:
            had[_key(turn)] -= 1
        else:
            added.append(replace(turn, thread=one[0].thread, id="" if _numbered_id(turn) else turn.id))
    numbered = Numbered()
    both = merge_sorted(_dated(one), _dated(added), key=lambda entry: entry[0])
    return [numbered.mark(replace(turn, id="") if _numbered_id(turn) else turn) for _, turn in both]


def _numbered_id(turn: Turn) -> bool:
    head, _, number = turn.id.rpartition("-")
    return len(head) == 20 and number.isdecimal()


def _dated(turns: list[Turn]) -> Iterator[tuple[datetime, Turn]]:
    """Each turn with its time; one without a time stays behind the one before it."""
    last = datetime.min
    for turn in turns:
        last = max(turn.at.replace(tzinfo=None), last) if turn.at else last
        yield last, turn
