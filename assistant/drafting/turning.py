"""Notes that speak of the client as "she" or "he" are turned to them, or left to a person where no rule can do that.

Only what a client does (she approved, he cancelled) is taken for the client: "she ate well" may be the dog. A note that
names anybody else is left as it stands, since the pronoun may mean them; the advice points to it. Whom the one person
named calls or writes to is the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Fact, FactKind
from assistant.drafting.phrases import Phrases, load_phrases
from assistant.language.sentences import split_sentences
from assistant.language.tags import UNKNOWN


def turn_to_client(
    notes: Sequence[Fact], phrases: Phrases, register: str, *, names: Sequence[str] = ()
) -> list[Fact]:
    """The notes with the client as "you"; sentences that cannot be turned become facts of their own, to be reworded."""
    turned: list[Fact] = []
    for fact in notes:
        if fact.internal or fact.kind is FactKind.ASK:
            turned.append(fact)
            continue
        own = _own_phrases(fact.language, phrases)
        note = " ".join(each.text for each in notes if each.source == fact.source)
        people = own.people(note, besides=names)
        if len(people) == 1:
            turned.append(replace(fact, text=own.to_called(fact.text, register)))
        elif people:
            turned.append(fact)
        else:
            turned.extend(_by_sentence(fact, own, register, leaves_out=own is phrases))
    return turned


def _own_phrases(language: str, phrases: Phrases) -> Phrases:
    return phrases if language in (phrases.language, UNKNOWN) else load_phrases(language)


def _by_sentence(fact: Fact, phrases: Phrases, register: str, *, leaves_out: bool) -> list[Fact]:
    """The fact with each sentence turned, and those that cannot be as one that a person rewords."""
    told, left = [], []
    for text in _sentences(fact.text):
        said = phrases.to_client(text, register)
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
