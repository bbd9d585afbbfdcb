"""Is an ask that repeats an earlier one told apart from another ask on the same matter?

    python -m train.repeats [WORLD ...]

Pairs in repeats.yaml, weights fitted on all languages but one and tested on that one; then the weights for
assistant/knowledge/repeated.py, fitted on all. For worlds: of the client turns that follow an exchange of the outcome
'repeated', and of those that follow another, how many are told as repeated.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.domain import Exchange, Message, Outcome, SourceKind
from assistant.knowledge import KnowledgeBase
from assistant.knowledge.reference import reference_for
from assistant.knowledge.repeated import REPEATED, above_usual, likeness, repeated, says_again
from assistant.models.embeddings import E5Embeddings
from assistant.reading import read
from bench.retrieval.worlds import build

Matrix = NDArray[Any]
STRENGTH = 5.0


def pairs() -> list[tuple[str, bool, str, str]]:
    """(language, whether the second asks for the same as the first, first, second)."""
    read: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return [
        (language, kind == "same", *pair)
        for language, kinds in read.items()
        for kind, texts in kinds.items()
        for pair in texts
    ]


def observed(rows: Sequence[tuple[str, bool, str, str]], embeddings: E5Embeddings) -> Matrix:
    reference = reference_for(embeddings.name)
    assert reference is not None
    first = embeddings.embed_array([row[2] for row in rows])
    second = embeddings.embed_array([row[3] for row in rows])
    return numpy.array(
        [
            astuple(
                likeness(
                    row[2],
                    row[3],
                    lead=above_usual(first[at], second[at], reference.asks),
                    again=says_again(row[3]),
                )
            )
            for at, row in enumerate(rows)
        ],
        dtype=float,
    )


def fitted(features: Matrix, same: Matrix) -> tuple[Matrix, float]:
    """Weights and bias for the observations as they are.

    'Again' is said of a whole message, which may ask for something new as well: so every other ask counts once more
    as if the message had said so.
    """
    said = features[~same].copy()
    said[:, -1] = 1.0
    features, same = numpy.concatenate([features, said]), numpy.concatenate([same, same[~same]])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH).fit((features - mean) / spread, same)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def on_pairs(embeddings: E5Embeddings) -> None:
    rows = pairs()
    features, same = observed(rows, embeddings), numpy.array([row[1] for row in rows])
    languages = numpy.array([row[0] for row in rows])
    scores = numpy.zeros(len(rows))
    for language in set(languages):
        weights, bias = fitted(features[languages != language], same[languages != language])
        held_out = languages == language
        scores[held_out] = 1 / (1 + numpy.exp(-(features[held_out] @ weights + bias)))
    print(f"{same.sum()} repeated, {(~same).sum()} not; AUC {roc_auc_score(same, scores):.3f}")
    for floor in (0.3, 0.4, 0.5, 0.6, 0.7):
        print(f"  from {floor}: {(scores[same] >= floor).sum()} and {(scores[~same] >= floor).sum()}")
    for language in dict.fromkeys(languages):
        mine = languages == language
        hit, false = (scores[mine & same] >= REPEATED).sum(), (scores[mine & ~same] >= REPEATED).sum()
        print(f"    {language}: {hit} of {(mine & same).sum()}, {false} of {(mine & ~same).sum()}")
    weights, bias = fitted(features, same)
    print("  weights", weights.round(2).tolist(), "bias", round(bias, 2))


def on_world(world: Path, embeddings: E5Embeddings) -> None:
    reference = reference_for(embeddings.name)
    assert reference is not None
    told: dict[bool, list[bool]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder, KnowledgeBase(Path(folder), embeddings) as knowledge:
        build(knowledge, world, mail=True)
        for client in knowledge.clients():
            past = knowledge.list(client=client, kind=SourceKind.EXCHANGE)
            turns = sorted(
                (each for each in past if isinstance(each, Exchange) and each.message and each.asked_at),
                key=lambda each: str(each.asked_at),
            )
            for before, after in pairwise(turns):
                reading = read(Message(after.message, client=client), embed=embeddings.embed_array)
                found = repeated(
                    reading,
                    turns[: turns.index(after)],
                    embed=embeddings.embed_array,
                    usual=reference.asks,
                )
                if before.reply:
                    told[before.outcome is Outcome.REPEATED].append(bool(found))
    print(
        world.name,
        *(f"{name}: {sum(told[k])} of {len(told[k])}" for k, name in ((True, "repeated"), (False, "others"))),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("worlds", nargs="*", type=Path)
    embeddings = E5Embeddings(threads=1)
    on_pairs(embeddings)
    for world in parser.parse_args().worlds:
        on_world(world.resolve(), embeddings)


if __name__ == "__main__":
    main()
