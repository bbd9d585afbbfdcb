"""One conversation becomes exchanges: paired, judged, and each with its language and its id.

All that rests on this conversation alone, so that it can be done anywhere; who the client is in all
of the archive is filled in by archive.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.correspondence.closings import signed_lines, without_formula
from assistant.correspondence.identity import Us, plain_name
from assistant.correspondence.outcome import outcome
from assistant.correspondence.pairing import Pair, Rhythm, pair
from assistant.correspondence.turns import Turn
from assistant.domain import Channel, Exchange, Outcome

Detect = Callable[[str], str]
_ENOUGH_TO_TELL = 400  # letters by which a language is known; more only cost time


@dataclass(frozen=True, slots=True)
class Found:
    """An exchange whose client is known only by `name` and `address`, either may be empty.

    `lines` are short lines of the client's signatures, and the heading a pasted talk stood under. `exchange.source` is still that of the turn.
    `after` is what the client wrote next where that tells how the exchange ended, `language` their tag.
    """

    exchange: Exchange
    name: str
    address: str
    lines: tuple[str, ...]
    after: str = ""
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Conversation:
    """How the turns of one conversation, in the order they were written, become exchanges."""

    us: Us
    detect: Detect
    channel: Channel
    rhythm: Rhythm

    def exchanges(self, turns: Sequence[Turn], signatures: Sequence[str] = ()) -> Iterator[Found]:
        """Each client turn with our answer; `signatures` are those of the clients."""
        lines = _signature_lines(signatures)
        theirs = [turn for turn in turns if not self._ours(turn)]
        language = (
            self.detect("\n".join(turn.text for turn in theirs[:12])[:_ENOUGH_TO_TELL]) if theirs else "und"
        )
        for found in pair(turns, self._ours, self.rhythm):
            name, address = self._client_of(found, theirs[0] if theirs else None)
            name, *other_names = _called(name, address, (found.asked or found.answered)[0].thread)
            exchange = self._exchange(found, address, language)
            after = _text(found.after) if found.answered and exchange.outcome is not Outcome.SILENT else ""
            yield Found(exchange, name, address, (*other_names, *lines), after, language)

    def among_us(self, turns: Sequence[Turn]) -> bool:
        """Several of us wrote, and nobody else."""
        return all(map(self._ours, turns)) and len({turn.address or turn.author for turn in turns}) > 1

    def strangers(self, turns: Sequence[Turn]) -> tuple[str, ...]:
        """The names of who wrote, where one of several may be us under a name that is not known; else none."""
        names = tuple(dict.fromkeys(turn.author or turn.address for turn in turns))
        told = any(turn.ours is not None or self._ours(turn) for turn in turns)
        return () if told or len(names) < 2 else names

    def _ours(self, turn: Turn) -> bool:
        return turn.ours if turn.ours is not None else self.us.owns(turn.author, turn.address)

    def _exchange(self, found: Pair, address: str, language: str) -> Exchange:
        message = _text(found.asked)
        reply = _text(found.answered)
        first = (found.asked or found.answered)[0]
        ended, ended_words = outcome(found.asked, found.answered, found.after, language, self.rhythm.reaction)
        return Exchange(
            id=_digest(message, reply, _whose(first, short=len(message) + len(reply) < 60)),
            client="",
            channel=self.channel,
            message=message,
            reply=reply,
            source=first.source,
            asked_at=found.asked[0].at if found.asked else None,
            replied_at=found.answered[0].at if found.answered else None,
            message_language=self.detect(message[:_ENOUGH_TO_TELL]) if message else "und",
            reply_language=self.detect(reply[:_ENOUGH_TO_TELL]) if reply else "und",
            subject=first.subject,
            author=", ".join(dict.fromkeys(t.author or t.address for t in found.answered)),
            outcome=ended,
            outcome_words=ended_words,
            turn_id=_digest(first.text, _whose(first, short=len(first.text) < 60)),
            client_address=address,
            thread=first.thread or first.id,
            reply_author=_named(found.answered),
            reply_signature=next(
                (lines for turn in found.answered if (lines := signed_lines(turn.signature))), ""
            ),
        )

    def _client_of(self, found: Pair, other: Turn | None) -> tuple[str, str]:
        """Name and address of the client of one pair: who asked, or whom we wrote to."""
        if found.asked:
            return found.asked[-1].author, found.asked[-1].address
        for recipient in found.answered[0].to:
            name, address = ("", recipient) if "@" in recipient else (recipient, "")
            if not self.us.owns(name, address):
                return name, address
        return (other.author, other.address) if other else (found.answered[0].thread, "")


def _named(answered: Sequence[Turn]) -> str:
    """The display name of who answered."""
    return next((turn.author.strip() for turn in answered if _is_name(turn.author.strip())), "")


def _called(name: str, address: str, thread: str) -> list[str]:
    """What a client goes by: a mere label ("Client:") is nobody's name, the file and its heading may be."""
    from assistant.correspondence.chat.lexicon import words

    if address or name.casefold() not in words().client:
        return [name]
    return [part for part in thread.split(": ", 1) if part and not part.isdecimal()] or [name]


@lru_cache(maxsize=1024)
def _is_name(author: str) -> bool:
    """An address or a label like "Us" is no name."""
    from assistant.correspondence.chat.lexicon import words

    return bool(author) and "@" not in author and author.casefold() not in words().us


def _text(turns: Sequence[Turn]) -> str:
    """Several messages in a row as one text, exact repetitions said once."""
    return "\n\n".join(dict.fromkeys(turn.text.strip() for turn in turns if turn.text.strip()))


def _digest(*parts: str) -> str:
    folded = "\0".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _whose(turn: Turn, *, short: bool) -> str:
    """What tells equal words of two turns apart: the address; for a mere "ok" also the day and the name.

    Names and times alone are no part of it, since two exports of a chat write them differently.
    """
    address = turn.address if "@" in turn.address else ""
    if not short:
        return address
    day = turn.at.date().isoformat() if turn.at else ""
    return f"{address or plain_name(turn.author)} {day}"


def _signature_lines(signatures: Sequence[str]) -> tuple[str, ...]:
    """Short lines of the clients' signatures: where a client's organisation and titles stand."""
    lines = (without_formula(line.strip()) for text in signatures for line in text.splitlines()[:4])
    return tuple(dict.fromkeys(line for line in lines if 2 < len(line) <= 60))[:8]
