"""The words of one mail as a turn of its thread, and each mail only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.correspondence.identity import Us, plain_name
from assistant.correspondence.leaveout import CALENDAR, reason_by_text
from assistant.correspondence.mail.body import body_text, is_invitation
from assistant.correspondence.mail.message import Head, people
from assistant.correspondence.mail.passed_on import passed_on
from assistant.correspondence.pairing import in_order, utc
from assistant.correspondence.quoting import own_and_signature
from assistant.correspondence.turns import Turn

_SAME_DAY = timedelta(hours=26)
_NEARLY = 0.6


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of a thread as a turn, with its client's signature; `passed_on` by a colleague, `dated` by itself."""

    turn: Turn
    signature: str
    passed_on: bool = False
    dated: bool = True


def mail_turn(raw: bytes, head: Head, name: str, us: Us) -> tuple[Turn, str]:
    """One mail as a turn, and its signature; the turn's `reason` says why its text leaves it out."""
    sender, recipients = people(head)
    text = body_text(raw, head)
    own, signature = own_and_signature(text, sender=sender.name)
    parents = tuple(
        i.decode("latin-1") for i in (*head.ids(b"in-reply-to")[:1], *reversed(head.ids(b"references")))
    )
    reason = CALENDAR if is_invitation(raw, head) else reason_by_text(text, own, head, answers=bool(parents))
    turn = Turn(
        author=sender.name,
        address=sender.address,
        text=own,
        at=head.date,
        thread="",
        source=source_of(name, head),
        id=next((i.decode("latin-1") for i in head.ids(b"message-id")), ""),
        subject=head.text(b"subject"),
        to=tuple(p.address or p.name for p in recipients),
        in_reply_to=tuple(dict.fromkeys(parents)),
        reason=reason,
        signature=signature,
    )
    return turn, "" if us.owns(sender.name, sender.address) else signature


def passed_letter(raw: bytes, head: Head, name: str, us: Us, *, inside: int, writer: str) -> Letter:
    """A client mail within a mail among colleagues (`inside` from 1); its `reason` when its text is none of a client.

    `writer` is the client's address where the mail itself has only the name.
    """
    one = passed_on(raw, us)[inside - 1]
    own, signature = own_and_signature(one.text, sender=one.sender.name)
    sender, _ = people(head)
    at = one.at
    turn = Turn(
        author=one.sender.name,
        address=one.sender.address or writer,
        text=own,
        at=at or head.date,
        thread="",
        source=source_of(name, head),
        id=(one.identity or next(iter(head.ids(b"message-id")), b"")).decode("latin-1"),
        subject=one.subject,
        to=tuple(p.address or p.name for p in one.to),
        reason=reason_by_text(one.text, own, Head({}, 0), answers=False),
        signature=signature,
        ours=False,
    )
    ours = bool(sender.name) and sender.name in signature  # some programs set it below what is forwarded
    return Letter(turn, "" if ours else signature, passed_on=True, dated=at is not None)


def source_of(name: str, head: Head) -> str:
    """How a mail is named to the user: by its file and its subject."""
    subject = head.text(b"subject") or head.text(b"message-id")
    return f"{name}: {subject}" if subject else name


# --- the same mail twice ---------------------------------------------------------------------------------


def each_once(letters: Sequence[Letter]) -> list[Letter]:
    """Less the mails passed on that are there otherwise too; where any were, in the order of time."""
    if not any(one.passed_on for one in letters):
        return list(letters)
    kept = [one for one in letters if not one.passed_on]
    for one in letters:
        if one.passed_on and not any(_same_mail(one, other) for other in kept):
            kept.append(one)
    in_time = {id(turn): place for place, turn in enumerate(in_order([one.turn for one in kept]))}
    return sorted(kept, key=lambda one: in_time[id(one.turn)])


def _same_mail(one: Letter, other: Letter) -> bool:
    """One writer, about the same time where both are known, and the same letters, or nearly all of them."""
    if not _same_writer(one.turn, other.turn) or _far_apart(one, other):
        return False
    short, long = sorted((_letters(one.turn.text), _letters(other.turn.text)), key=len)
    return short == long or (short in long and len(short) >= _NEARLY * len(long))


def _same_writer(one: Turn, other: Turn) -> bool:
    if one.address and other.address:
        return one.address == other.address
    return bool(one.author) and plain_name(one.author) == plain_name(other.author)


def _far_apart(one: Letter, other: Letter) -> bool:
    """Whether both are dated, and not within a day: the same clock may stand for any zone."""
    first, second = one.turn.at, other.turn.at
    if first is None or second is None or not (one.dated and other.dated):
        return False
    return abs(utc(first) - utc(second)) > _SAME_DAY


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold())) or text.strip()
