"""Measure a full day of arXiv beside 90 stored days: the poll, the longest turn, memory, the start.

    python tests/benchmarks/bench_arxiv.py [--papers 1700] [--subscriptions 10000] [--quick]

A store in a folder is filled by the polls of 90 days of an arXiv on loopback, `--papers` a day on average, whose
texts are made of recorded ones (`many_papers`), and given subscriptions, half of which hear arXiv too. The real
process is then started on it, with the index beside it, to tell how long a start takes and what memory it holds
when nothing happens. At last the application polls a day of 2,800 papers in a process of its own, at the pace that
arXiv asks for, while each turn of the event loop is measured (`tests/wire/bounds/slices.py`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.memory import share_arena, trim_memory
from bot.discord_io.endpoints import use_endpoints
from bot.domain.subscription import Destination, Subscription
from bot.search.past_papers import following
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.service.subscriptions.matching_rules_update import NewRules
from bot.settings.loading import load_settings
from bot.sources.arxiv.settings import SPEC
from bot.sources.arxiv.source import Arxiv
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import Fetcher, open_session
from bot.store.opening import open_store
from tests.benchmarks.bench_run import compiled, idle_memory, start
from tests.benchmarks.looking_back import past
from tests.benchmarks.looking_back.many_papers import many_papers
from tests.benchmarks.matching.speed import say
from tests.benchmarks.support import MeasuredPaperboy, Place, TimedHuggingFace, machine, resident
from tests.fake_discord import LoopbackDiscord
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv
from tests.support.fakes import Clock
from tests.support.makers import application
from tests.wire.bounds.slices import watched
from tests.wire.support.connected import connected

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from tests.fake_discord.state.models import Channel

_DAYS = 90
_FULL_DAY = 2_800
_CATEGORIES = ("cs.CV", "cs.CL", "cs.LG", "cs.AI", "cs.RO", "stat.ML", "math.OC", "eess.IV")
_SATURDAY = 5
_GUILDS, _CHANNELS = 20, 50
_LARGEST = 64 * 2**20  # bytes
_MB = 1e6


@dataclass(frozen=True, kw_only=True)
class ArxivPlace(Place):
    """A place whose bot reads arXiv too."""

    own: dict[str, str] = field(default_factory=dict[str, str])

    @asynccontextmanager
    async def bot(self, **settings: str) -> AsyncGenerator[MeasuredPaperboy]:
        """The bot, as everywhere, with arXiv's settings."""
        async with Place.bot(self, **(self.own | settings)) as paperboy:
            yield paperboy


@dataclass(frozen=True, kw_only=True)
class Told:
    """The arguments of a process that polls once: addresses of servers and store, and its clock (ISO, UTC)."""

    api_url: str
    gateway_url: str
    token: str
    folder: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Poll:
    """Measurements of a poll: seconds of wall and processor time, turns, papers, alerts, bytes of memory."""

    wall: float
    cpu: float
    turns: str
    papers: int
    alerts: int
    memory: int


def announcement_days(last: date) -> list[date]:
    """The days of the 90 before `last` on which arXiv announces, and `last` itself."""
    days = [last - timedelta(days=n) for n in reversed(range(_DAYS + 1))]
    return [day for day in days if day.weekday() < _SATURDAY]


def items(count: int) -> Iterator[FeedItem]:
    """So many papers, as the feed has them."""
    for number, sighting in enumerate(many_papers(count)):
        paper = sighting.paper
        yield FeedItem(
            f"{2601 + number // 90_000}.{number % 90_000:05}",
            title=paper.title,
            abstract=paper.abstract,
            authors=", ".join(paper.authors),
            categories=(_CATEGORIES[number % len(_CATEGORIES)], *paper.categories),
        )


async def fill(store_url: str, arxiv: LoopbackArxiv, days: list[date], papers: Iterator[FeedItem], each: int):
    """Poll day after day, without the pace that the real one wants."""
    now = Clock(_morning(days[0]))
    async with open_store(store_url) as store, open_session() as session:
        source = Arxiv(SPEC, Fetcher(session, max_bytes=_LARGEST), _CATEGORIES, arxiv.url, arxiv.url)
        await NewRules(store, now, lists={"huggingface"}).learn()  # as a bot does that polls
        poller = Poller(store, source, now, PollContext(lists=frozenset({"huggingface"})))
        for day in days:
            arxiv.day, now.at = day, _morning(day)
            arxiv.announce(day, [next(papers) for _ in range(each)])
            await poller.poll()
            del arxiv.days[day].items[:]
        await store.compact()


