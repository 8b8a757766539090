"""Measure papers matched a second with many subscriptions, against other engines in the same run.

    python tests/benchmarks/bench_matching.py [--sizes 1000,10000,100000,1000000] [--rounds 5] [--seconds 0.5]
    python tests/benchmarks/bench_matching.py --quick

Fixed seed, real titles, abstracts and keywords, one core. All engines take turns with the same papers in each
round and are charged their own CPU time, so a busy machine touches them alike; the median of the rounds counts.
Every engine starts from the raw text and must give the same set of keys; that set is compared with a brute-force
oracle, which asks each query by itself. The process ends with 1 when Paperboy differs from it.
Rivals that differ are compared with all the same: their few differences come from words that the row cannot tell
apart, and making them exact would only make them slower. At last an index of `=literal` terms is compared with one
of the same terms without the sign.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.query import QueryIndex, parse
from bot.query.fields import ANYWHERE
from bot.query.paper_view import PaperView, raw_text
from tests.benchmarks.matching import papers
from tests.benchmarks.matching.filing import Filing, terms
from tests.benchmarks.matching.rivals import FINDERS, Finder, Rower, patterns_for
from tests.benchmarks.matching.speed import SEED, asked_effort, papers_a_second, say
from tests.benchmarks.matching.subscriptions import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.query import Query
    from tests.benchmarks.matching.speed import Effort, Match

GOALS = {1_000: 15_000, 10_000: 8_000, 100_000: 2_000, 1_000_000: 450}
_ORACLE_QUERIES = 3_000_000  # queries asked one by one for the comparison, in all


def main() -> int:
    """Measure and print; 1 when Paperboy was wrong, else 0."""
    effort = asked_effort(__doc__, tuple(GOALS), tuple(GOALS)[:2])
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sightings = papers.sightings()
    texts = [raw_text(seen.paper, ANYWHERE) for seen in sightings]
    say(f"{len(texts)} papers of {sum(map(len, texts)) / len(texts):.0f} characters on average, seed {SEED}\n")
    right = [_size(size, sightings, texts, effort.rounds, effort.seconds) for size in effort.sizes]
    return int(not all(right + [_literal(size, sightings, effort) for size in effort.sizes[:2]]))


def _literal(size: int, sightings: Sequence[Sighting], effort: Effort) -> bool:
    """Print how much longer a paper takes with `=literal` subscriptions; False if a match of theirs is wrong."""
    writer = Writer([seen.paper for seen in sightings], SEED)
    terms = [writer.term() for _ in range(size)]
    engines: dict[str, Match] = {}
    for sign in ("=", ""):
        queries = _parsed([f"{sign}{term}" for term in terms])
        index = _built(size, queries)
        engines[sign] = partial(_match, index)
        if sign:
            engines["oracle"] = _oracle(queries)
    wrong = _differences({name: engines[name] for name in ("=", "oracle")}, sightings[:: size // 100 + 1])["="]
    speeds = _measured({name: engines[name] for name in ("=", "")}, sightings, effort.rounds, effort.seconds)
    say(f"  literal ones take {speeds[''] / speeds['=']:.2f} times as long, {wrong} differences\n")
    return not wrong


def _match(index: QueryIndex[int], seen: Sighting) -> list[int]:
    return index.match(seen.paper, seen.signals)


def _size(size: int, sightings: Sequence[Sighting], texts: Sequence[str], rounds: int, seconds: float) -> bool:
    writer = Writer([seen.paper for seen in sightings], SEED)
    queries = _parsed(writer.queries(size))
    index = _built(size, queries)
    engines = _engines(index, queries, texts)
    sample = sightings[:: max(1, len(sightings) * size // _ORACLE_QUERIES)][: max(2, _ORACLE_QUERIES // size)]
    wrong = _differences(engines, sample[:300])
    speeds = _measured(engines, sightings, rounds, seconds)
    fastest = max(speed for name, speed in speeds.items() if name != "Paperboy")
    say(f"  {'engine':<22}{'papers/s':>12}{'of Paperboy':>14}{'differences':>14}")
    for name, speed in sorted(speeds.items(), key=lambda item: -item[1]):
        say(f"  {name:<22}{speed:>12,.1f}{speed / speeds['Paperboy']:>13.3f}×{wrong[name]:>14}")
    ratio, goal = speeds["Paperboy"] / fastest, GOALS.get(size, 0)
    say(f"  Paperboy is {ratio:.2f} times the best rival (goal 1.2); goal {goal:,} papers/s\n")
    return not wrong["Paperboy"]


def _parsed(texts: Sequence[str]) -> list[Query]:
    """The queries, each text parsed once."""
    known = lru_cache(maxsize=None)(parse)
    start = time.process_time()
    queries = [known(text) for text in texts]
    distinct = known.cache_info().currsize
    spent = time.process_time() - start
    each = f"{spent / distinct * 1e6:.0f} µs each"
    say(f"{len(texts):,} subscriptions, {distinct:,} distinct, parsed in {spent:.2f} s ({each})")
    return queries


def _built(size: int, queries: Sequence[Query]) -> QueryIndex[int]:
    """The index, with what it took."""
    gc.collect()
    keys = list(range(size))
    before, start = _resident(), time.process_time()
    index: QueryIndex[int] = QueryIndex()
    for key, query in zip(keys, queries, strict=True):
        index.add(key, query)
    spent, grown = time.process_time() - start, _resident() - before
    say(f"  built in {spent:.2f} s, {grown / 1e6:.0f} MB; {_changes(index, queries, size)}")
    return index


def _changes(index: QueryIndex[int], queries: Sequence[Query], size: int) -> str:
    amount = min(size, 20_000)
    start = time.process_time()
    for key in range(amount):
        index.discard(key)
    between = time.process_time()
    for key in range(amount):
        index.add(key, queries[key])
    end = time.process_time()
    return f"add {(end - between) / amount * 1e6:.1f} µs, discard {(between - start) / amount * 1e6:.1f} µs"


def _engines(index: QueryIndex[int], queries: Sequence[Query], texts: Sequence[str]) -> dict[str, Match]:
    rower, patterns = (
        Rower(texts),
        patterns_for({key for query in set(queries) for key in terms(query.tree)}, texts),
    )
    engines: dict[str, Match] = {"Paperboy": partial(_match, index)}
    filing: Filing | None = None
    for make in FINDERS:
        finder = make(patterns)
        filing = filing or Filing(queries, (finder.find(rower.row(text)) for text in texts))
        engines[finder.name] = _with_filing(finder, rower, filing)
    engines["oracle"] = _oracle(queries)
    return engines


def _with_filing(finder: Finder, rower: Rower, filing: Filing) -> Match:
    """A rival: find the terms, then who asks for them."""

    def match(seen: Sighting) -> list[int]:
        return filing.answer(finder.find(rower.row(raw_text(seen.paper, ANYWHERE))))

    return match


def _oracle(queries: Sequence[Query]) -> Match:
    """Every subscription asked by itself, the paper read once."""

    def match(seen: Sighting) -> set[int]:
        view = PaperView(seen.paper, seen.signals)
        return {key for key, query in enumerate(queries) if query.tree.holds(view)}

    return match


def _differences(engines: dict[str, Match], sample: Sequence[Sighting]) -> dict[str, int]:
    """For each engine the number of (subscription, paper) pairs on which it and the oracle differ."""
    wrong = dict.fromkeys(engines, 0)
    matched = 0
    for seen in sample:
        right = set(engines["oracle"](seen))
        matched += len(right)
        for name, match in engines.items():
            if name != "oracle":
                found = match(seen)
                wrong[name] += len(right.symmetric_difference(found)) + len(found) - len(set(found))
    say(f"  compared on {len(sample)} papers, which match {matched / len(sample):,.0f} subscriptions on average")
    return wrong


def _measured(
    engines: dict[str, Match], sightings: Sequence[Sighting], rounds: int, seconds: float
) -> dict[str, float]:
    """Papers per CPU second of each engine: the median over rounds in which all take turns."""
    for name, match in engines.items():
        for seen in sightings if name != "oracle" else ():
            match(seen)  # every engine has met the papers before it is measured
    speeds: dict[str, list[float]] = {name: [] for name in engines}
    names = list(engines)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            speeds[name].append(papers_a_second(engines[name], sightings, number, seconds))
    return {name: statistics.median(found) for name, found in speeds.items()}


def _resident() -> int:
    """Bytes of memory that the process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
