"""Fit the weights by which drafting chooses clauses: `python -m train.relevance` (extra `train`; about ten minutes).

Every message of train/businesses and questions of nobody's clients (../shared/data/policies/tau2, where it is there) is
drafted without a model; each clause that was at hand is a row, marked by whether a person named it as what a right
answer rests on. Prints, for the author left out, how many of the quoted clauses were wanted and how many strangers'
questions got a quote, then the weights for `Bearing.of_clause`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.assembly import NO_MODEL, open_assistant
from assistant.domain import Channel, Fact, Message, SourceKind
from assistant.drafting.facts import facts_from
from assistant.drafting.linking import Case, bearings
from assistant.drafting.selecting import standing_of
from assistant.pipeline import CANDIDATES, Assistant
from assistant.settings import load_settings
from bench.retrieval.worlds import build
from train.left_out import print_weights, scores_left_out

ROOT = Path(__file__).resolve().parents[1]
BUSINESSES = ROOT / "train" / "businesses"
STRANGERS = ROOT.parent / "shared" / "data" / "policies" / "tau2" / "banking_queries.jsonl"
EACH_STRANGER = 0.5  # a row of theirs against one of a client's: most messages come from clients
MOST_STRANGERS = 3  # a business
QUOTED = 2  # clauses a letter
DAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Row:
    business: str
    author: str
    message: str
    stranger: bool
    wanted: bool
    features: tuple[float, ...]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="businesses to use, with commas between them")
    only = parser.parse_args().only
    index = yaml.safe_load((BUSINESSES / "index.yaml").read_text("utf-8"))
    rows = [
        row
        for number, (business, known) in enumerate(index.items())
        if not only or business in only.split(",")
        for row in rows_of(BUSINESSES / business, known["author"], number)
    ]
    features = np.array([row.features for row in rows])
    wanted = np.array([row.wanted for row in rows])
    weights = np.array([EACH_STRANGER if row.stranger else 1.0 for row in rows])
    authors = np.array([row.author for row in rows])
    report(rows, scores_left_out(features, wanted, authors, sample_weight=weights))
    print_weights(features, wanted, "Bearing.features", sample_weight=weights)


def rows_of(business: Path, author: str, number: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALMREPLY_HOME"] = home
        with open_assistant(load_settings(), model=NO_MODEL) as assistant:
            build(assistant.knowledge, business, mail=False)
            for case in [*cases_of(business), *strangers(number)]:
                yield from rows_of_message(business.name, author, case, assistant)


def cases_of(business: Path) -> Iterator[dict[str, Any]]:
    for case in yaml.safe_load((business / "messages.yaml").read_text("utf-8")):
        answering = [words for ask in case["asks"] for words in ask["clauses"]]
        yield case | {"wanted": [*answering, *case["relevant"]]}


def strangers(number: int) -> Iterator[dict[str, Any]]:
    """Three questions to a bank, other ones for each business."""
    lines = STRANGERS.read_text("utf-8").splitlines() if STRANGERS.exists() else []
    for at in range(MOST_STRANGERS if lines else 0):
        text = json.loads(lines[(number * MOST_STRANGERS + at) % len(lines)])["client_situation"]
        yield {"id": f"stranger {at}", "text": text, "channel": "email", "wanted": [], "stranger": True}


def rows_of_message(business: str, author: str, case: dict[str, Any], assistant: Assistant) -> Iterator[Row]:
    notes = tuple(case.get("notes") or ())
    message = Message(case["text"], None, Channel(case["channel"]), day=DAY, notes=notes)
    reply = assistant.reply(message)
    matches = assistant.knowledge.retrieve(reply.reading, client=None, day=DAY, notes=notes, limit=CANDIDATES)
    told = [fact.text for fact, _weight in reply.plan.weighed if fact.source_kind is SourceKind.NOTE]
    facts = [fact for fact in facts_from(matches) if not fact.internal]
    written_in = reply.reading.written_in or reply.reading.language
    weighed = bearings(
        Case(reply.reading.text, written_in, told, assistant.usual),
        facts,
        found=standing_of(matches),
        relate=assistant.relate,
    )
    stranger = bool(case.get("stranger"))
    for fact, bearing in zip(facts, weighed, strict=True):
        if fact.source_kind is SourceKind.POLICY:
            yield Row(
                business, author, case["id"], stranger, is_wanted(fact, case["wanted"]), bearing.features
            )


def is_wanted(fact: Fact, wanted: list[str]) -> bool:
    said = folded(fact.text)
    return any(folded(words) in said for words in wanted)


def folded(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def report(rows: list[Row], scores: np.ndarray[Any, Any]) -> None:
    all_wanted = sum(row.wanted for row in rows)
    by_message: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(rows):
        by_message.setdefault((row.business, row.message), []).append(index)
    print(
        "| from | quoted | wanted among them | of all wanted | strangers that got a quote |\n|---|---|---|---|---|"
    )
    for least in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        quoted: list[int] = []
        answered = asked = 0
        for indices in by_message.values():
            best = [at for at in sorted(indices, key=lambda at: -scores[at])[:QUOTED] if scores[at] >= least]
            if rows[indices[0]].stranger:
                asked += 1
                answered += bool(best)
            else:
                quoted += best
        right = sum(rows[at].wanted for at in quoted)
        print(
            f"| {least} | {len(quoted)} | {right / max(1, len(quoted)):.2f} | {right / all_wanted:.2f} "
            f"| {answered} of {asked} |"
        )


if __name__ == "__main__":
    main()
