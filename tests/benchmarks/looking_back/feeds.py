"""Measure feeds: a thousand channels' feeds of fifty papers, asked for on loopback.

    python -m tests.benchmarks.looking_back.feeds [--feeds 1000] [--rounds 3]

A client in a process of its own asks for each feed in turn, in every second request with the ETag that it got
before, and accepts gzip. Between two rounds every tenth channel gets a post. Processor time is of the server's
process, without filling the store.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp

from bot.app.web import clients
from bot.app.web.feeds import FeedPage
from bot.app.web.listener import serve_web
from bot.domain.alert import Message, MessageKind, MessageState, message_key
from bot.domain.discord.ids import time_snowflake
from bot.domain.ports import Observer
from bot.domain.subscription import Destination, Subscription
from bot.service.deliver.feeds import Feeds
from bot.settings.model import Web
from bot.store.entries import Entry, StoredSubscription
from bot.store.opening import open_store
from tests.benchmarks.looking_back.past import sightings
from tests.benchmarks.matching.speed import say
from tests.benchmarks.support import machine, resident
from tests.unit.app.monitoring.test_http import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.domain.paper import Sighting
    from bot.store.entries import Entry

_POSTS = 50  # of each channel
_POOL = 2_000  # papers
_AT = datetime(2026, 1, 30, 12, tzinfo=UTC)


def _card(channel: int, paper: Sighting, posted: datetime) -> Message:
    ids = (paper.paper.id,)
    return Message(
        key=message_key(channel, MessageKind.CARD, ids),
        destination_id=channel,
        kind=MessageKind.CARD,
        paper_ids=ids,
        payload={},
        created=posted,
        next_try=posted,
        state=MessageState.SENT,
        message_id=time_snowflake(posted) + channel,
        finished=posted,
    )


async def _entries(feeds: int, papers: Sequence[Sighting]) -> AsyncIterator[Entry]:
    for paper in papers:
        yield paper
    for channel in range(1, feeds + 1):
        yield Destination(id=channel, guild_id=channel)
        subscribed = Subscription(
            id=f"s{channel}",
            destination_id=channel,
            guild_id=channel,
            query="paper",
            name="paper",
            creator_id=1,
            created=_AT,
        )
        yield StoredSubscription(subscribed, frozenset())
        for number in range(_POSTS):
            paper = papers[(channel * 7 + number) % (_POOL - 10)]
            yield _card(channel, paper, _AT - timedelta(hours=_POSTS - number))


async def _asked(port: int):
    """The client: ask for the paths of each line, and print how many answers of each status came."""
    tags: dict[str, str] = {}
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", auto_decompress=False) as session:
        while line := await asyncio.to_thread(sys.stdin.readline):
            counts: dict[int, int] = {}
            size = 0
            for number, path in enumerate(json.loads(line)):
                headers = {"If-None-Match": tags[path]} if number % 2 and path in tags else {}
                async with session.get(path, headers=headers) as answer:
                    tags[path] = answer.headers["ETag"]
                    size += len(await answer.read())
                    counts[answer.status] = counts.get(answer.status, 0) + 1
            print(json.dumps([counts, size]), flush=True)


async def measure(count: int, rounds: int):
    """Fill a store, serve its feeds, and have them asked for."""
    clients.MAX_PER_MINUTE = sys.maxsize  # type: ignore[misc] - all of them come from one address
    papers = sightings(1, _POOL, _AT)
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as root:
        url = f"tinydb://{root}/store"
        async with open_store(url) as store:
            await store.fill(_entries(count, papers))
            await store.compact()
        async with open_store(url) as store:
            port = free_port()
            feeds = Feeds(store, lambda: _AT, f"http://127.0.0.1:{port}")
            made = [await feeds.open(channel, None, "en") for channel in range(1, count + 1)]
            line = json.dumps([f"/feeds/{one.secret}.atom" for one in made]).encode() + b"\n"
            say(
                f"{count:,} feeds of {_POSTS} papers each; {resident(os.getpid()):.0f} MB before the first request"
            )
            command = [sys.executable, "-m", "tests.benchmarks.looking_back.feeds", "--client", str(port)]
            pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
            async with serve_web(Web(port=port), {("GET", "feeds"): FeedPage(feeds).answer}, Observer()):
                client = await asyncio.create_subprocess_exec(*command, **pipes)
                assert client.stdin is not None
                assert client.stdout is not None
                for number in range(rounds):
                    cpu, begin = time.process_time(), time.perf_counter()
                    client.stdin.write(line)
                    counts, size = json.loads(await client.stdout.readline())
                    took, cpu = time.perf_counter() - begin, time.process_time() - cpu
                    say(
                        f"  round {number}: {cpu / count * 1000:.2f} ms of the processor a request; {took:.1f} s, "
                        f"{counts}, {size / count / 1000:.1f} KB each, {resident(os.getpid()):.0f} MB"
                    )
                    paper, posted = papers[-number - 1], _AT + timedelta(seconds=number)
                    await store.fill(_each([_card(one, paper, posted) for one in range(1, count + 1, 10)]))
                client.stdin.close()
                await client.wait()


async def _each(entries: Sequence[Entry]) -> AsyncIterator[Entry]:
    for entry in entries:
        yield entry


def main():
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--feeds", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=4)
    arguments.add_argument("--client", type=int, help="the port that a process of its own asks")
    options = arguments.parse_args()
    if options.client:
        asyncio.run(_asked(options.client))
        return
    say(machine())
    asyncio.run(measure(options.feeds, options.rounds))


if __name__ == "__main__":
    main()
