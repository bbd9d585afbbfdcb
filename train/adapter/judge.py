"""What an adapter makes of what it has not seen, and what of it the checks of a draft would let through.

    python -m train.adapter.judge JOB --model FILE.gguf --adapter FILE.gguf [--language es] [--limit 14] > judged.jsonl

`tell` is judged on the held-out notes, `first` on the messages of bench/reading/messages_held.yaml (whole letters: compare.py). A line an answer:
id, language, source, what was written, the reference, and whether it would be shown. Whether it is right is for a
reader: the checks see figures, months and "not", no sense.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Evidence, Severity
from assistant.drafting.telling import tell
from assistant.exam.jobs import exam_languages, load_items
from assistant.exam.judging import limits
from assistant.gate import check
from assistant.language.figures import find_figures
from assistant.models.llama import LlamaWriter, open_llama
from train.adapter.pairs import first_prompt, load_pairs

DAY = date(2026, 11, 17)  # the day the notes were written for
MESSAGES = Path(__file__).parents[2] / "bench" / "reading" / "messages_held.yaml"
ADDRESSES = {
    "en": "neutral",
    "es": "usted",
    "ru": "вы",
    "af": "u",
    "zh-Hans": "您",
    "zh-Hant": "您",
    "de": "Sie",
}
LONGEST_LINE = 80  # tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("job", choices=("tell", "first"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--adapter", type=Path, required=True)
    parser.add_argument(
        "--language", action="append", help="may be given several times; default: all of the exam"
    )
    parser.add_argument("--limit", type=int, default=14, help="notes or messages a language")
    arguments = parser.parse_args()
    writer = open_llama(arguments.model, state_folder=None, threads=0, seed=0)
    writer.evaluator.adapt(arguments.adapter)
    judged = told if arguments.job == "tell" else opened
    for language in arguments.language or exam_languages():
        for row in judged(writer, language, arguments.limit):
            print(json.dumps(row, ensure_ascii=False), flush=True)
    writer.close()


def told(writer: LlamaWriter, language: str, limit: int) -> Iterator[dict[str, Any]]:
    """The first held-out notes that are not in the exam, as the model says them in a language."""
    examined = {str(item.given["note"]) for item in load_items(language) if item.job == "tell"}
    pairs = [
        pair
        for pair in load_pairs("tell")
        if pair.held_out and pair.language == language and pair.source not in examined
    ]
    for pair in pairs[:limit]:
        text = tell(
            pair.source,
            writer.complete,
            language=language,
            address=pair.address,
            constraints=limits(language),
        )
        evidence = Evidence(language=language, known=(("note 1", pair.source),), grounded=True, day=DAY)
        yield _row(pair.id, language, pair.source, text, pair.text, evidence)


def opened(writer: LlamaWriter, language: str, limit: int) -> Iterator[dict[str, Any]]:
    """First lines for the messages of unusual trades, with the figures of the message alone."""
    messages = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    for message in [each for each in messages if each["lang"] == language][:limit]:
        text = message["text"]
        figures = tuple(figure.text for figure in find_figures(text, language=language))
        bounds = replace(limits(language), figures=figures, one_sentence=True, max_tokens=LONGEST_LINE)
        written = writer.complete(first_prompt(text, language, ADDRESSES[language]), bounds)
        line = written.text.strip() if written.complete else ""
        evidence = Evidence(language=language, message=text, grounded=True)
        yield _row(message["id"], language, text, line, message["ack"], evidence)


def _row(
    id: str, language: str, source: str, text: str, reference: str, evidence: Evidence
) -> dict[str, Any]:
    stopped = [each.rule for each in check(text, evidence) if each.severity is Severity.BLOCK]
    return {
        "id": id,
        "language": language,
        "source": source,
        "written": text,
        "reference": reference,
        "shown": bool(text) and not stopped,
        "stopped": stopped,
    }


if __name__ == "__main__":
    main()
