"""Writing token by token under constraints: choose, test the text it makes, reject, choose again.

The constraints look at text, not at tokens, so they work for every model. A token that completes
something forbidden costs no evaluation: it is tested before. What began in an earlier token is taken
back to that token, which is then forbidden there. When nothing likely is left at a place, the token
before it is taken back.

Shown text is never taken back: it is held back as long as it may turn into something forbidden, and
may end where it was shown to. So a text can always end: where nothing before it may be taken back, all
tokens of the vocabulary are tried, the stop token among them. Writing is over at the latest when
`max_tokens` are written or the work for it is used up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.models.choices import Choices
from assistant.models.constraints.rule import Offence, Rule
from assistant.models.constraints.sentence import ends_as_sentence
from assistant.models.sampling import Choose

# So many tokens are evaluated for one that may be written, before a text has to do with what it has.
_WORK, _LEAST_WORK = 4, 64


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
    """A finished text, its opening included.

    `end` is stop (the end token, or a sentence's end after which nothing likely was allowed), sentence,
    length (of the text, or of the work for it), or dead_end: a vocabulary without an end token had
    nothing that was allowed.
    """

    text: str
    end: str
    tokens: int
    rewound: int


@dataclass(slots=True)
class _Place:
    """One token position: the text before it, the bytes of an unfinished character, and the choices."""

    start: int
    tail: bytes
    choices: Choices
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
    _work: int = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.opening
        self._work = _WORK * self.max_tokens + _LEAST_WORK

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
        if self._accepted >= self._work:
            return "length"
        place = self._places[-1]
        token = place.choices.take(self.choose)
        if token is None:
            return self._nothing_left(place)
        if self.model.is_end(token):
            return self._stop(token, place)
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

    def _stop(self, token: int, place: _Place) -> str:
        """Take an end token where the text may end; always where only that is left and no way back."""
        if place.choices.widened and not self._can_go_back():
            return "stop"
        return self._try_end(token, self.text, kind="stop") if not self._tail else ""

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

    def _choices(self, logits: NDArray[np.float32]) -> Choices:
        return Choices(logits, self.window, self._blocked)

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
        """Forbid the token in which the offence began, or the first after what was shown of it."""
        if offence.start >= len(self.text) and not self._tail:
            self._blocked[token] |= offence.always
            return
        began = next(i for i in range(len(self._places)) if self._reaches(i, offence.start))
        target = max(began, self._first_free())
        if self._accepted > self._work / 2:
            self._avoid(token if target == len(self._places) - 1 else self._places[target].token, target)
        self._go_back(target)

    def _avoid(self, token: int, target: int) -> None:
        """Forbid a token everywhere: a model that keeps beginning what is forbidden has to say something else."""
        decoded = _decode(self.model.piece(token))
        self._blocked[token] |= decoded is not None and not decoded[1] and not self._places[target].tail

    def _first_free(self) -> int:
        """The first place whose token was not shown yet."""
        return next(i for i, place in enumerate(self._places) if place.start >= self._shown)

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
        """End a sentence that is over, try unlikely tokens, or go back; where that is shown, try them all."""
        if not place.choices.widened and self._may_end():
            return "stop"
        if place.choices.widened and self._can_go_back():
            self._go_back(len(self._places) - 2)
            return ""
        found = place.choices.widen(self.model.logits(), self._blocked)
        return "" if found or self._can_go_back() else "dead_end"

    def _can_go_back(self) -> bool:
        """Whether a token was written that was not shown."""
        return self._first_free() < len(self._places) - 1

    def _may_end(self) -> bool:
        return (
            ends_as_sentence(self.text[len(self.opening) :]) and self._judge(self.text, ended=True)[1] is None
        )

    # --- showing and ending ------------------------------------------------------------------------

    def _held_from(self, pending: int) -> int:
        """Up to where text can be shown: the start of the token that holds the first doubtful character."""
        if pending >= len(self.text):
            return len(self.text)
        start = next(self._places[i].start for i in range(len(self._places)) if self._reaches(i, pending))
        at_space = start == 0 or any(map(str.isspace, self.text[start - 1 : start + 1]))
        if not at_space and start > self._shown and self._judge(self.text[:start], ended=True)[1] is not None:
            return self._shown  # inside a word, or in unspaced writing, where the text could not end
        return start

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
        if end != "sentence":
            self._cut_to_safety()
        self._show(len(self.text))
        return Written(self.text[: self._shown].strip(), end, len(self._places) - 1, self._rewound)

    def _cut_to_safety(self) -> None:
        """Leave out the end of a text where it would offend standing there."""
        floor = max(self._shown, len(self.opening))
        while len(self.text) > floor:
            verdicts = [rule.check(self.text, 0, ended=True) for rule in self.rules]
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
