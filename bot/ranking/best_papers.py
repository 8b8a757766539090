"""Apply many models to the papers of a day."""

from __future__ import annotations

from heapq import nlargest
from math import log10
from operator import itemgetter, mul
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.ranking.model import Model
    from bot.ranking.term_weights import Space
    from bot.ranking.terms import PaperText

_LOWEST, _HIGHEST = 1.2, 2.1  # floors of a first and of a last pick among `_USUAL` papers, as scores
_USUAL = 250  # papers of a day
_LEAST = 0.5  # the floor of floors


class Pick(NamedTuple):
    """The id of a paper that is near what a model likes, and why (see `Model.reason`)."""

    paper_id: str
    like: list[str]
    words: list[str]


def floor(place: int, most: int, candidates: int) -> float:
    """Return the score under which a paper is near nothing, for the pick at a place from 1 to `most`.

    The more a day brings, the nearer the next has to be: of 250 papers of which nobody would like one, the first
    is above 1.2 nearly always, the fifth above 2.1 on one day in ten at most (tests/benchmarks/bench_picks.py).
    Among fewer papers fewer come as high by chance: a tenth as many are above a score that is higher by 1. So the
    fifth of 25 papers has to be above 1.1.
    """
    usual = _HIGHEST - (_HIGHEST - _LOWEST) * (most - place) / max(most - 1, 1)
    return max(usual + log10(max(candidates, 1) / _USUAL), _LEAST)


class Day:
    """The papers of a day. One costs a model some microseconds: its terms' weights are taken by one call."""

    def __init__(self, space: Space, papers: Sequence[PaperText]) -> None:
        self._papers = papers
        self._vectors = [space.vector(paper) for paper in papers]
        places: dict[str, int] = {}
        for vector in self._vectors:
            for term in vector:
                places.setdefault(term, len(places) + 2)
        self._places = places
        # Two empty places at the front: itemgetter returns a tuple for two places or more.
        self._rows = [
            (itemgetter(0, 1, *(places[term] for term in vector)), (0.0, 0.0, *vector.values()))
            for vector in self._vectors
        ]

    def best(self, model: Model, most: int, among: Collection[str]) -> Iterator[Pick]:
        """Yield at most `most` papers `among` these ids that are near, best first; of equal ones, the earlier."""
        weights = [0.0] * (len(self._places) + 2)
        for term, weight in model.weights.items():
            if term in self._places:
                weights[self._places[term]] = weight
        scores = {
            at: sum(map(mul, taken(weights), values))
            for at, (taken, values) in enumerate(self._rows)
            if self._papers[at].id in among
        }
        for place, at in enumerate(nlargest(most, scores, key=scores.__getitem__), 1):
            like, words = model.reason(self._papers[at], self._vectors[at])
            if words and model.scaled(scores[at]) >= floor(place, most, len(scores)):
                yield Pick(self._papers[at].id, like, words)
