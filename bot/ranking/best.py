"""Apply many models to the papers of a day."""

from __future__ import annotations

from heapq import nlargest
from itertools import repeat
from math import log10
from operator import itemgetter, mul
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.ranking.model import Model, Reason
    from bot.ranking.space import Space
    from bot.ranking.terms import PaperText

_LOWEST, _HIGHEST = 1.2, 2.1  # floors of a first and of a last pick among `_USUAL` papers, as scores
_USUAL = 250  # papers of a day
_LEAST = 0.5  # the floor of floors


class Pick(NamedTuple):
    """A paper for a model: its score (see `Model.score`), whether it is near anything liked, and why."""

    paper: str
    score: float
    near: bool
    reason: Reason


def floor(place: int, most: int, candidates: int) -> float:
    """Return the score under which a paper is near nothing, for the pick at a place from 1 to `most`.

    The more a day brings, the nearer the next has to be: of 250 papers of which nobody would like one, the first
    is above 1.2 nearly always, the fifth above 2.1 on one day in ten at most (tests/benchmarks/bench_picks.py).
    Among fewer papers fewer come as high by chance: a tenth as many are above a score that is higher by 1. So the
    fifth of 25 papers has to be above 1.1.
    """
    usual = _HIGHEST - (_HIGHEST - _LOWEST) * (most - place) / max(most - 1, 1)
    return max(usual + log10(max(candidates, 1) / _USUAL), _LEAST)


def best(
    models: Iterable[Model],
    space: Space,
    papers: Sequence[PaperText],
    most: int,
    among: Iterable[Collection[str]] | None = None,
) -> Iterator[list[Pick]]:
    """Yield the papers that rank highest for each model; of equal ones, the earlier first.

    `among` has the ids of the papers that each model can choose from; by default, all.

    A paper costs a model some microseconds: its terms' weights are taken out of one list by one call.
    """
    vectors = [space.vector(paper) for paper in papers]
    places: dict[str, int] = {}
    for vector in vectors:
        for term in vector:
            places.setdefault(term, len(places) + 2)
    # Two empty places at the front: itemgetter returns a tuple for two places or more.
    rows = [
        (itemgetter(0, 1, *(places[term] for term in vector)), (0.0, 0.0, *vector.values())) for vector in vectors
    ]
    for model, allowed in zip(models, repeat(None) if among is None else among, strict=False):
        weights = [0.0] * (len(places) + 2)
        for term, weight in model.weights.items():
            if term in places:
                weights[places[term]] = weight
        scores = [sum(map(mul, taken(weights), values)) for taken, values in rows]
        candidates = [rank for rank, paper in enumerate(papers) if allowed is None or paper.id in allowed]
        ranks = nlargest(most, candidates, key=scores.__getitem__)
        yield [
            Pick(papers[rank].id, score, score >= lowest and reason.words != [], reason)
            for place, rank in enumerate(ranks, 1)
            for score, lowest in [(model.scaled(scores[rank]), floor(place, most, len(candidates)))]
            for reason in [model.reason(papers[rank], vectors[rank])]
        ]
