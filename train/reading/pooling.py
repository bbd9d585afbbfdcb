"""A message head that hears single clauses: what a message is about often stands in one of them.

The logits are those of a linear head over cues and the mean embedding of the clauses, and for each class
the log-sum-exp over the clauses of a second linear score, less half the logarithm of their number (else a
long message would say everything). Fitted by L-BFGS with an L2 penalty; scaling and directions are folded into
the weights, so `assistant.reading.heads` needs two products.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.reading.features import Matrix
from assistant.reading.heads import softmax

DIRECTIONS = 192  # of the clauses, and as many of their means
_PENALTY = 4.0
_OF_CLAUSE, _OF_MEAN, _OF_CUE = 8.0, 16.0, 0.3  # how much each part may say before the penalty
_ROUNDS = 60


class PooledHead:
    """`fit` takes cues (n, f), the clause embeddings of each message (k, 384), and the class names."""

    def __init__(self, classes: list[str]) -> None:
        self.classes = classes

    def fit(
        self,
        cues: Matrix,
        clauses: Sequence[Matrix],
        truth: Sequence[str],
        weights: Sequence[float] | None = None,
    ) -> PooledHead:
        means = np.array([each.mean(0) for each in clauses])
        every, owner = _together(clauses)
        middle, scale = cues.mean(0), (cues.std(0) + 0.1) / _OF_CUE
        of_mean, of_clause = _directions(means) * _OF_MEAN, _directions(every) * _OF_CLAUSE
        plain = np.hstack([(cues - middle) / scale, (means - means.mean(0)) @ of_mean])
        wanted = np.eye(len(self.classes))[[self.classes.index(name) for name in truth]]
        counts = np.ones(len(truth)) if weights is None else np.asarray(weights, float)
        fitted, pooled, bias = _minimise(
            plain, (every - every.mean(0)) @ of_clause, owner, wanted, counts[:, None]
        )
        self.cues = fitted[: cues.shape[1]] / scale[:, None]
        self.embedded = of_mean @ fitted[cues.shape[1] :]
        self.pooled = of_clause @ pooled
        self.bias = bias - middle @ self.cues - means.mean(0) @ self.embedded - every.mean(0) @ self.pooled
        return self

    def predict(self, cues: Matrix, clauses: Sequence[Matrix]) -> Matrix:
        means = np.array([each.mean(0) for each in clauses])
        every, owner = _together(clauses)
        loudest, _ = _pool(every @ self.pooled, owner, len(clauses))
        return np.asarray(softmax(cues @ self.cues + means @ self.embedded + loudest + self.bias))

    def arrays(self, name: str) -> dict[str, Any]:
        small = {part: getattr(self, part).astype("float16") for part in ("cues", "embedded", "pooled")}
        return {f"{name}_{part}": weights for part, weights in small.items()} | {
            f"{name}_bias": self.bias.astype("float32"),
            f"{name}_labels": np.array(self.classes),
        }


def _minimise(
    plain: Matrix, clauses: Matrix, owner: Any, wanted: Matrix, counts: Matrix
) -> tuple[Matrix, Matrix, Matrix]:
    """The weights of the plain part and of the clauses, and the bias, at the least penalised loss."""
    from scipy.optimize import minimize

    classes = wanted.shape[1]
    first, second = plain.shape[1] * classes, clauses.shape[1] * classes

    def apart(packed: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        return (
            packed[:first].reshape(-1, classes),
            packed[first : first + second].reshape(-1, classes),
            packed[first + second :],
        )

    def loss(packed: Matrix) -> tuple[float, Matrix]:
        fitted, pooled, bias = apart(packed)
        loudest, share = _pool(clauses @ pooled, owner, len(wanted))
        found = softmax(plain @ fitted + loudest + bias)
        beyond = counts * (found - wanted)
        of_clauses = clauses.T @ (beyond[owner] * share)
        steps = (plain.T @ beyond + _PENALTY * fitted, of_clauses + _PENALTY * pooled, beyond.sum(0))
        missed = -(counts * wanted * np.log(found + 1e-12)).sum()
        value = missed + _PENALTY / 2 * ((fitted**2).sum() + (pooled**2).sum())
        return float(value), np.concatenate([step.ravel() for step in steps])

    start = np.zeros(first + second + classes)
    return apart(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x)


def _pool(scores: Matrix, owner: Any, messages: int) -> tuple[Matrix, Matrix]:
    """(messages, classes) log-sum-exp of the clauses' scores, and each clause's share of it."""
    top = np.full((messages, scores.shape[1]), -np.inf)
    np.maximum.at(top, owner, scores)
    raised = np.exp(scores - top[owner])
    total = np.zeros_like(top)
    np.add.at(total, owner, raised)
    number = np.bincount(owner, minlength=messages)[:, None]
    return top + np.log(total) - np.log(number) / 2, raised / total[owner]


def _together(clauses: Sequence[Matrix]) -> tuple[Matrix, Any]:
    return np.vstack(clauses), np.repeat(np.arange(len(clauses)), [len(each) for each in clauses])


def _directions(rows: Matrix) -> Matrix:
    _, axes = np.linalg.eigh(np.cov((rows - rows.mean(0)).T))
    return np.asarray(axes[:, ::-1][:, :DIRECTIONS])
