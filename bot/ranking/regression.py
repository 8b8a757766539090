"""Tell liked papers from others by logistic regression. Needs numpy (the extra `picks`)."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from bot.ranking.term_weights import Vector

    Array = np.ndarray[Any, np.dtype[Any]]
    Product = Callable[[Array], Array]

_DIMENSIONS = 150
_COMMON = 4000  # terms of which dimensions are made, the most common ones
_ROUNDS = 2  # of multiplication, after which the dimensions hardly turn
_STRENGTH = 1.0  # how much examples count against the wish for small weights (C in other libraries)
_STEPS = 100
_FLAT = 1e-3  # slope at which the lowest point is as good as reached
_FAR = 30  # from here on, a probability is 0 or 1


class Regression:
    """Makes weights of terms by which liked papers score high, beside one background.

    They are the sum of two regressions: on terms, and on latent dimensions of the background, where papers can be
    near without a word in common. Both are linear, so that each term gets one weight.
    """

    def __init__(self, terms: Iterable[str], background: Sequence[Vector]) -> None:
        """Take all terms, and the vectors of the background."""
        common = [term for term, _ in Counter(chain.from_iterable(background)).most_common()]
        self._columns = {term: place for place, term in enumerate(dict.fromkeys([*common, *terms]))}
        self._background = _Rows(self._columns, background)
        rows = self._background.common()
        self._dimensions = _dimensions(rows)
        self._latent = rows @ self._dimensions

    def weights(self, good: Sequence[Vector], bad: Sequence[Vector], others: Collection[int]) -> dict[str, float]:
        """Return a weight for each term; `others` are the places of those in the background that are neither.

        Liked papers count as much together as the others do, and a disliked one as much as a liked one.
        """
        examples = _Rows(self._columns, [*good, *bad])
        behind = np.zeros(len(self._latent))
        behind[[*others]] = 1 / len(others)
        share = [1 / len(good)] * len(good) + [1 / max(len(good), len(bad))] * len(bad)
        counts = np.concatenate([share, behind])
        signs = np.where(np.arange(len(counts)) < len(good), 1.0, -1.0)
        # As if each paper counted once on average.
        shrink = 2 / (_STRENGTH * (len(share) + len(others)) * counts.sum())
        counts /= counts.sum()

        def lowest(products: tuple[Product, Product], size: int) -> Array:
            found = _lowest(products, np.zeros(size + 1), signs * counts, signs, shrink)[:-1]
            return found / (products[0](found)[len(share) :][behind > 0].std() or 1)

        latent = np.concatenate([examples.common() @ self._dimensions, self._latent])
        total = lowest(examples.above(self._background), len(self._columns))
        near = self._dimensions @ lowest((latent.__matmul__, latent.T.__matmul__), latent.shape[1])
        total[: len(near)] += near
        return dict(zip(self._columns, total.tolist(), strict=True))


class _Rows:
    """A sparse matrix with a row for each vector."""

    def __init__(self, columns: dict[str, int], vectors: Sequence[Vector]) -> None:
        self._shape = len(vectors), len(columns)
        known = [[(columns[term], value) for term, value in one.items() if term in columns] for one in vectors]
        cells = np.array([*chain.from_iterable(known)]).reshape(-1, 2)
        self._cells = np.repeat(np.arange(len(known)), [*map(len, known)]), cells[:, 0].astype(int), cells[:, 1]

    def common(self) -> Array:
        """Return the first columns, with their zeros."""
        rows, columns, values = self._cells
        dense = np.zeros((self._shape[0], min(_COMMON, self._shape[1])), np.float32)
        kept = columns < dense.shape[1]
        dense[rows[kept], columns[kept]] = values[kept]
        return dense

    def above(self, other: _Rows) -> tuple[Product, Product]:
        """Return what multiplies by these rows and then another's, and what by their transpose."""
        height, width = self._shape
        rows = np.concatenate([self._cells[0], other._cells[0] + height])
        columns, values = (np.concatenate([self._cells[part], other._cells[part]]) for part in (1, 2))
        height += other._shape[0]
        return (
            lambda weights: np.bincount(rows, values * weights[columns], height),
            lambda errors: np.bincount(columns, values * errors[rows], width),
        )


def _dimensions(rows: Array) -> Array:
    """Return the directions in which rows differ most, a column each (by subspace iteration)."""
    size = max(min(_DIMENSIONS, *rows.shape), 1)
    found = np.random.default_rng(0).standard_normal((rows.shape[1], size), np.float32)
    for _ in range(_ROUNDS):
        found = np.linalg.qr(rows.T @ (rows @ found))[0]
    return found


def _lowest(products: tuple[Product, Product], here: Array, pulls: Array, signs: Array, shrink: float) -> Array:
    """Return the weights, the last of which is a constant, that explain the signs best: logistic regression.

    Steps are as long as the last one bent the slope (Barzilai and Borwein 1988); the flattest point counts, since
    not each step goes down.
    """
    times, across = products
    step, before, best = 1.0, None, (np.inf, here)
    for _ in range(_STEPS):
        errors = pulls / (1 + np.exp(np.clip(signs * (times(here[:-1]) + here[-1]), -_FAR, _FAR)))
        slope = np.append(shrink * here[:-1] - across(errors), -errors.sum())
        steepest = abs(slope).max()
        if steepest < best[0]:
            best = steepest, here
        if steepest < _FLAT:
            break
        if before:
            moved, bent = here - before[0], slope - before[1]
            step = (moved @ moved) / max(moved @ bent, shrink * (moved @ moved))
        before = here, slope
        here = here - step * slope
    return best[1]
