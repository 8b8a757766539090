"""Learn a taste from liked papers, beside a background of others."""

from __future__ import annotations

import math
from functools import cached_property
from heapq import nlargest
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.ranking.model import Model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.ranking.space import Space, Vector
    from bot.ranking.terms import PaperText

_DIMENSIONS = 150
_STRENGTH = 1.0  # how much examples count against the wish for small weights (scikit-learn's C)
_KEPT = 400  # terms of a model, those that move scores most
_FEWEST = 20  # papers and terms of a background; with less, there is nothing to regress on
_AGAINST = 0.5  # of the mean of disliked papers


def can_regress() -> bool:
    """Whether scikit-learn (the extra `picks`) is installed."""
    return find_spec("sklearn") is not None


class Learner:
    """Makes models in one space, against one background.

    With `regression` (which needs scikit-learn) a model is the sum of two logistic regressions: on terms, and on
    latent dimensions of the background, where papers can be near without a word in common. Both are linear, so
    that each term gets one weight. Without it, a model is the mean of the liked papers.
    """

    def __init__(self, space: Space, background: Sequence[PaperText], *, regression: bool) -> None:
        self._space = space
        self._regression = regression
        self._background = {paper.id: space.vector(paper) for paper in background}

    def model(self, liked: Sequence[PaperText], disliked: Sequence[PaperText] = ()) -> Model:
        """Learn from liked papers, the latest last; a disliked one counts as much as a liked one."""
        good = {paper.id: self._space.vector(paper) for paper in liked}
        bad = {paper.id: self._space.vector(paper) for paper in disliked}
        others = [id_ for id_ in self._background if id_ not in good and id_ not in bad]
        if good and self._regression and min(len(others), len(self._moved)) >= _FEWEST:
            weights = self._regressions([*good.values()], [*bad.values()], others)
        else:
            weights = _mean([*good.values()], [*bad.values()])
        moved = _squares(good.values(), self._moved)
        kept = nlargest(
            _KEPT, weights, key=lambda term: (abs(weights[term]) * math.sqrt(moved.get(term, 0)), term)
        )
        background = [self._background[id_] for id_ in others]
        return Model.of({term: weights[term] for term in kept}, good, background)

    @cached_property
    def _moved(self) -> Vector:
        return _squares(self._background.values(), {})

    @cached_property
    def _matrix(self) -> tuple[Any, Any, Any]:
        """The columns of terms, the background in them, and its latent dimensions (a row each)."""
        vectors = [*self._background.values()]
        columns = import_module("sklearn.feature_extraction").DictVectorizer().fit([self._space.weights, *vectors])
        rows = columns.transform(vectors)
        most = min(_DIMENSIONS, *(size - 1 for size in rows.shape))
        decomposition = import_module("sklearn.decomposition").TruncatedSVD(most, n_iter=2, random_state=0)
        return columns, rows, decomposition.fit(rows).components_

    def _regressions(
        self, good: Sequence[Vector], bad: Sequence[Vector], others: Collection[str]
    ) -> Mapping[str, float]:
        regression = import_module("sklearn.linear_model").LogisticRegression
        columns, background, latent = self._matrix
        among = frozenset(others)
        unlabelled = background[[row for row, id_ in enumerate(self._background) if id_ in among]]
        rows: Any = import_module("scipy.sparse").vstack([columns.transform([*good, *bad]), unlabelled]).tocsr()
        labels = [True] * len(good) + [False] * (rows.shape[0] - len(good))
        # Liked papers weigh as much together as the background does.
        weights = (
            [1 / len(good)] * len(good) + [1 / max(len(good), len(bad))] * len(bad) + [1 / len(among)] * len(among)
        )
        weights = [len(labels) / 2 * weight for weight in weights]
        total: Any = 0
        for features, terms in ((rows, None), (rows @ latent.T, latent)):
            fitted = regression(C=_STRENGTH, max_iter=200, tol=1e-3).fit(features, labels, weights)
            spread = (features[-len(among) :] @ fitted.coef_[0]).std() or 1
            total = total + (fitted.coef_[0] if terms is None else fitted.coef_[0] @ terms) / spread
        return dict(zip(columns.feature_names_, total.tolist(), strict=True))


def _squares(vectors: Iterable[Vector], before: Vector) -> Vector:
    """Add up squares of terms' weights: a term moves scores by the root."""
    total = dict(before)
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight * weight
    return total


def _mean(good: Sequence[Vector], bad: Sequence[Vector]) -> dict[str, float]:
    """Average the liked vectors, and subtract a part of the disliked ones (Rocchio's rule)."""
    total: dict[str, float] = {}
    for vectors, part in ((good, 1.0), (bad, -_AGAINST)):
        for vector in vectors:
            for term, weight in vector.items():
                total[term] = total.get(term, 0.0) + part * weight / len(vectors)
    return total
