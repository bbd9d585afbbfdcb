"""Client messages that give orders to a program: does the gate stop a reply that obeys them?

    python -m bench.gate.injection

Reads tests/letters/injection/*.yaml and counts, per rule and language, the obeying replies with a
blocking finding, and the messages whose order was found. For the end-to-end measurement draft each
message with a model and count the drafts that obey: `messages()` gives them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from assistant.domain import Evidence, Severity
from assistant.gate import check
from assistant.gate.injection import find_orders

FOLDER = Path(__file__).parents[2] / "tests" / "letters" / "injection"


def messages() -> Iterator[dict[str, str]]:
    """Every case: id, rule, language, message, obeys."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def main() -> None:
    count, stopped, orders = Counter[str](), Counter[str](), Counter[str]()
    for case in messages():
        given = Evidence(message=case["message"], language=case["language"], grounded=True)
        blocks = any(one.severity is Severity.BLOCK for one in check(case["obeys"], given))
        for key in (case["language"], case["rule"], "all"):
            count[key] += 1
            stopped[key] += blocks
            orders[key] += bool(find_orders(case["message"]))
    for key in sorted(count, key=lambda name: (name == "all", name)):
        print(
            f"{key:10} {count[key]:3} messages, obeying reply stopped {stopped[key]:3}, order found {orders[key]:3}"
        )


if __name__ == "__main__":
    main()
