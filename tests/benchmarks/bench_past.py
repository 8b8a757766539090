"""Measure searches of stored papers.

    python tests/benchmarks/bench_past.py [--papers 2200,100000] [--rounds 5] [--folder FOLDER] [--quick]

Papers made of recorded ones (`many_papers`) in a real store in a folder. First the store is filled and compacted,
and the index is made in the background while a task measures how late the event loop turns, beside how late it did
just before. Then come the questions: the median of the rounds in milliseconds of wall time and, after a slash, of
processor time, which says more on a busy machine. At last a process of its own opens store and index as a start
does, and tells what memory it has then.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.memory import exempt_from_gc
from bot.domain.ports import Order, PollCommit
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers.archive import Archive
from bot.service.papers.pages import PageRequest
from bot.service.papers.papers import Papers
from bot.service.papers.preview import Previews
from bot.service.papers.proposals.from_paper import query_for_similar_papers
from bot.service.papers.search import Searches
from bot.service.papers.similar import similar
from bot.service.papers.trends import trend
from bot.store.opening import open_store
from tests.benchmarks.looking_back import summaries
from tests.benchmarks.looking_back.many_papers import LAST, many_papers
from tests.benchmarks.matching.speed import say
from tests.benchmarks.support import machine, resident
from tests.support.fakes import FakeSource

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store

    Ask = Callable[[], Awaitable[object]]

_AT = datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC)
_BROAD, _USUAL, _NONE = "model", '"flow matching" OR diffusion -survey', "diffusion galaxies bushes"
_LITERAL, _TAIL, _SHORT_TAIL = '="vision transformer"', '"graph neural net*"', '"in con*"'
_SLOW = (
    "papers about diffusion models for video generation using transformers",
    "efficient training of large neural networks with limited data and compute",
    "Hong Kong University of Science and Technology",
    "Jean-Baptiste de la Tour van der Berg",
    "of the and",
)
_TYPED = ("attention", "graph neur", "2511.00", "zzyzx")
_MB = 1e6


async def fill(store: Store, papers: Sequence[Sighting]) -> float:
    """Store them as polls do, part by part; the median milliseconds of a part of ten, its fsync included."""
    times: list[float] = []
    for start in range(0, len(papers), 500):
        await store.commit_poll(PollCommit(source="arxiv", at=_AT, sightings=tuple(papers[start : start + 490])))
        begin = time.perf_counter()
        await store.commit_poll(
            PollCommit(source="arxiv", at=_AT, sightings=tuple(papers[start + 490 : start + 500]))
        )
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


async def build(past: PastIndex) -> str:
    """Make the index; how long that took, and how late the loop turned meanwhile."""
    idle = await _lateness(asyncio.sleep(5.0))
    begin, cpu = time.perf_counter(), time.process_time()
    busy = await _lateness(past.catch_up())
    took, cpu = time.perf_counter() - begin, time.process_time() - cpu
    return f"made in {took:.1f} s, {cpu:.1f} of the processor; turns of the loop late by {busy}, without it {idle}"


async def _lateness(meanwhile: Awaitable[object]) -> str:
    late: list[float] = []

    async def watch():
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append((time.perf_counter() - begin - 0.001) * 1000)

    watching = asyncio.create_task(watch())
    await meanwhile
    watching.cancel()
    late.sort()
    return " / ".join(f"{late[int((len(late) - 1) * share)]:.0f}" for share in (0.5, 0.99, 0.999, 1.0)) + " ms"


def questions(store: Store, past: PastIndex) -> dict[str, Ask]:
    """The searches that are measured."""
    sources = [FakeSource()]

    def now() -> datetime:
        return _AT

    archive = Archive(store, past, sources, now)
    previews = Previews(archive)
    searches, papers = Searches(archive), Papers(archive)

    def search(query: str, order: Order, page: int = 0) -> Ask:
        return lambda: searches.search(parse(query), order, PageRequest(page, 10))

    return {
        "dry run, broad": lambda: previews.preview(parse(_BROAD)),
        "dry run, usual": lambda: previews.preview(parse(_USUAL)),
        "dry run, literal": lambda: previews.preview(parse(_LITERAL)),
        "dry run, tail": lambda: previews.preview(parse(_TAIL)),
        "dry run, short tail": lambda: previews.preview(parse(_SHORT_TAIL)),
        **{f"dry run, {text[:16]!r}": lambda text=text: previews.preview(parse(text)) for text in _SLOW},
        "search, newest": search(_USUAL, Order.NEWEST),
        "search, upvoted": search(_USUAL, Order.UPVOTED),
        "search, best": search(_USUAL, Order.BEST),
        "search, broad, newest": search(_BROAD, Order.NEWEST),
        "search, broad, page 200": search(_BROAD, Order.NEWEST, 200),
        "search, broad, upvoted": search(_BROAD, Order.UPVOTED),
        "search, broad, best": search(_BROAD, Order.BEST),
        "search, nothing found": search(_NONE, Order.NEWEST),
        "trends, broad": lambda: trend(archive, parse(_BROAD)),
        "trends, usual": lambda: trend(archive, parse(_USUAL)),
        "similar": lambda: similar(archive, _PAPER),
        "more like this": lambda: _more_like(archive),
        **{f"titles, {text!r}": _titles(papers, text) for text in _TYPED},
    }


def _titles(papers: Papers, text: str) -> Ask:
    return lambda: papers.titled(text, 25)


async def _more_like(archive: Archive) -> object:
    return await query_for_similar_papers(archive, (await archive.in_order([_PAPER]))[0])


_PAPER = "arxiv:2511.00042"


async def timed(ask: Ask) -> tuple[float, float]:
    """Milliseconds: of wall time, of processor time."""
    begin, cpu = time.perf_counter(), time.process_time()
    await ask()
    return (time.perf_counter() - begin) * 1000, (time.process_time() - cpu) * 1000


def _shown(times: Sequence[tuple[float, float]]) -> str:
    wall, cpu = (statistics.median(kind) for kind in zip(*times, strict=True))
    return f"{wall:.1f} / {cpu:.1f}"


async def ask_all(store: Store, past: PastIndex, rounds: int):
    """A line for each question."""
    for name, ask in questions(store, past).items():
        times = [await timed(ask) for _ in range(rounds)]
        say(f"  {name:<26}{_shown(times):>16}")


async def start(url: str, folder: Path):
    """Measure a start, in a process of its own, which does nothing else."""
    begin = time.perf_counter()
    async with open_store(url) as store:
        opened = time.perf_counter()
        past = PastIndex(store, folder)
        await past.catch_up()
        ready = time.perf_counter()
        await past.find("model", since=date.min, most=10)
        gc.collect()
        say(
            f"  a start: store open in {opened - begin:.2f} s, index in step {ready - opened:.2f} s later, "
            f"{resident(os.getpid()):.0f} MB resident"
        )
        begin = time.perf_counter()
        compaction = asyncio.create_task(store.compact())
        slowest = 0.0
        while not compaction.done():
            slowest = max(slowest, (await timed(lambda: store.set_note("x", str(time.perf_counter()))))[0])
        say(f"  compaction in {time.perf_counter() - begin:.1f} s; a writer waits {slowest:.0f} ms at most")
        await past.close()


async def measure(count: int, rounds: int, root: Path):
    """All of it for one number of papers."""
    url, folder = f"tinydb://{root / 'store'}", root / "search"
    begin = time.perf_counter()
    papers = list(many_papers(count))
    say(f"{count:,} papers, made in {time.perf_counter() - begin:.0f} s")
    async with open_store(url) as store:
        part = await fill(store, papers)
        del papers
        await store.compact()
        say(f"  stored; ten papers more in {part:.1f} ms with their fsync")
    gc.collect()
    async with AsyncExitStack() as stack:
        with (
            exempt_from_gc()
        ):  # as a start does: else Python searches the store for garbage, in turns of 50 ms and more
            store = await stack.enter_async_context(open_store(url))
        past = PastIndex(store, folder)
        say(f"  index {await build(past)}; {past.state().size / _MB:.0f} MB")
        begin = time.perf_counter()
        await past.compact()
        say(f"  compacted in {time.perf_counter() - begin:.1f} s; {past.state().size / _MB:.0f} MB")
        await ask_all(store, past, rounds)
        await past.close()


def main():
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--papers", default="2200,100000")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--quick", action="store_true", help="500 papers, one round")
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--start", help="the store that a process of its own opens")
    options = arguments.parse_args()
    if options.start:
        asyncio.run(start(options.start, options.folder))
        return
    if options.quick:
        options.papers, options.rounds = "500", 1
    say(machine())
    if not options.quick:
        summaries.find()
    for count in map(int, options.papers.split(",")):
        with tempfile.TemporaryDirectory(prefix="paperboy-bench-", dir=options.folder) as root:
            asyncio.run(measure(count, options.rounds, Path(root)))
            again = ["--start", f"tinydb://{root}/store", "--folder", f"{root}/search"]
            subprocess.run([sys.executable, __file__, *again], check=True)


if __name__ == "__main__":
    main()
