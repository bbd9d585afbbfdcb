"""Writing token by token under constraints: choose, test the text it makes, reject, choose again.

The constraints look at text, not at tokens, so they work for every model. A token that completes
something forbidden costs no evaluation: it is tested before. What began in an earlier token is taken
back to that token, which is then forbidden there. When nothing is left at a place, the token before it
is taken back. Shown text is never taken back: it is held back as long as it may turn into something
forbidden. The search ends at the latest when `max_tokens` are written or the work for it is used up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.models.constraints.rule import Offence, Rule
from assistant.models.sampling import Choose

# At a place where all likely tokens are forbidden, so many of the others are tried.
_LAST_RESORT = 512


class TokenModel(Protocol):
    """What a decoder needs of a model that has read its prompt."""

    def logits(self) -> NDArray[np.float32]:
        """Scores of the next token, shape (vocabulary,), valid until the next call of this object."""
        ...

    def accept(self, token: int) -> None: ...

    def rewind(self, count: int) -> None:
        """Take the last `count` accepted tokens back."""
        ...

    def piece(self, token: int) -> bytes:
        """The bytes of a token; none for control tokens."""
        ...

    def is_end(self, token: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A finished text, its opening included; `end` is one of stop, sentence, length, dead_end."""

    text: str
    end: str
    tokens: int
    rewound: int


class _Choices:
    """The tokens still allowed at one place, the likely ones first."""

    def __init__(self, logits: NDArray[np.float32], window: float, blocked: NDArray[np.bool_]) -> None:
        self.ids = np.flatnonzero(logits >= logits.max() - window)
        self.scores = logits[self.ids].astype(np.float32)
        self.scores[blocked[self.ids]] = -np.inf
        self.left = int(np.isfinite(self.scores).sum())
        self.widened = False

    def take(self, choose: Choose) -> int | None:
        """The next token to try, which will not come again; None when none is left."""
        if self.left <= 0:
            return None
        place = choose(self.scores)
        self.scores[place] = -np.inf
        self.left -= 1
        return int(self.ids[place])

    def widen(self, logits: NDArray[np.float32], blocked: NDArray[np.bool_]) -> None:
        """Take in the best of those that were not likely."""
        self.widened = True
        rest = logits.astype(np.float32)
        rest[self.ids] = -np.inf
        rest[blocked] = -np.inf
        count = min(_LAST_RESORT, rest.size)
        best = np.argpartition(rest, rest.size - count)[-count:]
        self.ids = best[np.isfinite(rest[best])]
        self.scores = rest[self.ids]
        self.left = int(self.ids.size)


@dataclass(slots=True)
class _Place:
    """One token position: the text before it, the bytes of an unfinished character, and the choices."""

    start: int
    tail: bytes
    choices: _Choices
    token: int = -1


