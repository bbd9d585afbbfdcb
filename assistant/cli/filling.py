"""`draft --fill`: the letter line by line at the terminal, then what it leaves unanswered; each answer through the gate.

Questions and answers go through a function that is handed in, so that a test can type.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.cli.inputs import Show
from assistant.cli.rendering import finding_line, short
from assistant.domain import Finding, Reply, Sentence, Severity, gaps_in
from assistant.drafting.filling import (
    as_it_stands,
    asks_of,
    at_hand,
    gap_marks,
    is_line,
    kept_out,
    not_answered,
    said_anew,
    with_fact,
    with_gap_filled,
    with_line,
)
from assistant.language.words import cjk

KEYS = "Enter keeps a line · your words replace it · - strikes it · = takes what a gap says · < goes back"
_KEEP, _STRIKE, _BACK = "=", "-", "<"
_SHOWN = 150
_SENTENCE, _SENTENCE_CJK = 4, 8  # words, or signs, from which an answer to "who" is a line of its own
Ask = Callable[[str], str | None]  # the answer to a question; None: no more of them
Fill = Callable[[Reply, Sequence[Sentence]], Reply]


class _EnoughError(Exception):
    """The person has had enough: what they have answered stays."""


@dataclass(slots=True)
class _Sitting:
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
        tried = self.fill(self.reply, sentences)
        known = {(each.rule, each.text) for each in self.reply.findings}
        new = [each for each in tried.findings if (each.rule, each.text) not in known and each.rule != "gap"]
        stopped = [each for each in new if each.severity is Severity.BLOCK]
        for finding in stopped or [each for each in new if each.severity is Severity.WARN]:
            self._tell(finding)
        if not stopped:
            self.reply = tried
        return not stopped

    def _tell(self, finding: Finding) -> None:
        self.show("  " + finding_line(finding), fg="red" if finding.severity is Severity.BLOCK else "yellow")


def fill_in(reply: Reply, fill: Fill, *, ask: Ask, show: Show) -> Reply:
    """The reply as a person leaves it after going through it; when they stop, the rest stays as it is."""
    sitting = _Sitting(reply, fill, ask, show)
    show(KEYS, fg="bright_black")
    try:
        _lines(sitting)
        _open_asks(sitting)
        _also_found(sitting)
        _own_lines(sitting)
    except _EnoughError:
        pass
    return sitting.reply


def _lines(sitting: _Sitting) -> None:
    places = [at for at, each in enumerate(sitting.reply.draft.sentences) if is_line(each)]
    number = 0
    while number < len(places):
        sitting.show(
            f"\n[{number + 1} of {len(places)}] {sitting.reply.draft.sentences[places[number]].text}"
        )
        back = _line(sitting, places[number])
        number = max(0, number - 1) if back else number + 1


def _line(sitting: _Sitting, at: int) -> bool:
    """One line kept, struck, replaced, or with its gaps filled; whether the person wants to go back."""
    while True:
        sentence = sitting.reply.draft.sentences[at]
        marks = gap_marks(sentence)
        question = gaps_in(marks[0])[0] if marks else "words for the client" if gaps_in(sentence.text) else ""
        if asks := asks_of(sentence, sitting.reply.plan):
            question += " (or your answer to " + "; ".join(f"“{short(each.text, 60)}”" for each in asks) + ")"
        answer = sitting.answer(question or ">")
        if answer in ("", _BACK):
            return answer == _BACK
        if answer == _STRIKE:
            new = said_anew(sentence, "", sitting.reply.plan)
        elif answer == _KEEP and not (words := as_it_stands(sentence)):
            sitting.show("  There are no words to take here.", fg="yellow")
            continue
        elif answer == _KEEP:
            new = said_anew(sentence, words, sitting.reply.plan)
        elif marks and not _is_sentence(answer):
            new = with_gap_filled(sentence, marks[0], answer)
        else:
            new = said_anew(sentence, answer, sitting.reply.plan)
        sentences = sitting.reply.draft.sentences
        if sitting.take([*sentences[:at], new, *sentences[at + 1 :]]):
            if not gap_marks(new):
                return False
            sitting.show(f"  {new.text}", fg="bright_black")


def _is_sentence(answer: str) -> bool:
    return len(answer) >= _SENTENCE_CJK if cjk(answer) else len(answer.split()) >= _SENTENCE


def _open_asks(sitting: _Sitting) -> None:
    """What the letter seems to leave unanswered, asked for one by one."""
    sitting.show(f"\n{sitting.reply.draft.text}\n", fg="bright_black")
    for index in not_answered(sitting.reply.draft.sentences, sitting.reply.plan):
        asked = short(sitting.reply.plan.decisions[index].ask.text, _SHOWN)
        sitting.show(f"\nPerhaps not answered: “{asked}”")
        _own_line(sitting, "your answer (Enter: none)", asks=(index,))


def _also_found(sitting: _Sitting) -> None:
    """What was found and is not in the letter, and the notes that were kept out of it."""
    while True:
        sentences, plan = sitting.reply.draft.sentences, sitting.reply.plan
        quotable, kept = at_hand(sentences, plan), kept_out(sentences, plan)
        if not quotable and not kept:
            return
        sitting.show("\nNot in the letter")
        for number, fact in enumerate([*quotable, *kept], start=1):
            sitting.show(f"  {number} {fact.source.rsplit('/', 1)[-1]}: {short(fact.text, _SHOWN)}")
        answer = sitting.answer("a number puts one in (Enter: none)")
        if not answer.isdecimal() or not 1 <= int(answer) <= len(quotable) + len(kept):
            return
        chosen = [*quotable, *kept][int(answer) - 1]
        if chosen in kept:
            _own_line(sitting, "words for the client (Enter: none)")
        else:
            sitting.take(with_fact(sentences, chosen, plan))


def _own_lines(sitting: _Sitting) -> None:
    while _own_line(sitting, "one more line of your own (Enter: none)"):
        pass


def _own_line(sitting: _Sitting, question: str, *, asks: Sequence[int] = ()) -> bool:
    """Whether the person added a line; what the gate stops is asked for again."""
    while answer := sitting.answer(question):
        if sitting.take(with_line(sitting.reply.draft.sentences, answer, sitting.reply.plan, asks=asks)):
            return True
    return False
