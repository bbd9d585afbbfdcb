"""Client turns of the sample worlds: paired with the right answer, and the right outcome?

python bench/correspondence/pairing.py [FOLDER with the worlds] [--words]
truth.yaml was written by one engineer who read all archives message by message: the id of an exchange
is a hash of the client's turn and our answer, so a known id is a pair that is exactly right. Where two
outcomes are defensible both are listed and either counts. --words: by the word lists alone.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from assistant.correspondence.archive import read_archive
from assistant.correspondence.ending import Judging
from assistant.domain import Exchange, Outcome
from bench.correspondence.unseen import with_embeddings

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1].parent / "shared" / "worlds"


def exchanges(world: Path, judging: Judging | None = None) -> list[Exchange]:
    us = yaml.safe_load((world / "world.yaml").read_text(encoding="utf-8"))["us"]
    return [
        x for x in read_archive(world / "correspondence", us=us, judging=judging) if isinstance(x, Exchange)
    ]


def scores(worlds: Path, judging: Judging | None = None) -> dict[str, tuple[int, int, list[str]]]:
    """Right and all, with what was missed: pairs, and outcomes of the answered turns."""
    truth: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "truth.yaml").read_text(encoding="utf-8"))
    found: dict[str, tuple[int, int, list[str]]] = {}
    for name, expected in truth.items():
        known = {x.id: x for x in exchanges(worlds / name, judging)}
        missed = [note for note, entry in expected.items() if entry["id"] not in known]
        judged = [(note, e) for note, e in expected.items() if "outcome" in e and e["id"] in known]
        wrong = [
            note for note, e in judged if known[e["id"]].outcome not in map(Outcome, e["outcome"].split())
        ]
        found[f"{name} pairs"] = (len(expected) - len(missed), len(expected), missed)
        found[f"{name} outcomes"] = (len(judged) - len(wrong), len(judged), wrong)
    return found


def main() -> None:
    folders = [Path(given) for given in sys.argv[1:] if not given.startswith("-")]
    judging = None if "--words" in sys.argv else with_embeddings()
    for name, (right, total, wrong) in scores(folders[0] if folders else SHARED, judging).items():
        print(f"{name:24} {right:4} / {total:<4} {'; '.join(wrong[:5])}")


if __name__ == "__main__":
    main()
