"""What a text is about, by the words of knowledge/topics.yaml: a bridge between a complaint and a clause.

A client writes 'third time asking' and the policy 'date of the previous answer': no word and little
meaning in common, but one topic. Topics become index terms like words, so rare ones weigh more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

from assistant.knowledge.terms import is_unspaced, plain_form
from assistant.language.shipped_data import data_of, naming

# First two characters of a stem -> (stem, its topic).
_Stems = dict[str, list[tuple[str, str]]]


def topics_of_clause(text: str) -> list[str]:
    """Index terms for the topics a clause is about."""
    return [f"topic_{name}" for name in clause_topics(text)]


def topics_of_message(text: str) -> list[str]:
    """Index terms for the topics a client's message touches."""
    return [f"topic_{name}" for name in message_topics(text)]


def clause_topics(text: str) -> list[str]:
    """The names of the topics a clause is about."""
    return _found(text, _stems(("words",)))


def message_topics(text: str) -> list[str]:
    """The names of the topics a client's message touches."""
    return _found(text, _stems(("words", "heard")))


def _found(text: str, stems: _Stems) -> list[str]:
    """The topics whose words stand in the text: those with the most different words first, of equals the earliest."""
    plain = plain_form(text)
    found: dict[tuple[str, str], int] = {}
    for at in range(len(plain)):
        candidates = [*stems.get(plain[at : at + 2], ()), *stems.get(plain[at], ())]
        if candidates:
            inside = at > 0 and plain[at - 1].isalnum()
            for stem, topic in candidates:
                if plain.startswith(stem, at) and not (inside and _starts_a_word(stem)):
                    found.setdefault((topic, stem), at)
    words = Counter(topic for topic, _stem in found)
    first = {topic: min(at for (name, _), at in found.items() if name == topic) for topic in words}
    return sorted(words, key=lambda topic: (-words[topic], first[topic], topic))


@cache
def _stems(lists: tuple[str, ...]) -> _Stems:
    found: _Stems = defaultdict(list)
    with naming("knowledge", "topics.yaml"):
        for name, entry in data_of("knowledge", "topics.yaml").items():
            for stem in {plain_form(word) for part in lists for word in entry.get(part, ())}:
                found[stem[:2]].append((stem, name))
    return dict(found)


def _starts_a_word(stem: str) -> bool:
    """Whether a stem may only stand where a word begins: in scripts that put spaces between words."""
    return stem[0].isalnum() and not is_unspaced(stem[0])
