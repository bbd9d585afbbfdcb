"""Weights of a logistic regression, and what it makes of rows whose author it has not seen."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def scores_left_out(
    features: Array, truth: Array, authors: Array, *, sample_weight: Array | None = None
) -> Array:
    """(n,) probabilities of the (n, f) features, each by the rows of all other authors."""
    scores = np.zeros(len(truth))
    for author in dict.fromkeys(authors):
        seen = authors != author
        scores[~seen] = _fitted(features, truth, sample_weight, seen).predict_proba(features[~seen])[:, 1]
    return scores


def print_weights(features: Array, truth: Array, of: str, *, sample_weight: Array | None = None) -> None:
    """The weights and the bias by all rows, to be written where `of` keeps them."""
    model = _fitted(features, truth, sample_weight, np.ones(len(truth), bool))
    print(f"weights, in the order of {of}:", model.coef_[0].round(2).tolist())
    print("bias:", model.intercept_.round(2))


def _fitted(features: Array, truth: Array, sample_weight: Array | None, rows: Array) -> Any:
    from sklearn.linear_model import LogisticRegression

    weights = None if sample_weight is None else sample_weight[rows]
    return LogisticRegression(max_iter=2000).fit(features[rows], truth[rows], sample_weight=weights)
