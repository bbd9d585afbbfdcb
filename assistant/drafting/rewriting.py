"""Repair by rewriting: one sentence a model wrote, said again without what the gate stopped it for.

The sentence goes in alone, with the rule and the words named; those words are then out of the model's
reach while it writes. Two tries at most, the second from the better version. What comes back has no
blocking finding and no figure the sentence did not have; otherwise the caller's floor stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.domain import Completion, Constraints, Finding, Prompt, Severity
from assistant.drafting.meaning import clauses, covered_language, differences, hangs, new_words, writings
from assistant.drafting.prompting import make_prompt, prompt_data
from assistant.language.sentences import split_sentences
from assistant.language.words import cjk

Complete = Callable[[Prompt, Constraints], Completion]
Review = Callable[[str], Sequence[Finding]]

_TRIES = 2
_LEAST_LEFT = 0.3  # of a sentence, beside the words that were stopped
_MAY_CHANGE = ("words lost", "name lost", "length changed")


def rewrite(
    sentence: str,
    findings: Sequence[Finding],
    complete: Complete,
    *,
    language: str,
    constraints: Constraints,
    review: Review,
) -> str | None:
    """The sentence without its blocking findings, or None when two tries did not get there.

    `findings` are those of the sentence; `review` says what the gate finds in another wording of it
    (in its place in the letter, if the caller wants), and only what it finds there counts.
    """
    best, faults = sentence, _blocking(findings)
    if not faults or not covered_language(language):
        return None
    if len(_without(sentence, findings)) < _LEAST_LEFT * len(sentence):
        return None  # the sentence is nothing but its fault
    for _ in range(_TRIES):
        text = _written(best, faults, complete, language, constraints)
        if not text or not _says_no_more(sentence, text, findings, language):
            continue
        left = _blocking(review(text))
        if not left:
            return text
        if _better(left, faults):
            best, faults = text, left
    return None


def mend(
    text: str, complete: Complete, *, language: str, constraints: Constraints, review: Review
) -> str | None:
    """A text with each sentence that has a blocking finding written anew, or None where that fails.

    `review` gives findings whose offsets index the text it is asked about.
    """
    mended = text
    for span in reversed(split_sentences(text)):
        there = [each for each in _blocking(review(text)) if each.start < span.end and span.start < each.end]
        if not there:
            continue
        start, rest = span.start, mended[span.end :]

        def alone(sentence: str, start: int = start, rest: str = rest) -> list[Finding]:
            whole = text[:start] + sentence + rest
            return [
                each
                for each in _blocking(review(whole))
                if each.start < start + len(sentence) and start < each.end
            ]

        better = rewrite(span.text, there, complete, language=language, constraints=constraints, review=alone)
        if better is None:
            return None
        mended = mended[:start] + better + rest
    return mended if mended != text else None


def _written(
    sentence: str, faults: Sequence[Finding], complete: Complete, language: str, constraints: Constraints
) -> str:
    rules = prompt_data("rewrite", "rules")
    named = "; ".join(dict.fromkeys(rules.get(each.rule, rules["other"]) for each in faults))
    words = tuple(dict.fromkeys(each.text for each in faults if each.text))
    prompt = make_prompt("rewrite", language, sentence=sentence, rules=named, words=" | ".join(words))
    if prompt is None:
        return ""
    limits = replace(
        constraints,
        banned=(*constraints.banned, *(each for each in words if len(each) < len(sentence) // 2)),
        figures=writings(sentence, language),
        one_sentence=True,
        max_tokens=40 + (len(sentence) if cjk(sentence) else len(sentence) // 2),
    )
    written = complete(prompt, limits)
    return " ".join(written.text.split()) if written.complete else ""


def _says_no_more(sentence: str, text: str, findings: Sequence[Finding], language: str) -> bool:
    """The same as the sentence without the clauses with stopped words, or only without those words.

    A promise or an unknown figure goes with its clause: "we promise that it works" may not leave "it
    works", nor one discount another.
    """
    promised = any(each.rule in ("promise", "figure") for each in findings)
    rests = [_without_clauses(sentence, findings, language)]
    rests += [] if promised else [_without(sentence, findings)]
    return any(_same(rest, text, language) for rest in rests if rest)


def _same(rest: str, text: str, language: str) -> bool:
    changes = differences([rest], text, language=language)
    return all(each.startswith(_MAY_CHANGE) for each in changes) and not new_words(rest, text, language)


def _without(sentence: str, findings: Sequence[Finding]) -> str:
    for word in sorted({each.text for each in findings if each.text}, key=len, reverse=True):
        sentence = sentence.replace(word, " ")
    return " ".join(sentence.split())


def _without_clauses(sentence: str, findings: Sequence[Finding], language: str) -> str:
    """What is left when each clause that a finding touches is taken away, and each that hangs on one."""
    kept, position, gone = [], 0, False
    spans = [(start, start + len(each.text)) for each in findings if (start := sentence.find(each.text)) >= 0]
    for clause in clauses(sentence, language):
        start = sentence.index(clause, position)
        position = start + len(clause)
        touched = any(start < end and first < position for first, end in spans)
        gone = touched or (gone and hangs(clause, language))
        kept.extend([] if gone else [clause])
    return " ".join(kept)


def _better(new: Sequence[Finding], old: Sequence[Finding]) -> bool:
    """Fewer findings, and of no other rule: one fault is never traded for another."""
    return len(new) < len(old) and {each.rule for each in new} <= {each.rule for each in old}


def _blocking(findings: Sequence[Finding]) -> list[Finding]:
    return [each for each in findings if each.severity is Severity.BLOCK]
