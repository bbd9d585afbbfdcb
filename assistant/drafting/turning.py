"""Notes as they can be said to the client: abbreviations written out, and "she" or "he" turned to them.

Where the client's own message speaks of a "she" or "he", only what a client does (she approved, he cancelled) is taken
for the client; where it does not, anything but what an animal or a child does ("she ate well"). A note that names anybody
else is left as it stands, since the pronoun may mean them; the advice points to it. Whom the one person named calls or
writes to is the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Fact, FactKind, Reading
from assistant.drafting.phrases import Phrases, load_phrases
from assistant.language.abbreviations import written_out
from assistant.language.sentences import split_sentences
from assistant.language.tags import UNKNOWN


def turn_to_client(
    notes: Sequence[Fact], phrases: Phrases, register: str, *, message: Reading, names: Sequence[str] = ()
) -> list[Fact]:
    """The notes with the client as "you"; sentences that cannot be turned become facts of their own, to be reworded."""
    turned: list[Fact] = []
    alone = _speaks_of_nobody(message.own_text, _own_phrases(message.written_in or message.language, phrases))
    for given in notes:
        if given.internal or given.ordered or given.kind is FactKind.ASK:
            turned.append(given)
            continue
        fact = replace(given, text=written_out(given.text, given.language))
        own = _own_phrases(fact.language, phrases)
        note = " ".join(each.text for each in notes if each.source == fact.source)
        people = own.people(note, besides=names)
        if len(people) == 1 and own.is_theirs(note):
            turned.extend(_by_sentence(fact, own, register, leaves_out=own is phrases, alone=True))
        elif len(people) == 1:
            turned.append(replace(fact, text=own.to_called(fact.text, register)))
        elif people:
            turned.append(fact)
        else:
            turned.extend(_by_sentence(fact, own, register, leaves_out=own is phrases, alone=alone))
    return turned


def _speaks_of_nobody(message: str, phrases: Phrases) -> bool:
    """Whether a message has no "she" or "he" and none of the people who may be one; names in it are greetings."""
    return not phrases.third_person(message) and not phrases.roles(message)


def _own_phrases(language: str, phrases: Phrases) -> Phrases:
    return phrases if language in (phrases.language, UNKNOWN) else load_phrases(language)


def _by_sentence(fact: Fact, phrases: Phrases, register: str, *, leaves_out: bool, alone: bool) -> list[Fact]:
    """The fact with each sentence turned, and those that cannot be as one that a person rewords."""
    told, left = [], []
    for text in _sentences(fact.text):
        said = phrases.to_client(text, register, alone=alone)
        if said or not leaves_out:
            told.append(said or text)
        else:
            left.append(text)
    facts = [replace(fact, text=" ".join(told))] if told else []
    if left:
        facts.append(replace(fact, text=" ".join(left), gap=fact.gap or "reword"))
    return facts


def _sentences(text: str) -> list[str]:
    spans = [span.text.strip() for span in split_sentences(text)]
    complete = "".join("".join(spans).split()) == "".join(text.split())  # a cut that loses a sign is no cut
    return [span for span in spans if span] if complete and len(spans) > 1 else [text]
