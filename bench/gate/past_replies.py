"""How often `check` stops a past reply that calmed the client, in every way it can be asked.

    python -m bench.gate.past_replies WORLD... [--show]

A world is a folder as FORMAT.md of the sample worlds describes it. A reply counts as good when the client's next
message shows that it calmed them, and as bad when it escalated. Four ways: the reply alone; with the client's
message; with the world's policies as sources; with both.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import yaml

from assistant.correspondence.archive import read_archive
from assistant.domain import Evidence, Exchange, Finding, Message, Outcome, Severity
from assistant.gate import check
from assistant.gate.evidence import evidence_beside
from assistant.knowledge.splitting import split_policy
from assistant.reading.reader import read

WAYS = ("alone", "message", "policies", "both")


def main() -> None:
    """Print, for each way, how many good and bad replies are stopped, and by which rules."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("worlds", type=Path, nargs="+")
    parser.add_argument("--show", action="store_true", help="print what stops a good reply")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    for world in options.worlds:
        policies = tuple(policies_of(world))
        for exchange in exchanges_of(world):
            kind = "good" if exchange.outcome in (Outcome.CALMED, Outcome.RESOLVED) else "other"
            counts[kind, "replies"] += 1
            for way in WAYS:
                stopped = [
                    each
                    for each in check(exchange.reply, evidence(exchange, policies, way))
                    if each.severity is Severity.BLOCK
                ]
                counts[kind, way] += bool(stopped)
                rules.update({(way, each.rule) for each in stopped} if kind == "good" else ())
                if options.show and kind == "good":
                    show(way, exchange, stopped)
    for kind in ("good", "other"):
        total = counts[kind, "replies"]
        shares = "  ".join(f"{way} {counts[kind, way]} ({counts[kind, way] / total:.1%})" for way in WAYS)
        print(f"{kind:6}{total:4} replies, stopped: {shares}")
    print("rules that stop good replies:", dict(rules))


def exchanges_of(world: Path) -> list[Exchange]:
    """The answered exchanges of a world's archives."""
    us = [str(name) for name in yaml.safe_load((world / "world.yaml").read_text("utf-8"))["us"]]
    found = read_archive(world / "correspondence", us=us)
    return [each for each in found if isinstance(each, Exchange) and each.reply and each.message]


def policies_of(world: Path) -> list[tuple[str, str]]:
    """Every passage of the world's policies, as (place, text)."""
    return [
        (passage.source, passage.text)
        for path in sorted((world / "policies").iterdir())
        for passage in split_policy(path)
    ]


def evidence(exchange: Exchange, policies: tuple[tuple[str, str], ...], way: str) -> Evidence:
    """What `check` knows in this way: as `--message FILE` reads it, and the policies as incomplete sources."""
    known = policies if way in ("policies", "both") else ()
    read_too = way in ("message", "both")
    return evidence_beside(read(Message(text=exchange.message)) if read_too else None, known)


def show(way: str, exchange: Exchange, stopped: list[Finding]) -> None:
    for each in stopped:
        print(f"  {way:9}{exchange.reply_language:8}{each.rule:12}{each.text[:70]!r}  {each.reason[:80]}")


if __name__ == "__main__":
    main()
