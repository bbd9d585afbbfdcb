"""Phrases that never appear, whatever the model would like to write.

A phrase is words; a `*` at a word's end stands for any ending. Between and inside words any spacing,
hyphens and invisible characters match; words of alphabetic scripts match whole, or glued to a small word before
("sosorry"). All phrases are one tree, walked from every word start near the end of the text, so a long list costs
no more than a short.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from assistant.language.words import function_words
from assistant.models.constraints.folding import NONE, SPACE, Folding, Letter
from assistant.models.constraints.rule import Offence, Verdict

# Letters that a `*` is expected to stand for at most, when looking back for the beginning of a phrase.
_LONGEST_ENDING = 24
_LONGEST_SMALL = 6  # letters of a small word that a phrase may be glued to
# A short word is not looked for across a space: "в и на" is not "вина".
_TELLING_WORD = 5


class _Node:
    """Phrases with a common beginning; `loops` nodes stand for any letters up to the word's end."""

    __slots__ = ("children", "closed", "loops", "open", "star")

    def __init__(self, *, loops: bool = False) -> None:
        self.children: dict[str, _Node] = {}
        self.star: _Node | None = None
        self.loops = loops
        self.closed: list[tuple[bool, ...]] = []  # phrases that end here with a whole word: may it have gaps?
        self.open: list[tuple[bool, ...]] = []  # phrases that end here with any ending

    def with_star(self) -> list[_Node]:
        return [self, self.star] if self.star is not None else [self]


class BannedPhrases:
    """`phrases` may not appear; those that end within the first `free` characters are the caller's own.

    `language` tells which small words a phrase may be glued to.
    """

    def __init__(self, phrases: Iterable[str], language: str = "", *, free: int = 0) -> None:
        self._root, self._reach = _tree(tuple(phrases))
        self._small = function_words(language)
        self._free = free
        self._folding = Folding()

    def check(self, text: str, fresh: int, *, ended: bool) -> Verdict:
        """Offences are whole phrases, the earliest first; what may still become one is pending."""
        letters = self._folding.letters(text)
        first = max(0, _at(letters, fresh) - self._reach)
        pending = len(text)
        for start in range(first, len(letters)):
            glued = not _begins(letters, start)
            if glued and not self._follows_a_small_word(letters, start):
                continue
            end, alive = self._walk(letters, start, len(text), ended=ended)
            if end and not (glued and end - letters[start].at < _TELLING_WORD):
                return Verdict(pending, Offence(letters[start].at, end))
            if alive:
                pending = min(pending, letters[start].at)
        return Verdict(pending)

    def _follows_a_small_word(self, letters: list[Letter], start: int) -> bool:
        """Whether what stands before this letter in the same word is a small word by itself: the "so" of "sosorry"."""
        first = start
        while first > max(0, start - _LONGEST_SMALL) and not _begins(letters, first):
            first -= 1
        return _begins(letters, first) and "".join(each.text for each in letters[first:start]) in self._small

    def _walk(self, letters: list[Letter], start: int, length: int, *, ended: bool) -> tuple[int, bool]:
        """The end of a phrase that begins at this letter (0: none), and whether one may still come."""
        nodes = self._root.with_star()
        taken: list[Letter] = []
        for place in range(start, len(letters)):
            letter = letters[place]
            taken.append(letter)
            nodes = _step(nodes, letter, first=place == start)
            if not nodes:
                return 0, False
            end = letter.at + 1
            if end <= self._free:
                continue
            for node in nodes:
                if node.open and _fits(node.open, taken):
                    return end, False
                if (
                    node.closed
                    and _fits(node.closed, taken)
                    and _is_over(letters, place, length, ended=ended)
                ):
                    return end, False
        return 0, not ended


@lru_cache(maxsize=16)
def _tree(phrases: tuple[str, ...]) -> tuple[_Node, int]:
    """All phrases as one tree, and how many letters back from its end the longest one begins."""
    root = _Node()
    return root, max((_add(root, phrase) for phrase in phrases), default=0) + 1


def _add(root: _Node, phrase: str) -> int:
    """Grow the tree by a phrase; the number of letters its beginning may lie back."""
    words = phrase.split()
    letters = Folding().letters(phrase.replace("*", "\ufffc"))
    if not any(letter.text != "\ufffc" for letter in letters):
        return 0
    node, gaps = root, []
    long_word = _long_words(words)
    word = -1
    for letter in letters:
        word += letter.gap == SPACE or word < 0
        if letter.text == "\ufffc":
            node.star = node.star or _Node(loops=True)
            node = node.star
            continue
        node = node.children.setdefault(letter.text, _Node())
        gaps.append(letter.gap != NONE or not letter.spaced or long_word[min(word, len(long_word) - 1)])
    (node.open if node.loops else node.closed).append(tuple(gaps))
    return len(gaps) + phrase.rstrip("* ").count("*") * _LONGEST_ENDING


def _step(nodes: list[_Node], letter: Letter, *, first: bool) -> list[_Node]:
    following: list[_Node] = []
    for node in nodes:
        if node.loops and letter.spaced and letter.gap == NONE and not first:
            following.append(node)
        child = node.children.get(letter.text)
        if child is not None:
            following += child.with_star()
    return following


def _fits(phrases: list[tuple[bool, ...]], taken: list[Letter]) -> bool:
    """Whether every space in the text stands where one of the phrases may have it."""
    spaces = [place for place, letter in enumerate(taken) if letter.gap == SPACE and place]
    if not spaces:
        return True
    return any(len(gaps) != len(taken) or all(gaps[place] for place in spaces) for gaps in phrases)


def _begins(letters: list[Letter], start: int) -> bool:
    """Whether a phrase can begin at this letter: at a word's start, or anywhere in unspaced writing."""
    letter = letters[start]
    return not start or letter.gap != NONE or not letter.spaced or not letters[start - 1].spaced


def _is_over(letters: list[Letter], place: int, length: int, *, ended: bool) -> bool:
    """Whether the word that ends the phrase ends there in the text too."""
    if not letters[place].spaced:
        return True
    if place + 1 < len(letters):
        following = letters[place + 1]
        return following.gap != NONE or not following.spaced
    return ended


def _at(letters: list[Letter], index: int) -> int:
    """The number of letters before a text index."""
    place = len(letters)
    while place and letters[place - 1].at >= index:
        place -= 1
    return place


def _long_words(words: list[str]) -> list[bool]:
    return [len(word.rstrip("*")) >= _TELLING_WORD for word in words] or [False]
