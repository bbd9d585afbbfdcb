"""How often good texts are warned of by their meaning alone, sentence by sentence.

    python -m bench.gate.likeness [--letters FOLDER] [--world FOLDER ...] [--show]

Counts the phrases of prompts/, the exemplars, the good letters and the past replies of the worlds after which the
client calmed down. All but the last were in the training of the weights; `python -m train.gate.meaning` prints what is warned of
when they were not.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.domain import Evidence, Finding, Outcome, Severity
from assistant.gate import check
from assistant.gate.likeness import Embed, likeness
from assistant.models.embeddings import E5Embeddings
from assistant.reading.features import Matrix
from bench.gate.past_replies import exchanges_of
from train.gate.meaning import exemplars, letters, phrases

SHARED = Path(__file__).resolve().parents[3] / "shared"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=Path, default=SHARED / "letters")
    parser.add_argument("--worlds", type=Path, nargs="*", default=sorted((SHARED / "worlds").glob("*/")))
    parser.add_argument("--show", action="store_true", help="print every sentence that is warned of")
    options = parser.parse_args()
    engine = E5Embeddings()

    def embed(texts: Sequence[str]) -> Matrix:
        return engine.embed_array(texts, side="query")

    for name, texts in (
        ("phrases", phrases()),
        ("exemplars", exemplars()),
        ("good letters", letters(options.letters)),
        ("good past replies", replies(options.worlds)),
    ):
        count(name, texts, embed, show=options.show)


def replies(worlds: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for world in worlds:
        for each in exchanges_of(world):
            if each.outcome in (Outcome.CALMED, Outcome.RESOLVED):
                yield each.reply_language, each.reply


def count(name: str, texts: Iterable[tuple[str, str]], embed: Embed, *, show: bool) -> None:
    """One line: texts, how many hold a warning by words, by meaning alone, and an info by meaning."""
    total, words, warned, told = 0, 0, 0, 0
    for language, text in texts:
        evidence = Evidence(language=language)
        listed = [each for each in check(text, evidence) if each.severity is not Severity.INFO]
        found: list[Finding] = list(likeness(text, evidence, embed, found=listed))
        total, words = total + 1, words + bool(listed)
        warned += any(each.severity is Severity.WARN for each in found)
        told += bool(found)
        for each in found if show else ():
            print(f"  {name} {language} {each.severity} {each.rule}: {each.text}")
    print(
        f"{name}: {total}; by words {words}, by meaning warned of {warned} ({warned / total:.1%}), told of {told}"
    )


if __name__ == "__main__":
    main()
