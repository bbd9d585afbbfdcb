"""`draft --fill`: the blanks of a draft, one question at a time at the terminal, each answer through the gate.

Questions and answers go through a function that is handed in, so that a test can type.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.cli.inputs import Show
from assistant.cli.rendering import finding_line
from assistant.domain import Finding, Reply, Sentence, Severity, gaps_in
from assistant.drafting.filling import Blank, blanks_of, filled

KEYS = "Enter leaves it · = takes the words as they stand · - strikes the sentence"
_KEEP, _STRIKE = "=", "-"
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
        for finding in stopped:
            show(finding_line(finding), fg="red")
    return None


def _question(blank: Blank) -> str:
    if blank.asks:
        asked = "; ".join(f"“{each.text}”" for each in blank.asks)
        return f"  your answer to {asked} (Enter: somebody answers later)"
    return "  " + ("; ".join(gaps_in(blank.mark)) or "in your words (Enter: as it is)")


def _new(tried: Reply, before: Reply) -> list[Finding]:
    known = {(each.rule, each.text) for each in before.findings}
    return [
        each
        for each in tried.findings
        if each.severity is Severity.BLOCK and (each.rule, each.text) not in known
    ]
