"""How many sentences written before the rules saw them are judged right, per rule and language.

python -m bench.gate.fresh [FILE] [--thorough] [--wrong]         default: tests/letters/gate/fresh.yaml
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Ask, AskKind, Evidence, Severity
from assistant.gate import check
from assistant.gate.likeness import Embed
from assistant.models.embeddings import E5Embeddings

FILE = Path(__file__).parents[2] / "tests" / "letters" / "gate" / "fresh.yaml"


def cases(data: dict[str, Any]) -> Iterator[tuple[str, str, Evidence, str, bool]]:
    """(rule, language, evidence, text, whether it must be found) for every sentence of the file."""
    for rule, entries in data.items():
        if rule == "good_replies":
            continue
        listed = (
            entries
            if isinstance(entries, list)
            else [{"language": tag} | own for tag, own in entries.items()]
        )
        for entry in listed:
            language = entry.get("language", "")
            given = _evidence(entry)
            for text in entry["found"]:
                yield rule, language, given, text, True
            for text in entry["fine"]:
                yield rule, language, given, text, False


def _evidence(entry: dict[str, Any]) -> Evidence:
    charge = entry.get("charge", "")
    asks = [
        Ask(text, 0, len(text), AskKind.QUESTION if text[-1] in "?？" else AskKind.DEMAND)
        for text in entry.get("asks", ())
    ]
    asks += [Ask(charge, 0, len(charge), AskKind.ACCUSATION)] if charge else []
    return Evidence(
        message=entry.get("message", charge) or "\n".join(entry.get("asks", ())),
        asks=tuple(asks),
        language=entry.get("language", ""),
        register=entry.get("with", ""),
        others=tuple(entry.get("others", ())),
        exemplars=tuple(entry.get("exemplars", ())),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, nargs="?", default=FILE)
    parser.add_argument("--wrong", action="store_true", help="print the sentences that are judged wrongly")
    parser.add_argument("--thorough", action="store_true", help="judge by the meaning of sentences too")
    options = parser.parse_args()
    embed = E5Embeddings().embed_array if options.thorough else None
    right, total = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    data = yaml.safe_load(options.file.read_text("utf-8"))
    for rule, language, given, text, wanted in cases(data):
        found = [
            one
            for one in check(text, given, embed=embed)
            if one.rule == rule and one.severity is not Severity.INFO
        ]
        total[rule, wanted] += 1
        right[rule, wanted] += bool(found) == wanted
        if options.wrong and bool(found) != wanted:
            print(
                f"  {rule:12} {'missed' if wanted else 'false':7}{language:8}{text}  {[one.text for one in found]}"
            )
    for rule in dict.fromkeys(rule for rule, _ in total):
        shares = "   ".join(
            f"{name} {right[rule, wanted]}/{total[rule, wanted]}"
            for name, wanted in (("found", True), ("fine", False))
        )
        print(f"{rule:13}{shares}")
    print(
        f"all          found {sum(right[key] for key in right if key[1])}/{sum(total[key] for key in total if key[1])}"
        f"   fine {sum(right[key] for key in right if not key[1])}/{sum(total[key] for key in total if not key[1])}"
    )
    judge_replies(data.get("good_replies", {}), embed, show=options.wrong)


def judge_replies(listed: dict[str, list[str]], embed: Embed | None, *, show: bool) -> None:
    """How many good replies are warned of or stopped."""
    replies = [(tag, text) for tag, texts in listed.items() for text in texts]
    alarmed, stopped = 0, 0
    for tag, text in replies:
        found = [one for one in check(text, Evidence(language=tag), embed=embed) if one.severity != "info"]
        alarmed, stopped = alarmed + bool(found), stopped + any(one.severity == "block" for one in found)
        for one in found if show else ():
            print(f"  {one.rule:12} {one.severity:7}{tag:8}{one.text}")
    if replies:
        print(f"good replies {len(replies)}: {alarmed} with a warning or worse, {stopped} stopped")


if __name__ == "__main__":
    main()
