"""How this client is written to: the language's phrases, the form of address, and our own past manner with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Exchange, Message, Reading
from assistant.drafting.phrases import Phrases, load_phrases
from assistant.drafting.voice import Voice, voice_of
from assistant.language.figures import find_figures
from assistant.language.register import find_register


@dataclass(frozen=True, slots=True)
class Address:
    """`register` is one of the phrases' own ("usted", "您"); `names` are what the client is called."""

    phrases: Phrases
    register: str
    voice: Voice
    names: tuple[str, ...]


def address_of(
    past: Sequence[Exchange], reading: Reading, message: Message, *, signature: Callable[[str], str]
) -> Address:
    """From the exchanges with this client, the oldest first, and the message at hand.

    The form of address is the one used with this client before, else the client's own, else the polite one.
    `signature`: how we sign in a language, for a client nobody signed to before.
    """
    names = tuple(name for name in (message.client, reading.sender) if name)
    voice = voice_of(past, language=reading.language, channel=reading.channel, person=" ".join(names))
    if not (voice.signed or voice.sign_off or voice.author):
        voice = replace(voice, signed=signature(reading.language))
    used = find_register("\n".join(voice.replies), reading.language) if voice.replies else ""
    written = [*voice.replies, reading.text]
    phrases = replace(
        load_phrases(reading.language),
        month_first=reading.language == "en" and _month_first("\n".join(written)),
    )
    return Address(phrases, phrases.register(used or reading.register), voice, names)


def _month_first(text: str) -> bool:
    """Whether most dates of a text begin with the month: "November 24"."""
    days = [figure.text for figure in find_figures(text, language="en") if figure.kind == "date"]
    named = [text for text in days if any(map(str.isalpha, text)) and any(map(str.isdigit, text))]
    return sum(text[0].isalpha() for text in named) > len(named) / 2
