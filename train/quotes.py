"""Fit the weights by which drafting quotes our past replies: `python -m train.quotes` (extra `train`; twenty minutes).

A business of train/businesses with a past.yaml has clients, each with the exchanges before and, under `answering`, ids of
its messages.yaml read as this client's, each with words of the past sentences that a good answer quotes: mostly none.
Every sentence at hand is a row. Prints, for the author left out, how many of the quoted ones were wanted from which
likelihood on, then the weights for `Recall.likelihood`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.assembly import NO_MODEL, open_assistant
from assistant.domain import Channel, Exchange, Message, SourceKind
from assistant.drafting.facts import facts_from
from assistant.drafting.recalling import recalls
from assistant.language.detect import detect_language
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from bench.retrieval.worlds import build
from train.left_out import print_weights, scores_left_out
from train.relevance import BUSINESSES, CANDIDATES, is_wanted

QUOTED = 2  # sentences a letter, each from a reply of its own
LEAST = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7)


@dataclass(frozen=True, slots=True)
class Row:
    author: str
    message: tuple[str, str, str]  # business, client, id
    reply: str
    wanted: bool
    features: tuple[float, ...]


def main() -> None:
    index = yaml.safe_load((BUSINESSES / "index.yaml").read_text("utf-8"))
    rows = [
        row
        for business, known in index.items()
        if (BUSINESSES / business / "past.yaml").exists()
        for row in rows_of(BUSINESSES / business, known["author"])
    ]
    features, wanted = np.array([row.features for row in rows]), np.array([row.wanted for row in rows])
    authors = np.array([row.author for row in rows])
    report(rows, scores_left_out(features, wanted, authors))
    print_weights(features, wanted, "Recall.features")


def rows_of(business: Path, author: str) -> Iterator[Row]:
    clients = yaml.safe_load((business / "past.yaml").read_text("utf-8"))
    cases = {case["id"]: case for case in yaml.safe_load((business / "messages.yaml").read_text("utf-8"))}
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALMREPLY_HOME"] = home
        with open_assistant(load_settings(), model=NO_MODEL) as assistant:
            build(assistant.knowledge, business, mail=False)
            with assistant.knowledge.writing():
                for client in clients:
                    assistant.knowledge.add_exchanges(exchanges_of(client), source=client["client"])
            for client in clients:
                for case, words in client["answering"].items():
                    name = (business.name, client["client"], case)
                    for reply, quoted, row in rows_of_message(client, cases[case], words, assistant):
                        yield Row(author, name, reply, quoted, row)


def exchanges_of(client: dict[str, Any]) -> list[Exchange]:
    """The exchanges as an archive would give them, without the marks that would keep a reply from being quoted."""
    return [
        Exchange(
            id=f"{client['client']} {number}",
            client=client["client"],
            channel=Channel.EMAIL,
            message=each["message"],
            reply=each["reply"],
            source=client["client"],
            asked_at=datetime.combine(each["day"], time(9)),
            replied_at=datetime.combine(each["day"], time(10)),
            message_language=detect_language(each["reply"]),
            reply_language=detect_language(each["reply"]),
        )
        for number, each in enumerate(client["exchanges"])
    ]


def rows_of_message(
    client: dict[str, Any], case: dict[str, Any], words: list[str], assistant: Assistant
) -> Iterator[tuple[str, bool, tuple[float, ...]]]:
    notes = tuple(case["notes"] or ())
    message = Message(
        case["text"], client["client"], Channel(case["channel"]), day=client["day"], notes=notes
    )
    reply = assistant.reply(message)
    matches = assistant.knowledge.retrieve(
        reply.reading, client=message.client, day=message.day, notes=notes, limit=CANDIDATES
    )
    ours = [fact for fact in facts_from(matches) if fact.source_kind is SourceKind.EXCHANGE]
    told = [fact.text for fact, _weight in reply.plan.weighed if fact.source_kind is SourceKind.NOTE]
    told += [fact.text for fact in reply.plan.kept]
    weighed = recalls(reply.reading.text, told, ours, matches, relate=assistant.relate)
    for fact, recall in zip(ours, weighed, strict=True):
        if not recall.of_another:
            yield fact.source_id, is_wanted(fact, words), recall.features


def report(rows: list[Row], scores: np.ndarray[Any, Any]) -> None:
    by_message: dict[tuple[str, str, str], list[int]] = {}
    for at, row in enumerate(rows):
        by_message.setdefault(row.message, []).append(at)
    all_wanted = sum(row.wanted for row in rows)
    print(f"{len(by_message)} messages with {len(rows)} sentences at hand, {all_wanted} wanted")
    print("| from | quoted | wanted among them | of all wanted |\n|---|---|---|---|")
    for least in LEAST:
        quoted = [
            at for each in by_message.values() for at in best(each, rows, scores) if scores[at] >= least
        ]
        right = sum(rows[at].wanted for at in quoted)
        print(f"| {least} | {len(quoted)} | {right / max(1, len(quoted)):.2f} | {right / all_wanted:.2f} |")


def best(indices: list[int], rows: list[Row], scores: np.ndarray[Any, Any]) -> list[int]:
    """The likeliest sentences of a message, one a reply."""
    chosen: dict[str, int] = {}
    for at in sorted(indices, key=lambda at: -scores[at]):
        chosen.setdefault(rows[at].reply, at)
    return list(chosen.values())[:QUOTED]


if __name__ == "__main__":
    main()
