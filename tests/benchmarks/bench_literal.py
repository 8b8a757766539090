"""How much slower a paper is matched with `=literal` subscriptions than with others of the same words.

    python tests/benchmarks/bench_literal.py [--sizes 869,10000,46000] [--rounds 5] [--seconds 0.5]
    python tests/benchmarks/bench_literal.py --quick

Both indexes take turns with the same papers in each round and are charged their own CPU time, so a busy machine
touches them alike; the median of the rounds' ratios counts. Each index is compared with asking every query by
itself. The process ends with 1 when they differ.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

from bot.query import QueryIndex, parse
from bot.query.paper_view import PaperView
from tests.benchmarks.matching import papers
from tests.benchmarks.matching.speed import SEED, asked_effort, papers_a_second, say
from tests.benchmarks.matching.subscriptions import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.query import Query

_SIZES = (869, 10_000, 46_000)
_COMPARED = 100_000  # queries asked one by one, in all


def main() -> int:
    """Measure and print; 1 when an index was wrong, else 0."""
    effort = asked_effort(__doc__, _SIZES, _SIZES[:1])
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sightings = papers.sightings()
    writer = Writer([seen.paper for seen in sightings], SEED)
    say(f"{'subscriptions':>13}  {'of':<28}{'literal':>10}{'others':>10}{'ratio':>8}{'differences':>13}")
    wrong = 0
    for size in effort.sizes:
        for kind, terms in _kinds(writer, size).items():
            wrong += _compare(kind, terms, sightings, effort.rounds, effort.seconds)
    return int(wrong > 0)


def _kinds(writer: Writer, size: int) -> dict[str, list[str]]:
    """Terms: as people ask for them, and with everything that occurs asked for once."""
    rng = random.Random(SEED)
    words, pairs = writer.words(), writer.pairs()
    drawn = [writer.term() for _ in range(size)]
    return {
        "words and phrases as drawn": drawn,
        "words, each once": rng.sample(words, min(size, len(words))),
        "phrases, each once": rng.sample(pairs, min(size, len(pairs))),
    }


def _compare(kind: str, terms: Sequence[str], sightings: Sequence[Sighting], rounds: int, seconds: float) -> int:
    queries = [[parse(f"={term}") for term in terms], [parse(term) for term in terms]]
    indexes = [_index(each) for each in queries]
    wrong = sum(map(_differences, queries, indexes, repeat(sightings)))
    for seen in sightings:  # both have met the papers before they are measured
        for index in indexes:
            index.match(seen.paper, seen.signals)
    matches = [partial(_match, index) for index in indexes]
    times = [
        [1e6 / papers_a_second(match, sightings, number, seconds) for match in matches] for number in range(rounds)
    ]
    literal, others = (statistics.median(each) for each in zip(*times, strict=True))
    ratio = statistics.median(one / other for one, other in times)
    say(f"{len(terms):>13,}  {kind:<28}{literal:>7.0f} µs{others:>7.0f} µs{ratio:>8.2f}{wrong:>13}")
    return wrong


def _index(queries: Sequence[Query]) -> QueryIndex[int]:
    index: QueryIndex[int] = QueryIndex()
    for key, query in enumerate(queries):
        index.add(key, query)
    return index


def _match(index: QueryIndex[int], seen: Sighting) -> list[int]:
    return index.match(seen.paper, seen.signals)


def _differences(queries: Sequence[Query], index: QueryIndex[int], sightings: Sequence[Sighting]) -> int:
    """On how many (subscription, paper) pairs the index and each query alone differ, on a few papers."""
    wrong = 0
    for seen in sightings[:: len(sightings) * len(queries) // _COMPARED + 1]:
        view = PaperView(seen.paper, seen.signals)
        right = {key for key, query in enumerate(queries) if query.tree.holds(view)}
        wrong += len(right.symmetric_difference(index.match(seen.paper, seen.signals)))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
