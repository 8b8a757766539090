"""Learn a taste from liked papers, beside a background of others."""

from __future__ import annotations

import math
import sys
from functools import cached_property
from heapq import nlargest
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.ranking.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.ranking.regression import Regression
    from bot.ranking.space import Space, Vector
    from bot.ranking.terms import PaperText

_KEPT = 400  # terms of a model, those that move scores most
_FEWEST = 20  # papers and terms of a background; with less, there is nothing to regress on
_AGAINST = 0.5  # of the mean of disliked papers
# What a broken installation, too little memory or numbers that do not converge raise.
_FAILURES = (ImportError, ValueError, ArithmeticError, RuntimeError, MemoryError)


def can_regress() -> bool:
    """Return True if numpy (the extra `picks`) is installed."""
    return find_spec("numpy") is not None


class Learner:
    """Makes models in one space, against one background.

    With `regression` (which needs numpy), models are made by it (see `Regression`). Without it, and from its first
    failure on, a model is the mean of the liked papers; `regression` then is false.
    """

    def __init__(self, space: Space, background: Sequence[PaperText], *, regression: bool) -> None:
        self._space = space
        self.regression = regression
        self._background = {paper.id: space.vector(paper) for paper in background}

    def model(self, liked: Sequence[PaperText], disliked: Sequence[PaperText] = ()) -> Model:
        """Learn from liked papers, the latest last; a disliked one counts as much as a liked one."""
        good = {paper.id: self._space.vector(paper) for paper in liked}
        bad = {paper.id: self._space.vector(paper) for paper in disliked}
        places = [place for place, id_ in enumerate(self._background) if id_ not in good and id_ not in bad]
        weights = None
        if good and self.regression and min(len(places), len(self._moved)) >= _FEWEST:
            try:
                weights = self._regression.weights([*good.values()], [*bad.values()], places)
            except _FAILURES as error:
                self.regression = False
                sys.stderr.write(f"no regression: {error!r}\n")
        if weights is None:
            weights = _mean([*good.values()], [*bad.values()])
        moved = _squares(good.values(), self._moved)
        kept = nlargest(
            _KEPT, weights, key=lambda term: (abs(weights[term]) * math.sqrt(moved.get(term, 0)), term)
        )
        vectors = [*self._background.values()]
        return Model.of({term: weights[term] for term in kept}, good, [vectors[place] for place in places])

    @cached_property
    def _moved(self) -> Vector:
        return _squares(self._background.values(), {})

    @cached_property
    def _regression(self) -> Regression:
        from bot.ranking.regression import Regression  # noqa: PLC0415 - needs the extra

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
