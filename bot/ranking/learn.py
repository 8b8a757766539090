"""Learn a taste from liked papers, beside a background of others."""

from __future__ import annotations

import math
from functools import cached_property
from heapq import nlargest
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.ranking.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.ranking.regression import Regression
    from bot.ranking.term_weights import Space, Vector
    from bot.ranking.terms import PaperText

_KEPT = 400  # terms of a model, those that move scores most
_FEWEST = 20  # papers and terms of a background; with less, there is nothing to regress on
_AGAINST = 0.5  # of the mean of disliked papers


def can_regress() -> bool:
    """Return True if numpy (the extra `picks`) is installed."""
    return find_spec("numpy") is not None


class Learner:
    """Makes models in one space, against one background."""

    def __init__(self, space: Space, background: Sequence[PaperText]) -> None:
        self._space = space
        self._background = {paper.id: space.vector(paper) for paper in background}

    def model(
        self, liked: Sequence[PaperText], disliked: Sequence[PaperText] = (), *, simple: bool = False
    ) -> Model:
        """Learn from liked papers, the latest last; a disliked one counts as much as a liked one.

        A `simple` model is the mean of the liked papers; without numpy, and with a small background, all are.
        """
        good = {paper.id: self._space.vector(paper) for paper in liked}
        bad = [self._space.vector(paper) for paper in disliked]
        known = good.keys() | {paper.id for paper in disliked}
        others = [(at, vector) for at, (id_, vector) in enumerate(self._background.items()) if id_ not in known]
        if not simple and min(len(others), len(self._moved)) >= _FEWEST and self._regression:
            weights = self._regression.weights([*good.values()], bad, [at for at, _ in others])
        else:
            weights = _mean([*good.values()], bad)
        moved = _squares(good.values(), self._moved)
        kept = nlargest(
            _KEPT, weights, key=lambda term: (abs(weights[term]) * math.sqrt(moved.get(term, 0)), term)
        )
        return Model.of({term: weights[term] for term in kept}, good, [vector for _, vector in others])

    @cached_property
    def _moved(self) -> Vector:
        return _squares(self._background.values(), {})

    @cached_property
    def _regression(self) -> Regression | None:
        try:
            from bot.ranking.regression import Regression  # noqa: PLC0415 - needs the extra
        except (ImportError, RuntimeError):  # also of a numpy that does not know the processor
            return None
        return Regression(self._space.weights, [*self._background.values()])


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
