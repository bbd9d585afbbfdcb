"""Which mails belong together, known from their headers alone: ids first, then subject and people.

Holds numbers only, about 200 bytes a mail, so that a mailbox of any size can be threaded before a
single body is kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

_SAME_MATTER = 60 * 86_400


class Threads:
    """Mails by number, joined into threads as their headers are seen."""

    def __init__(self) -> None:
        self._parent = array("q")
        self._node_of_id: dict[int, int] = {}
        self._mail_of_node: dict[int, int] = {}
        self._node = array("q")
        self._when = array("d")
        self._matter = array("q")
        self._answers = array("b")

    def __len__(self) -> int:
        return len(self._node)

    def add(
        self, own_id: int, parents: list[int], when: float, matter: int, *, answers: bool, both: bool = False
    ) -> int | None:
        """Enter a mail; its number, or None when a mail with this id is known already.

        Ids are hashes; `matter` is one of subject and client together, 0 for none; `answers` says
        that the subject is marked as an answer. With `both` it joins its matter though it names parents.
        """
        node = self._find_node(own_id)
        if node in self._mail_of_node:
            return None
        number = len(self._node)
        self._mail_of_node[node] = number
        self._node.append(node)
        self._when.append(when)
        self._matter.append(matter)
        self._answers.append(answers and (both or not parents))
        for parent in parents:
            self._join(node, self._find_node(parent))
        return number

    def groups(self) -> Iterator[list[int]]:
        """The threads as numbers of their mails in time order; threads ordered by their first mail."""
        self._join_by_matter()
        first: dict[int, float] = {}
        roots = array("q", (self._root(node) for node in self._node))
        for number, root in enumerate(roots):
            when = self._when[number]
            first[root] = min(first.get(root, when), when)
        order = sorted(range(len(roots)), key=lambda n: (first[roots[n]], roots[n], self._when[n], n))
        start = 0
        for end in range(1, len(order) + 1):
            if end == len(order) or roots[order[end]] != roots[order[start]]:
                yield order[start:end]
                start = end

    def _join_by_matter(self) -> None:
        """A mail marked as an answer that names no parent joins the last one on the same matter."""
        latest: dict[int, tuple[float, int]] = {}
        for number in sorted(range(len(self._node)), key=lambda n: self._when[n]):
            matter = self._matter[number]
            if not matter:
                continue
            when, node = latest.get(matter, (0.0, -1))
            if node >= 0 and self._answers[number] and self._when[number] - when <= _SAME_MATTER:
                self._join(self._node[number], node)
            latest[matter] = (self._when[number], self._node[number])

    def _find_node(self, message_id: int) -> int:
        node = self._node_of_id.get(message_id)
        if node is None:
            node = len(self._parent)
            self._node_of_id[message_id] = node
            self._parent.append(node)
        return node

    def _root(self, node: int) -> int:
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def _join(self, one: int, other: int) -> None:
        self._parent[self._root(one)] = self._root(other)
