"""Logistic regression of liked papers against others. Needs numpy (the extra `picks`)."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from bot.ranking.tfidf import Vector

    Array = np.ndarray[Any, np.dtype[Any]]
    Product = Callable[[Array], Array]

_DIMENSIONS = 150
_DENSE_TERMS = 4000  # the most common terms, from which the latent dimensions are made
_ITERATIONS = 2  # of the subspace iteration; more hardly change the dimensions
_INVERSE_PENALTY = 1.0  # the inverse strength of the L2 penalty (C in other libraries)
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
        self._background = _SparseMatrix(self._columns, background)
        rows = self._background.dense()
        self._dimensions = _dimensions(rows)
        self._latent = rows @ self._dimensions

    def weights(
        self, liked: Sequence[Vector], disliked: Sequence[Vector], others: Collection[int]
    ) -> dict[str, float]:
        """Return a weight for each term; `others` are the places in the background of papers that are neither.

        Liked papers count as much together as the others do, and a disliked one as much as a liked one.
        """
        examples = _SparseMatrix(self._columns, [*liked, *disliked])
        background_shares = np.zeros(len(self._latent))
        background_shares[[*others]] = 1 / len(others)
        example_shares = [1 / len(liked)] * len(liked) + [1 / max(len(liked), len(disliked))] * len(disliked)
        shares = np.concatenate([example_shares, background_shares])
        signs = np.where(np.arange(len(shares)) < len(liked), 1.0, -1.0)
        # As if each paper counted once on average: without disliked papers the shares add up to 2.
        penalty = 2 / (_INVERSE_PENALTY * (len(example_shares) + len(others)) * shares.sum())
        shares /= shares.sum()

        def fitted(products: tuple[Product, Product], size: int) -> Array:
            found = _minimize(products, np.zeros(size + 1), signs * shares, signs, penalty)[:-1]
            # The others' scores get a deviation of 1, so that both regressions count alike in their sum
            return found / (products[0](found)[len(example_shares) :][background_shares > 0].std() or 1)

        latent = np.concatenate([examples.dense() @ self._dimensions, self._latent])
        total = fitted(examples.stacked_products(self._background), len(self._columns))
        from_latent = self._dimensions @ fitted((latent.__matmul__, latent.T.__matmul__), latent.shape[1])
        total[: len(from_latent)] += from_latent
        return dict(zip(self._columns, total.tolist(), strict=True))


class _SparseMatrix:
    """A sparse matrix with a row for each vector."""

    def __init__(self, columns: dict[str, int], vectors: Sequence[Vector]) -> None:
        self._shape = len(vectors), len(columns)
        known = [[(columns[term], value) for term, value in one.items() if term in columns] for one in vectors]
        cells = np.array([*chain.from_iterable(known)]).reshape(-1, 2)
        self._cells = np.repeat(np.arange(len(known)), [*map(len, known)]), cells[:, 0].astype(int), cells[:, 1]

    def dense(self) -> Array:
        """Return the first columns as a dense matrix."""
        rows, columns, values = self._cells
        dense = np.zeros((self._shape[0], min(_DENSE_TERMS, self._shape[1])), np.float32)
        kept = columns < dense.shape[1]
        dense[rows[kept], columns[kept]] = values[kept]
        return dense

    def stacked_products(self, other: _SparseMatrix) -> tuple[Product, Product]:
        """Return functions that multiply by the rows of both matrices stacked, and by their transpose."""
        height, width = self._shape
        rows = np.concatenate([self._cells[0], other._cells[0] + height])
        columns, values = (np.concatenate([self._cells[part], other._cells[part]]) for part in (1, 2))
        height += other._shape[0]
        return (
            lambda weights: np.bincount(rows, values * weights[columns], height),
            lambda errors: np.bincount(columns, values * errors[rows], width),
        )


def _dimensions(rows: Array) -> Array:
    """Return the top right singular vectors of the rows, as columns (truncated SVD by subspace iteration)."""
    size = max(min(_DIMENSIONS, *rows.shape), 1)
    found = np.random.default_rng(0).standard_normal((rows.shape[1], size), np.float32)
    for _ in range(_ITERATIONS):
        found = np.linalg.qr(rows.T @ (rows @ found))[0]
    return found


def _minimize(
    products: tuple[Product, Product], weights: Array, signed_shares: Array, signs: Array, penalty: float
) -> Array:
    """Return the weights with the lowest logistic loss, the intercept last.

    Gradient descent with the step length of Barzilai and Borwein (1988). As not every step goes down, the point
    with the smallest gradient is returned.
    """
    times_matrix, times_transpose = products
    step, before, best = 1.0, None, (np.inf, weights)
    for _ in range(_MAX_STEPS):
        logits = np.clip(signs * (times_matrix(weights[:-1]) + weights[-1]), -_MAX_LOGIT, _MAX_LOGIT)
        errors = signed_shares / (1 + np.exp(logits))
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
    return best[1]
