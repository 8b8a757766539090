"""Turn papers into TF-IDF vectors: a term weighs more the rarer it is among many papers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

from bot.ranking.terms import term_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.ranking.terms import PaperText

Vector = Mapping[str, float]  # term → weight; a term that is missing weighs 0

_MIN_PAPERS = 3  # a term in fewer papers is ignored unless it is required
_MAX_SHARE = 0.5  # of the background; a term in more of its papers is ignored
_MAX_TERMS = 40_000  # the most common ones
_LENGTH_TERMS = 1000  # the most common terms: a vector's length is that of their weights alone
_CATEGORY_WEIGHT = 0.3  # of every category of a paper


@dataclass(frozen=True)
class Vectorizer:
    """Makes vectors of papers. `weights`: term → inverse document frequency, the most common term first."""

    weights: Mapping[str, float]

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(islice(self.weights, _LENGTH_TERMS))

    @classmethod
    def fit(
        cls, background: Sequence[PaperText], examples: Iterable[PaperText] = (), required: Iterable[str] = ()
    ) -> Vectorizer:
        """Weigh terms in enough papers of background and examples, and the `required` ones, up to `_MAX_SHARE`."""
        frequency = Counter(chain.from_iterable(map(term_counts, background)))
        with_examples = frequency + Counter(chain.from_iterable(map(term_counts, examples)))
        often = (term for term, papers in with_examples.items() if papers >= _MIN_PAPERS)
        terms = [term for term in {*often, *required} if frequency[term] <= _MAX_SHARE * len(background)]
        terms.sort(key=lambda term: (-frequency[term], term))
        return cls(
            {
                term: round(math.log((1 + len(background)) / (1 + frequency[term])) + 1, 3)
                for term in terms[:_MAX_TERMS]
            }
        )

    def vector(self, paper: PaperText) -> Vector:
        """Return a paper's vector, whose common terms together have length 1; a category has a fixed weight.

        Rare terms do not count in the length: they would make the common ones of a paper with many of them count
        less.
        """
        weights = self.weights
        entries = {
            term: (1 + math.log(count)) * weights[term]
            for term, count in term_counts(paper).items()
            if term in weights
        }
        length = math.sqrt(sum(weight * weight for term, weight in entries.items() if term in self._common)) or 1
        return {term: weight / length for term, weight in entries.items()} | {
            f"#{name.casefold()}": _CATEGORY_WEIGHT for name in paper.categories
        }
