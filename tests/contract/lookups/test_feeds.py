"""Feeds, which several replicas open at the same time."""

import asyncio
from datetime import UTC, datetime

from bot.domain.ports import Store
from bot.service.deliver.feeds import Feeds
from tests.support.fakes import CHANNEL, PERSON, Clock
from tests.unit.service.preferences.mailing import open_post

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


async def test_papers_of_mails_are_in_their_persons_feed(store: Store, now: Clock):
    """At the time of the mail, as those of posts are; each mail changes the feed, and they go with the person."""
    post, feeds = await open_post(store, now), Feeds(store, now, "https://papers.example")
    feed = await feeds.open(CHANNEL, PERSON, "en")
    await post.confirm()
    versions, sent = [await feeds.version(feed)], dict[str, datetime]()
    for number in (1, 2):
        await post.match(number)
        await post.run(days=1)
        versions.append(await feeds.version(feed))
        sent[f"arxiv:2511.{number:05}"] = now()
    assert ([one.subject for one in post.sender.sent], len(set(versions))) == (
        ["1 paper: Paper 1", "1 paper: Paper 2"],
        3,
    )
    assert await feeds.papers(feed) == sent
    await store.forget_destination(CHANNEL, dropped_at=now())
    assert await feeds.find(feed.secret) is None
