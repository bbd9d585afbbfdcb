"""Fit the head that tells what a note is for: `python -m train.notes` (extra `train`; three minutes, of which two embed).

Rows are train/notes/*.jsonl: the notes of train/businesses and of the worked letters, and notes written for this
(`author` own…), each with a label of assistant.reading.notes. `--judge` prints, authors and businesses left out, how many
notes of the house would be told at each threshold and how many tellable ones would be lost; without it
knowledge/reading/notes.npz is written. `--vectors FILE` keeps the embeddings between runs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.reading.features import Matrix
from assistant.reading.heads import softmax
from assistant.reading.note_words import note_cues, note_language
from assistant.reading.notes import FILE_NAME, LABELS
from train.reading.corpus import with_cache

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT / "train" / "notes"
STRENGTH = 0.2  # inverse of the regularisation
OWN_WEIGHT = 0.5  # of a note written for this beside one of a business or letter, which are less alike
CUES, EMBEDDED = 0.6, 8.0  # how much scaled cues and embeddings of length one count
FOLDS = 12
THRESHOLDS = (0.03, 0.05, 0.08, 0.1, 0.13, 0.15, 0.17, 0.2, 0.3, 0.5)


@dataclass(frozen=True, slots=True)
class Head:
    """Weights for raw inputs: cues (f, labels), embedded (384, labels), bias (labels,)."""

    cues: Matrix
    embedded: Matrix
    bias: Matrix

    def predict(self, cues: Matrix, vectors: Matrix) -> Matrix:
        return softmax(cues @ self.cues + vectors @ self.embedded + self.bias)


def read() -> Iterator[dict[str, str]]:
    for path in sorted(ROWS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def fit(cues: Matrix, vectors: Matrix, truth: Sequence[str], authors: Sequence[str]) -> Head:
    middle, scale, mean = cues.mean(0), cues.std(0) + 0.1, vectors.mean(0)
    model = LogisticRegression(C=STRENGTH, max_iter=400)
    weights = [OWN_WEIGHT if author.startswith("own") else 1.0 for author in authors]
    inputs = np.hstack([(cues - middle) / scale * CUES, (vectors - mean) * EMBEDDED])
    model.fit(inputs, truth, sample_weight=weights)
    order = [list(model.classes_).index(label) for label in LABELS]
    learnt = model.coef_[order].T
    by_cues = learnt[: cues.shape[1]] / scale[:, None] * CUES
    by_vector = learnt[cues.shape[1] :] * EMBEDDED
    return Head(by_cues, by_vector, model.intercept_[order] - middle @ by_cues - mean @ by_vector)


def judge(cues: Matrix, vectors: Matrix, truth: Sequence[str], authors: Sequence[str]) -> None:
    """Print both kinds of error at each threshold, for the notes of others and for our own, and the calibration."""
    found = np.zeros((len(truth), len(LABELS)))
    for known, unseen in GroupKFold(FOLDS).split(cues, groups=authors):
        head = fit(
            cues[known],
            vectors[known],
            [truth[index] for index in known],
            [authors[index] for index in known],
        )
        found[unseen] = head.predict(cues[unseen], vectors[unseen])
    wanted = np.array([LABELS.index(label) for label in truth])
    own = np.array([author.startswith("own") for author in authors])
    for name, chosen in (("businesses and letters", ~own), ("written for this", own), ("all", own | True)):
        _print(name, found[chosen], wanted[chosen])


def _print(name: str, found: Matrix, wanted: Matrix) -> None:
    print(f"{name}: {len(wanted)} notes, label right {(found.argmax(1) == wanted).mean():.3f}")
    house = LABELS.index("internal")
    others = np.where(np.arange(len(LABELS)) == house, -1.0, found).argmax(1)
    for threshold in THRESHOLDS:
        label = np.where(found[:, house] >= threshold, house, others)
        told = np.isin(label, (LABELS.index("say"), LABELS.index("offer"), LABELS.index("ask")))
        tellable = wanted < house
        kinds = " ".join(f"{each} {(label == at)[wanted == at].mean():.2f}" for at, each in enumerate(LABELS))
        print(
            f"  {threshold:.2f} internal told {told[wanted == house].mean():.3f} tellable lost {(~told)[tellable].mean():.3f} recall {kinds}"
        )
    for low, high in ((0, 0.05), (0.05, 0.16), (0.16, 0.4), (0.4, 0.7), (0.7, 1.01)):
        inside = (found[:, house] >= low) & (found[:, house] < high)
        print(
            f"  said {low}-{high}: {inside.sum()} notes, mean {found[inside, house].mean():.3f}, true {(wanted[inside] == house).mean():.3f}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--judge", action="store_true")
    options.add_argument("--vectors", type=Path)
    chosen = options.parse_args()
    from assistant.models.embeddings import E5Embeddings

    embeddings = E5Embeddings()
    rows = list(read())
    texts = [row["text"] for row in rows]
    if chosen.vectors:
        embed = with_cache(lambda new: embeddings.embed_array(new, side="query"), chosen.vectors)
        vectors = embed(texts)
        embed.save()  # type: ignore[attr-defined]
    else:
        vectors = embeddings.embed_array(texts, side="query")
    cues = np.array([note_cues(text, note_language(text)) for text in texts])
    truth = [row["label"] for row in rows]
    authors = [row["author"] for row in rows]
    if chosen.judge:
        judge(cues, vectors, truth, authors)
        return
    head = fit(cues, vectors, truth, authors)
    np.savez(
        ROOT / "knowledge" / "reading" / FILE_NAME,
        cues=head.cues.astype("float16"),
        embedded=head.embedded.astype("float16"),
        bias=head.bias.astype("float32"),
    )


if __name__ == "__main__":
    main()
