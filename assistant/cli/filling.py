"""`draft --fill`: the blanks of a draft, one question at a time at the terminal, each answer through the gate.

Questions and answers go through a function that is handed in, so that a test can type.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.cli.inputs import Show
from assistant.cli.rendering import finding_line, short
from assistant.domain import Finding, Reply, Sentence, Severity, gaps_in
from assistant.drafting.filling import Blank, at_hand, blanks_of, filled, with_fact

KEYS = "Enter leaves it · = takes the words as they stand · - strikes the sentence"
_KEEP, _STRIKE = "=", "-"
_SHOWN = 150
Ask = Callable[[str], str | None]  # the answer to a question; None: no more of them
Fill = Callable[[Reply, Sequence[Sentence]], Reply]


def fill_in(reply: Reply, fill: Fill, *, ask: Ask, show: Show) -> Reply:
    """The reply with a person's words in its blanks; when they stop, the rest stays as it is."""
    waiting = [at for at, each in enumerate(reply.draft.sentences) if any(blanks_of(each, reply.plan))]
    if waiting:
        show(KEYS, fg="bright_black")
    for number, at in enumerate(waiting, start=1):
        show(f"\n[{number} of {len(waiting)}] {reply.draft.sentences[at].text}")
        for blank in list(blanks_of(reply.draft.sentences[at], reply.plan)):
            if blank.mark not in reply.draft.sentences[at].text:
                continue  # an answer before has settled it
            answered = _answered(reply, at, blank, fill, ask=ask, show=show)
            if answered is None:
                return reply
            reply = answered
    return _with_more(reply, fill, ask=ask, show=show)


def _with_more(reply: Reply, fill: Fill, *, ask: Ask, show: Show) -> Reply:
    """The reply with what else was found and the person wants in it."""
    while more := at_hand(reply.draft.sentences, reply.plan):
        show("\nAlso found", bold=True)
        for number, fact in enumerate(more, start=1):
            show(f"  {number} {fact.source.rsplit('/', 1)[-1]}: {short(fact.text, _SHOWN)}")
        answer = (ask("  a number puts one into the letter (Enter: none)") or "").strip()
        if not answer.isdecimal() or not 1 <= int(answer) <= len(more):
            break
        tried = fill(reply, with_fact(reply.draft.sentences, more[int(answer) - 1], reply.plan))
        if stopped := _new(tried, reply):
            _show_stopped(stopped, show)
            break
        reply = tried
    return reply


def _answered(reply: Reply, at: int, blank: Blank, fill: Fill, *, ask: Ask, show: Show) -> Reply | None:
    """The reply with one blank answered; what the gate would stop is asked for again. None: no more questions."""
    while (answer := ask(_question(blank))) is not None:
        words = blank.words if answer.strip() == _KEEP else answer.strip()
        if not words:
            return reply
        sentences = list(reply.draft.sentences)
        sentences[at] = filled(sentences[at], blank, "" if words == _STRIKE else words, reply.plan)
        tried = fill(reply, sentences)
        stopped = _new(tried, reply)
        if not stopped:
            return tried
        _show_stopped(stopped, show)
    return None


def _show_stopped(findings: Sequence[Finding], show: Show) -> None:
    for finding in findings:
        show(finding_line(finding), fg="red")


def _question(blank: Blank) -> str:
    if blank.asks:
        asked = "; ".join(f"“{each.text}”" for each in blank.asks)
        return f"  your answer to {asked} (Enter: somebody answers later)"
    if gaps := gaps_in(blank.mark):
        return "  " + "; ".join(gaps)
    return "  your words (Enter keeps it" + (", = without its mark)" if blank.words != blank.mark else ")")


def _new(tried: Reply, before: Reply) -> list[Finding]:
    known = {(each.rule, each.text) for each in before.findings}
    return [
        each
        for each in tried.findings
        if each.severity is Severity.BLOCK and (each.rule, each.text) not in known
    ]
