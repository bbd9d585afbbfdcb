"""Fit the weights that tell a house's own rules from its terms: `python -m train.audience` (extra `train`; a minute).

Every clause of train/businesses is a row; its index.yaml names the documents that are for staff. Prints how many documents of a business left out
are told rightly, and the ones that are not, then writes knowledge/audience.npz.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from assistant.knowledge import split_policy
from assistant.knowledge.audience import FILE_NAME
from assistant.knowledge.vectors import meaning
from assistant.models.embeddings import E5Embeddings

ROOT = Path(__file__).resolve().parents[1]
BUSINESSES = ROOT / "train" / "businesses"
STRENGTH = 80.0  # inverse of the regularisation, over vectors of length one


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    business: str
    for_staff: bool
    vectors: np.ndarray


def main() -> None:
    embeddings = E5Embeddings()
    documents = list(_documents(embeddings))
    wrong = []
    for left_out in sorted({each.business for each in documents}):
        weights, bias = fit([each for each in documents if each.business != left_out])
        wrong += [
            each.name
            for each in documents
            if each.business == left_out
            and (float((each.vectors @ weights).mean()) + bias > 0) != each.for_staff
        ]
    print(
        f"{len(documents) - len(wrong)} of {len(documents)} right, {sum(d.for_staff for d in documents)} for staff"
    )
    print("wrong:", *wrong, sep="\n  ")
    weights, bias = fit(documents)
    place = ROOT / "knowledge" / FILE_NAME
    np.savez(
        place, model=np.array(embeddings.name), weights=weights.astype(np.float16), bias=np.float32(bias)
    )


def _documents(embeddings: E5Embeddings) -> Iterator[Document]:
    index = yaml.safe_load((BUSINESSES / "index.yaml").read_text("utf-8"))
    staff = {f"{business}/{paper}" for business, known in index.items() for paper in known["staff"]}
    for path in sorted(BUSINESSES.glob("*/policies/*")):
        name = f"{path.parts[-3]}/{path.name}"
        vectors = embeddings.embed_array([meaning(each) for each in split_policy(path)], side="passage")
        yield Document(name, path.parts[-3], name in staff, vectors)


def fit(documents: list[Document]) -> tuple[np.ndarray, float]:
    """Weights and bias; every document counts alike, however long."""
    rows = np.vstack([each.vectors for each in documents])
    truth = np.concatenate([[each.for_staff] * len(each.vectors) for each in documents])
    share = np.concatenate([[1 / len(each.vectors)] * len(each.vectors) for each in documents])
    middle = rows.mean(axis=0)
    model = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced")
    model.fit(rows - middle, truth, sample_weight=share)
    weights = model.coef_[0]
    return weights, float(model.intercept_[0] - middle @ weights)


if __name__ == "__main__":
    main()
