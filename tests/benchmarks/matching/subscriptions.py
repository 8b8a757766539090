"""Made-up subscriptions over real words, for the benchmarks."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.fields import ANYWHERE
from bot.query.paper_view import raw_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper


class Writer:
    """Writes queries of words, and of neighbours, that occur in the papers.

    How often one is asked for follows Zipf's law (exponent 1); which ones are popular is drawn, because what
    people care about is not what abstracts repeat.
    """

    def __init__(self, papers: Sequence[Paper], seed: int):
        self._rng = random.Random(seed)
        words: set[str] = set()
        pairs: set[str] = set()
        for paper in papers:
            chunks = [chunk.lower() if _is_topic(chunk) else "" for chunk in raw_text(paper, ANYWHERE).split()]
            words.update(filter(None, chunks))
            pairs.update(f"{one} {other}" for one, other in pairwise(chunks) if one and other)
        self._words = _Zipf(sorted(words), self._rng)
        self._pairs = _Zipf(sorted(pairs), self._rng)

    def term(self) -> str:
        """75 % words, 25 % phrases."""
        return self._words.draw(self._rng) if self._rng.random() < 0.75 else f'"{self._pairs.draw(self._rng)}"'

    def query(self) -> str:
        """60 % words, 20 % phrases, 10 % either of 2-4, 5 % both without a third, 5 % prefixes."""
        rng, shape = self._rng, self._rng.random()
        if shape < 0.60:
            return self._words.draw(rng)
        if shape < 0.80:
            return f'"{self._pairs.draw(rng)}"'
        if shape < 0.90:
            return " OR ".join(self._words.draw(rng) for _ in range(rng.randrange(2, 5)))
        if shape < 0.95:
            return self._with_exclusion()
        return f"{self._beginning()}*"

    def _with_exclusion(self) -> str:
        """Two words without a third, that is no form of the two: no paper could match that."""
        rng = self._rng
        first, second, third = (self._words.draw(rng) for _ in range(3))
        while third[:4] in {first[:4], second[:4]}:
            third = self._words.draw(rng)
        return f"{first} {second} -{third}"

    def _beginning(self) -> str:
        """Five letters, at which no plural ends."""
        while True:
            word = self._words.draw(self._rng)
            if len(word) > 7 and word[4] not in "eis":
                return word[:5]

    def queries(self, amount: int) -> list[str]:
        """So many of them."""
        return [self.query() for _ in range(amount)]


class _Zipf:
    def __init__(self, items: list[str], rng: random.Random):
        self.items = items
        rng.shuffle(items)
        self._weights = list(accumulate(1 / rank for rank in range(1, len(items) + 1)))

    def draw(self, rng: random.Random) -> str:
        return rng.choices(self.items, cum_weights=self._weights)[0]


def _is_topic(chunk: str) -> bool:
    return chunk.isascii() and chunk.isalpha() and len(chunk) > 3 and chunk.lower() not in FUNCTION_WORDS
