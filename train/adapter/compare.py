"""Whole letters by the adapter of the job `letter`, beside the assembled ones, for eyes that wrote neither.

    python -m train.adapter.compare --model FILE.gguf --adapter FILE.gguf [--each 8] > pairs.jsonl

For each language all messages of the sample worlds, and held-out letters (their message, the facts they use as notes) up to `--each`.
The adapter gets the lines and facts of the assembled letter. Its own stands where every gap came back and the gate stops nothing after repair;
otherwise the assembled one does. A line a message: id, language, message, notes, assembled, written (as it came),
letter (what would be sent), floor (why it is the assembled one), repaired, what both miss of what a world wants mentioned, seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.assembly import NO_MODEL, open_assistant
from assistant.domain import (
    GAP,
    Channel,
    Finding,
    Message,
    MoveKind,
    Origin,
    Reply,
    Sentence,
    Severity,
)
from assistant.drafting.layout import lay_out
from assistant.drafting.meaning import writings
from assistant.drafting.rewriting import mend
from assistant.exam.jobs import exam_languages
from assistant.exam.judging import limits
from assistant.models.llama import LlamaWriter, open_llama
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from bench.drafts.scoring import score
from bench.drafts.worlds import Case, build, cases, worlds
from train.adapter.pairs import LETTERS, is_held_out, letter_prompt, letters

LONGEST_BODY = 420  # tokens
_FRAME = (MoveKind.GREETING, MoveKind.SIGN_OFF)


def main() -> None:
    arguments = _arguments()
    writer = open_llama(arguments.model, state_folder=None, threads=0, seed=0)
    writer.evaluator.adapt(arguments.adapter)
    seen: dict[str, int] = {}
    for case, assistant in _cases(arguments.worlds, seen, arguments.each):
        row = compared(case, assistant, writer)
        if not arguments.language or row["language"] in arguments.language:
            print(json.dumps(row, ensure_ascii=False), flush=True)
    writer.close()


def compared(case: Case, assistant: Assistant, writer: LlamaWriter) -> dict[str, Any]:
    """Both letters to one message, and what is found in them."""
    started = time.perf_counter()
    reply = assistant.reply(case.message)
    assembled_s = time.perf_counter() - started
    evidence = assistant.evidence(case.message, reply.reading, reply.plan)

    def review(text: str) -> list[Finding]:
        return [each for each in assistant.check(text, evidence) if each.severity is Severity.BLOCK]

    started = time.perf_counter()
    written = _body(reply, writer)
    by_adapter = replace_body(reply, written.text)
    floor = written.floor
    repaired = False
    if not floor and review(by_adapter):
        mended = mend(
            by_adapter, writer.complete, language=reply.plan.language,
            constraints=limits(reply.plan.language), review=review,
        )  # fmt: skip
        repaired = mended is not None
        by_adapter = mended or by_adapter
        floor = "; ".join(f"{each.rule}: {each.text}" for each in review(by_adapter))
    adapter_s = time.perf_counter() - started
    assembled = reply.draft.text
    letter = assembled if floor else by_adapter
    row = {
        "id": f"{case.world}-{case.id}",
        "language": reply.plan.language,
        "message": case.message.text,
        "notes": list(case.message.notes),
        "assembled": assembled,
        "written": written.text,
        "letter": letter,
        "floor": floor,
        "repaired": repaired,
        "assembled_s": round(assembled_s, 1),
        "adapter_s": round(adapter_s, 1),
    }
    if case.expected.get("must_mention"):
        for name, text in (("assembled", assembled), ("letter", letter)):
            scored = score(text, case.expected, (), 0)
            row |= {"to_mention": scored.to_mention, f"{name}_missed": list(scored.missed)}
        row["must_not"] = case.expected["must_not"]
    return row


@dataclass(frozen=True, slots=True)
class Body:
    """What the adapter wrote; `floor` says why it cannot stand."""

    text: str
    floor: str = ""


def items_of(sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
    """What a letter holds, as the job gets it: facts as they were noted, and the lines that people wrote.

    A line that only leads to what follows it is left to the adapter; a note that a person has yet to judge stays a gap.
    """
    items: list[tuple[str, str]] = []
    for each in sentences:
        fact = each.fact
        if (
            each.move in _FRAME
            or not each.text
            or (fact is None and each.text.rstrip().endswith((":", "：")))
        ):
            continue
        held = each.origin is Origin.GAP and (fact is None or fact.gap == "tell" or fact.doubted)
        items.append(("=", each.text) if fact is None or held else (fact.kind.value, fact.text))
    return list(dict.fromkeys(items))


def replace_body(reply: Reply, body: str) -> str:
    """The letter with another body between its greeting and its sign-off."""
    frame = [each for each in reply.draft.sentences if each.move in _FRAME]
    head = [each for each in frame if each.move is MoveKind.GREETING]
    tail = [each for each in frame if each.move is MoveKind.SIGN_OFF]
    middle = Sentence(MoveKind.RECORD, body, Origin.MODEL)
    return lay_out([*head, middle, *tail], reply.plan.channel, list_mark="- ")


def _body(reply: Reply, writer: LlamaWriter) -> Body:
    plan, items = reply.plan, items_of(reply.draft.sentences)
    facts = [text for kind, text in items if kind != "="]
    if not facts:
        return Body("", floor="no fact to say")
    prompt = letter_prompt(
        plan.language, plan.register or "neutral", plan.channel.value, reply.reading.temperature, items
    )
    texts = [text for _, text in items]
    figures = tuple(figure for text in texts for figure in writings(text))
    bounds = replace(limits(plan.language), figures=figures, max_tokens=LONGEST_BODY)
    written = writer.complete(prompt, bounds)
    text = written.text.strip()
    if not written.complete or not text:
        return Body(text, floor=f"not finished: {written.end}")
    marks = [mark for line in texts for mark in GAP.finditer(line)]
    for mark in marks:
        text = _restored(mark, text)
    lost = [mark.group() for mark in marks if mark.group() not in text]
    return Body(text, floor=f"gap lost: {lost[0]}" if lost else "")


def _restored(mark: re.Match[str], text: str) -> str:
    """The text with a gap whose mark was translated or dropped within its brackets: "[填: 誰]", "[day and time]"."""
    damaged = rf"[\[［][^\[\]［］:：]{{0,8}}[:：]?\s*{re.escape(mark.group(1).strip())}\s*[\]］]"
    return text if mark.group() in text else re.sub(damaged, lambda _: mark.group(), text, count=1)


def _cases(folder: Path, seen: dict[str, int], each: int) -> Iterator[tuple[Case, Assistant]]:
    for world in worlds(folder):
        with _opened() as assistant:
            build(assistant.knowledge, world)
            for case in cases(world):
                language = case.expected["reply_lang"]
                if language not in exam_languages():
                    continue
                seen[language] = seen.get(language, 0) + 1
                yield case, assistant
    with _opened() as assistant:
        for row in (row for folder in LETTERS for row in letters(folder)):
            if is_held_out(row["id"]) and row["facts"] and 0 < seen.get(row["lang"], 0) < each:
                seen[row["lang"]] += 1
                yield _case(row), assistant


def _case(row: dict[str, Any]) -> Case:
    notes = tuple(each["text"] for each in row["facts"] if each["use"])
    message = Message(row["message"], channel=Channel(row["channel"]), notes=notes, language=row["lang"])
    return Case("letters", row["id"], message, {"reply_lang": row["lang"]})


@contextmanager
def _opened() -> Iterator[Assistant]:
    """An Assistant without a model over a store of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALMREPLY_HOME"] = home
        with open_assistant(load_settings(), model=NO_MODEL) as assistant:
            yield assistant


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--adapter", type=Path, required=True)
    parser.add_argument("--worlds", type=Path, default=Path("../shared/worlds"))
    parser.add_argument("--each", type=int, default=8, help="messages a language, at least")
    parser.add_argument("--language", action="append", help="only these; may be given several times")
    return parser.parse_args()


if __name__ == "__main__":
    main()
