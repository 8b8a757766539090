"""Learn a model of a taste: the terms that tell liked papers from a background of other papers."""

from __future__ import annotations

from functools import cached_property
from heapq import nlargest
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.ranking.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.ranking.regression import Regression
    from bot.ranking.terms import PaperText
    from bot.ranking.tfidf import Vector, Vectorizer

_MAX_TERMS = 400  # of a model: those that change scores most
_MIN_BACKGROUND = 20  # papers and terms; with fewer of either, all models are simple
_DISLIKED_FACTOR = 0.5  # of the mean of the disliked papers, which is subtracted


def can_regress() -> bool:
    """Return True if numpy (the extra `picks`) is installed."""
    return find_spec("numpy") is not None


class Learner:
    """Learns models of several tastes against the same background."""

    def __init__(self, vectorizer: Vectorizer, background: Sequence[PaperText]) -> None:
        self._vectorizer = vectorizer
        self._background = {paper.id: vectorizer.vector(paper) for paper in background}

    def model(
        self, liked: Sequence[PaperText], disliked: Sequence[PaperText] = (), *, simple: bool = False
    ) -> Model:
        """Return the model of a taste. `liked` has the latest last; a disliked paper counts as much as a liked.

        A `simple` model is the mean of the liked papers, less half that of the disliked ones; without numpy, and
        with a small background, all are.
        """
        good = {paper.id: self._vectorizer.vector(paper) for paper in liked}
        bad = [self._vectorizer.vector(paper) for paper in disliked]
        known = good.keys() | {paper.id for paper in disliked}
        others = [(at, vector) for at, (id_, vector) in enumerate(self._background.items()) if id_ not in known]
        if not simple and min(len(others), len(self._background_squares)) >= _MIN_BACKGROUND and self._regression:
            weights = self._regression.weights([*good.values()], bad, [at for at, _ in others])
        else:
            weights = _mean([*good.values()], bad)
        squares = _sum_of_squares(good.values(), self._background_squares)
        kept = nlargest(_MAX_TERMS, weights, key=lambda term: (weights[term] ** 2 * squares.get(term, 0), term))
        return Model.of({term: weights[term] for term in kept}, good, [vector for _, vector in others])

    @cached_property
    def _background_squares(self) -> Vector:
        return _sum_of_squares(self._background.values(), {})

    @cached_property
    def _regression(self) -> Regression | None:
        """The regression; None without numpy."""
        try:
            from bot.ranking.regression import Regression  # noqa: PLC0415 - needs the extra
        except (ImportError, RuntimeError):  # also of a numpy that does not know the processor
            return None
        return Regression(self._vectorizer.weights, [*self._background.values()])


def _sum_of_squares(vectors: Iterable[Vector], before: Vector) -> Vector:
    """Add the squared weights of each term to those of `before`; a term changes scores more the larger that is."""
    total = dict(before)
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight * weight
    return total


def _mean(good: Sequence[Vector], bad: Sequence[Vector]) -> dict[str, float]:
    """Average the liked vectors, and subtract a part of the disliked ones (Rocchio's rule)."""
    total: dict[str, float] = {}
    for vectors, part in ((good, 1.0), (bad, -_DISLIKED_FACTOR)):
        for vector in vectors:
            for term, weight in vector.items():
                total[term] = total.get(term, 0.0) + part * weight / len(vectors)
    return total
