"""The bot through many hours of virtual time in a process of its own, which tells what it took.

`python -m tests.wire.bounds.day` reads a `Course` as JSON from standard input and writes a `Toll`. The two servers
that it talks to are in the process that started it, so that theirs is not counted.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.discord_io.endpoints import use_endpoints
from bot.query import parse
from bot.search.past import following
from bot.settings import Settings
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.source import HuggingFace
from bot.store.opening import open_store
from tests.support.fakes import Clock, destination, settle, subscription
from tests.support.makers import application
from tests.wire.bounds.slices import watched
from tests.wire.support.harness import connected
from tests.wire.support.oracle import QUERIES

if TYPE_CHECKING:
    from bot.app.application import Application

_QUARTER = 15  # minutes between two polls
_WARM = 24  # polls before anything is measured
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LOOK = 0.01  # seconds between two looks at the lateness


@dataclass(frozen=True, kw_only=True)
class Course:
    """Where the servers are, and how long the bot is to run from `start` (ISO, UTC)."""

    api_url: str
    gateway_url: str
    papers_url: str
    token: str
    guild: int
    channels: list[int]
    folder: str
    start: str
    hours: int


@dataclass(frozen=True, kw_only=True)
class Toll:
    """RSS in bytes after warming up and at the end; the longest turn of the loop, and the latest, in seconds."""

    warm: int
    end: int
    turn: float
    whose: str
    late: float


async def run(course: Course) -> Toll:
    """Learn, subscribe, warm up, and go through the hours."""
    use_endpoints(course.api_url, course.gateway_url)
    now = Clock(datetime.fromisoformat(course.start))
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(f"tinydb://{course.folder}", now=now))
        session = await stack.enter_async_context(open_session())
        source = HuggingFace(Fetcher(session), course.papers_url, None)
        past = await stack.enter_async_context(following(store, None))
        app = application(Settings(), store, past, [source], now=now)
        await stack.enter_async_context(connected(app, course.token))
        await app.pollers[0].poll()
        for number, query in enumerate(QUERIES):
            wish = subscription(f"sub{number:02}", parse(query).canonical, created=now())
            channel = course.channels[number % len(course.channels)]
            await store.save_subscription(
                replace(wish, guild_id=course.guild, destination_id=channel),
                destination(channel, guild=course.guild),
                baseline=frozenset(),
                papers_version=await store.papers_version(),
            )
        await _rounds(app, now, _WARM)
        await past.catch_up()  # else the index may be opened after this
        warm = _resident()
        async with watched() as slices:
            late = await _rounds(app, now, course.hours * 60 // _QUARTER)
        return Toll(warm=warm, end=_resident(), turn=slices.worst, whose=slices.longest(), late=late)


async def _rounds(app: Application, now: Clock, count: int) -> float:
    """Poll, sweep and deliver every quarter of an hour, prune every sixth; how late the loop came at worst."""
    worst = 0.0

    async def look() -> None:
        nonlocal worst
        while True:
            due = time.monotonic() + _LOOK
            await asyncio.sleep(_LOOK)
            worst = max(worst, time.monotonic() - due)

    watching = asyncio.create_task(look())
    for number in range(count):
        now.forward(minutes=_QUARTER)
        await app.pollers[0].poll()
        await app.blocks.sweep()
        await settle(app.deliverer, app.store, now)
        if number % 24 == 0:
            await app.store.prune(now())
    watching.cancel()
    return worst


def _resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def main() -> None:
    """Read the course, write the toll."""
    course = Course(**json.load(sys.stdin))
    json.dump(asdict(asyncio.run(run(course))), sys.stdout)


if __name__ == "__main__":
    main()
