"""Polls of the sources that people added: when, of what, and what becomes of failures."""

import asyncio
import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import SourceError, StoreError
from bot.domain.ports import PollReport, Store, StreamPart
from bot.domain.subscription import Owner
from bot.service.added_sources.added_sources import AddedSources
from bot.service.added_sources.polls import AddedPolls
from bot.service.poll.context import PollContext
from tests.support.fakes import CHANNEL, GUILD, START, Clock, subscribe, subscription
from tests.support.meanwhile import Meanwhile
from tests.support.streams import FakeFeed, FakeKinds, feed, new_catalogue, part, streamed

US, THEM = Owner(guild_id=GUILD, user_id=7), Owner(guild_id=GUILD + 1, user_id=7)
INTERVAL = 1800.0


@dataclass
class World:
    """A bot whose added sources are polled when the test says so."""

    store: Store
    now: Clock
    kinds: FakeKinds = field(default_factory=FakeKinds)
    polled: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])

    def __post_init__(self):
        self.restart()

    def restart(self):
        """Another process begins on the same store."""
        self.catalogue = catalogue = new_catalogue()
        self.added = AddedSources(self.store, self.kinds, catalogue, self.now, 10)
        self.polls = AddedPolls(
            added=self.added,
            store=self.store,
            now=self.now,
            context=PollContext(lists=catalogue.lists, catalogue=catalogue),
            interval=INTERVAL,
            rng=random.Random(1),
            on_polled=self._on_polled,
        )

    def _on_polled(self, kind: str, report: PollReport | None):
        self.polled.append((kind, report is not None))

    async def later(self, minutes: float = 40, *answers: StreamPart | Exception) -> int:
        """Let time go by, give the feed `lab` these answers, and poll what is due; return how much that was."""
        self.now.forward(minutes=minutes)
        self.kinds.answers["feed-lab"] += answers
        before = len(self.polled)
        await self.polls.step()
        return len(self.polled) - before


@pytest.fixture
async def world(store: Store, now: Clock) -> World:
    """A bot with one added source, which was never polled."""
    world = World(store, now)
    await world.added.add(US, feed("lab"))
    return world


async def test_never_more_often_than_the_interval(world: World):
    """A source is polled at once, then after the interval, over restarts too; 304 and news alike."""
    assert [await world.later(minutes) for minutes in (0, 0, 29, 5, 29)] == [1, 0, 0, 1, 0]
    world.restart()
    assert [await world.later(minutes) for minutes in (0, 5)] == [0, 1]


@pytest.mark.parametrize(("asked", "minutes"), [(None, 30), (60.0, 30), (3600.0, 60)])
async def test_who_asks_for_time_gets_it(world: World, asked: float | None, minutes: int):
    """A refusal is repeated after the interval, or later if the server asks for that."""
    await world.later(0, SourceError("429", retry_after=asked))
    assert [await world.later(minutes - 1), await world.later(5)] == [0, 1]
    assert world.polled[0] == ("feed", False)


async def test_what_was_read_before_a_failure_is_reported(world: World):
    """A source that fails at a later part has papers all the same, and is counted once."""
    await world.later(0, part("1"))
    await world.later(40, part("2", streamed("2511.00001"), more=True), SourceError("503"))
    assert world.polled == [("feed", True)] * 2


async def test_a_flood_is_put_off_until_the_next_day(world: World):
    """Once a source brought too many papers in a day, it is polled again after midnight (UTC), then as usual."""
    await world.later(0, part("1"))
    papers = [streamed(f"2511.{number:05}", abstract="") for number in range(1, 2_002)]
    await world.later(40, part("2", *papers[:1_000]))
    await world.later(40, part("3", *papers[1_000:]))
    assert world.now() == START + timedelta(hours=1, minutes=20)
    assert [await world.later(minutes) for minutes in (60 * 10, 39, 2, 40)] == [0, 0, 1, 1]


