"""Are the limits of a policy kept? Replies within and beyond them, in several languages.

python -m bench.gate.limits [FILE] [--wrong]         default: tests/letters/gate/limits.yaml
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import yaml

from assistant.domain import Evidence, Severity
from assistant.gate.promise import promise

FILE = Path(__file__).parents[2] / "tests" / "letters" / "gate" / "limits.yaml"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, nargs="?", default=FILE)
    parser.add_argument("--wrong", action="store_true", help="print the replies that are judged wrongly")
    options = parser.parse_args()
    right, total = Counter[tuple[bool, str]](), Counter[tuple[bool, str]]()
    for case in yaml.safe_load(options.file.read_text("utf-8")):
        known = tuple((f"policy {place}", text) for place, text in enumerate(case["policy"], 1))
        for grounded, wanted in ((True, "blocked"), (True, "stands"), (False, "blocked"), (False, "stands")):
            given = Evidence(known=known, language=case["language"], grounded=grounded)
            for text in case[wanted]:
                found = [each for each in promise(text, given) if each.severity is Severity.BLOCK]
                total[grounded, wanted] += 1
                right[grounded, wanted] += bool(found) == (wanted == "blocked")
                if options.wrong and bool(found) != (wanted == "blocked"):
                    print(f"  {wanted:8}{case['language']:8}{text}  {[each.reason for each in found]}")
    for (grounded, wanted), number in total.items():
        kind = "notes and policies complete" if grounded else "policies alone"
        print(f"{kind:28}{wanted:8} {right[grounded, wanted]}/{number}")


if __name__ == "__main__":
    main()
