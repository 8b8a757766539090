"""Pick the best papers of a day for each of many models, if their scores are high enough."""

from __future__ import annotations

from heapq import nlargest
from math import log10
from operator import itemgetter, mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.ranking.model import Model
    from bot.ranking.terms import PaperText
    from bot.ranking.tfidf import Vectorizer

# Scores that the first and the last pick of a day need among `_USUAL_CANDIDATES`; a single one is the last
_FIRST_FLOOR, _LAST_FLOOR = 1.2, 2.1
_USUAL_CANDIDATES = 250  # papers
_MIN_FLOOR = 0.5  # among few candidates


def floor(place: int, most: int, candidates: int) -> float:
    """Return the lowest score that the pick at a place (1 to `most`) must have among so many candidates.

    It rises with the place: of 250 papers of which nobody would like one, the first is above 1.2 nearly always,
    the fifth above 2.1 on one day in ten at most (tests/benchmarks/bench_picks.py). By chance, a tenth as many
    papers are above a score that is higher by 1. So the fifth pick of five among 25 papers has to be above 1.1.
    """
    usual_floor = _LAST_FLOOR - (_LAST_FLOOR - _FIRST_FLOOR) * (most - place) / max(most - 1, 1)
    return max(usual_floor + log10(max(candidates, 1) / _USUAL_CANDIDATES), _MIN_FLOOR)


class Candidates:
    """The papers of a day as vectors: scoring one takes some microseconds, as one call fetches all its weights."""

    def __init__(self, vectorizer: Vectorizer, papers: Sequence[PaperText]) -> None:
        self._papers = papers
        self._vectors = [vectorizer.vector(paper) for paper in papers]
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

    def best(self, model: Model, most: int, among: Collection[str]) -> Iterator[tuple[str, list[str], list[str]]]:
        """Yield at most `most` papers `among` these ids that reach their floor, best first.

        Each is an id and the reason (see `Model.reason`): ids of liked papers, and words.
        """
        weights = [0.0] * (len(self._places) + 2)
        for term, weight in model.weights.items():
            if term in self._places:
                weights[self._places[term]] = weight
        scores = {
            at: sum(map(mul, take(weights), values))
            for at, (take, values) in enumerate(self._rows)
            if self._papers[at].id in among
        }
        for place, at in enumerate(nlargest(most, scores, key=scores.__getitem__), 1):
            like, words = model.reason(self._papers[at], self._vectors[at])
            if words and model.score_of_sum(scores[at]) >= floor(place, most, len(scores)):
                yield self._papers[at].id, like, words
