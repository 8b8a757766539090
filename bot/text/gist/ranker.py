"""A small linear ranker of an abstract's sentences: learnt weights, less what `penalties` takes off."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING

from bot.text.gist.features import FEATURES, features
from bot.text.gist.penalties import penalties, unlabelled
from bot.text.gist.second.completion import best_text
from bot.text.gist.sentence import read
from bot.text.gist.shorten import DISPLAYED, unnumbered
from bot.text.gist.trim import cleaned, trimmed, without_pointers
from bot.text.short_forms import spelled_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.text.gist.sentence import Sentence

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

    def _scored(self, sentences: list[str], title: str) -> tuple[list[Sentence], list[float]]:
        """The sentences as they would be shown, and the score of each, of which only differences count."""
        written = [read(sentence) for sentence in cleaned(sentences[:_MOST_SENTENCES])]
        shown = [read(trimmed(unlabelled(one.text))) for one in written]
        rows = zip(features(written, shown, title), penalties(shown, title, written), strict=True)
        return shown, [
            sum(map(mul, self.weights, map(row.__getitem__, FEATURES))) - penalty for row, penalty in rows
        ]

    def chosen(self, sentences: list[str], title: str) -> str:
        """The sentence with the highest score (the earliest of equals) as it would be shown alone."""
        shown, scores = self._scored(sentences, title)
        return without_pointers(unnumbered(shown[scores.index(max(scores))].text))

    def best(self, sentences: list[str], title: str) -> str:
        """The gist: the best sentence, with the one before it where it cannot stand alone.

        If it says too little, another one follows it or replaces it (`second`).
        """
        if len(sentences) == 1:
            return trimmed(unlabelled(sentences[0]))
        shown, scores = self._scored(sentences, title)
        text = without_pointers(unnumbered(best_text(shown, scores, read(title))))
        return spelled_out(text, " ".join(sentences), title, DISPLAYED)


@cache
def trained() -> Ranker:
    """The ranker with the learnt weights."""
    text = (files("bot.text.gist") / WEIGHTS).read_text("utf-8")
    return Ranker.of(json.loads(text)["weights"])
