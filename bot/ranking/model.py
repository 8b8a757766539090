"""A linear model of a taste: it scores papers, and says which words and liked papers explain a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ranking.terms import original_spellings, terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.ranking.terms import PaperText

_MAX_LIKES = 100  # liked papers that a reason can name, the latest
_MAX_LIKED_NAMED = 2  # liked papers in a reason
_MAX_WORDS = 3  # words or pairs in a reason
_TERMS_PER_LIKE = 6  # terms of a liked paper by which its likeness to others is measured
_SCALE = 1000  # weights are integers, in thousandths of a score
_TOP_QUANTILE = 0.95  # of the background lies below a score of 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A weight for each term; a paper's score is the sum over its terms, scaled by the background.

    - `weights`: in thousandths of a score (see `score`).
    - `median`: the sum for the median paper of the background.
    - `likes`: id of a liked paper → the places in `weights` of its at most six terms that contribute most.
    """

    weights: Mapping[str, float]
    median: float
    likes: Mapping[str, Sequence[int]]

    @classmethod
    def of(
        cls,
        weights: Mapping[str, float],
        liked: Mapping[str, Mapping[str, float]],
        background: Sequence[Mapping[str, float]],
    ) -> Model:
        """Scale weights so that scores of different tastes can be compared (see `score`).

        The 95th percentile of the background says better than its variance how high papers score by chance: so
        the lowest score of a pick (`best_papers.floor`) need not depend on the taste or the number of likes.
        """
        scores = sorted(sum(_contributions(weights, vector).values()) for vector in background) or [0.0]
        median = scores[len(scores) // 2]
        deviation = scores[int(len(scores) * _TOP_QUANTILE)] - median
        # If no paper of the background has the terms, the deviation is 0 and weights would have no bound.
        factor = _SCALE / (max(deviation, max(map(abs, weights.values()), default=0.0) / _SCALE) or 1.0)
        scaled = {term: round(weight * factor) for term, weight in weights.items()}
        places = {term: place for place, term in enumerate(scaled)}
        return cls(
            weights=scaled,
            median=round(median * factor),
            likes={
                id_: [places[term] for term in _highest_positive(_contributions(scaled, vector))[:_TERMS_PER_LIKE]]
                for id_, vector in list(liked.items())[-_MAX_LIKES:]
            },
        )

    def score(self, vector: Mapping[str, float]) -> float:
        """Return a paper's score: 0 is the median of the background, 1 its 95th percentile."""
        return self.score_of_sum(sum(_contributions(self.weights, vector).values()))

    def score_of_sum(self, total: float) -> float:
        """Return the score for a sum of a paper's contributions."""
        return (total - self.median) / _SCALE

    def reason(self, paper: PaperText, vector: Mapping[str, float]) -> tuple[list[str], list[str]]:
        """Return ids of at most two similar liked papers, and up to three words or pairs as the paper spells them.

        They contribute most to its score; the best come first.
        """
        contributions = _contributions(self.weights, vector)
        by_place = [contributions.get(term, 0) for term in self.weights]
        similarities = {
            id_: sum(by_place[place] for place in places) for id_, places in self.likes.items() if id_ != paper.id
        }
        # A pair contributes with its words too, and says more than they do.
        totals = {
            term: contribution + sum(contributions.get(word, 0) for word in term.split() if word != term)
            for term, contribution in contributions.items()
            if contribution > 0
        }
        spellings = original_spellings(paper)
        words: list[str] = []
        used_keys: set[str] = set()
        for term in _highest_positive(totals):
            if term in spellings and used_keys.isdisjoint(term.split()) and len(words) < _MAX_WORDS:
                words.append(spellings[term])
                used_keys.update(key for key, _, _ in terms(spellings[term]))
        return _highest_positive(similarities)[:_MAX_LIKED_NAMED], words


def _highest_positive(weights: Mapping[str, float]) -> list[str]:
    """Return the keys with a positive weight, the highest first; equal ones by name."""
    return sorted(
        (term for term, weight in weights.items() if weight > 0), key=lambda term: (-weights[term], term)
    )


def _contributions(weights: Mapping[str, float], vector: Mapping[str, float]) -> dict[str, float]:
    return {term: weights[term] * weight for term, weight in vector.items() if term in weights}
