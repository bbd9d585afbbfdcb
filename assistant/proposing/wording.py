"""A clause as a sentence one can say to a client, by mechanical changes alone.

Off go a leading number and sentences that carry nothing (no figure, negation, condition or exception);
"the client" becomes "you" where the language's file says that is right in every sentence. What cannot
be changed safely stays word for word.
"""

from __future__ import annotations

import re

from assistant.drafting.facts import as_sentence
from assistant.drafting.prompting import denies
from assistant.gate.commitments import terms_of
from assistant.knowledge.clauses import leading_marker
from assistant.language.figures import find_figures
from assistant.language.sentences import split_sentences
from assistant.language.words import cjk
from assistant.proposing.languages import clause_words

_LONG = 200  # characters a client can be told at once
_LABEL = re.compile(r"(?P<name>[^:：]{1,40}?)(?<!\d)[:：]\s*")


def sayable(statement: str, language: str) -> str:
    """The statement as a sentence of a letter, in the polite form of address."""
    text = _without_number(" ".join(statement.split()))
    row = _row(text)
    return as_sentence(in_second_person(row or _shortened(text, language), language))


def in_second_person(text: str, language: str) -> str:
    """'The client' and our own side as 'you' and 'we'; all of it or none."""
    words = clause_words(language)
    if words.leaves_alone.search(text):
        return text
    changed = text
    for find, put in words.person:
        changed = find.sub(put, changed)
    return text if words.client.search(changed) else changed


def carries(sentence: str, language: str) -> bool:
    """Whether leaving a sentence out could change what the clause says."""
    return bool(
        find_figures(sentence, language=language)
        or denies(sentence, language)
        or clause_words(language).conditions.search(sentence)
        or terms_of(sentence, language).limited
    )


def _without_number(text: str) -> str:
    marker = leading_marker(text)
    return text[marker.end :].lstrip() if marker else text


def _shortened(text: str, language: str) -> str:
    """A long text without what carries nothing before and behind the sentences that carry something."""
    spans = split_sentences(text)
    kept = [at for at, span in enumerate(spans) if carries(span.text, language)]
    if len(text) <= (_LONG // 2 if cjk(text) else _LONG) or not kept:
        return text
    first = max(0, kept[0] - 1)  # "It costs ..." leans on the sentence before it
    return text[spans[first].start : spans[kept[-1]].end]


def _row(text: str) -> str:
    """A table row "Case: X; Charge: Y; Condition: Z" as "X – Charge: Y; Condition: Z"; empty: no row."""
    cells: list[tuple[str, str]] = []
    for part in re.split(r"[;；]\s*", text):
        if label := _LABEL.match(part):
            cells.append((label["name"], part[label.end() :]))
        elif cells:
            name, value = cells.pop()
            cells.append((name, f"{value}; {part}"))
        else:
            return ""
    if len(cells) < 3:
        return ""
    (_, case), *rest = cells
    colon, mark = ("：", "；") if cjk(text) else (": ", "; ")
    return f"{case} – " + mark.join(f"{name}{colon}{value}" for name, value in rest)
