"""Weigh the terms of papers by how rare they are among many papers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from bot.ranking.terms import PaperText, counts

Vector = Mapping[str, float]  # weights of a paper's terms; those of others are 0

_FEWEST = 3  # papers that must have a term
_MOST = 0.5  # of the background; a term that is in more of it tells nothing
_MOST_TERMS = 40_000
_COMMON = 1000  # terms
_CATEGORY = 0.3  # weight of a category, where a paper's common terms have length 1


@dataclass(frozen=True)
class Space:
    """The terms that papers are compared by, the most common first, each with its weight (the more, the rarer)."""

    weights: Mapping[str, float]

    @cached_property
    def common(self) -> frozenset[str]:
        """The terms whose weights make a paper's length."""
        return frozenset([*self.weights][:_COMMON])

    @classmethod
    def fit(
        cls, background: Sequence[PaperText], examples: Iterable[PaperText] = (), known: Iterable[str] = ()
    ) -> Space:
        """Weigh terms by the background; `known` ones count too, and those that examples have often enough."""
        found = Counter(chain.from_iterable(map(counts, background)))
        in_all = found + Counter(chain.from_iterable(map(counts, examples)))
        often = (term for term, papers in in_all.items() if papers >= _FEWEST)
        terms = [term for term in {*often, *known} if found[term] <= _MOST * len(background)]
        terms.sort(key=lambda term: (-found[term], term))
        return cls(
            {
                term: round(math.log((1 + len(background)) / (1 + found[term])) + 1, 3)
                for term in terms[:_MOST_TERMS]
            }
        )

    def vector(self, paper: PaperText) -> Vector:
        """Weigh a paper's terms, so that its common ones together have length 1; a category has a fixed weight.

        Rare terms do not count in the length: they would make the common ones of a paper with many of them count
        less.
        """
        weights = self.weights
        found = {
            term: (1 + math.log(count)) * weights[term] for term, count in counts(paper).items() if term in weights
        }
        length = math.sqrt(sum(weight * weight for term, weight in found.items() if term in self.common)) or 1
        return {term: weight / length for term, weight in found.items()} | {
            f"#{name.casefold()}": _CATEGORY for name in paper.categories
        }
