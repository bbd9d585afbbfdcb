"""`draft --fill`: the letter line by line at the terminal, then what it leaves unanswered; each answer through the gate.

Questions and answers go through a function that is handed in, so that a test can type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.cli.inputs import Show
from assistant.cli.rendering import finding_line
from assistant.cli.shown import file_name, short
from assistant.domain import Finding, MoveKind, Plan, Reply, Sentence, Severity, gaps_in
from assistant.drafting.filling import (
    as_it_stands,
    asks_of,
    at_hand,
    gap_marks,
    is_greeting,
    is_line,
    kept_out,
    lead_of,
    not_answered,
    opened_with,
    other_openings,
    said_anew,
    with_fact,
    with_gap_filled,
    with_line,
)
from assistant.drafting.phrases import load_phrases
from assistant.language.figures import find_figures
from assistant.language.words import cjk, is_function_word

KEYS = (
    "Enter keeps a line · your words replace it · - strikes it · = takes what a gap says · < goes back, "
    "from the first line to the greeting · a number takes what stands beside it"
)
_KEEP, _STRIKE, _BACK = "=", "-", "<"
_SHOWN = 150
Ask = Callable[[str], str | None]  # the answer to a question; None: no more of them
Fill = Callable[[Reply, Sequence[Sentence]], Reply]


class _EnoughError(Exception):
    """The person has had enough: what they have answered stays."""


@dataclass(slots=True)
class _Sitting:
    given: Reply  # as it was drafted: what becomes of each ask is told from there
    reply: Reply
    fill: Fill
    ask: Ask
    show: Show

    def answer(self, question: str) -> str:
        answer = self.ask(f"  {question}")
        if answer is None:
            raise _EnoughError
        return answer.strip()

    def take(self, sentences: Sequence[Sentence]) -> bool:
        """Whether the letter with these sentences stands: what the gate stops does not, what it doubts is said."""
        tried = self.fill(self.given, sentences)
        known = {(each.rule, each.text) for each in self.reply.findings}
        new = [each for each in tried.findings if (each.rule, each.text) not in known and each.rule != "gap"]
        stopped = [each for each in new if each.severity is Severity.BLOCK]
        for finding in stopped or [each for each in new if each.severity is Severity.WARN]:
            self._tell(finding)
        if not stopped:
            for promise in _promised(tried, self.reply):
                self.show(f"  This commits you to: “{promise}”", fg="yellow")
            self.reply = tried
        return not stopped

    def put(self, at: int, sentence: Sentence) -> bool:
        """Whether the letter stands with another sentence in a place."""
        sentences = self.reply.draft.sentences
        return self.take([*sentences[:at], sentence, *sentences[at + 1 :]])

    def _tell(self, finding: Finding) -> None:
        self.show("  " + finding_line(finding), fg="red" if finding.severity is Severity.BLOCK else "yellow")


def _promised(tried: Reply, before: Reply) -> list[str]:
    """What the letter commits us to on nothing but the word of the person who types."""
    given = {f"note {number}" for number in range(1, len(before.plan.notes) + 1)}
    known = {each.text for each in before.draft.commitments}
    new = [each for each in tried.draft.commitments if each.text not in known]
    return [each.text for each in new if each.source.startswith("note ") and each.source not in given]


def fill_in(reply: Reply, fill: Fill, *, ask: Ask, show: Show) -> Reply:
    """The reply as a person leaves it after going through it; when they stop, the rest stays as it is."""
    sitting = _Sitting(reply, reply, fill, ask, show)
    show(KEYS, fg="bright_black")
    try:
        _lines(sitting)
        _asked(sitting)
        _not_in_the_letter(sitting)
    except (_EnoughError, KeyboardInterrupt):
        pass
    return sitting.reply


def _lines(sitting: _Sitting) -> None:
    before = sitting.reply.draft.sentences
    greeting = [at for at, each in enumerate(before) if is_greeting(each)]
    places = [*greeting, *(at for at, each in enumerate(before) if is_line(each))]
    for at in greeting:
        sitting.show(f"\n{before[at].text}", fg="bright_black")
    number, back = len(greeting), False  # who goes back from the first line comes to the greeting
    while number < len(places):
        at = places[number]
        if back and not sitting.reply.draft.sentences[at].text:
            sitting.put(at, before[at])  # what was struck is looked at again
        text = sitting.reply.draft.sentences[at].text
        back = False
        if text and text in sitting.reply.draft.text:  # a struck offer takes the question for a yes with it
            place = number + 1 - len(greeting)
            text = f"{lead_of(before[at], sitting.reply.plan)} {text}".strip()
            sitting.show(f"\n[{place} of {len(places) - len(greeting)}] {text}" if place else f"\n{text}")
            back = _line(sitting, at)
        number = max(0, number - 1) if back else number + 1


def _line(sitting: _Sitting, at: int) -> bool:
    """One line kept, struck, replaced, or with its gaps filled; whether the person wants to go back."""
    warned = False
    opening = sitting.reply.draft.sentences[at].move is MoveKind.ACKNOWLEDGE
    openings = other_openings(sitting.reply) if opening else []
    for number, line in enumerate(openings, start=1):
        sitting.show(f"  {number} {line}", fg="bright_black")
    while True:
        sentence = sitting.reply.draft.sentences[at]
        answer = sitting.answer(_question(sentence, sitting.reply))
        if answer in ("", _BACK):
            return answer == _BACK
        if number := _number(answer, len(openings)):
            new: Sentence | None = opened_with(sentence, openings[number - 1])
        else:
            new = _answered(sentence, answer, sitting, warned=warned)
        warned = answer == _KEEP
        if new is not None and sitting.put(at, new):
            if not gap_marks(new):
                return False
            sitting.show(f"  {new.text}", fg="bright_black")


def _question(sentence: Sentence, reply: Reply) -> str:
    marks = gap_marks(sentence)
    question = gaps_in(marks[0])[0] if marks else "words for the client" if gaps_in(sentence.text) else ">"
    if asks := asks_of(sentence, reply.plan):
        question += " (or your answer to " + _quoted(each.text for each in asks) + ")"
    if sentence.move is MoveKind.ACKNOWLEDGE and reply.reading.stakes:
        question += " (they write " + _quoted(each.text for each in reply.reading.stakes[:2]) + ")"
    return question


def _quoted(texts: Iterable[str]) -> str:
    return "; ".join(f"“{short(text, 60)}”" for text in texts)


def _answered(sentence: Sentence, answer: str, sitting: _Sitting, *, warned: bool) -> Sentence | None:
    """The sentence with the answer in it; None where the answer cannot stand there, which the person is told.

    What may be for the house alone is taken as it stands only when it is said a second time.
    """
    plan, marks = sitting.reply.plan, gap_marks(sentence)
    if answer == _STRIKE:
        return said_anew(sentence, "", plan)
    if answer == _KEEP:
        words = as_it_stands(sentence)
        why = _not_to_take(sentence, words, warned=warned)
        if not why:
            return said_anew(sentence, words, plan)
        sitting.show(f"  {why} what the client is to read.", fg="yellow")
    elif marks and not _says_more(answer):
        who = _asks_who(marks[0], plan)
        if _fits_a_gap(answer, who=who):
            return with_gap_filled(sentence, marks[0], answer)
        missing = "name" if who else "day or time"
        sitting.show(f"  Write the missing {missing} alone, or a whole sentence.", fg="yellow")
    elif answer.isdecimal():
        sitting.show("  That is no line of a letter: write a whole sentence.", fg="yellow")
    else:
        return said_anew(sentence, answer, plan)
    return None


def _not_to_take(sentence: Sentence, words: str, *, warned: bool) -> str:
    """Why the words of a line are not taken as they stand; empty where they may be."""
    if not words:
        return "There is nothing to take here: write"
    wanted = sentence.move is MoveKind.NEXT_STEP and sentence.original  # of the client: our words, about them
    if wanted:
        return "This is what you want of the client: write"
    if sentence.fact is not None and sentence.fact.gap == "tell" and not warned:
        return "This may be for you alone: = once more tells it as it stands, or write"
    return ""


def _says_more(answer: str) -> bool:
    """Whether so much is said beside days, times and sums that it is a line of its own, and no name or day."""
    for figure in reversed(find_figures(answer)):
        answer = answer[: figure.start] + answer[figure.end :]
    return _is_long(answer, words=4, signs=8)


def _is_long(answer: str, *, words: int, signs: int) -> bool:
    return len(answer) >= signs if cjk(answer) else len(answer.split()) >= words


def _asks_who(mark: str, plan: Plan) -> bool:
    """Whether a gap wants a person: the one of an open ask, or the name of who speaks to the client."""
    phrases = load_phrases(plan.language)
    named = phrases.say("route.manager", plan.register).partition("]")[0] + "]"
    return mark == phrases.say("gap.who", plan.register) or named.endswith(mark)


def _fits_a_gap(answer: str, *, who: bool) -> bool:
    """A name, a day, a time: nothing that is cut with a colon, no bare number, and for a name neither "no" nor a day."""
    cut = re.search(r"[:：](?!\d)", answer) or not re.search(r"\w", answer)
    bare = re.fullmatch(r"[\d\s.,]+", answer) and {each.kind for each in find_figures(answer)} <= {"number"}
    return not cut and not bare and not (who and (is_function_word(answer) or find_figures(answer)))


def _asked(sitting: _Sitting) -> None:
    """All that was asked and what becomes of it, for the person to answer what is not answered."""
    sitting.show(f"\n{sitting.reply.draft.text}\n", fg="bright_black")
    given = sitting.given.plan.decisions
    while places := [index for index, each in enumerate(given) if each.settled != "left"]:
        unanswered = not_answered(sitting.reply.draft.sentences, sitting.reply.plan)
        sitting.show("\nAsked")
        for number, index in enumerate(places, start=1):
            each = sitting.reply.plan.decisions[index]
            settled = "perhaps not answered" if index in unanswered else f"{each.settled} ({each.by})"
            colour = "yellow" if index in unanswered else None
            sitting.show(f"  {number} “{short(each.ask.text, _SHOWN)}” → {settled}", fg=colour)
        chosen = sitting.answer("a number answers one in your words (Enter: go on)")
        if not chosen:
            return
        number = _number(chosen, len(places))
        if number:
            _own_line(sitting, "your answer", asks=places[number - 1 : number])
        else:
            sitting.show(f"  Type a number from 1 to {len(places)}, or Enter.", fg="yellow")


def _not_in_the_letter(sitting: _Sitting) -> None:
    """What was found or noted and is not in the letter; and any line of the person's own."""
    while True:
        sentences, plan = sitting.reply.draft.sentences, sitting.reply.plan
        quotable, kept = at_hand(sentences, plan), kept_out(sentences, plan)
        if quotable or kept:
            sitting.show("\nNot in the letter")
        for number, fact in enumerate([*quotable, *kept], start=1):
            alone = " (for you alone)" if fact in kept else ""
            sitting.show(f"  {number} {file_name(fact.source)}{alone}: {short(fact.text, _SHOWN)}")
        answer = sitting.answer("a number puts one in, words are a line of your own (Enter: done)")
        if not answer:
            return
        number = _number(answer, len(quotable) + len(kept))
        if not number:
            _add(sitting, answer)
        elif number <= len(quotable):
            sitting.take(with_fact(sentences, quotable[number - 1], plan))
        else:
            _own_line(sitting, "words for the client")


def _number(answer: str, most: int) -> int:
    """The number that was typed, 0 for anything else."""
    return int(answer) if answer.isdecimal() and 1 <= int(answer) <= most else 0


def _own_line(sitting: _Sitting, question: str, *, asks: Sequence[int] = ()) -> None:
    """A line that the person adds; what cannot stand is asked for again."""
    while answer := sitting.answer(f"{question} (Enter: none)"):
        if answer == _STRIKE or _add(sitting, answer, asks=asks):
            return


def _add(sitting: _Sitting, line: str, *, asks: Sequence[int] = ()) -> bool:
    if not _is_long(line, words=2, signs=3):
        sitting.show("  That is no line of a letter: write a whole sentence.", fg="yellow")
        return False
    return sitting.take(with_line(sitting.reply.draft.sentences, line, sitting.reply.plan, asks=asks))
