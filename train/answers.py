"""Fit the weights by which drafting tells which note or clause answers which ask: `python -m train.answers [--clauses]`
(extra `train`; two minutes, with `--clauses` ten more).

Every ask of train/businesses is marked with the notes that answer it (`notes`, their places) and with words of the clauses
that do (`clauses`), mostly one or none. Each pair of an ask that wants something and a note of its message, or a clause
that the draft quotes, is a row. Prints, for the author left out, how many of the asks that are taken for answered are, and
by the right one, then the weights for `Answering.likelihood` and `clause_likelihood`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from assistant.assembly import NO_MODEL, open_assistant
from assistant.domain import WANTING, Ask, AskKind, Channel, Fact, FactKind, Message, MoveKind, SourceKind
from assistant.drafting.answering import SEVERAL, ahead, answering
from assistant.drafting.linking import LINKED, LINKED_TO_QUESTION, link
from assistant.drafting.nearness import Relate, cosines
from assistant.models.embeddings import E5Embeddings
from assistant.settings import load_settings
from bench.retrieval.worlds import build
from train.left_out import print_weights, scores_left_out
from train.relevance import BUSINESSES, DAY, cases_of, is_wanted

LEAST = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


@dataclass(frozen=True, slots=True)
class Row:
    author: str
    ask: tuple[str, str, int]  # business, message, place of the ask
    note: int
    right: bool
    linked: float  # by words and cosines alone, less the bar: above 0 it counted as answered before
    features: tuple[float, ...]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clauses", action="store_true")
    clauses = parser.parse_args().clauses
    index = yaml.safe_load((BUSINESSES / "index.yaml").read_text("utf-8"))
    relate = cosines_of(E5Embeddings())
    fit([row for name, known in index.items() for row in rows_of(name, known["author"], relate)])
    if clauses:
        fit([row for name, known in index.items() for row in clause_rows(name, known["author"])])


def fit(rows: list[Row]) -> None:
    features, right = np.array([row.features for row in rows]), np.array([row.right for row in rows])
    authors = np.array([row.author for row in rows])
    scores = scores_left_out(features, right, authors)
    print("| | answered | by the right note | by another | though none answers | of all answered ones |")
    print("|---|---|---|---|---|---|")
    report("linked, as before", rows, np.array([row.linked for row in rows]), 0.0)
    for least in LEAST:
        report(f"from {least}", rows, scores, least)
    print_weights(features, right, "the features")


def cosines_of(embeddings: E5Embeddings) -> Relate:
    def relate(one: Any, other: Any) -> Any:
        return (embeddings.embed_array(one) @ embeddings.embed_array(other).T).tolist()

    return relate


def rows_of(business: str, author: str, relate: Relate) -> Iterator[Row]:
    for case in yaml.safe_load((BUSINESSES / business / "messages.yaml").read_text("utf-8")):
        text = case["text"]
        asks = [_ask(ask, text) for ask in case["asks"]]
        notes = [
            Fact(str(note), FactKind.STATUS, case["lang"], SourceKind.NOTE, f"note {number}")
            for number, note in enumerate(case["notes"] or (), start=1)
        ]
        if len(asks) < SEVERAL:
            continue
        linked = link([ask.text for ask in asks], notes, relate)
        for at, weighed in enumerate(answering(asks, notes, relate=relate, message=text)):
            if asks[at].kind not in WANTING:
                continue
            bar = LINKED_TO_QUESTION if asks[at].kind is AskKind.QUESTION else LINKED
            answered_by = case["asks"][at].get("notes") or ()
            for number, each in enumerate(weighed):
                yield Row(
                    author,
                    (business, case["id"], at),
                    number,
                    number in answered_by,
                    linked[at][number] - bar,
                    each.features,
                )


def _ask(marked: dict[str, Any], text: str) -> Ask:
    start = text.find(marked["span"])
    return Ask(marked["span"], start, start + len(marked["span"]), AskKind(marked["kind"]))


def clause_rows(business: str, author: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        os.environ["CALMREPLY_HOME"] = home
        with open_assistant(load_settings(), model=NO_MODEL) as assistant:
            build(assistant.knowledge, BUSINESSES / business, mail=False)
            for case in cases_of(BUSINESSES / business):
                notes = tuple(case.get("notes") or ())
                message = Message(case["text"], None, Channel(case["channel"]), day=DAY, notes=notes)
                steps = assistant.reply(message).plan.steps
                quoted = [fact for step in steps if step.move is MoveKind.AGREEMENT for fact in step.facts]
                yield from rows_of_clauses(business, author, case, quoted, assistant.relate)


def rows_of_clauses(
    business: str, author: str, case: dict[str, Any], quoted: list[Fact], relate: Relate | None
) -> Iterator[Row]:
    if relate is None or len(case["asks"]) < SEVERAL:
        return
    asks = [Ask(ask["span"], 0, 0, AskKind(ask["kind"])) for ask in case["asks"]]
    linked = link([ask.text for ask in asks], quoted, relate)
    near = cosines([ask.text for ask in asks], quoted, relate)
    for at, ask in enumerate(asks):
        if ask.kind in WANTING:
            bar = LINKED_TO_QUESTION if ask.kind is AskKind.QUESTION else LINKED
            for number, fact in enumerate(quoted):
                wanted = case["asks"][at].get("clauses") or ()
                right = bool(wanted) and is_wanted(fact, wanted)
                features = (ahead(near, at, number), linked[at][number])
                place = (business, case["id"], at)
                yield Row(author, place, number, right, linked[at][number] - bar, features)


def report(name: str, rows: list[Row], scores: np.ndarray[Any, Any], least: float) -> None:
    by_ask: dict[tuple[str, str, int], list[int]] = {}
    for place, row in enumerate(rows):
        by_ask.setdefault(row.ask, []).append(place)
    best = [max(places, key=lambda place: scores[place]) for places in by_ask.values()]
    answerable = [any(rows[place].right for place in places) for places in by_ask.values()]
    taken = [(place, can) for place, can in zip(best, answerable, strict=True) if scores[place] >= least]
    right = sum(rows[place].right for place, _ in taken)
    other = sum(can and not rows[place].right for place, can in taken)
    print(
        f"| {name} | {len(taken)} of {len(best)} | {right} | {other} | {len(taken) - right - other} "
        f"| {right / sum(answerable):.2f} |"
    )


if __name__ == "__main__":
    main()
