"""Logistic regression of liked papers against others. Needs numpy (the extra `picks`)."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.ranking.tfidf import Vector

    Array = np.ndarray[Any, np.dtype[Any]]
    Product = Callable[[Array], Array]

_DIMENSIONS = 150  # latent ones, at most
_DENSE_TERMS = 4000  # the most common terms, from which the latent dimensions are made
_ITERATIONS = 2  # of the subspace iteration; more hardly change the dimensions
_MAX_STEPS = 100
_GRADIENT_TOLERANCE = 1e-3  # largest component at which the minimum counts as reached
_MAX_LOGIT = 30  # beyond it, a probability is 0 or 1


class Regression:
    """Fits weights of terms that give liked papers high scores and the background low ones.

    They are the sum of two regressions: on terms, and on latent dimensions of the background (latent semantic
    analysis), where papers can be similar without a common word. Both are linear, so each term gets one weight.
    """

    def __init__(self, terms: Iterable[str], background: Sequence[Vector]) -> None:
        """Take all terms, and the vectors of the background."""
        common = [term for term, _ in Counter(chain.from_iterable(background)).most_common()]
        self._columns = {term: place for place, term in enumerate(dict.fromkeys([*common, *terms]))}
        self._background, rows = self._matrix(background)
        # The top right singular vectors of the rows, as columns (truncated SVD by subspace iteration)
        size = rows.shape[1], min(_DIMENSIONS, *rows.shape)
        self._dimensions = np.random.default_rng(0).standard_normal(size, np.float32)
        for _ in range(_ITERATIONS):
            self._dimensions = np.linalg.qr(rows.T @ (rows @ self._dimensions))[0]
        self._latent = rows @ self._dimensions

    def weights(
        self, liked: Sequence[Vector], disliked: Sequence[Vector], others: Sequence[int]
    ) -> dict[str, float]:
        """Return a weight for each term; `others` are the places in the background of papers that are neither.

        Liked papers count as much together as the others do, and a disliked one at most as much as a liked one.
        """
        examples, dense = self._matrix([*liked, *disliked])
        other_rows = len(dense) + np.array(others)  # of examples and background stacked
        shares = np.zeros(len(dense) + len(self._latent))  # of liked papers, and less than 0 of the others
        shares[: len(dense)] = -1 / max(len(liked), len(disliked))
        shares[: len(liked)] = 1 / len(liked)
        shares[other_rows] = -1 / len(others)
        # The L2 penalty of the weights, scaled as the shares are, by their sum. Without disliked papers that is 2,
        # and the penalty the usual one (C = 1) of n papers that count 1 each; disliked ones weaken it.
        penalty = 2 / ((len(dense) + len(others)) * abs(shares).sum())
        shares /= abs(shares).sum()

        def fitted(times: Product, times_transpose: Product, size: int) -> Array:
            found = _minimize(times, times_transpose, size, shares, penalty)
            # The others' scores get a deviation of 1, so that both regressions count alike in their sum
            return found / (times(found)[other_rows].std() or 1)

        cells = np.concatenate([examples, self._background + np.array([len(dense), 0, 0])])
        rows, columns, values = np.ascontiguousarray(cells.T)
        rows, columns = rows.astype(int), columns.astype(int)
        total = fitted(
            lambda weights: np.bincount(rows, values * weights[columns], len(shares)),
            lambda errors: np.bincount(columns, values * errors[rows], len(self._columns)),
            len(self._columns),
        )
        latent = np.concatenate([dense @ self._dimensions, self._latent])
        from_latent = self._dimensions @ fitted(latent.__matmul__, latent.T.__matmul__, latent.shape[1])
        total[: len(from_latent)] += from_latent
        return dict(zip(self._columns, total.tolist(), strict=True))

    def _matrix(self, vectors: Sequence[Vector]) -> tuple[Array, Array]:
        """Return the cells (row, column, value) of a matrix with a row for each vector, and a dense matrix.

        The dense one has only the first columns, those of the most common terms.
        """
        columns = self._columns
        known = [
            (row, columns[term], value)
            for row, vector in enumerate(vectors)
            for term, value in vector.items()
            if term in columns
        ]
        cells = np.array(known).reshape(-1, 3)
        dense = np.zeros((len(vectors), min(_DENSE_TERMS, len(columns))), np.float32)
        common = cells[cells[:, 1] < dense.shape[1]]
        dense[tuple(common[:, :2].astype(int).T)] = common[:, 2]
        return cells, dense


def _minimize(times: Product, times_transpose: Product, size: int, shares: Array, penalty: float) -> Array:
    """Return the `size` weights with the lowest penalized logistic loss, without the intercept.

    Gradient descent with the step length of Barzilai and Borwein (1988). As not every step goes down, the point
    with the smallest gradient is returned.
    """
    weights, signs = np.zeros(size + 1), np.sign(shares)
    step, before, best = 1.0, None, (np.inf, weights)
    for _ in range(_MAX_STEPS):
        logits = np.clip(signs * (times(weights[:-1]) + weights[-1]), -_MAX_LOGIT, _MAX_LOGIT)
        errors = shares / (1 + np.exp(logits))
        gradient = np.append(penalty * weights[:-1] - times_transpose(errors), -errors.sum())
        largest = abs(gradient).max()
        if largest < best[0]:
            best = largest, weights
        if largest < _GRADIENT_TOLERANCE:
            break
        if before:
            moved, gradient_change = weights - before[0], gradient - before[1]
            step = (moved @ moved) / max(moved @ gradient_change, penalty * (moved @ moved))
        before = weights, gradient
        weights = weights - step * gradient
    return best[1][:-1]
