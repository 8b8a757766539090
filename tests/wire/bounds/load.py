"""Much of everything: long lists, many subscriptions, many alerts that are due."""

from __future__ import annotations

import asyncio
import json
import random
from typing import TYPE_CHECKING

from bot.domain.alert import Alert
from bot.domain.paper import Sighting, Signals
from bot.domain.ports import PollCommit
from bot.query import parse
from tests.benchmarks.matching.subscriptions import Writer
from tests.support.fakes import DAY, START, FakeNotifier, destination, subscription

if TYPE_CHECKING:
    from bot.domain.alert import Payload
    from bot.domain.paper import Paper
    from bot.domain.ports import PostPermit, Store
    from bot.domain.subscription import Destination

_PER_CHANNEL = 25


class Counting(FakeNotifier):
    """Counts papers and keeps no message: the collector would take its time over what a test keeps."""

    papers = 0

    async def post(
        self, _destination: Destination, payload: Payload, _nonce: str, _turn: PostPermit | None = None, /
    ) -> int:
        self.papers += len(payload["embeds"])
        return self.papers


def large_list(recorded: list[Paper], count: int, size: int) -> bytes:
    """A body of `count` papers whose abstracts have `size` characters of real words."""
    rng = random.Random(1)
    words = " ".join(paper.abstract for paper in recorded)
    items = [
        {
            "paper": {
                "id": f"2511.{n:05}",
                "title": f"Paper {n}",
                "summary": words[(at := rng.randrange(len(words) - size)) : at + size],
                "upvotes": n,
                "authors": [{"name": "Ada Lovelace"}],
            }
        }
        for n in range(count)
    ]
    return json.dumps(items).encode()


async def subscribe_all(store: Store, recorded: list[Paper], count: int):
    """Many queries of one server, 25 in each channel."""
    version = await store.papers_version()
    saves = [
        store.save_subscription(
            subscription(f"s{n:04}", parse(query).canonical, channel=2_000 + n // _PER_CHANNEL),
            destination(2_000 + n // _PER_CHANNEL),
            baseline=frozenset(),
            papers_version=version,
        )
        for n, query in enumerate(Writer(recorded, 1).queries(count))
    ]
    await asyncio.gather(*saves)


async def owe(store: Store, recorded: list[Paper], channels: int, papers: int):
    """Store so many due papers for each of so many channels."""
    listed = tuple(
        Sighting(paper=one, signals=Signals(first_seen=START, list_day=DAY)) for one in recorded[:papers]
    )
    version = await store.papers_version()
    wishes = [subscription(f"s{n:04}", "matter", channel=2_000 + n) for n in range(channels)]
    await asyncio.gather(
        *(
            store.save_subscription(
                wish, destination(wish.destination_id), baseline=frozenset(), papers_version=version
            )
            for wish in wishes
        )
    )
    cache = (await store.subscriptions()).version
    common = {"source": "huggingface", "at": START, "subscriptions_version": cache}
    await store.commit_poll(PollCommit(sightings=listed, **common))
    for wish in wishes:
        alerts = tuple(
            Alert(
                destination_id=wish.destination_id,
                paper_id=one.paper.id,
                subscriptions=(wish.id,),
                due=START,
                created=START,
            )
            for one in listed
        )
        await store.commit_poll(PollCommit(sightings=(), alerts=alerts, **common))
