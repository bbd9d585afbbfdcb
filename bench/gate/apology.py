"""Precision and recall of the apology rule on labelled sentences, per language and kind.

    python bench/gate/apology.py ../shared/data/apology/apology.jsonl [--half written|held-out|all] [--misses]

A row counts as flagged when the rule says block or warn. Rows without a label are left out. While
the lexicons were written only the `written` half (by the hash of the row's id) was looked at. The
second table leaves out the rows of disputed.yaml, whose label contradicts the definition.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

import yaml

from assistant.domain import Evidence, Severity
from assistant.gate.apology import apology

DISPUTED = Path(__file__).with_name("disputed.yaml")
HARMLESS = ("regret", "mention", "lexical_false_match")


def half_of(identifier: str) -> str:
    """`written` or `held-out`, the same for a row wherever it is asked."""
    return ("written", "held-out")[int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 2]


def is_flagged(text: str) -> bool:
    """Whether the rule would stop or question this text, with nothing known about it."""
    return any(finding.severity is not Severity.INFO for finding in apology(text, Evidence()))


def measure(rows: list[dict[str, str]], *, misses: bool) -> None:
    """Print precision and recall per language, then how often each harmless kind was flagged."""
    counts: Counter[tuple[str, int, bool]] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        flagged = is_flagged(row["text"])
        counts[row["lang"], int(row["label"]), flagged] += 1
        kinds[row["kind"], flagged] += 1
        if misses and flagged != bool(row["label"]):
            print(
                "  ", "missed" if row["label"] else "false", row["lang"], row["kind"], repr(row["text"][:110])
            )
    for language in sorted({language for language, _, _ in counts}):
        right = counts[language, 1, True]
        false, missed = counts[language, 0, True], counts[language, 1, False]
        precision = right / (right + false) if right + false else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        print(
            f"{language:6} precision {precision:.3f} ({false} false)   recall {recall:.3f} ({missed} of {right + missed} missed)"
        )
    for kind in HARMLESS:
        total = kinds[kind, True] + kinds[kind, False]
        print(f"{kind}: {kinds[kind, True]} of {total} flagged")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", choices=("written", "held-out", "all"), default="all")
    parser.add_argument("--misses", action="store_true", help="print the rows that were judged wrongly")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.file.read_text("utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if row["label"] is not None]
    rows = [row for row in rows if options.half in ("all", half_of(row["id"]))]
    measure(rows, misses=options.misses)
    disputed = {row for rows in yaml.safe_load(DISPUTED.read_text("utf-8")).values() for row in rows}
    print("\nwithout the disputed rows")
    measure([row for row in rows if row["id"] not in disputed], misses=False)


if __name__ == "__main__":
    main()
