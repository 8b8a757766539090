"""What a channel is told when all of its alerts are paused for long."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.discord.ids import Shard
from bot.domain.errors import RefusedError
from bot.domain.subscription import Block, BlockCause, Destination, Kind
from bot.service.notices.conditions import inspect_conditions
from bot.service.notices.notices import Notices
from tests.support.fakes import CHANNEL, PERSON, FakeNotifier, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

OTHER = CHANNEL + 1


class Harness:
    """A channel with two subscriptions, and one that is never paused."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.store = store
        self.now = now
        self.notifier = FakeNotifier(open_rooms={CHANNEL, OTHER})

    async def look(self, **parts: float) -> None:
        """A fresh process that serves the first shard, which has the DMs too, looks after some time."""
        self.now.forward(**parts)
        shard = Shard(id=0, count=2)
        await inspect_conditions(Notices(self.store, self.notifier, self.now, shard=shard))

    async def pause(self, *keys: str, paused: bool = True) -> None:
        await subscribe(self.store, *(subscription(key, paused=paused) for key in keys))


@pytest.fixture
async def harness(store: Store, now: Clock) -> Harness:
    await subscribe(
        store,
        subscription("aaaaa"),
        subscription("bbbbb"),
        subscription("ccccc", channel=OTHER),
        subscription("zzzzz", channel=9000, guild_id=1 << 22, paused=True),
    )
    return Harness(store, now)


async def test_one_that_comes_is_enough(harness: Harness) -> None:
    """Nor does one count that goes on by itself on a day."""
    await harness.pause("aaaaa")
    end = harness.now()
    await subscribe(harness.store, subscription("bbbbb", paused=True, paused_until=end))
    await harness.look()
    await harness.look(days=30)
    assert harness.notifier.said == []


async def test_a_short_pause_ends_without_words(harness: Harness) -> None:
    """Who was not told of it hears of no end."""
    await harness.pause("aaaaa", "bbbbb")
    await harness.look()
    await harness.pause("aaaaa", paused=False)
    await harness.look(days=8)
    assert harness.notifier.said == []
    assert await harness.store.note("silent channels 0") is None


async def test_one_s_own_pause_is_told_in_private(harness: Harness) -> None:
    """A person's DM is not mentioned like a channel: they know where they are."""
    direct = Destination(id=9001, guild_id=None, kind=Kind.DM)
    own = subscription("ddddd", channel=9001, guild_id=None, paused=True)
    await harness.store.save_subscription(own, direct, baseline=frozenset(), papers_version=0)
    await harness.look()
    await harness.look(days=8)
    ((person, text),) = harness.notifier.told
    assert person == PERSON
    assert text.startswith("All your paper alerts have been paused since <t:")
    awake = replace(own, paused=False)
    await harness.store.save_subscription(awake, direct, baseline=frozenset(), papers_version=0)
    await harness.look()
    assert harness.notifier.told[1:] == [(PERSON, "Your paper alerts are on again.")]
    assert harness.notifier.said == []


async def test_unsubscribing_is_no_return(harness: Harness) -> None:
    """Nothing comes again where nobody subscribes any more; nor is a blocked channel told of its pause."""
    await harness.pause("aaaaa", "bbbbb")
    await harness.look()
    block = Block(cause=BlockCause.PERMISSION, reason=str(RefusedError("No.")), since=harness.now())
    await harness.store.set_block(CHANNEL, block)
    await harness.look(days=8)
    assert harness.notifier.said == []
    await harness.store.set_block(CHANNEL, None)
    await harness.look()
    for key in ("aaaaa", "bbbbb"):
        await harness.store.remove_subscription(key)
    await harness.look()
    assert len(harness.notifier.said) == 1
