"""False alarms of the wording rules on good replies, and the share of tempting bad replies they stop.

    python bench/gate/letters.py ../shared/letters [--show]

Each line of the folder's JSONL files has a message, its asks, the facts, a good `letter` and a `bad`
one. A good letter should have no finding that blocks; most bad ones should have one. The rules
measured are those over words (apology, admission, charge, blame, admonishment, tone); promises and
figures have their own bench.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.domain import Ask, AskKind, Channel, Evidence, Finding, Severity
from assistant.gate.admission import admission
from assistant.gate.apology import apology
from assistant.gate.charge import blame, charge
from assistant.gate.tone import admonishment, capitals, exclamation, explaining, length, sarcasm

RULES = (apology, admission, charge, blame, admonishment, sarcasm, exclamation, capitals, length, explaining)


def evidence_of(row: dict[str, Any]) -> Evidence:
    """Everything the row knows about its letter."""
    message = row["message"]
    places = [(ask["span"], message.find(ask["span"]), AskKind(ask["kind"])) for ask in row["asks"]]
    return Evidence(
        message=message,
        asks=tuple(Ask(words, start, start + len(words), kind) for words, start, kind in places),
        known=tuple((fact["source"], fact["text"]) for fact in row["facts"]),
        language=row["lang"],
        channel=Channel(row["channel"]),
        temperature=row["temperature"],
    )


def findings_of(text: str, evidence: Evidence) -> Iterator[Finding]:
    """What the wording rules say, without the infos."""
    for rule in RULES:
        yield from (found for found in rule(text, evidence) if found.severity is not Severity.INFO)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print every alarm on a good letter")
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(options.folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            evidence = evidence_of(row)
            alarms = list(findings_of(row["letter"], evidence))
            stopped = any(found.severity is Severity.BLOCK for found in findings_of(row["bad"], evidence))
            for language in (row["lang"], "all"):
                totals[language] += 1
                counts[language, "blocked"] += any(found.severity is Severity.BLOCK for found in alarms)
                counts[language, "warned"] += bool(alarms)
                counts[language, "stopped"] += stopped
                if "apologises" in row["bad_why"] and language == "all":
                    counts["apologising", "total"] += 1
                    counts["apologising", "stopped"] += stopped
            for found in alarms if options.show else ():
                print(" ", row["id"], found.rule, found.severity, repr(found.text[:80]))
    for language, total in totals.items():
        print(
            f"{language:8} {total:4} letters: {counts[language, 'blocked']} blocked, {counts[language, 'warned']} warned;"
            f" bad replies stopped {counts[language, 'stopped']} ({counts[language, 'stopped'] / total:.0%})"
        )
    print(
        f"bad replies that apologise: {counts['apologising', 'stopped']} of {counts['apologising', 'total']} stopped"
    )


if __name__ == "__main__":
    main()
