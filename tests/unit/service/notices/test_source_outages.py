"""Notices of a source's outage: one in each server, and one of the end."""

import pytest

from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.ports import Store
from bot.domain.subscription import Block, BlockCause, Destination, Kind, Subscription
from bot.service.notices.conditions import inspect_source
from bot.service.notices.notices import Notices
from bot.service.poll.source_health import SourceState, follow_health, publish_health
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import CHANNEL, GUILD, Clock, FakeNotifier, subscribe, subscription

OTHER, FAR, DIRECT = CHANNEL + 1, CHANNEL + 2, CHANNEL + 3
FAR_GUILD = 1 << 22  # the first server of shard 1
NAME = "Hugging Face"


class Newsroom:
    """Two channels of one server, one of another, and a person's direct messages; all take notices."""

    def __init__(self, store: Store, now: Clock):
        self.store = store
        self.now = now
        self.notifier = FakeNotifier(open_rooms={CHANNEL, OTHER, FAR, DIRECT})
        self.deaf: set[str] = set()  # subscriptions that do not listen to the source
        self.restart()

    def restart(self):
        """Restart the process: everything outside the store is lost, and so is the source's health."""
        self.state = SourceState(name=NAME, started=self.now(), quiet_after=SPEC.quiet_after)

    async def look(self, shard: Shard = EVERYTHING):
        """Let a replica of some servers inspect the source."""
        await inspect_source(Notices(self.store, self.notifier, self.now, shard=shard), self.state, self.hears)

    def hears(self, subscription: Subscription) -> bool:
        return subscription.id not in self.deaf

    async def fails(self, **parts: float):
        """Let the source fail now, and again after some time."""
        self.state.failed(self.now(), "503")
        self.now.forward(**parts)
        self.state.failed(self.now(), "503")
        await self.look()

    async def works(self):
        self.state.succeeded(self.now(), new=True, skipped=0)
        await self.look()

    def take(self) -> list[tuple[int, str]]:
        """Return the notices since the last call."""
        said, self.notifier.said = self.notifier.said, []
        return said


@pytest.fixture
async def room(store: Store, now: Clock) -> Newsroom:
    await subscribe(
        store,
        subscription("aaaaa"),
        subscription("bbbbb", channel=OTHER),
        subscription("ccccc", channel=FAR, guild_id=FAR_GUILD),
    )
    direct = Destination(id=DIRECT, guild_id=None, kind=Kind.DM)
    own = subscription("ddddd", channel=DIRECT, guild_id=None)
    version = await store.papers_version()
    await store.save_subscription(own, direct, baseline=frozenset(), papers_version=version)
    return Newsroom(store, now)


async def test_only_subscribers_of_the_source_get_the_notice(room: Newsroom):
    """Channels with subscriptions to the source get the notice; those who got it get the end."""
    room.deaf = {"aaaaa", "ccccc", "ddddd"}
    await room.fails(hours=1)
    assert [channel for channel, _ in room.take()] == [OTHER]
    room.deaf = set()
    await room.works()
    assert [channel for channel, _ in room.take()] == [OTHER]


async def test_paused_and_blocked_subscriptions_get_no_notice(room: Newsroom):
    """Paused subscriptions and blocked channels get no notice."""
    await subscribe(room.store, subscription("ccccc", channel=FAR, guild_id=FAR_GUILD, paused=True))
    block = Block(cause=BlockCause.PERMISSION, reason="No.", since=room.now())
    await room.store.set_block(CHANNEL, block)
    await room.fails(hours=2)
    assert [place for place, _ in room.take()] == [OTHER, DIRECT]


async def test_a_new_subscriber_in_an_outage_gets_the_notice(room: Newsroom):
    """A server that subscribes during an outage gets the notice too."""
    await room.fails(hours=2)
    room.take()
    await subscribe(room.store, subscription("eeeee", channel=9000, guild_id=GUILD + 2))
    await room.look()
    assert room.take() == []
    room.notifier.open_rooms = {9000}
    await room.look()
    assert [place for place, _ in room.take()] == [9000]


async def test_each_replica_notifies_its_own_servers(room: Newsroom):
    """A replica that does not poll knows the source's health, and notifies its own servers."""
    first, second = Shard(id=0, count=2), Shard(id=1, count=2)
    room.state.failed(room.now(), "503")
    room.now.forward(hours=2)
    await publish_health(room.store, room.state)
    await room.look(first)
    assert [place for place, _ in room.take()] == [CHANNEL, DIRECT]
    room.restart()
    await room.look(second)
    assert room.take() == []
    await follow_health(room.store, [room.state])
    await room.look(second)
    assert [place for place, _ in room.take()] == [FAR]


async def test_a_restart_in_an_outage_ends_nothing(room: Newsroom):
    """A restart neither ends an outage nor repeats its notice; new papers end it."""
    await room.fails(hours=2)
    assert len(room.take()) == 3
    room.restart()
    room.state.succeeded(room.now(), new=False, skipped=0)
    await room.look()
    await room.fails(hours=2)
    assert room.take() == []
    await room.works()
    assert [text for _, text in room.take()] == [f"{NAME} is back. New matches will be posted."] * 3


async def test_a_server_that_returns_later_gets_no_old_end(room: Newsroom):
    """A server that subscribes again later gets the next outage's notice, not this one's end."""
    await room.fails(hours=2)
    room.take()
    await room.store.remove_subscription("ccccc")
    await room.works()
    assert [place for place, _ in room.take()] == [CHANNEL, DIRECT]
    await subscribe(room.store, subscription("ccccc", channel=FAR, guild_id=FAR_GUILD))
    await room.look()
    assert room.take() == []
    await room.fails(hours=2)
    assert [place for place, _ in room.take()] == [CHANNEL, FAR, DIRECT]
