"""Client turns of the sample worlds: paired with the right answer, and the right outcome?

python bench/correspondence/pairing.py [FOLDER with the worlds]
truth.yaml was written by one engineer who read all archives message by message: the id of an exchange
is a hash of the client's turn and our answer, so a known id is a pair that is exactly right. Where two
outcomes are defensible both are listed and either counts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from assistant.correspondence.archive import read_archive
from assistant.domain import Exchange, Outcome

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1].parent / "shared" / "worlds"


def exchanges(world: Path) -> list[Exchange]:
    us = yaml.safe_load((world / "world.yaml").read_text(encoding="utf-8"))["us"]
    return [x for x in read_archive(world / "correspondence", us=us) if isinstance(x, Exchange)]


def scores(worlds: Path) -> dict[str, tuple[int, int, list[str]]]:
    """Right and all, with what was missed: pairs, and outcomes of the answered turns."""
    truth: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "truth.yaml").read_text(encoding="utf-8"))
    found: dict[str, tuple[int, int, list[str]]] = {}
    for name, expected in truth.items():
        known = {x.id: x for x in exchanges(worlds / name)}
        missed = [note for note, entry in expected.items() if entry["id"] not in known]
        judged = [(note, e) for note, e in expected.items() if "outcome" in e and e["id"] in known]
        wrong = [
            note for note, e in judged if known[e["id"]].outcome not in map(Outcome, e["outcome"].split())
        ]
        found[f"{name} pairs"] = (len(expected) - len(missed), len(expected), missed)
        found[f"{name} outcomes"] = (len(judged) - len(wrong), len(judged), wrong)
    return found


def main() -> None:
    worlds = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    for name, (right, total, wrong) in scores(worlds).items():
        print(f"{name:24} {right:4} / {total:<4} {'; '.join(wrong[:5])}")


if __name__ == "__main__":
    main()
