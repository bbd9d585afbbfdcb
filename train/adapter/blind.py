"""Pairs of letters for eyes that do not know which is whose: pages to read, and the count of what readers said.

    python -m train.adapter.blind pages pairs.jsonl FOLDER     # one page a language, and key.json
    python -m train.adapter.blind count FOLDER                 # FOLDER/verdicts-<language>.jsonl: {"id", "better": "A"|"B"|"neither", "A": ..., "B": ...}

`pairs.jsonl` comes from compare.py. Messages where the assembled letter stands in for the adapter's are not on the pages:
nothing was won there. In a verdict A and B are "send", "edit" (a small edit) or "no" (not usable).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

SEED = 20261123


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=("pages", "count"))
    parser.add_argument("paths", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.what == "pages":
        pages(*arguments.paths)
    else:
        print(count(*arguments.paths))


def pages(pairs: Path, folder: Path) -> None:
    """A page for each language; which letter is the adapter's lies in key.json."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)
    key: dict[str, dict[str, str]] = {}
    texts: dict[str, list[str]] = defaultdict(list)
    for row in _rows(pairs):
        key[row["id"]] = {"language": row["language"], "adapter": ""}
        if row["floor"]:
            continue
        adapter = chance.choice("AB")
        key[row["id"]]["adapter"] = adapter
        letters = {adapter: row["letter"], "B" if adapter == "A" else "A": row["assembled"]}
        notes = "\n".join(f"- {note}" for note in row["notes"]) or "(none)"
        texts[row["language"]].append(
            f"# {row['id']}\n\n## The client wrote\n{row['message']}\n\n## Notes of the person who answers\n{notes}\n\n"
            + "\n\n".join(f"## Letter {name}\n{letters[name]}" for name in "AB")
        )
    for language, parts in texts.items():
        (folder / f"{language}.md").write_text("\n\n---\n\n".join(parts), encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")


def count(folder: Path) -> str:
    """A table: by language, whose letter was better, and what the letters of both were worth."""
    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for each in key.values():
        for language in (each["language"], "all"):
            totals[language]["messages"] += 1
            totals[language]["floor"] += not each["adapter"]
    for path in sorted(folder.glob("verdicts-*.jsonl")):
        for verdict in _rows(path):
            known = key[verdict["id"]]
            adapter = known["adapter"]
            assembled = "B" if adapter == "A" else "A"
            better = {adapter: "adapter better", assembled: "assembled better"}.get(
                verdict["better"], "neither"
            )
            for language in (known["language"], "all"):
                totals[language].update(
                    [better, f"adapter {verdict[adapter]}", f"assembled {verdict[assembled]}"]
                )
    lines = [
        "| language | messages | the assembled letter stood in | adapter's preferred | assembled preferred | neither "
        "| adapter's: send, edit, no | assembled: send, edit, no |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for language in sorted(totals, key=lambda name: (name == "all", name)):
        each = totals[language]
        worth = [", ".join(str(each[f"{whose} {what}"]) for what in ("send", "edit", "no")) for whose in ("adapter", "assembled")]  # fmt: skip
        lines.append(
            f"| {language} | {each['messages']} | {each['floor']} | {each['adapter better']} | {each['assembled better']} "
            f"| {each['neither']} | {worth[0]} | {worth[1]} |"
        )
    return "\n".join(lines)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
