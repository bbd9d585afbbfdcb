"""How well notes are told apart: `python -m bench.reading.notes [FILE] [--plain] [--show]` over labelled statements.

A statement is judged as a part of its `note`, where it is one, and may have several right labels. Two errors matter: one for the house alone (or about the message) that is told,
and one that could be told and is left out. `--plain` judges the word lists alone, as where there are no embeddings.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from assistant.domain import Fact, FactKind, SourceKind
from assistant.reading.facts import read_facts
from assistant.reading.notes import ABOUT
from assistant.resources import parse_yaml

_TELLABLE = {"say", "offer", "ask"}
_KINDS = {FactKind.OFFER: "offer", FactKind.ASK: "ask"}


def label_of(fact: Fact) -> str:
    """The label the reading gave a note, as train/notes.py calls it; `gap`: left to a person to decide on."""
    if fact.gap:
        return "gap"
    if fact.internal:
        return "context" if fact.kept in (ABOUT, "") else "internal"
    return _KINDS.get(fact.kind, "say")


def judge(
    rows: Iterable[dict[str, Any]], found: Callable[[dict[str, Any]], str], *, show: bool
) -> Counter[str]:
    """Counts of each kind of error, and of what could have gone wrong."""
    counts: Counter[str] = Counter()
    for row in rows:
        labels, label = set(row["labels"]), found(row)
        counts["all"] += 1
        counts["right"] += label in labels
        for name in labels if len(labels) == 1 else ():
            counts[name] += 1
            counts[f"{name} right"] += label == name
            counts[f"{name} told"] += label in ("say", "offer")
            counts[f"{name} as gap"] += label == "gap"
            counts[f"{name} left out"] += label not in (*_TELLABLE, "gap")
        if show and label not in labels:
            print(f"  {label} for {'|'.join(row['labels'])}: {row['text']}")
    return counts


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, nargs="?", default=Path(__file__).parent / "notes_worlds.yaml")
    options.add_argument("--plain", action="store_true")
    options.add_argument("--show", action="store_true")
    chosen = options.parse_args()
    embed = None
    if not chosen.plain:
        from assistant.models.embeddings import E5Embeddings

        embeddings = E5Embeddings()
        embed = lambda texts: embeddings.embed_array(texts, side="query")  # noqa: E731

    def found(row: dict[str, Any]) -> str:
        facts = read_facts([(row.get("note", row["text"]), SourceKind.NOTE, "note 1")], embed=embed)
        return label_of(next((fact for fact in facts if fact.text == row["text"]), facts[0]))

    counts = judge(parse_yaml(chosen.file.read_text("utf-8")), found, show=chosen.show)
    print(f"{counts['all']} statements, {counts['right']} right")
    for name in ("say", "offer", "ask", "internal", "context"):
        told, left = counts[f"{name} told"], counts[f"{name} left out"]
        gaps = counts[f"{name} as gap"]
        print(
            f"  {name}: {counts[name]}, right {counts[f'{name} right']}, told {told}, as a gap {gaps}, left out {left}"
        )


if __name__ == "__main__":
    main()
