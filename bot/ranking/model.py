"""Score papers by what somebody liked, pick the best of a day, and say why."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from math import log10
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from bot.ranking.terms import PaperText, terms, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.ranking.space import Space

_LIKES = 100  # liked papers that a reason can name, the latest
_ALIKE = 2  # liked papers in a reason
_WORDS = 3  # words or pairs in a reason
_SIGNS = 6  # terms of a liked paper by which others are found to be like it
_UNIT = 1000  # weights are kept as whole numbers
_NEAREST = 0.95  # of the background lies below a score of 1
_LOWEST, _HIGHEST = 1.2, 2.1  # floors of a first and of a last pick among `_USUAL` papers, as scores
_USUAL = 250  # papers of a day
_LEAST = 0.5  # the floor of floors


class Pick(NamedTuple):
    """The id of a paper, and why it ranks high: ids of liked papers that it is like, and its words, best first."""

    paper_id: str
    like: list[str]
    words: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A taste as a weight a term; the weights of a paper's terms add up to its score.

    - `weights`: in thousandths of a score (see `score`).
    - `middle`: what the weights of a paper in the middle of the background add up to.
    - `likes`: id of a liked paper → places among the weights of its terms that say most for a paper.
    """

    weights: Mapping[str, float]
    middle: float
    likes: Mapping[str, Sequence[int]]

    @classmethod
    def of(
        cls,
        weights: Mapping[str, float],
        liked: Mapping[str, Mapping[str, float]],
        background: Sequence[Mapping[str, float]],
    ) -> Model:
        """Scale weights by the scores of the background's vectors.

        The best twentieth tells better than the variance how high those can come who are near nothing: one floor
        serves broad and narrow tastes, many likes and five.
        """
        scores = sorted(_total(weights, vector) for vector in background) or [0.0]
        middle = scores[len(scores) // 2]
        spread = scores[int(len(scores) * _NEAREST)] - middle
        # Where no paper of the background has the terms, weights would know no bounds.
        unit = _UNIT / (max(spread, max(map(abs, weights.values()), default=0.0) / _UNIT) or 1.0)
        scaled = {term: round(weight * unit) for term, weight in weights.items()}
        places = {term: place for place, term in enumerate(scaled)}
        return cls(
            weights=scaled,
            middle=round(middle * unit),
            likes={
                id_: [places[term] for term in _strongest(_gains(scaled, vector))[:_SIGNS]]
                for id_, vector in list(liked.items())[-_LIKES:]
            },
        )

    def score(self, vector: Mapping[str, float]) -> float:
        """Return how near a paper is: 0 is the middle of the background, 1 is where its best twentieth begins."""
        return (_total(self.weights, vector) - self.middle) / _UNIT

    def reason(self, paper: PaperText, vector: Mapping[str, float]) -> Pick:
        """Return at most two liked papers and three words or pairs that speak most for a paper."""
        gains = _gains(self.weights, vector)
        by_place = [gains.get(term, 0) for term in self.weights]
        alike = {
            id_: sum(by_place[place] for place in signs) for id_, signs in self.likes.items() if id_ != paper.id
        }
        # A pair speaks for its words as well, and tells more than they do.
        spoken = {
            term: gain + sum(gains.get(word, 0) for word in term.split() if word != term)
            for term, gain in gains.items()
            if gain > 0
        }
        spellings = written(paper)
        words: list[str] = []
        said: set[str] = set()
        for term in _strongest(spoken):
            if term in spellings and said.isdisjoint(term.split()) and len(words) < _WORDS:
                words.append(spellings[term])
                said.update(key for key, _, _ in terms(spellings[term]))
        return Pick(paper.id, _strongest(alike)[:_ALIKE], words)


def _strongest(weights: Mapping[str, float]) -> list[str]:
    """Sort the terms that speak for a paper, the strongest first."""
    return sorted(
        (term for term, weight in weights.items() if weight > 0), key=lambda term: (-weights[term], term)
    )


def _total(weights: Mapping[str, float], vector: Mapping[str, float]) -> float:
    return sum(weights[term] * weight for term, weight in vector.items() if term in weights)


def _gains(weights: Mapping[str, float], vector: Mapping[str, float]) -> dict[str, float]:
    return {term: weights[term] * weight for term, weight in vector.items() if term in weights}


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
    """The papers of a day, for many models."""

    def __init__(self, space: Space, papers: Sequence[PaperText]) -> None:
        self._papers = [(paper, space.vector(paper)) for paper in papers]

    def best(self, model: Model, most: int, among: Collection[str]) -> Iterator[Pick]:
        """Yield at most `most` papers `among` these ids that are near, best first; of equal ones, the earlier."""
        scored = [(model.score(one[1]), one) for one in self._papers if one[0].id in among]
        for place, (score, one) in enumerate(nlargest(most, scored, key=itemgetter(0)), 1):
            pick = model.reason(*one)
            if pick.words and score >= floor(place, most, len(scored)):
                yield pick
