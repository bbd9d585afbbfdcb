"""How many of the sources a right answer rests on does retrieval find for the messages of sample businesses?

    python bench/retrieval/worlds.py WORLD [WORLD ...] [--no-mail] [--misses] [--top 12]

A world is a folder with policies/, correspondence/ and messages/*.yaml, each message with the sources and
words an answer rests on (`expected.relevant`); bench/retrieval/businesses holds two in a shorter form, messages.yaml
and no archives. A source counts as found when one of the first matches holds those words. The floor is measured with questions to a bank: against these stores nothing is relevant to them.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.domain import Ask, AskKind, Channel, Match, Message, Reading, Skipped, SourceKind
from assistant.errors import InputError
from assistant.knowledge import KnowledgeBase, split_policy
from assistant.language.sentences import split_sentences
from assistant.models.embeddings import E5Embeddings

CJK = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f"


def build(knowledge: KnowledgeBase, world: Path, *, mail: bool) -> None:
    with knowledge.writing():
        for path in sorted((world / "policies").iterdir()):
            name = path.relative_to(world).as_posix()
            try:
                knowledge.add_passages(split_policy(path, source=name), source=name)
            except InputError as error:
                knowledge.skip([Skipped(name, error.message)])
        if mail and (world / "correspondence").is_dir():
            add_mail(knowledge, world)


def add_mail(knowledge: KnowledgeBase, world: Path) -> None:
    from assistant.correspondence.archive import read_archive

    us = yaml.safe_load((world / "world.yaml").read_text(encoding="utf-8"))["us"]
    for path in sorted((world / "correspondence").iterdir()):
        name = path.relative_to(world).as_posix()
        knowledge.add_exchanges(read_archive(path, us=us, client=None), source=name)


def cases_of(world: Path) -> list[dict[str, Any]]:
    """The messages of a world, each with what an answer rests on as (kind, words) pairs under `relevant`."""
    short = world / "messages.yaml"
    if short.exists():
        read: list[dict[str, Any]] = yaml.safe_load(short.read_text(encoding="utf-8"))
        blank = {"client": None, "channel": "email"}
        return [
            {**blank, **case, "relevant": [("policy", words) for words in case["relevant"]]} for case in read
        ]
    paths = sorted((world / "messages").glob("*.yaml"))
    full = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    return [
        {**case, "relevant": [_kind_and_words(each) for each in case["expected"]["relevant"]]}
        for case in full
    ]


def _kind_and_words(relevant: dict[str, str]) -> tuple[str, str]:
    return ("policy" if relevant["source"].startswith("policies") else "exchange", relevant["find"])


def read_message(case: dict[str, Any], *, asks: bool, embeddings: E5Embeddings) -> Reading:
    message = Message(
        text=case["text"], client=case["client"], channel=Channel(case["channel"]), day=date(2026, 11, 20)
    )
    if asks:
        from assistant.reading import read

        return read(message, embed=embeddings.embed_array)
    spans = [s for s in split_sentences(case["text"]) if len(s.text) > 3]
    found = tuple(Ask(span.text, span.start, span.end, AskKind.DEMAND) for span in spans)
    return Reading(case["text"], case["lang"], "", Channel(case["channel"]), asks=found)


def folded(text: str) -> str:
    spaced = re.sub(r"\s+", " ", text.replace("\u00a0", " "))
    return re.sub(rf"(?<=[{CJK}]) | (?=[{CJK}])", "", spaced)


def rank_of(words: str, matches: list[Match]) -> int:
    """1 for the first match that holds the words; 0: none does."""
    wanted = folded(words)
    for rank, match in enumerate(matches, start=1):
        cells = re.split(r"[:：;；]\s*", match.text)
        if wanted in folded(f"{match.text}\n{match.reply}") or any(
            folded(c) and folded(c) in wanted for c in cells if len(c) > 12
        ):
            return rank
    return 0


def outsiders(world: Path) -> Iterator[str]:
    path = world.parent.parent / "data" / "policies" / "tau2" / "banking_queries.jsonl"
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["client_situation"]
            yield " ".join(text.split("\n\n")[1:2])[:400]


def measure(world: Path, options: argparse.Namespace, embeddings: E5Embeddings) -> dict[str, list[int]]:
    ranks: dict[str, list[int]] = defaultdict(list)
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder, KnowledgeBase(Path(folder), embeddings) as knowledge:
        build(knowledge, world, mail=not options.no_mail)
        print(world.name, knowledge.stats().passages, "passages", knowledge.stats().exchanges, "exchanges")
        for case in cases_of(world):
            reading = read_message(case, asks=not options.no_reading, embeddings=embeddings)
            start = time.perf_counter()
            matches = knowledge.retrieve(
                reading,
                client=case["client"],
                day=date(2026, 11, 20),
                limit=options.top,
                notes=[str(note) for note in case["notes"]],
            )
            seconds.append(time.perf_counter() - start)
            for kind, words in case["relevant"]:
                if kind == "exchange" and options.no_mail:
                    continue
                rank = rank_of(words, matches)
                ranks[kind].append(rank)
                if options.misses and not rank:
                    print("   missed", case["id"], kind, "|", words[:70])
        empty = [not knowledge.search(text, limit=5) for text in list(outsiders(world))[:10]]
        if empty:
            print(f"  questions to a bank that find nothing: {sum(empty)} of {len(empty)}")
        kinds = [m.kind for m in matches]
        print(
            f"  median seconds a message: {statistics.median(seconds):.3f}; last: {len(kinds)} matches,"
            f" {kinds.count(SourceKind.POLICY)} policies"
        )
    report(ranks, options.top)
    return ranks


def report(ranks: dict[str, list[int]], top: int) -> None:
    for kind, found in sorted(ranks.items()):
        shares = [f"@{k} {sum(0 < r <= k for r in found) / len(found):.3f}" for k in (3, 5, 8, top)]
        print(f"  {kind:9}{len(found):4} sources  recall", "  ".join(shares))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("worlds", nargs="+", type=Path)
    parser.add_argument("--no-mail", action="store_true")
    parser.add_argument("--no-reading", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--top", type=int, default=12)
    options = parser.parse_args()
    embeddings = E5Embeddings(threads=1)
    total: dict[str, list[int]] = defaultdict(list)
    for world in options.worlds:
        for kind, found in measure(world.resolve(), options, embeddings).items():
            total[kind] += found
    print("all worlds")
    report(total, options.top)


if __name__ == "__main__":
    main()
