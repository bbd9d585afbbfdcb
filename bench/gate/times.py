"""Replies that name a time nobody gave: how many are blocked.

    python -m bench.gate.times [--wrong]

Each frame of times.yaml with each of its words ("The parcel arrives next week.") against a note that says something
else. The words were written before the lists were looked at, and the lists were widened in sight of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from assistant.domain import Evidence, Severity
from assistant.gate import check

DAY = date(2026, 11, 23)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wrong", action="store_true", help="show what passes")
    arguments = parser.parse_args()
    passed = total = 0
    for language, replies in _replies():
        through = [reply for reply in replies if not _blocked(reply, language)]
        passed, total = passed + len(through), total + len(replies)
        print(f"{language:8} blocked {len(replies) - len(through):3} of {len(replies):3}")
        for reply in through if arguments.wrong else ():
            print(f"         passes: {reply}")
    print(f"all      blocked {total - passed:3} of {total:3}")


def _replies() -> Iterator[tuple[str, list[str]]]:
    lists = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    for language, parts in lists.items():
        filled = [frame.format(word) for word in parts["words"] for frame in parts["frames"]]
        yield language, [reply[0].upper() + reply[1:] for reply in filled]


def _blocked(reply: str, language: str) -> bool:
    evidence = Evidence(language=language, known=(("note 1", "abc"),), grounded=True, day=DAY)
    return any(found.severity is Severity.BLOCK for found in check(reply, evidence))


if __name__ == "__main__":
    main()
