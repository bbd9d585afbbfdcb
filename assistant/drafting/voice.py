"""How this client was addressed before: greeting, sign-off and form of address of our own good replies.

Only replies without marks (no apology, admission or promise) lend their words, the newest first; the greeting
and the signature may come from any. Their facts are another matter and come through retrieval.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Channel, Exchange

_LONGEST_GREETING = 48
_LONGEST_SIGN_OFF = 60
_NEWEST = 6
_STOPPED = re.compile(r"[А-ЯЁ][а-яё ]+, [А-ЯЁ][а-яё]+(?: [А-ЯЁ][а-яё]+)?\.$")  # "Добрый день, Игорь."
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LOUD = "!！"  # "Hi Karen!" is greeted again as "Hi Karen,"
_WORD = re.compile(r"[^\W\d_]{3,}")
_CJK = re.compile(r"[\u3400-\u9fff]+")
_TWICE = 2
_OPENING = re.compile(r"(?P<words>[^\n,，!！.。?？:：\d]{2,32})(?P<mark>[,，!！])")
_BAD_IN_A_GREETING = re.compile(r"[!！?？].|[?？]|\d")


@dataclass(frozen=True, slots=True)
class Voice:
    """Empty parts mean: nothing in the past says how."""

    greeting: str = ""
    signed: str = ""  # name, and firm or post below it, without a formula
    sign_off: str = ""  # where that is not known: the last paragraph, with its formula
    replies: tuple[str, ...] = ()
    author: str = ""  # who of us writes to them


def voice_of(exchanges: Sequence[Exchange], *, language: str, channel: Channel, person: str = "") -> Voice:
    """The voice of the newest unmarked replies in the language and channel.

    `person` is who wrote now ("Clinica Norte, Ana Ruiz"): a greeting is taken over only where the
    replies went to somebody of that name, since one client may have several people."""
    ours = [each for each in exchanges if each.reply and each.reply_language == language]
    same = _of_person([each for each in ours if each.channel is channel], person)
    newest = sorted(same, key=lambda each: str(each.replied_at or each.asked_at or ""), reverse=True)
    replies = tuple(each.reply for each in newest if not each.marks)[:_NEWEST]
    # How somebody is greeted shows in every reply, also in one that promised too much.
    written = [each.reply for each in newest[:_NEWEST]]
    if channel is Channel.CHAT:
        greeting = _of_chats([_in_a_chat(reply) for reply in replies], person)
    else:
        greeted = [_alone(_greeting(reply), person) for reply in written]
        greeting = _commonest(each for each in greeted if _names(each, person)) or (
            _only(greeted) if all(_names(each.author, person) for each in newest[:_NEWEST]) else ""
        )
    signed = _commonest(each.reply_signature for each in newest[:_NEWEST])
    sign_off = "" if signed else _commonest(map(_sign_off, replies))
    author = _commonest(each.reply_author for each in newest[:_NEWEST])
    return Voice(greeting, signed, sign_off, replies, author)


def _of_person(exchanges: Sequence[Exchange], person: str) -> list[Exchange]:
    """The exchanges with the person who writes now, where the past tells the people of a client apart."""
    named = [each for each in exchanges if _names(f"{each.author} {_greeting(each.reply)}", person)]
    return named or list(exchanges)


def _names(greeting: str, person: str) -> bool:
    """Whether the two texts share a name, as a whole word; a Chinese surname before a title is enough."""
    names = {word.casefold() for word in _WORD.findall(person)}
    greeted = {word.casefold() for word in _WORD.findall(greeting)}
    surname = any(len(run) > 1 and run[0] in person for run in _CJK.findall(greeting))
    return bool(names & greeted) or surname


def _greeting(reply: str) -> str:
    first, _, rest = reply.strip().partition("\n")
    first = _calmed(first.strip())
    fits = 0 < len(first) <= _LONGEST_GREETING and bool(rest.strip()) and not _BAD_IN_A_GREETING.search(first)
    ends = (first[-1:] in ",:，：" and len(first.split()) <= 5) or (
        first[-1:] not in ".。;" and len(first.split()) <= 4
    )
    return first if fits and (ends or _STOPPED.match(first)) else ""


def _calmed(greeting: str) -> str:
    """The greeting with the language's calm mark for a loud one: in Russian a sentence goes on small after a comma."""
    if greeting[-1:] not in _LOUD:
        return greeting
    mark = "：" if _CJK.search(greeting) else "." if _CYRILLIC.search(greeting) else ","
    return greeting.rstrip(_LOUD) + mark


def _of_chats(greeted: Sequence[str], person: str) -> str:
    """The greeting that most of the replies begin with, twice at least: most chats go on without one."""
    greeting = _commonest(each for each in greeted if _names(each, person))
    times = greeted.count(greeting)
    return greeting if times >= _TWICE and 2 * times > len(greeted) else ""


def _in_a_chat(reply: str) -> str:
    """'Hi Zanele,' at the start of a message that goes on in the same line, or alone in it."""
    opening = _OPENING.match(reply.strip())
    if opening is None:
        return ""
    words, mark = opening["words"].strip(" ¡"), opening["mark"]
    return words + ("，" if mark == "！" else "," if mark == "!" else mark)


def _alone(greeting: str, person: str) -> str:
    """'Ana, in short:' without what leads over to that reply; 'Hola, Ana:' and 'Ana, good morning.' as they are."""
    named, comma, rest = greeting.partition(",")
    leads_over = greeting[-1:] in ":：" and len(rest.split()) > 1
    return named + comma if leads_over and _names(named, person) and not _names(rest, person) else greeting


def _only(greeted: Sequence[str]) -> str:
    """The one greeting that this person always has, though it does not name them: "Leo's mum,", "小宇媽媽您好："."""
    different = set(greeted)
    return greeted[0] if len(greeted) >= _TWICE and len(different) == 1 else ""


def _sign_off(reply: str) -> str:
    """The last paragraph, when it is a line or two without a sentence in it."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", reply.strip())]
    last = paragraphs[-1] if len(paragraphs) > 1 else ""
    short = 0 < len(last) <= _LONGEST_SIGN_OFF and last.count("\n") <= 2
    return last if short and not re.search(r"[.!?。！？:：]|\d", last) else ""


def _commonest(texts: object) -> str:
    counted = Counter(text for text in texts if text)  # type: ignore[attr-defined]
    return counted.most_common(1)[0][0] if counted else ""
