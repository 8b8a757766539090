"""Each item of a feed is alerted once in any history, and simpler readers fail."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.domain.paper import Sighting, Signals
from bot.domain.ports import Store, StreamPart
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.sources.feeds.item import Item
from bot.sources.feeds.parse import parse_feed
from bot.sources.feeds.settings import Feed
from bot.sources.feeds.source import FeedSource
from bot.sources.http.fetcher import Fetcher
from bot.store.opening import open_store
from tests.support.fakes import CHANNEL, START, subscribe, subscription
from tests.unit.sources.feeds.desk import Desk, Reader
from tests.unit.sources.feeds.histories import History
from tests.unit.sources.feeds.lab import Post, Server

SPEC = Feed(name="lab", url="http://lab.example/", title="The lab").spec


def paperboy(server: Server) -> Reader:
    return FeedSource(SPEC, cast("Fetcher", server), server.url)


@pytest.mark.parametrize(
    "count", [pytest.param(12, id="some"), pytest.param(5_000, id="all", marks=pytest.mark.soak)]
)
async def test_each_item_is_alerted_once(count: int):
    """No item is lost or alerted twice, and the histories contain every event."""
    drawn = Counter[str]()
    for seed in range(count):
        history = History(seed)
        wrong = await history.run(paperboy, Desk())
        assert not wrong, f"seed {seed}: {wrong}"
        drawn.update(history.log)
    assert len(drawn) > 20


class Simple:
    """A control that remembers one key of each item."""

    def __init__(self, server: Server, key: str):
        self._server = server
        self._key = key

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        response = await self._server.get(self._server.url, accept=self)
        seen: list[str] = json.loads(cursor or "[]")
        items = [
            item for item in parse_feed(response.body, "lab", "The lab").entries if self._of(item) not in seen
        ]
        signals = Signals(first_seen=now, list_day=now.date())
        return StreamPart(
            announced=tuple(Sighting(paper=item.paper, signals=signals) for item in items),
            cursor=json.dumps([*seen, *map(self._of, items)]),
            learned=not seen,
        )

    def _of(self, item: Item) -> str:
        return item.entry.guid if self._key == "guid" else item.paper.title


async def _fail(run: Callable[[int], Awaitable[str]], *, seeds: int, first: int = 0, more_than: int = 0) -> bool:
    """Run histories until more than so many are wrong."""
    wrong = 0
    for seed in range(first, first + seeds):
        wrong += bool(await run(seed))
        if wrong > more_than:
            return True
    return False


@pytest.mark.parametrize("key", ["guid", "title"])
async def test_one_key_is_not_enough(key: str):
    """Readers that use only guids, or only titles, fail."""
    assert await _fail(
        lambda seed: History(seed).run(lambda server: Simple(server, key), Desk()), seeds=8, more_than=5
    )


class Within:
    """A control: Paperboy with answers changed by `seen`."""

    def __init__(self, server: Server, seen: Callable[[tuple[Post, ...]], Iterable[Post]]):
        self._server = server
        self._seen = seen

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        truth = self._server.posts
        self._server.posts = tuple(self._seen(truth))
        try:
            return await paperboy(self._server).read_from(cursor, now)
        finally:
            self._server.posts = truth


def _one_of_each_doi(posts: tuple[Post, ...]) -> Iterable[Post]:
    return {post.doi or post.number: post for post in reversed(posts)}.values()


async def test_a_doi_is_not_enough():
    """Readers that merge items with one DOI fail."""
    assert await _fail(
        lambda seed: History(seed).run(lambda server: Within(server, _one_of_each_doi), Desk()),
        seeds=12,
        more_than=2,
    )


def _without_dates(posts: tuple[Post, ...]) -> Iterable[Post]:
    return (replace(post, date=None) for post in posts)


class Later:
    """A control: Paperboy that posts only items dated after all stored ones."""

    def __init__(self, server: Server, newest: dict[str | None, datetime]):
        self._server = server
        self._newest = newest  # by cursor

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        part = await paperboy(self._server).read_from(cursor, now)
        dates = {post.title: post.date or now for post in self._server.posts}
        before = self._newest.get(cursor, START - timedelta(days=9_999))
        self._newest[part.cursor] = max(before, *dates.values()) if dates else before
        after = (one for one in part.announced if dates[one.paper.title] > before)
        return part if part.learned else replace(part, announced=tuple(after))


async def test_neither_place_nor_date_is_enough():
    """Readers that ignore dates, or take all backdated items for old, fail."""
    assert await _fail(
        lambda seed: History(seed).run(lambda server: Within(server, _without_dates), Desk()),
        first=20,  # few histories tell
        seeds=60,
    )

    async def later(seed: int) -> str:
        newest: dict[str | None, datetime] = {}
        return await History(seed).run(lambda server: Later(server, newest), Desk())

    assert await _fail(later, seeds=12, more_than=2)


async def test_a_position_stored_early_loses_items():
    """A reader that stores the position before the alerts loses items."""
    assert await _fail(lambda seed: History(seed).run(paperboy, Desk(), early=True), seeds=8, more_than=2)


class Given:
    """Gives a part that was read."""

    spec = SPEC

    def __init__(self, part: StreamPart):
        self._part = part

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        assert now or cursor
        return self._part


class Stored(Desk):
    """Stores parts as the bot does."""

    def __init__(self, store: Store):
        super().__init__()
        self._store = store

    async def commit(self, part: StreamPart, now: datetime):
        context = PollContext(lists=frozenset())
        report = await Poller(self._store, Given(part), lambda: now, context).poll()
        found = await self._store.sightings([alert.paper_id for alert in report.alerts])
        self.alerted += found.values()
        self.cursor = await self._store.cursor("lab")


async def test_the_store_makes_the_same_of_them(tmp_path: Path):
    """A real store has exactly the due alerts, each once."""
    for seed in range(6):
        async with open_store(f"tinydb://{tmp_path}/{seed}") as store:
            await subscribe(store, subscription(query="number OR study", sources=("lab",)))
            desk = Stored(store)
            wrong = await History(seed).run(paperboy, desk)
            assert not wrong, f"seed {seed}: {wrong}"
            assert len(await store.pending(CHANNEL)) == len(desk.alerted)
