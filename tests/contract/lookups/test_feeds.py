"""Feeds, which several replicas open at the same time."""

import asyncio
from datetime import UTC, datetime

from bot.domain.ports import Store
from bot.service.deliver.feeds import Feeds

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


async def test_replicas_at_once_make_one_feed(store: Store):
    """Presses in several replicas show the same address, which works; another person has another feed."""
    replicas = [Feeds(store, lambda: NOW, "https://papers.example") for _ in range(5)]
    opened = await asyncio.gather(*(one.open(None, 7, "en") for one in replicas))
    (secret,) = {feed.secret for feed in opened}
    assert await replicas[0].find(secret) == (opened[0], "en")
    other = await replicas[0].open(None, 8, "en")
    assert {*(await replicas[0].those(lambda _: True)).values()} == {opened[0], other}


async def test_replicas_at_once_leave_one_address(store: Store):
    """Each renews the feed: the address that was stored last works alone, and none after the end."""
    replicas = [Feeds(store, lambda: NOW, "https://papers.example") for _ in range(5)]
    first = await replicas[0].open(None, 7, "en")
    renewed = await asyncio.gather(*(one.renew(None, 7) for one in replicas))
    made = [first, *filter(None, renewed)]
    assert len(made) == 6
    assert len([one for one in made if await replicas[0].find(one.secret)]) == 1
    await replicas[0].end(lambda _: True)
    assert not [one for one in made if await replicas[0].find(one.secret)]
    assert await replicas[0].renew(None, 7) is None