@dataclass
class Decoder:
    """Writes one text. `choose` picks from scores, `sentence_end(text, start)` says where to stop.

    `opening` is text the model has already read as the beginning of its answer.
    """

    model: TokenModel
    choose: Choose
    rules: Sequence[Rule]
    max_tokens: int
    opening: str = ""
    window: float = 12.0
    sentence_end: Callable[[str, int], int | None] | None = None
    on_text: Callable[[str], None] | None = None

    text: str = field(init=False)
    _tail: bytes = field(init=False, default=b"")
    _places: list[_Place] = field(init=False, default_factory=list)
    _shown: int = field(init=False, default=0)
    _accepted: int = field(init=False, default=0)
    _rewound: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.text = self.opening

    def write(self) -> Written:
        """Run to the end. Raises what the model raises; the text shown until then stays true."""
        logits = self.model.logits()
        self._blocked = np.zeros(logits.shape, np.bool_)
        self._places.append(_Place(len(self.text), b"", self._choices(logits)))
        end = ""
        while not end:
            end = self._step()
        return self._finish(end)

    # --- one step ------------------------------------------------------------------------------

    def _step(self) -> str:
        """Try one token; the kind of end when the text is finished, else ''."""
        if len(self._places) > self.max_tokens:
            return "length"
        if self._accepted > 4 * self.max_tokens + 64:
            return "dead_end"
        place = self._places[-1]
        token = place.choices.take(self.choose)
        if token is None:
            return self._nothing_left(place)
        if self.model.is_end(token):
            return self._try_end(token, self.text, kind="stop") if not self._tail else ""
        decoded = _decode(self._tail + self.model.piece(token))
        if decoded is None or not self.model.piece(token):
            self._blocked[token] |= not self._tail
            return ""
        return self._try(token, *decoded)

    def _try(self, token: int, added: str, tail: bytes) -> str:
        text = self.text + added
        stop = self.sentence_end(text, len(self.opening)) if added and self.sentence_end else None
        if stop is not None:
            return self._try_end(token, text[:stop], kind="sentence")
        pending, offence = self._judge(text, ended=False)
        if offence is not None:
            self._reject(token, offence)
            return ""
        self._accept(token, text, tail)
        self._show(self._held_from(pending))
        return ""

    def _try_end(self, token: int, text: str, *, kind: str) -> str:
        _, offence = self._judge(text, ended=True)
        if offence is None:
            self.text = text
            return kind
        self._reject(token, offence)
        return ""

    def _judge(self, text: str, *, ended: bool) -> tuple[int, Offence | None]:
        fresh, pending = min(len(self.text), len(text)), len(text)
        for rule in self.rules:
            verdict = rule.check(text, fresh, ended=ended)
            if verdict.offence is not None:
                return pending, verdict.offence
            pending = min(pending, verdict.pending)
        return pending, None

    # --- going on and going back ------------------------------------------------------------------

    def _choices(self, logits: NDArray[np.float32]) -> _Choices:
        return _Choices(logits, self.window, self._blocked)

    def _accept(self, token: int, text: str, tail: bytes) -> None:
        self.model.accept(token)
        self._places[-1].token = token
        self._accepted += 1
        self.text, self._tail = text, tail
        if len(self._places) < self.max_tokens:
            self._places.append(_Place(len(text), tail, self._choices(self.model.logits())))
        else:
            self._places.append(_Place(len(text), tail, self._places[-1].choices))

    def _reject(self, token: int, offence: Offence) -> None:
        """Forbid the token in which the offence began, at its place."""
        if offence.start >= len(self.text) and not self._tail:
            self._blocked[token] |= offence.always
            return
        target = next((i for i, place in enumerate(self._places) if self._reaches(i, offence.start)), None)
        if target is not None and self._places[target].start >= self._shown:
            self._go_back(target)

    def _reaches(self, index: int, character: int) -> bool:
        """Whether the token at this place holds the first byte of a character, or is the one being tried."""
        if index + 1 >= len(self._places):
            return True
        after = self._places[index + 1]
        return after.start > character or (after.start == character and bool(after.tail))

    def _go_back(self, target: int) -> None:
        count = len(self._places) - 1 - target
        if count == 0:
            return
        self.model.rewind(count)
        del self._places[target + 1 :]
        place = self._places[target]
        self.text, self._tail = self.text[: place.start], place.tail
        self._rewound += count

    def _nothing_left(self, place: _Place) -> str:
        if not place.choices.widened:
            place.choices.widen(self.model.logits(), self._blocked)
            return ""
        before = len(self._places) - 2
        if before < 0 or self._places[before].start < self._shown:
            return "dead_end"
        self._go_back(before)
        return ""

    # --- showing and ending ------------------------------------------------------------------------

    def _held_from(self, pending: int) -> int:
        """Up to where text can be shown: the start of the token that holds the first doubtful character."""
        if pending >= len(self.text):
            return len(self.text)
        return next(self._places[i].start for i in range(len(self._places)) if self._reaches(i, pending))

    def _show(self, limit: int) -> None:
        limit = len(self.text[:limit].rstrip())
        if limit <= self._shown:
            return
        fresh = self.text[self._shown : limit]
        if not self._shown:
            fresh = fresh.lstrip()
        self._shown = limit
        if self.on_text is not None and fresh:
            self.on_text(fresh)

    def _finish(self, end: str) -> Written:
        if end in ("length", "dead_end"):
            self._cut_to_safety()
        self._show(len(self.text))
        return Written(self.text[: self._shown].strip(), end, len(self._places) - 1, self._rewound)

    def _cut_to_safety(self) -> None:
        """Leave out the end of an unfinished text where it would offend standing there."""
        floor = max(self._shown, len(self.opening))
        while len(self.text) > floor:
            verdicts = [rule.check(self.text, len(self.text), ended=True) for rule in self.rules]
            starts = [
                min(found.pending, found.offence.start) for found in verdicts if found.offence is not None
            ]
            if not starts:
                return
            shorter = self.text[: min([*starts, len(self.text) - 1])].rstrip()
            self.text = self.text[: max(len(shorter), floor)]


def _decode(data: bytes) -> tuple[str, bytes] | None:
    """Whole characters, and the bytes of an unfinished one; None if they cannot become UTF-8."""
    try:
        return data.decode(), b""
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return None
        return data[: error.start].decode(), data[error.start :]