async def test_time_without_a_bot_is_no_failure(world: World):
    """Between two failures with a week without polls in between, nobody knows how the source was: not paused."""
    await world.later(0, SourceError("503"))
    await world.later(60 * 24 * 9, SourceError("503"))
    (state,) = await world.added.of(US)
    assert (state.paused, state.failing_since) == (False, world.now())


async def test_a_clock_that_was_ahead_stops_nothing(world: World):
    """A poll that a wrong clock put off for years runs once the clock is right."""
    world.now.forward(days=900)
    await world.later(0)
    world.now.forward(days=-900)
    assert await world.later(0) == 1


async def test_papers_go_to_owners_who_subscribed(world: World):
    """News cause alerts for owners that chose the source, once; its first papers and other servers get none."""
    chosen: dict[str, Any] = {"query": "paper", "sources": ("feed-lab",)}
    await subscribe(world.store, subscription("aaaaa", **chosen))
    await subscribe(world.store, subscription("bbbbb", channel=9, guild_id=THEM.guild_id, **chosen))
    await subscribe(world.store, subscription("ccccc", "paper", channel=8))
    await world.later(0, part("1", streamed("2511.00001")))
    await world.later(40, part("2", streamed("2511.00002")))
    assert await _pending(world.store) == [(CHANNEL, "arxiv:2511.00002")]
    await world.added.add(THEM, feed("lab"))
    await world.added.remove(US, "feed-lab")
    await world.later(40, part("3", streamed("2511.00003")))
    assert await _pending(world.store) == [(9, "arxiv:2511.00003"), (CHANNEL, "arxiv:2511.00002")]


async def _pending(store: Store) -> list[tuple[int, str]]:
    pending = [await store.pending(channel) for channel in (8, 9, CHANNEL)]
    return sorted(alert.key for alerts in pending for alert in alerts)


async def test_equal_titles_are_told_apart(world: World):
    """Sources with one title have their hosts behind it, while both are there."""
    other = replace(feed("other"), title="Lab")
    await world.added.add(THEM, other)
    titles = {name: one.spec.title for name, one in world.catalogue.added.items()}
    assert titles == {"feed-lab": "Lab (lab.example)", "feed-other": "Lab (other.example)"}
    await world.added.remove(THEM, "feed-other")
    assert world.catalogue.title("feed-lab") == "Lab"


async def test_the_last_removal_ends_it(world: World):
    """While one owner has it, it is polled; then its cursor goes, and if it is added again it is learned anew."""
    await world.added.add(THEM, feed("lab"))
    await world.later(0, part("1"))
    await world.added.remove(US, "feed-lab")
    assert (await world.later(), await world.store.cursor("feed-lab")) == (1, "1")
    await world.added.remove(THEM, "feed-lab")
    assert (await world.later(), await world.store.cursor("feed-lab")) == (0, None)
    assert await world.store.notes("added source ") == {}
    await world.added.add(US, feed("lab"))
    assert (await world.later(0), await world.store.cursor("feed-lab")) == (1, "0")


async def test_removed_while_it_is_polled(world: World, monkeypatch: pytest.MonkeyPatch):
    """A poll in progress at the removal alerts nobody; added again soon, the source continues there."""
    await subscribe(world.store, subscription("aaaaa", query="paper", sources=("feed-lab",)))
    await world.later(0, part("1"))
    read = FakeFeed.read_from

    async def removed(stream: FakeFeed, cursor: str | None, now: datetime) -> StreamPart:
        await world.added.remove(US, "feed-lab")
        return await read(stream, cursor, now)

    with monkeypatch.context() as patch:
        patch.setattr(FakeFeed, "read_from", removed)
        await world.later(40, part("2", streamed("2511.00001")))
    assert await _pending(world.store) == []
    assert await world.later(14) == 0
    await world.added.add(US, feed("lab"))
    assert await world.later(0, part("3", streamed("2511.00002"))) == 1
    assert await _pending(world.store) == [(CHANNEL, "arxiv:2511.00002")]


