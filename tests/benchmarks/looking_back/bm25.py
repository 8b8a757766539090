"""Which papers are about the same: BM25 over words and pairs of words, in pure Python.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with a whole paper as the
query. On the recorded months pairs of words brought a fifth more keywords in common than words alone.
"""

from __future__ import annotations

import asyncio
import math
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from bot.query.analysis.topics import topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.paper import Paper

_SLICE = 100  # papers compared between two event-loop yields, some 2 milliseconds
_K1, _B = 1.2, 0.75  # the usual ones
_MOST_COUNTED = 255  # of one term in one paper
_SHARED = 3  # terms named for each neighbour


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A paper that is about the same. `closeness` is 1 for the paper itself; `shared` names what both speak of."""

    paper_id: str
    closeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is kept of a paper, about 1 KB: the terms as hashes and how often each occurs."""

    text: int  # tells whether the paper's text has changed
    terms: array[int]
    counts: bytes
    length: int

    def of(self, wanted: Mapping[int, int]) -> dict[int, int]:
        """How often those of the `wanted` terms occur that do."""
        return {term: count for term, count in zip(self.terms, self.counts, strict=True) if term in wanted}


class Neighbours:
    """Papers to be compared with each other."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, paper: Paper) -> bool:
        """Add a paper, or what its text has become; False when it is known as it is (that costs nothing)."""
        text = _text(paper)
        known = self._entries.get(paper.id)
        if known is not None and known.text == hash(text):
            return False
        self._entries[paper.id] = _entry(text)
        return True

    def retain(self, paper_ids: Iterable[str]) -> None:
        """Forget all other papers."""
        kept = set(paper_ids)
        self._entries = {paper_id: entry for paper_id, entry in self._entries.items() if paper_id in kept}

    async def closest(self, paper: Paper, most: int, *, at_least: float = 0.0) -> list[Neighbour]:
        """The papers about the same as `paper`, closest first. The event loop turns in between."""
        entries = dict(self._entries)  # they may change meanwhile
        text = _text(paper)
        asked = Counter(_term(topic.key) for topic in topics(text))
        shared = await _shared(asked, entries, except_for=paper.id)
        if not shared:
            return []
        weights = _weights(asked, shared.values(), len(entries) + 1)
        mean = sum(entry.length for entry in entries.values()) / len(entries)
        own = _score(asked, asked.total(), weights, mean)
        scored = [
            (_score(counts, entries[paper_id].length, weights, mean) / own, paper_id)
            for paper_id, counts in shared.items()
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [
            Neighbour(paper_id=paper_id, closeness=close, shared=_named(text, shared[paper_id], weights))
            for close, paper_id in scored[:most]
            if close >= at_least
        ]


async def _shared(
    asked: Mapping[int, int], entries: Mapping[str, _Entry], *, except_for: str
) -> dict[str, dict[int, int]]:
    """For each other paper that has any, the asked terms with how often it has them."""
    shared: dict[str, dict[int, int]] = {}
    for number, (paper_id, entry) in enumerate(entries.items(), start=1):
        if paper_id != except_for and (found := entry.of(asked)):
            shared[paper_id] = found
        if number % _SLICE == 0:
            await asyncio.sleep(0)
    return shared


def _weights(asked: Mapping[int, int], shared: Iterable[Mapping[int, int]], every: int) -> dict[int, float]:
    """What a term counts: the more, the fewer of `every` papers have it and the oftener the asked paper does."""
    papers = Counter(term for found in shared for term in found)
    return {
        term: (1 + math.log(count)) * math.log(1 + (every - papers[term]) / (papers[term] + 0.5))
        for term, count in asked.items()
    }


def _text(paper: Paper) -> str:
    """What is compared; a word of the title counts twice."""
    return " . ".join((paper.title, paper.title, paper.abstract, *paper.keywords))


def _term(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass"))


def _entry(text: str) -> _Entry:
    counts = Counter(_term(topic.key) for topic in topics(text))
    return _Entry(
        text=hash(text),
        terms=array("I", counts),
        counts=bytes(min(count, _MOST_COUNTED) for count in counts.values()),
        length=counts.total(),
    )


def _score(counts: Mapping[int, int], length: int, weights: Mapping[int, float], mean: float) -> float:
    damped = _K1 * (1 - _B + _B * length / mean)
    return sum(weights[term] * count * (_K1 + 1) / (count + damped) for term, count in counts.items())


def _named(text: str, shared: Mapping[int, int], weights: Mapping[int, float]) -> tuple[str, ...]:
    """The heaviest shared terms as the asked paper writes them; no word twice."""
    written = {_term(topic.key): topic for topic in topics(text)}
    heaviest: Sequence[int] = sorted(shared, key=lambda term: -weights.get(term, 0.0))
    shown: list[str] = []
    used: set[str] = set()
    for term in heaviest:
        topic = written[term]
        words = set(topic.key.split())
        if not words & used:
            shown.append(topic.written)
            used |= words
        if len(shown) == _SHARED:
            break
    return tuple(shown)