def _morning(day: date) -> datetime:
    """When the day's feed has been out for some hours."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


async def subscribe(store_url: str, channels: list[Channel], count: int, created: datetime):
    """Half of them hear arXiv beside the lists; as many to a channel as it takes."""
    async with open_store(store_url) as store:
        version = await store.papers_version()

        async def save(number: int, query: str):
            channel = channels[number % len(channels)]
            made = Subscription(
                id=f"s{number:05}",
                destination_id=channel.id,
                guild_id=channel.guild.id if channel.guild else None,
                query=query,
                name=f"Subscription {number}",
                creator_id=1,
                created=created,
                sources=("arxiv", "huggingface") if number % 2 else (),
            )
            where = Destination(id=channel.id, guild_id=made.guild_id)
            await store.save_subscription(made, where, baseline=frozenset(), papers_version=version)

        await asyncio.gather(*(save(number, query) for number, query in enumerate(past.made_up_queries(count))))
        await store.compact()


async def poll_once(told: Told) -> Poll:
    """Open everything as a start does, and poll arXiv once."""
    share_arena()
    use_endpoints(told.api_url, told.gateway_url)
    now = Clock(datetime.fromisoformat(told.at))
    settings, folder = load_settings(), Path(told.folder)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(f"tinydb://{folder}"))
        session = await stack.enter_async_context(open_session())
        sources = build_all(settings, session).polled
        index = await stack.enter_async_context(following(store, folder / "search"))
        app = application(settings, store, index, sources, now=now)
        await stack.enter_async_context(connected(app, told.token))
        await index.catch_up()
        (arxiv,) = (poller for poller in app.pollers if poller.spec.name == "arxiv")
        wall, cpu = time.perf_counter(), time.process_time()
        async with watched() as slices:
            report = await arxiv.poll()
        wall = time.perf_counter() - wall - slices.measuring
        cpu = time.process_time() - cpu - slices.measuring
        async with watched() as after:
            await index.catch_up()
        await store.compact()  # wait for the compaction that begins after the poll
        trim_memory()  # as the process does after each poll
        return Poll(
            wall=wall,
            cpu=cpu,
            turns=f"{slices.longest(3)}; while it is indexed {after.longest(1)}",
            papers=report.papers,
            alerts=report.new_alerts,
            memory=round(resident(os.getpid()) * _MB),
        )


async def measure(each: int, subscribed: int):
    """Print a line for each figure."""
    say(machine())
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(LoopbackDiscord())
        lists = await stack.enter_async_context(TimedHuggingFace())
        lists.put(past.list_day(), [])
        lists.before_answer = lambda _: discord.bell.ring()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paperboy-bench-")))
        days = announcement_days(datetime.now(UTC).date())
        arxiv = await stack.enter_async_context(LoopbackArxiv(days[0]))
        guilds = [discord.world.add_guild(f"Group {number}") for number in range(_GUILDS)]
        channels = [discord.world.add_channel(guild, f"papers-{n}") for guild in guilds for n in range(_CHANNELS)]
        place = ArxivPlace(
            discord=discord,
            papers=lists,
            channels=channels,
            folder=folder,
            own={
                "ARXIV__CATEGORIES": ",".join(_CATEGORIES),
                "ARXIV__URL": arxiv.url,
                "ARXIV__API_URL": arxiv.url,
            },
        )
        daily = each * _DAYS // (len(days) - 1)
        papers = items(daily * (len(days) - 1) + _FULL_DAY)
        begin = time.perf_counter()
        await fill(place.store, arxiv, days[:-1], papers, daily)
        await subscribe(place.store, channels, subscribed, _morning(days[-2]))
        stored = sum(file.stat().st_size for file in (folder / "store").rglob("*") if file.is_file())
        say(f"{daily * (len(days) - 1):,} papers of {len(days) - 1} days, {subscribed:,} subscriptions")
        say(f"  stored in {time.perf_counter() - begin:.0f} s: {stored / _MB:.0f} MB on disk")
        begin = time.perf_counter()
        async with open_store(place.store) as store, following(store, folder / "store" / "search") as index:
            await index.catch_up()
        say(f"  index made in {time.perf_counter() - begin:.0f} s")
        with compiled():
            starts = await start(place, 3)
            wall = statistics.median(one.seconds for one in starts)
            cpu = statistics.median(one.cpu for one in starts)
            say(f"  start to READY {wall:.2f} s, {cpu:.2f} s of the processor")
            say(f"  idle memory {await idle_memory(place):.0f} MB")
        arxiv.day = days[-1]
        arxiv.announce(days[-1], [next(papers) for _ in range(_FULL_DAY)])
        told = Told(
            api_url=discord.api_url,
            gateway_url=discord.gateway_url,
            token=discord.token,
            folder=str(folder / "store"),
            at=_morning(days[-1]).isoformat(),
        )
        say("  " + _shown(await _apart(told, place.own)))


async def _apart(told: Told, own: dict[str, str]) -> Poll:
    """A process of its own polls; the servers stay here."""
    environment = {f"PAPERBOY_{name}": value for name, value in own.items()} | {
        "PAPERBOY_DISCORD__TOKEN": told.token
    }
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        __file__,
        "--told",
        json.dumps(asdict(told)),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
    )
    out, _ = await child.communicate()
    if child.returncode:
        raise SystemExit(child.returncode)
    return Poll(**json.loads(out.splitlines()[-1]))


def _shown(poll: Poll) -> str:
    return (
        f"a day of {poll.papers:,} papers: polled in {poll.wall:.1f} s, {poll.cpu:.1f} s of the processor, "
        f"{poll.alerts:,} alerts, {poll.memory / _MB:.0f} MB after it, at rest; longest turns {poll.turns}"
    )


def main():
    """Measure, or be the process that polls."""
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0] if __doc__ else None, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=1_700, help="a day, on average")
    parser.add_argument("--subscriptions", type=int, default=10_000)
    parser.add_argument("--quick", action="store_true", help="20 papers a day, 100 subscriptions")
    parser.add_argument("--told", help="what the process that polls is told")
    asked = parser.parse_args()
    if asked.told:
        say(json.dumps(asdict(asyncio.run(poll_once(Told(**json.loads(asked.told)))))))
    else:
        asyncio.run(measure(*((20, 100) if asked.quick else (asked.papers, asked.subscriptions))))


if __name__ == "__main__":
    main()