async def test_removed_while_another_of_its_host_is_polled(world: World, monkeypatch: pytest.MonkeyPatch):
    """A source that waits for its turn is not polled once it is removed."""
    await world.added.add(US, feed("next", host="lab"))
    read = FakeFeed.read_from

    async def removed(stream: FakeFeed, cursor: str | None, now: datetime) -> StreamPart:
        await world.added.remove(US, "feed-next")
        return await read(stream, cursor, now)

    monkeypatch.setattr(FakeFeed, "read_from", removed)
    assert await world.later(0) == 1
    assert await world.later(0) == 0


async def test_a_week_of_failures_pauses_it(world: World):
    """It is polled for a week, over restarts, then no more; added again it is polled at once, and works on."""
    await world.later(0, part("1"))
    for day in range(7):
        world.restart()
        assert await world.later(60 * 24, SourceError("503")) == 1
        (state,) = await world.added.of(US)
        assert (state.error, state.paused) == ("503.", False), day
    assert await world.later(60 * 24, SourceError("503")) == 1
    (state,) = await world.added.of(US)
    assert (state.paused, world.now() - (state.failing_since or world.now())) == (True, timedelta(days=7))
    assert await world.later(60 * 24) == 0
    await world.added.add(US, feed("lab"))
    assert await world.later(0) == 1
    (state,) = await world.added.of(US)
    assert (state.last_read, state.error, state.paused) == (world.now(), None, False)


async def test_one_failure_stops_no_other(world: World):
    """A source that fails in any way, even by a mistake of ours, leaves the others alone."""
    for name in ("a", "b", "z"):
        await world.added.add(US, feed(name))
    world.kinds.answers["feed-a"] += [SourceError("503; check the settings.")]
    assert await world.later(0, ValueError("a mistake of ours")) == 4
    states = {state.source.name: state.error for state in await world.added.of(US)}
    assert states == {"feed-a": "503.", "feed-b": None, "feed-lab": "ValueError", "feed-z": None}


async def test_a_store_that_fails_is_no_fault_of_the_source(world: World):
    """If the store cannot be written, the loop hears of it, and the source does not count as failing."""

    async def fail():
        raise StoreError("The disk is full.")

    broken = AddedPolls(
        **{
            name: getattr(world.polls, name)
            for name in ("added", "now", "context", "interval", "rng", "on_polled")
        },
        store=Meanwhile(world.store, "commit_poll", fail),  # pyright: ignore[reportArgumentType] - stands for a store
    )
    with pytest.raises(StoreError):
        await broken.step()
    assert (await world.added.of(US))[0].failing_since is None


async def test_one_at_a_time_of_a_host(world: World, monkeypatch: pytest.MonkeyPatch):
    """Hosts are polled beside each other, a few at once; the sources of one host one after the other."""
    under_way: list[str] = []
    most, beside = 0, 0

    async def read(stream: FakeFeed, cursor: str | None, now: datetime) -> StreamPart:
        nonlocal most, beside
        assert now
        host = hosts[stream.spec.name]
        assert host not in under_way
        under_way.append(host)
        most = max(most, len(under_way))
        await asyncio.sleep(0.001)
        under_way.remove(host)
        return StreamPart(announced=(), cursor=cursor or "1")

    hosts = {"feed-lab": "lab.example"}
    monkeypatch.setattr(FakeFeed, "read_from", read)
    for number in range(40):
        source = feed(f"n{number}", host=f"h{number % 20}")
        hosts[source.name] = f"h{number % 20}"
        await world.added.add(Owner(guild_id=number, user_id=1), source)
    assert await world.later(0) == 41
    assert most == 8


async def test_an_unknown_kind_waits_for_a_version_that_knows_it(world: World):
    """A source of a kind that this version does not have is not polled, and stays."""
    await world.added.add(US, feed("a?"))
    assert await world.later(0) == 1
    assert len(await world.added.of(US)) == 2
