"""Inspected conditions: a channel with all alerts paused, and a lost role."""

from dataclasses import replace

import pytest

from bot.domain.discord.ids import Shard
from bot.domain.errors import StoreError
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause, Destination, Kind
from bot.service.notices.conditions import inspect_conditions
from bot.service.notices.notices import Notices
from tests.support.fakes import CHANNEL, PERSON, START, Clock, FakeNotifier, subscribe, subscription

FAR, FAR_GUILD = CHANNEL + 5, 1 << 22  # the first server of shard 1
DELETED = "The role was deleted: choose another one."
BLOCKED = "I cannot post."


class Harness:
    """A channel with two subscriptions, and one of a server of another process."""

    def __init__(self, store: Store, now: Clock):
        self.store = store
        self.now = now
        self.notifier = FakeNotifier(open_rooms={CHANNEL, FAR})

    async def look(self, role: str | None = "", **parts: float) -> int:
        """Let a fresh process inspect after some time; return the number of notices so far."""
        self.now.forward(**parts)
        self.notifier.role_troubles = {CHANNEL: role, FAR: DELETED}
        await inspect_conditions(Notices(self.store, self.notifier, self.now, Shard(id=0, count=2)))
        return len(self.notifier.said)

    async def pause(self, *keys: str, paused: bool = True):
        await subscribe(self.store, *(subscription(key, paused=paused) for key in keys))

    async def block(self):
        await self.store.set_block(CHANNEL, Block(cause=BlockCause.PERMISSION, reason=BLOCKED, since=self.now()))


@pytest.fixture
async def harness(store: Store, now: Clock) -> Harness:
    far = subscription("zzzzz", channel=FAR, guild_id=FAR_GUILD, paused=True)
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb"), far)
    await store.set_preferences(CHANNEL, Preferences(role_id=77), due={})
    return Harness(store, now)


async def test_one_active_subscription_is_enough(harness: Harness):
    """A pause with an end date does not count."""
    await harness.pause("aaaaa")
    await subscribe(harness.store, subscription("bbbbb", paused=True, paused_until=harness.now()))
    await harness.look()
    assert await harness.look(days=30) == 0


async def test_a_short_pause_ends_without_a_notice(harness: Harness):
    """Without a notice of the begin there is none of the end; the begin survives a restart."""
    await harness.pause("aaaaa", "bbbbb")
    await harness.look()
    assert await harness.store.note("silent channels 0") == '{"2000": "2025-11-12T12:00:00+00:00"}'
    await harness.pause("aaaaa", paused=False)
    assert await harness.look(days=8) == 0
    assert await harness.store.note("silent channels 0") is None


async def test_a_personal_pause_is_reported_in_private(harness: Harness):
    """A direct message is not mentioned like a channel."""
    direct = Destination(id=9001, guild_id=None, kind=Kind.DM)
    own = subscription("ddddd", channel=9001, guild_id=None, paused=True)
    await harness.store.save_subscription(own, direct, baseline=frozenset(), papers_version=0)
    await harness.look()
    await harness.look(days=8)
    ((person, text),) = harness.notifier.told
    assert person == PERSON
    assert text.startswith("All alerts have been paused since <t:")
    awake = replace(own, paused=False)
    await harness.store.save_subscription(awake, direct, baseline=frozenset(), papers_version=0)
    assert await harness.look() == 0
    assert harness.notifier.told[1:] == [(PERSON, "Alerts are back.")]


async def test_a_blocked_channel_is_not_told_that_alerts_are_back(harness: Harness):
    """The end of a pause is not reported while the channel is blocked."""
    await harness.pause("aaaaa", "bbbbb")
    await harness.look()
    assert await harness.look(days=8) == 1
    await harness.block()
    await harness.pause("aaaaa", "bbbbb", paused=False)
    assert await harness.look() == 1


async def test_unsubscribing_is_not_reported_as_the_end(harness: Harness):
    """Without subscriptions there is no notice of the end; a blocked channel gets none of its pause."""
    await harness.pause("aaaaa", "bbbbb")
    await harness.look()
    await harness.block()
    assert await harness.look(days=8) == 0
    await harness.store.set_block(CHANNEL, None)
    assert await harness.look() == 1
    for key in ("aaaaa", "bbbbb"):
        await harness.store.remove_subscription(key)
    assert await harness.look() == 1


async def test_an_outage_changes_nothing(harness: Harness):
    """While a server is unavailable, a role counts neither as lost nor as found."""
    assert [await harness.look(role) for role in (None, DELETED, None, DELETED)] == [0, 1, 1, 1]
    assert await harness.store.note("unheard roles 0") == f'{{"2000": "{DELETED}"}}'


async def test_choosing_no_role_is_not_reported_as_the_end(harness: Harness):
    """If people choose to mention no role, they get no notice of the end."""
    await harness.look(DELETED)
    await harness.store.set_preferences(CHANNEL, Preferences(role_id=None), due={})
    assert await harness.look() == 1
    assert await harness.store.note("unheard roles 0") is None


async def test_channels_without_posts_get_no_notice(harness: Harness):
    """A blocked channel gets only the notice of its block; a deleted one, or a left server, none."""
    await harness.block()
    await harness.look(DELETED)
    await harness.store.set_block(CHANNEL, None)
    harness.notifier.open_rooms = None
    await harness.look(DELETED)
    assert harness.notifier.told == []
    await harness.store.forget_destination(CHANNEL, dropped_at=START)
    assert await harness.look() == 0


async def test_an_end_is_reported_after_a_fault(harness: Harness, monkeypatch: pytest.MonkeyPatch):
    """If the store fails before an end is written, that end and the next trouble are still reported."""
    await harness.pause("aaaaa", "bbbbb")
    await harness.look()
    assert await harness.look(days=8) == 1
    await harness.pause("aaaaa", paused=False)

    async def away(*_: object):
        raise StoreError("The database is away.")

    with monkeypatch.context() as broken:
        broken.setattr(Notices, "end", away)
        with pytest.raises(StoreError):
            await harness.look()
    assert await harness.look() == 2
    await harness.pause("aaaaa")
    assert [await harness.look(), await harness.look(days=8)] == [2, 3]
