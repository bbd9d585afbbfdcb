"""Sentences said anew by a model that has shown it can: one fact, two facts, a paragraph, a letter's body.

The model sees only the sentences that code has put together, never the client's message, and writes
under the letter's constraints with no other figures than theirs. What it wrote is used only when it
says the same (meaning.py) and the caller's review accepts it, if need be after its `repair`;
otherwise the answer is None and the sentences stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.domain import Completion, Constraints, Prompt
from assistant.drafting.meaning import differences, writings
from assistant.drafting.prompting import make_prompt
from assistant.language.words import cjk

Complete = Callable[[Prompt, Constraints], Completion]
Accept = Callable[[str], bool]
Repair = Callable[[str], str | None]


def _anything(_text: str) -> bool:
    return True


def _nothing(_text: str) -> str | None:
    return None


def restyle(
    fact: str,
    complete: Complete,
    *,
    language: str,
    constraints: Constraints,
    address: str = "",
    accept: Accept = _anything,
    repair: Repair = _nothing,
) -> str | None:
    """A terse note as one sentence to the client; `address` is the form of address ("usted", "Sie")."""
    limits = replace(constraints, one_sentence=True)
    values = {"fact": fact, "address": address or "neutral"}
    return _reworded("restyle", [fact], complete, limits, language, (accept, repair), values)


def join(
    facts: Sequence[str],
    complete: Complete,
    *,
    language: str,
    constraints: Constraints,
    accept: Accept = _anything,
    repair: Repair = _nothing,
) -> str | None:
    """Two facts as one sentence, or two that belong together."""
    values = {"facts": "\n".join(f"- {fact}" for fact in facts)}
    return _reworded("join", facts, complete, constraints, language, (accept, repair), values)


def smooth(
    paragraph: Sequence[str],
    complete: Complete,
    *,
    language: str,
    constraints: Constraints,
    accept: Accept = _anything,
    repair: Repair = _nothing,
) -> str | None:
    """The sentences of one paragraph as flowing text, in one paragraph."""
    values = {"paragraph": _spaced(paragraph)}
    text = _reworded("smooth", paragraph, complete, constraints, language, (accept, repair), values)
    return text if text is None or "\n" not in text else None


def smooth_letter(
    paragraphs: Sequence[Sequence[str]],
    complete: Complete,
    *,
    language: str,
    constraints: Constraints,
    accept: Accept = _anything,
    repair: Repair = _nothing,
) -> str | None:
    """The body of a letter (no greeting, no sign-off) written anew; paragraphs are parted by an empty line."""
    values = {"letter": "\n\n".join(_spaced(paragraph) for paragraph in paragraphs)}
    sentences = [sentence for paragraph in paragraphs for sentence in paragraph]
    return _reworded("letter", sentences, complete, constraints, language, (accept, repair), values)


def _reworded(
    job: str,
    sentences: Sequence[str],
    complete: Complete,
    constraints: Constraints,
    language: str,
    checks: tuple[Accept, Repair],
    values: dict[str, str],
) -> str | None:
    prompt = make_prompt(job, language, **values)
    if prompt is None:
        return None
    before = "\n".join(sentences)
    room = 48 + (len(before) if cjk(before) else len(before) // 2)
    written = complete(prompt, replace(constraints, figures=writings(before, language), max_tokens=room))
    text = "\n\n".join(" ".join(part.split()) for part in written.text.split("\n\n") if part.strip())
    if not written.complete or _unchanged(text, sentences):
        return None
    accept, repair = checks
    if not same(sentences, text, language, constraints):
        return None
    if accept(text):
        return text
    mended = repair(text)
    fits = mended is not None and same(sentences, mended, language, constraints) and accept(mended)
    return mended if fits else None


def same(sentences: Sequence[str], text: str, language: str, constraints: Constraints) -> bool:
    """Whether a text says what the sentences say; the names of the case may be new."""
    return not differences(sentences, text, language=language, known=constraints.names)


def _unchanged(text: str, sentences: Sequence[str]) -> bool:
    return _compact(text) == _compact("".join(sentences))


def _compact(text: str) -> str:
    return "".join(text.casefold().split()).rstrip(".。")


def _spaced(sentences: Sequence[str]) -> str:
    return ("" if cjk("".join(sentences)) else " ").join(sentences)
