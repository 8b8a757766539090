"""Learn the ranker's weights, with the standard library and without randomness: the result is always the same.

The weights maximise the expected ROUGE of a sentence drawn by the softmax of the abstract's scores, minus an L2
penalty on the weights of features scaled to equal spread. Full batches, Adam.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.text.gist.features import FEATURES, features
from bot.text.gist.penalties import is_background
from bot.text.gist.sentence import sentence_of
from bot.text.gist.trim import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.gist_data import Example, Rouge

STEPS = 100
_PENALTY_COST = 5.0  # for a sentence that depends on another one, or is not about the authors' own work
RIDGE = 0.003  # the L2 penalty
_REWARD_FACTOR = 10.0  # for a ROUGE of 1; it decides how sharp the softmax is
_FIRST_RATE, _LAST_RATE = 0.05, 0.005  # of learning, at the first and the last step
_BETA_1, _BETA_2, _EPSILON = 0.9, 0.99, 1e-8  # of Adam

Row: TypeAlias = "list[tuple[int, float]]"  # (feature, value) where the value is not 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCase:
    """One abstract: the features, the penalty and the ROUGE of each sentence."""

    rows: list[Row]
    penalties: list[float]
    rewards: list[float]


def training_case(example: Example, rouge: Rouge) -> TrainingCase:
    """Make a case of an example; a sentence's ROUGE is the mean of the three, as it would be shown."""
    trimmed_sentences = [trimmed(sentence) for sentence in example.sentences]
    as_shown = [sentence_of(sentence) for sentence in trimmed_sentences]
    as_written = [sentence_of(sentence) for sentence in example.sentences]
    values = features(as_written, as_shown, example.title)
    # Only these two penalties are used: training would learn to outweigh the others, which references ignore.
    background = is_background(as_shown, example.title)
    return TrainingCase(
        rows=[[(at, row[name]) for at, name in enumerate(FEATURES) if row[name]] for row in values],
        penalties=[
            _PENALTY_COST * (one.dependence + other) for one, other in zip(as_shown, background, strict=True)
        ],
        rewards=[
            _REWARD_FACTOR * statistics.fmean(rouge.of(sentence, example.references))
            for sentence in trimmed_sentences
        ],
    )


def fit(cases: list[TrainingCase], *, steps: int = STEPS, ridge: float = RIDGE) -> dict[str, float]:
    """Return the weights by feature."""
    scales = _scales(cases)
    scaled = [_scaled(one, scales) for one in cases]
    weights, mean, spread = ([0.0] * len(FEATURES) for _ in range(3))
    for step in range(1, steps + 1):
        gradient = _gradient(scaled, weights)
        rate = _FIRST_RATE + (_LAST_RATE - _FIRST_RATE) * step / steps
        for at, weight in enumerate(weights):
            pull = gradient[at] - ridge * weight
            mean[at] += (1 - _BETA_1) * (pull - mean[at])
            spread[at] += (1 - _BETA_2) * (pull * pull - spread[at])
            size = math.sqrt(spread[at] / (1 - _BETA_2**step)) + _EPSILON
            weights[at] += rate * mean[at] / (1 - _BETA_1**step) / size
    return {name: weight / scale for name, weight, scale in zip(FEATURES, weights, scales, strict=True)}


def _gradient(cases: Iterable[TrainingCase], weights: list[float]) -> list[float]:
    """Return the gradient of the mean expected reward."""
    gradient = [0.0] * len(weights)
    count = 0
    for one in cases:
        probabilities = _probabilities(one, weights)
        expected = sum(chance * reward for chance, reward in zip(probabilities, one.rewards, strict=True))
        for row, chance, reward in zip(one.rows, probabilities, one.rewards, strict=True):
            push = chance * (reward - expected)
            for at, value in row:
                gradient[at] += push * value
        count += 1
    return [one / count for one in gradient]


def _probabilities(one: TrainingCase, weights: list[float]) -> list[float]:
    scores = [
        sum(weights[at] * value for at, value in row) - penalty
        for row, penalty in zip(one.rows, one.penalties, strict=True)
    ]
    top = max(scores)
    exponentials = [math.exp(score - top) for score in scores]
    total = sum(exponentials)
    return [one / total for one in exponentials]


def _scales(cases: list[TrainingCase]) -> list[float]:
    """Return each feature's standard deviation; 1 for a constant one."""
    count = sum(len(one.rows) for one in cases)
    sums, squares = [0.0] * len(FEATURES), [0.0] * len(FEATURES)
    for one in cases:
        for row in one.rows:
            for at, value in row:
                sums[at] += value
                squares[at] += value * value
    variances = (square / count - (total / count) ** 2 for total, square in zip(sums, squares, strict=True))
    return [math.sqrt(variance) if variance > _EPSILON else 1.0 for variance in variances]


def _scaled(one: TrainingCase, scales: list[float]) -> TrainingCase:
    rows = [[(at, value / scales[at]) for at, value in row] for row in one.rows]
    return TrainingCase(rows=rows, penalties=one.penalties, rewards=one.rewards)
