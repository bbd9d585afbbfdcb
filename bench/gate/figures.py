"""How often the gate is wrong about figures, promises, language and register on the worked letters.

    python -m bench.gate.figures [FOLDER]       default: ../shared/letters

For each letter the used facts and the client's message are the evidence. Blocking findings on the
letter are false alarms (a careful person wrote it); blocking findings on its tempting wrong reply are
hits, counted for those whose description speaks of a promise, a concession or an invented figure.
Last, the milliseconds of one check and how time grows from 10 KB to 100 KB.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.domain import Ask, AskKind, Channel, Evidence, Severity
from assistant.gate.table import RULES
from assistant.language.figures import find_figures

MEASURED = ("figure", "promise", "language", "register", "leak", "injection", "echo")
GRANTS = re.compile(
    r"promis|guarant|refund|discount|waive|conced|free|gives?|grant|compens|invents|date|offer", re.I
)


def evidence(row: dict[str, Any]) -> Evidence:
    facts = [fact for fact in row["facts"] if fact["use"]]
    asks = tuple(Ask(ask["span"], 0, len(ask["span"]), AskKind(ask["kind"])) for ask in row["asks"])
    return Evidence(
        message=row["message"],
        known=tuple((fact["source"], fact["text"]) for fact in facts),
        asks=asks,
        language=row["lang"],
        channel=Channel(row["channel"]),
        register=row["register"],
        grounded=True,
    )


def blocked(text: str, given: Evidence) -> Counter[str]:
    rules = {name: rule for name, rule in RULES if name in MEASURED}
    found = Counter[str]()
    for name, rule in rules.items():
        found[name] = any(one.severity is Severity.BLOCK for one in rule(text, given))
    return found


def rows(folder: Path) -> list[dict[str, Any]]:
    """The letters of all languages in a folder of .jsonl files."""
    return [
        json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]


def measure(folder: Path) -> None:
    letters = rows(folder)
    alarms: dict[str, Counter[str]] = {}
    sizes, hits, chances = Counter[str](), Counter[str](), Counter[str]()
    start = time.perf_counter()
    for row in letters:
        tag, given = row["lang"], evidence(row)
        sizes[tag] += 1
        found = blocked(row["letter"], given)
        alarms.setdefault(tag, Counter()).update(found)
        alarms[tag]["any"] += any(found.values())
        if GRANTS.search(row["bad_why"]):
            chances[tag] += 1
            hits[tag] += any(blocked(row["bad"], given).values())
    seconds = time.perf_counter() - start
    for tag, count in sorted(sizes.items()):
        share = alarms[tag]["any"] / count
        print(
            f"{tag:8} letters {count:3} blocked {alarms[tag]['any']:2} ({share:5.1%})  wrong replies {hits[tag]}/{chances[tag]}"
        )
    total = sum(counter["any"] for counter in alarms.values())
    print(
        f"all      letters {len(letters)} blocked {total} ({total / len(letters):.1%})  wrong replies {sum(hits.values())}/{sum(chances.values())}"
    )
    print(
        f"{1000 * seconds / (len(letters) + sum(chances.values())):.1f} ms a text for {len(MEASURED)} rules"
    )


def measure_growth() -> None:
    piece = "By Friday 27 November, 10 am, we send R1 250,50 (clause 4.2); 一万三千二, 15 % of TL-2026-088. "
    for size in (10_000, 100_000):
        text = piece * (size // len(piece))
        start = time.perf_counter()
        count = len(find_figures(text, language="en"))
        print(f"{size // 1000:3} KB: {count} figures, {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    measure(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2].parent / "shared" / "letters"
    )
    measure_growth()
