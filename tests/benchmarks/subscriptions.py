"""Made-up subscriptions over real words, for the benchmarks."""

from __future__ import annotations

import random
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.query.phrases import FUNCTION_WORDS
from bot.query.plurals import fold
from bot.query.view import ANYWHERE, raw_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper

BROADEST = 0.05  # nobody subscribes to a word that one paper in twenty has


class Writer:
    """Writes queries: words and neighbours that occur, the commonest most often (Zipf's law, exponent 1)."""

    def __init__(self, papers: Sequence[Paper], seed: int) -> None:
        self._rng = random.Random(seed)
        texts = [raw_text(paper, ANYWHERE).split() for paper in papers]
        words: Counter[str] = Counter()
        self._shares: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        for chunks in texts:
            words.update({chunk.lower() for chunk in chunks if _is_topic(chunk)})
            self._shares.update({fold(chunk.lower()) for chunk in chunks if _is_topic(chunk)})
            neighbours = zip(chunks, chunks[1:], strict=False)
            pairs.update({f"{a} {b}".lower() for a, b in neighbours if _is_topic(a) and _is_topic(b)})
        most = BROADEST * len(papers)
        self._words = _Zipf([word for word, _ in words.most_common() if self._shares[fold(word)] <= most])
        self._pairs = _Zipf([pair for pair, _ in pairs.most_common()])

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
            return f"{self._words.draw(rng)} {self._words.draw(rng)} -{self._words.draw(rng)}"
        word = self._words.draw(rng)
        return f"{word[: max(4, len(word) - 4)].rstrip('i')}*"

    def queries(self, amount: int) -> list[str]:
        """So many of them."""
        return [self.query() for _ in range(amount)]


class _Zipf:
    def __init__(self, items: list[str]) -> None:
        self._items = items
        self._weights = list(accumulate(1 / rank for rank in range(1, len(items) + 1)))

    def draw(self, rng: random.Random) -> str:
        return rng.choices(self._items, cum_weights=self._weights)[0]


def _is_topic(chunk: str) -> bool:
    return chunk.isascii() and chunk.isalpha() and len(chunk) > 3 and chunk.lower() not in FUNCTION_WORDS
