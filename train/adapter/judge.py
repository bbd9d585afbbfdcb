"""What an adapter makes of the held-out notes, and what of it the checks of a draft would let through.

    python -m train.adapter.judge --model FILE.gguf --adapter FILE.gguf [--language es] [--limit 14] > told.jsonl

A line a saying: id, language, note, what was written, the reference, and whether it would be shown. Whether it is right
is for a reader: the checks see figures, months and "not", no sense.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from assistant.domain import Evidence, Severity
from assistant.drafting.telling import tell
from assistant.exam.jobs import exam_languages, load_items
from assistant.exam.judging import limits
from assistant.gate import check
from assistant.models.llama import LlamaWriter, open_llama
from train.adapter.pairs import load_pairs

DAY = date(2026, 11, 17)  # the day the notes were written for


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--adapter", type=Path, required=True)
    parser.add_argument(
        "--language", action="append", help="may be given several times; default: all of the exam"
    )
    parser.add_argument("--limit", type=int, default=14, help="notes a language")
    arguments = parser.parse_args()
    writer = open_llama(arguments.model, state_folder=None, threads=0, seed=0)
    writer.evaluator.adapt(arguments.adapter)
    for language in arguments.language or exam_languages():
        for row in told(writer, language, arguments.limit):
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
        stopped = [each.rule for each in check(text, evidence) if each.severity is Severity.BLOCK]
        yield {
            "id": pair.id,
            "language": language,
            "note": pair.source,
            "told": text,
            "reference": pair.text,
            "shown": bool(text) and not stopped,
            "stopped": stopped,
        }


if __name__ == "__main__":
    main()
