"""Fit the weights by which drafting chooses clauses: `python -m train.relevance` (extra `train`; about ten minutes).

Every message of the sample businesses (../shared/worlds and bench/retrieval/businesses) and questions of nobody's
clients (../shared/data/policies/tau2) is drafted without a model; each clause that was at hand is a row, marked by whether a
person named it as what a right answer rests on. Prints, for the business left out, how many of the quoted clauses
were wanted and how many strangers' questions got a quote, then the weights for `Bearing.of_clause`.
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
from sklearn.linear_model import LogisticRegression

from assistant.assembly import NO_MODEL, open_assistant
from assistant.domain import Channel, Fact, Message, SourceKind
from assistant.drafting.facts import facts_from
from assistant.drafting.linking import bearings
from assistant.drafting.selecting import standing_of
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from bench.retrieval.worlds import build, cases_of

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
STRANGERS = SHARED / "data" / "policies" / "tau2" / "banking_queries.jsonl"
EACH_STRANGER = 0.35  # a row of theirs against one of a client's: most messages come from clients
MOST_STRANGERS = 30
QUOTED = 2  # clauses a letter
CANDIDATES = 28  # passages a message, as in the pipeline
DAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Row:
    business: str
    message: int
    stranger: bool
    wanted: bool
    features: tuple[float, ...]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="businesses to use, with commas between them")
    only = parser.parse_args().only
    businesses = [*(SHARED / "worlds").glob("*/"), *(ROOT / "bench" / "retrieval" / "businesses").glob("*/")]
    rows = [
        row
        for business in sorted(businesses)
        if business.is_dir() and (not only or business.name in only.split(","))
        for row in rows_of(business)
    ]
    features = np.array([row.features for row in rows])
    wanted = np.array([row.wanted for row in rows])
    weights = np.array([EACH_STRANGER if row.stranger else 1.0 for row in rows])
    names = np.array([row.business for row in rows])
    scores = np.zeros(len(rows))
    for name in dict.fromkeys(names):
        kept = names != name
        model = LogisticRegression().fit(features[kept], wanted[kept], sample_weight=weights[kept])
        scores[~kept] = model.predict_proba(features[~kept])[:, 1]
    report(rows, scores)
    model = LogisticRegression().fit(features, wanted, sample_weight=weights)
    print("stands_out, share, first, words_noted, words_asked, relevant:", model.coef_[0].round(2))
    print("bias:", model.intercept_.round(2))


def rows_of(business: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALMREPLY_HOME"] = home
        with open_assistant(load_settings(), model=NO_MODEL) as assistant:
            build(assistant.knowledge, business, mail=True)
            for number, case in enumerate([*cases_of(business), *strangers()]):
                yield from rows_of_message(business.name, number, case, assistant)


def strangers() -> Iterator[dict[str, Any]]:
    lines = STRANGERS.read_text("utf-8").splitlines() if STRANGERS.exists() else []
    for line in lines[:MOST_STRANGERS]:
        text = json.loads(line)["client_situation"]
        yield {"text": text, "client": None, "channel": "email", "relevant": [], "stranger": True}


def rows_of_message(business: str, number: int, case: dict[str, Any], assistant: Assistant) -> Iterator[Row]:
    notes = tuple(case.get("notes") or ())
    message = Message(case["text"], case["client"], Channel(case["channel"]), day=DAY, notes=notes)
    reply = assistant.reply(message)
    matches = assistant.knowledge.retrieve(
        reply.reading, client=message.client, day=DAY, notes=notes, limit=CANDIDATES
    )
    told = [fact.text for fact, _weight in reply.plan.weighed if fact.source_kind is SourceKind.NOTE]
    facts = [fact for fact in facts_from(matches) if not fact.internal]
    found = standing_of(matches)
    for fact, bearing in zip(
        facts, bearings(reply.reading.text, told, facts, found=found, relate=assistant.relate), strict=True
    ):
        if fact.source_kind is SourceKind.POLICY:
            stranger = bool(case.get("stranger"))
            yield Row(business, number, stranger, is_wanted(fact, case["relevant"]), bearing.features)


def is_wanted(fact: Fact, relevant: list[tuple[str, str]]) -> bool:
    said = folded(fact.text)
    return any(
        words and (words in said or said in words) for _kind, text in relevant for words in [folded(text)]
    )


def folded(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def report(rows: list[Row], scores: np.ndarray[Any, Any]) -> None:
    all_wanted = sum(row.wanted for row in rows)
    by_message: dict[tuple[str, int], list[int]] = {}
    for index, row in enumerate(rows):
        by_message.setdefault((row.business, row.message), []).append(index)
    print(
        "| from | quoted | wanted among them | of all wanted | strangers that got a quote |\n|---|---|---|---|---|"
    )
    for least in (0.15, 0.18, 0.22, 0.25, 0.3):
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
