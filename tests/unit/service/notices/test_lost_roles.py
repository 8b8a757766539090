"""What a channel is told of the role that its posts mention, when nobody hears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.discord.ids import Shard
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause
from bot.service.notices.conditions import inspect_conditions
from bot.service.notices.notices import Notices
from tests.support.fakes import CHANNEL, FakeNotifier, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

ROLE, FAR = 77, CHANNEL + 5
FAR_GUILD = 1 << 22  # the first server of shard 1
DELETED = "The role was deleted: choose another one."


class Harness:
    """A channel whose posts mention a role, and one of a server that another process serves."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.store = store
        self.now = now
        self.notifier = FakeNotifier(open_rooms={CHANNEL, FAR})

    async def look(self, trouble: str | None, **parts: float) -> None:
        """A fresh process looks, after some time, at how it is by then."""
        self.now.forward(**parts)
        self.notifier.role_troubles = {CHANNEL: trouble, FAR: DELETED}
        shard = Shard(id=0, count=2)
        await inspect_conditions(Notices(self.store, self.notifier, self.now, shard=shard))

    async def choose(self, role_id: int | None) -> None:
        await self.store.set_preferences(CHANNEL, Preferences(role_id=role_id), due={})


@pytest.fixture
async def harness(store: Store, now: Clock) -> Harness:
    await subscribe(store, subscription("aaaaa"), subscription("zzzzz", channel=FAR, guild_id=FAR_GUILD))
    made = Harness(store, now)
    await made.choose(ROLE)
    return made


async def test_an_outage_changes_nothing(harness: Harness) -> None:
    """While a server is away nobody knows of its roles: that is neither a trouble nor its end."""
    await harness.look(None)
    assert harness.notifier.said == []
    await harness.look(DELETED)
    await harness.look(None)
    await harness.look(DELETED)
    assert len(harness.notifier.said) == 1


async def test_choosing_none_is_no_return(harness: Harness) -> None:
    """Who chose to mention nobody needs not be told that nobody is."""
    await harness.look(DELETED)
    await harness.choose(None)
    await harness.look("")
    assert len(harness.notifier.said) == 1
    assert await harness.store.note("unheard roles 0") is None


async def test_where_nothing_is_posted_nothing_is_said(harness: Harness) -> None:
    """A blocked channel hears of its block; one that was forgotten, or threw us out, of nothing."""
    block = Block(cause=BlockCause.PERMISSION, reason="No.", since=harness.now())
    await harness.store.set_block(CHANNEL, block)
    await harness.look(DELETED)
    await harness.store.set_block(CHANNEL, None)
    harness.notifier.open_rooms = None
    await harness.look(DELETED)
    assert (harness.notifier.said, harness.notifier.told) == ([], [])
    await harness.store.forget_destination(CHANNEL)
    await harness.look("")
    assert harness.notifier.said == []
