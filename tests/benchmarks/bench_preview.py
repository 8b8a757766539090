"""How long the rate preview of `/alerts subscribe` takes, beside `Query.matches` for each paper, in the same run.

    python tests/benchmarks/bench_preview.py [--days 30] [--quick]

The 30 days with the most recorded papers, in a real store. `preview` is what is shown, over the last 7 of them;
`all days` is what Save does for the baseline, and `naive` the same as it was. `first` is the first question after
a start, when no paper was read yet, `later` the median of those that follow. Wall time in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.paper import Sighting, Signals
from bot.domain.ports import PollCommit
from bot.query import PaperCache, parse
from bot.query.analysis.document import chunk_keys
from bot.query.analysis.words import tokenize_chunk
from bot.service.papers.preview import Previews
from bot.service.papers.scan import matching
from bot.sources.huggingface.parse import parse as parse_body
from bot.store.opening import open_store
from tests.benchmarks.support import machine
from tests.support.data import body, recorded_days
from tests.support.fakes import FakeSource

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.ports import Store
    from bot.query import Query
    from bot.sources.huggingface.parse import Entry

GOAL = 300  # ms
_ROUNDS = 5
QUERIES = (
    "diffusion",
    '"flow matching"',
    "quantiz* -survey",
    "(LLM, agent) upvotes:>=20",
    '="vision transformer"',
    "title:reasoning has:code",
)


def recorded(days: int) -> list[Sighting]:
    """The papers of the fullest so many days, each once."""
    lists = {date.fromisoformat(name): snapshots for name, snapshots in recorded_days()}
    windows = [_between(lists, first, first + timedelta(days=days)) for first in sorted(lists)]
    return max(windows, key=len)


def _between(lists: dict[date, list[Path]], first: date, end: date) -> list[Sighting]:
    found: dict[str, Sighting] = {}
    for day in sorted(day for day in lists if first <= day < end):
        for entry in _entries(lists[day][-1]):
            signals = Signals(
                first_seen=datetime(day.year, day.month, day.day, tzinfo=UTC),
                list_day=day,
                upvotes=entry.upvotes,
                comments=entry.comments,
                stars=entry.stars,
            )
            found[entry.paper.id] = Sighting(paper=entry.paper, signals=signals)
    return list(found.values())


@cache
def _entries(path: Path) -> tuple[Entry, ...]:
    return parse_body(body(path)).entries


async def measure(store: Store, last: date, rounds: int) -> list[str]:
    """One line for each way."""
    asked = [parse(text) for text in QUERIES]
    at = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)
    previews = Previews(store, [FakeSource()], lambda: at)
    paper_cache = PaperCache()

    async def naive(query: Query) -> None:
        for sighting in await store.papers_since(date.min):
            query.matches(sighting.paper, sighting.signals)

    async def whole(query: Query) -> None:
        async for _ in matching(paper_cache, query, await store.papers_since(date.min)):
            pass

    ways: dict[str, Callable[[Query], Awaitable[object]]] = {
        "naive, all days": naive,
        "preview": previews.preview,
        "all days": whole,
    }
    first: dict[str, float] = {}
    for name, way in ways.items():
        _forget()
        first[name] = await _timed(way, asked[0])
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for query in asked:
            for name, way in ways.items():
                times[name].append(await _timed(way, query))
    base = statistics.median(times["naive, all days"])
    lines = [f"  {'':<20}{'first':>8}{'later':>8}{'worst':>8}{'of naive':>11}"]
    for name, measured in times.items():
        later = statistics.median(measured)
        lines.append(f"  {name:<20}{first[name]:>8.0f}{later:>8.0f}{max(measured):>8.0f}{later / base:>10.2f}×")
    slowest = max(first["preview"], *times["preview"])
    return [*lines, f"  The slowest preview took {slowest:.0f} ms; the goal is {GOAL}."]


def _forget() -> None:
    """As after a start: the words that other queries have met are unknown."""
    chunk_keys.cache_clear()
    tokenize_chunk.cache_clear()


async def _timed(way: Callable[[Query], Awaitable[object]], query: Query) -> float:
    start = time.perf_counter()
    await way(query)
    return (time.perf_counter() - start) * 1000


async def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--days", type=int, default=30)
    arguments.add_argument("--quick", action="store_true", help="one round")
    options = arguments.parse_args()
    papers = recorded(options.days)
    last = max(sighting.signals.list_day for sighting in papers)
    lines = [f"{len(papers)} papers of {options.days} days up to {last}; {machine()}"]
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as folder:
        async with open_store(f"tinydb://{Path(folder) / 'store'}") as store:
            await store.commit_poll(
                PollCommit(source="huggingface", at=datetime.now(UTC), sightings=tuple(papers))
            )
            lines += await measure(store, last, _ROUNDS // 5 if options.quick else _ROUNDS)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
