"""Sources polled at the same time that have the same paper."""

import asyncio
from collections.abc import Collection
from typing import Any

from bot.domain.ports import Store
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from tests.support.fakes import DAY, Clock, FakeSource, sighting
from tests.support.meanwhile import Through
from tests.support.streams import FakeStream, part, streamed


class Slow(Through):
    """A slow store."""

    async def sightings(self, paper_ids: Collection[str]) -> object:
        found = await self._store.sightings(paper_ids)
        for _ in range(500 if paper_ids else 0):
            await asyncio.sleep(0)
        return found


async def test_neither_takes_away_what_the_other_says(store: Store, now: Clock):
    """Both readings are stored, although the polls overlap."""
    slow: Any = Slow(store)
    lists, turn = FakeSource(), asyncio.Lock()
    lists.days[DAY] = [sighting("2511.00001", upvotes=9)]
    stream = FakeStream(part("1", streamed("2511.00001", categories=("cs.LG",))))
    pollers = [
        Poller(slow, source, now, PollContext(lists={"huggingface"}, write_lock=turn))
        for source in (stream, lists)
    ]
    await asyncio.gather(*(poller.poll() for poller in pollers))
    (found,) = (await store.sightings(["arxiv:2511.00001"])).values()
    assert {one.paper.source for one in found.by_source} == {"huggingface", "stream"}
    assert (found.signals.upvotes, found.paper.categories) == (9, ("cs.LG",))
