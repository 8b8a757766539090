"""Rank an abstract's sentences by a linear score: learned weights minus penalties."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING

from bot.text.abbreviations import spelled_out
from bot.text.gist.choosing import best_text
from bot.text.gist.features import FEATURES, features
from bot.text.gist.penalties import penalties, unlabelled
from bot.text.gist.sentence import sentence_of
from bot.text.gist.shorten import MAX_GIST_LENGTH, unnumbered
from bot.text.gist.trim import cleaned, trimmed, without_demonstratives

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.text.gist.sentence import Sentence

WEIGHTS_FILE = "gist_weights.json"
_MAX_SENTENCES = 60  # later ones are not read; the key sentence comes before


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranker:
    """Linear ranker with one weight for each of `FEATURES`, in order."""

    weights: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Ranker:
        """Make a ranker of weights by name. Raises KeyError if one of `FEATURES` is missing."""
        return cls(weights=tuple(weights[name] for name in FEATURES))

    def _scored(self, sentences: list[str], title: str) -> tuple[list[Sentence], list[float]]:
        """Return the sentences as they would be shown, and their scores, of which only differences matter."""
        written = [sentence_of(sentence) for sentence in cleaned(sentences[:_MAX_SENTENCES])]
        shown = [sentence_of(trimmed(unlabelled(one.text))) for one in written]
        rows = zip(features(written, shown, title), penalties(shown, title, written), strict=True)
        return shown, [
            sum(map(mul, self.weights, map(row.__getitem__, FEATURES))) - penalty for row, penalty in rows
        ]

    def best_sentence(self, sentences: list[str], title: str) -> str:
        """Return the sentence with the highest score (the earliest of equals), as it would be shown alone."""
        shown, scores = self._scored(sentences, title)
        return without_demonstratives(unnumbered(shown[scores.index(max(scores))].text))

    def gist(self, sentences: list[str], title: str) -> str:
        """Return one or two sentences: the best one, after the one before it if it depends on that.

        If it says too little, another sentence follows or replaces it (see `best_text`).
        """
        if len(sentences) == 1:
            return trimmed(unlabelled(sentences[0]))
        shown, scores = self._scored(sentences, title)
        text = best_text(shown, scores, sentence_of(title))
        return spelled_out(text, " ".join(sentences), title, MAX_GIST_LENGTH)


@cache
def trained() -> Ranker:
    """Return the ranker with the learned weights."""
    text = (files("bot.text.gist") / WEIGHTS_FILE).read_text("utf-8")
    return Ranker.of(json.loads(text)["weights"])
