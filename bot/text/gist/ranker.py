"""A small linear ranker of an abstract's sentences: learnt weights, less what `penalties` takes off."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING

from bot.text.gist.features import FEATURES, features
from bot.text.gist.penalties import penalties
from bot.text.gist.trim import trimmed
from bot.text.gist.words import read
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.paper import Paper

WEIGHTS = "gist_weights.json"
_MOST_SENTENCES = 60  # an abstract says what it is about before its 61st


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranker:
    """Scores sentences by `weights`, one for each of `FEATURES` in order."""

    weights: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Ranker:
        """From weights by name. Raises KeyError when one of `FEATURES` has none."""
        return cls(weights=tuple(weights[name] for name in FEATURES))

    def scores(self, sentences: list[str], title: str) -> list[float]:
        """How much each sentence looks like a summary; only their differences mean something."""
        shown = [read(trimmed(sentence)) for sentence in sentences]
        rows = features([read(sentence) for sentence in sentences], shown, title)
        return [
            sum(map(mul, self.weights, map(row.__getitem__, FEATURES))) - penalty
            for row, penalty in zip(rows, penalties(shown, title), strict=True)
        ]

    def best(self, sentences: list[str], title: str) -> str:
        """The sentence with the highest score, the earliest of equals."""
        if len(sentences) == 1:
            return sentences[0]
        scores = self.scores(sentences[:_MOST_SENTENCES], title)
        return sentences[scores.index(max(scores))]


def ranked(found: list[str], paper: Paper) -> str:
    """The sentence that says best what the paper is about."""
    return _trained().best(found, unicode_text(paper.title))


@cache
def _trained() -> Ranker:
    text = (files("bot.text.gist") / WEIGHTS).read_text("utf-8")
    return Ranker.of(json.loads(text)["weights"])
