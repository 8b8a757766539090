"""Busy days of many servers in a process of its own, which tells what they took.

`python -m tests.wire.bounds.busy` reads a `BusyCourse` as JSON from standard input and writes a `BusyToll`.
Discord is in the process that started it (`busy_days`), and not even imported here, where that would count; the
list of papers is made here, on a thread.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import sys
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import bot.cli.commands  # noqa: F401 - what `paperboy run` has in memory, too
from bot.app.memory import trim_memory
from bot.discord_io.endpoints import use_endpoints
from bot.domain.alert import MessageState
from bot.domain.preferences import Preferences
from bot.domain.subscription import Destination
from bot.query import parse
from bot.search.past_papers import following
from bot.settings import Settings
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from bot.store.opening import open_store
from tests.support.fakes import Clock, FakeSource, settle, subscription
from tests.support.makers import application
from tests.wire.bounds.made_up import MadeUp
from tests.wire.bounds.slices import watched
from tests.wire.support.connected import connected

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from bot.app.application import Application
    from bot.domain.ports import Store

_QUARTER = timedelta(minutes=15)  # between two polls
_PAPERS = 100  # in a day's list, as many as there ever were
_TOPICS = 20  # each paper has one, each server wants one: five papers a day
_ARRIVING = timedelta(hours=12)  # from the first paper of a list to the last
_RISING = timedelta(hours=24)  # until a paper has its votes
_RATE = 2_000.0  # requests a second: Discord's 50 would make hours of it
_PRUNE_EVERY = 24  # polls
_TELL_EVERY = 6  # hours
_AN_HOUR = 4  # polls
_PAGE = os.sysconf("SC_PAGE_SIZE")
_VOCABULARY = 4_000
_WORDS = 230  # of an abstract


@dataclass(frozen=True, kw_only=True)
class BusyCourse:
    """Where Discord is, which channels there are (one in each server), how long it goes on, what they chose.

    The list is that of `papers_url`, if it is given, and its `queries` are asked for, in each channel some. After
    so many rounds to get `warm` it counts what is taken. It begins at `start`, in UTC.
    """

    api_url: str
    gateway_url: str
    token: str
    channels: list[tuple[int, int]]  # (server, channel)
    folder: str
    hours: int
    living: bool
    threads: bool
    papers_url: str = ""
    queries: Sequence[str] = ()
    warm: int = 0
    start: str = "2025-11-12T03:00:00"


@dataclass(frozen=True, kw_only=True)
class BusyToll:
    """The measurements of busy hours.

    RSS in bytes when the hours begin, at their end, at most between two hours, and at any moment; how many
    messages were posted, edited and got threads; the longest turn of the loop in seconds.
    """

    began: int
    end: int
    most: int
    peak: int
    cards: int
    edits: int
    threads: int
    turn: float
    whose: str


def rising(day: date, now: datetime) -> bytes:
    """A hundred papers a day that come in the course of the day and gain votes."""
    opened = FakeSource().opens(day)
    items: list[object] = []
    for n, abstract in enumerate(_abstracts(day)):
        age = now - opened - _ARRIVING * n / _PAPERS
        if age >= timedelta(0):
            votes = int(240 / (1 + 0.1 * (n * 37 % _PAPERS)) * min(1.0, age / _RISING))
            title = f"On topic{n % _TOPICS:02}, part {n}"
            listed = {"id": f"{day:%y%m}.{day.day:02}{n:03}", "title": title, "summary": abstract}
            items.append({"paper": {**listed, "upvotes": votes, "authors": [{"name": "Ada Lovelace"}] * 9}})
    return json.dumps(items).encode()


@lru_cache(maxsize=8)
def _abstracts(day: date) -> list[str]:
    rng = random.Random(day.toordinal())
    return [" ".join(_word(rng) for _ in range(_WORDS)) for _ in range(_PAPERS)]


def _word(rng: random.Random) -> str:
    return f"word{min(int(rng.paretovariate(0.6)), _VOCABULARY)}"


async def run(course: BusyCourse) -> BusyToll:
    """Learn a week of lists, subscribe every server, and go through the hours."""
    use_endpoints(course.api_url, course.gateway_url)
    now = Clock(datetime.fromisoformat(course.start).replace(tzinfo=UTC))
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(open_session())
        source = (
            HuggingFace(SPEC, Fetcher(session), course.papers_url, None) if course.papers_url else MadeUp(rising)
        )
        store = await stack.enter_async_context(open_store(f"tinydb://{course.folder}"))
        past = await stack.enter_async_context(following(store, None))
        app = application(Settings(), store, past, [source], now=now)
        app.clock._discord_time = now  # the Date of its answers stands still, beside hours that are minutes
        pacer = app.notifier._calls.pacer
        pacer.rate, pacer._interval = _RATE, 1.0 / _RATE
        await stack.enter_async_context(connected(app, course.token))
        await app.pollers[0].poll()
        await _subscribe(store, course, now)
        for number in range(course.warm):
            now.at += _QUARTER
            await _round(app, now, number)
        await past.catch_up()  # else the index may be opened after this
        return await _hours(app, now, course.hours)


async def _subscribe(store: Store, course: BusyCourse, now: Clock):
    chosen = Preferences(living=course.living, thread_per_alert=course.threads)
    version = await store.papers_version()
    known: defaultdict[str, set[str]] = defaultdict(set)  # papers that matched before, by topic
    for one in await store.papers_since(date.min):
        known[one.paper.title.split()[1].strip(",")].add(one.paper.id)
    topics = [f"topic{number % _TOPICS:02}" for number in range(len(course.channels))]
    wanted = [(f"{topic} -never{number}", known[topic]) for number, topic in enumerate(topics)]
    for number, (query, baseline) in enumerate([(query, set[str]()) for query in course.queries] or wanted):
        guild, channel = course.channels[number % len(course.channels)]
        facts = {"channel": channel, "guild_id": guild, "created": now()}
        wish = subscription(f"s{number:04}", parse(query).canonical, **facts)
        where = Destination(id=channel, guild_id=guild, preferences=chosen)
        await store.save_subscription(wish, where, baseline=frozenset(baseline), papers_version=version)


async def _hours(app: Application, now: Clock, hours: int) -> BusyToll:
    began = most = now_there = resident()
    turn, whose = 0.0, ""
    for number in range(hours):
        async with watched() as slices:
            for quarter in range(_AN_HOUR):
                now.at += _QUARTER
                await _round(app, now, number * _AN_HOUR + quarter)
        if slices.worst > turn:
            turn, whose = slices.worst, slices.longest()
        del slices
        most = max(most, now_there := resident())
        if number % _TELL_EVERY == 0:
            sys.stderr.write(f"{now():%d %b %H:%M}: {now_there / 1e6:.0f} MB, longest turn {1000 * turn:.0f} ms\n")
    peak = _peak()
    sent = await app.store.messages([MessageState.SENT])
    return BusyToll(
        began=began,
        end=now_there,
        most=most,
        peak=peak,
        cards=len(sent),
        edits=sum(message.edited is not None for message in sent),
        threads=sum(bool(message.thread_id) for message in sent),
        turn=turn,
        whose=whose,
    )


async def _round(app: Application, now: Clock, number: int):
    """A quarter of an hour: what the loops of `Background` do in it, each by its name."""
    await _named("poll", app.pollers[0].poll())
    trim_memory()
    await _named("sweep", app.sweep())
    await _named("deliver", settle(app.deliverer, app.store, now))
    await _named("tend", app.update_cards())
    trim_memory()
    for bucket in app.client.http._buckets.values():
        bucket._last_request -= _QUARTER.total_seconds()  # so that discord.py lets go of those that rest
    if number % _PRUNE_EVERY == 0:
        await _named("prune", app.store.prune(now()))


async def _named(name: str, work: Coroutine[None, None, object]):
    await asyncio.create_task(work, name=name)


def resident() -> int:
    """Return the process's memory in bytes, after a garbage collection."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def _peak() -> int:
    (line,) = (one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main():
    """Read the course, write the toll."""
    course = BusyCourse(**json.load(sys.stdin))
    json.dump(asdict(asyncio.run(run(course))), sys.stdout)


if __name__ == "__main__":
    main()
