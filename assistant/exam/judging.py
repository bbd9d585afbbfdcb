"""One job of the exam, done as a draft would do it, and judged."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.domain import Apology, Ask, Completion, Constraints, Evidence, Finding, Prompt, Severity
from assistant.drafting.acknowledge import acknowledge
from assistant.drafting.asking import extract_asks
from assistant.drafting.rewording import join, restyle, smooth, smooth_letter
from assistant.drafting.rewriting import rewrite
from assistant.drafting.telling import tell
from assistant.drafting.translate import translate
from assistant.exam.jobs import Item
from assistant.gate import banned_phrases, check
from assistant.language.words import cjk
from assistant.models.allowance import Answer
from assistant.models.writer import Writer

GOOD, KEPT, WRONG = "good", "kept", "wrong"


@dataclass(slots=True)
class _Recorder:
    """The writer as a plain function that remembers what was written."""

    writer: Writer
    wrote: list[str] = field(default_factory=list)

    def __call__(self, prompt: Prompt, constraints: Constraints) -> Completion:
        completion = self.writer.complete(prompt, constraints)
        self.wrote.append(completion.text if completion.complete else "")
        return completion


@dataclass(slots=True)
class Replay:
    """A writer that writes again what was written before: the checks may have changed, the answers not."""

    wrote: Sequence[str]
    name: str = "replay"
    asked: int = 0

    def complete(
        self, prompt: Prompt, constraints: Constraints, *, on_text: Callable[[str], None] | None = None
    ) -> Completion:
        """The next of the texts; nothing when there is none left."""
        self.asked += 1
        text = self.wrote[self.asked - 1] if self.asked <= len(self.wrote) else ""
        return Completion(text, complete=bool(text))

    def close(self) -> None:
        """Nothing to give back."""


def judge(item: Item, writer: Writer, *, near: float) -> Answer:
    """Let the model do one job; `near` is the likeness from which an answer counts as good."""
    complete = _Recorder(writer)
    started = time.perf_counter()
    if item.job == "asks":
        outcome, text, likeness = _asked(item, complete)
    else:
        text = _JOBS[item.job](item, complete)
        likeness = max((alike(text, answer) for answer in item.answers), default=0.0) if text else 0.0
        outcome = KEPT if not text else GOOD if likeness >= near else WRONG
    seconds = round(time.perf_counter() - started, 2)
    return Answer(item.id, outcome, text, round(likeness, 3), seconds, tuple(complete.wrote))


def review(text: str, item: Item) -> tuple[Finding, ...]:
    """The gate's blocking findings over an answer: the input of the job is all that is known.

    Of a sentence to be rewritten, the reference answers are what is known.
    """
    known = [list(item.answers)] if item.job == "rewrite" else item.given.values()
    given = [line for value in known for line in _lines(value)]
    evidence = Evidence(
        language=item.language,
        register="" if item.address == "neutral" else item.address,
        known=tuple((f"line {number}", line) for number, line in enumerate(given, start=1)),
        grounded=item.job != "acknowledge",
        message=str(item.given.get("message", "")),
    )
    return tuple(each for each in check(text, evidence) if each.severity is Severity.BLOCK)


def alike(text: str, answer: str) -> float:
    """chrF: how many runs of one to six characters two texts share (F2, white space left out); 0 to 1."""
    one, other = "".join(text.split()).casefold(), "".join(answer.split()).casefold()
    longest = 3 if cjk(other) else 6
    scores = [_shared(one, other, size) for size in range(1, min(longest, len(one), len(other)) + 1)]
    return sum(scores) / len(scores) if scores else 0.0


def _shared(one: str, other: str, size: int) -> float:
    written, wanted = _runs(one, size), _runs(other, size)
    common = sum((written & wanted).values())
    precision, recall = common / sum(written.values()), common / sum(wanted.values())
    return 5 * precision * recall / (4 * precision + recall) if common else 0.0


def _runs(text: str, size: int) -> Counter[str]:
    return Counter(text[start : start + size] for start in range(len(text) - size + 1))


def _lines(value: object) -> list[str]:
    if isinstance(value, list):
        return [line for each in value for line in _lines(each)]
    return [value] if isinstance(value, str) else []


def limits(language: str) -> Constraints:
    """The constraints of a draft in the language."""
    return Constraints(banned=banned_phrases(language, Apology.NEVER), language=language)


# --- the jobs -----------------------------------------------------------------------------------------


def _acknowledge(item: Item, complete: _Recorder) -> str:
    given = str(item.given["sentence"])
    text = acknowledge(
        given,
        str(item.given["message"]),
        complete,
        language=item.language,
        constraints=limits(item.language),
    )
    return "" if text == given or review(text, item) else text


def _translate(item: Item, complete: _Recorder) -> str:
    fact = str(item.given["fact"])
    return translate(fact, complete, language=item.language, constraints=limits(item.language))


def _tell(item: Item, complete: _Recorder) -> str:
    note, constraints = str(item.given["note"]), limits(item.language)
    text = tell(note, complete, language=item.language, address=item.address, constraints=constraints)
    return "" if review(text, item) else text


def _restyle(item: Item, complete: _Recorder) -> str:
    text = restyle(
        str(item.given["fact"]),
        complete,
        language=item.language,
        constraints=limits(item.language),
        address=item.address,
        accept=_accept(item),
    )
    return text or ""


def _join(item: Item, complete: _Recorder) -> str:
    return _said(join, item.given["facts"], item, complete)


def _smooth(item: Item, complete: _Recorder) -> str:
    return _said(smooth, item.given["sentences"], item, complete)


def _letter(item: Item, complete: _Recorder) -> str:
    return _said(smooth_letter, item.given["paragraphs"], item, complete)


def _said(
    job: Callable[..., str | None], sentences: Sequence[object], item: Item, complete: _Recorder
) -> str:
    constraints = limits(item.language)
    said = job(sentences, complete, language=item.language, constraints=constraints, accept=_accept(item))
    return said or ""


def _rewrite(item: Item, complete: _Recorder) -> str:
    sentence = str(item.given["sentence"])

    def reviewed(text: str) -> Sequence[Finding]:
        return review(text, item)

    text = rewrite(
        sentence,
        review(sentence, item),
        complete,
        language=item.language,
        constraints=limits(item.language),
        review=reviewed,
    )
    return text or ""


def _accept(item: Item) -> Callable[[str], bool]:
    return lambda text: not review(text, item)


def _asked(item: Item, complete: _Recorder) -> tuple[str, str, float]:
    """Nothing but what is asked, and all of it, is good; a quote that is no ask is wrong."""
    message = str(item.given["message"])
    found = extract_asks(message, complete, language=item.language, constraints=limits(item.language))
    wanted = item.given["asks"]
    right = [ask for ask in found if any(_same(ask, each, message) for each in wanted)]
    met = [each for each in wanted if any(_same(ask, each, message) for ask in found)]
    text = "\n".join(f"{ask.kind}: {ask.text}" for ask in found)
    likeness = len(met) / len(wanted)
    if len(right) < len(found):
        return WRONG, text, likeness
    return (GOOD if len(met) == len(wanted) else KEPT), text, likeness


def _same(ask: Ask, wanted: dict[str, str], message: str) -> bool:
    start = message.index(wanted["text"])
    shared = min(ask.end, start + len(wanted["text"])) - max(ask.start, start)
    return ask.kind == wanted["kind"] and 2 * shared >= max(ask.end - ask.start, len(wanted["text"]))


_JOBS: dict[str, Callable[[Item, _Recorder], str]] = {
    "acknowledge": _acknowledge,
    "restyle": _restyle,
    "join": _join,
    "rewrite": _rewrite,
    "smooth": _smooth,
    "letter": _letter,
    "translate": _translate,
    "tell": _tell,
}
