"""What people read when they next use a command, because no direct message reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.subscription import Destination, Kind
from tests.support.fakes import PERSON, subscription
from tests.unit.service.notices.block_harness import CLOSED, NO_POSTS, THIRD

if TYPE_CHECKING:
    from tests.unit.service.notices.block_harness import BlockHarness


async def test_nobody_reached_is_reminded_at_a_command(harness: BlockHarness) -> None:
    """Whom no direct message reaches hears of it when they use a command, not any more once they got one."""
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    (text,) = await harness.reminders.collect(PERSON)
    assert "Allow Send Messages." in text
    harness.notifier.tellable = True
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert await harness.reminders.collect(PERSON) == ()


@pytest.fixture
async def letterbox(harness: BlockHarness) -> int:
    """A person's direct messages that get alerts, and that are closed."""
    direct = Destination(id=THIRD, guild_id=None, kind=Kind.DM)
    own = subscription("ddddd", channel=THIRD, guild_id=None)
    version = await harness.store.papers_version()
    await harness.store.save_subscription(own, direct, baseline=frozenset(), papers_version=version)
    await harness.refuse(CLOSED, THIRD, seen=False)
    return THIRD


async def test_the_end_is_read_in_opened_dms(harness: BlockHarness, letterbox: int) -> None:
    """When a trial comes through the person learns it there, if they knew of the trouble."""
    await harness.reminders.collect(PERSON)
    harness.notifier.open_rooms = {letterbox}
    harness.now.forward(hours=1)
    await harness.blocks.sweep()
    await harness.blocks.delivered(letterbox)
    assert harness.notifier.said == [(letterbox, "Alerts flow again here.")]
    assert await harness.reminders.collect(PERSON) == ()
    assert await harness.store.note(f"reminders {PERSON}") is None


async def test_who_never_knew_gets_no_end(harness: BlockHarness, letterbox: int) -> None:
    """Who noticed nothing is not bothered."""
    harness.now.forward(hours=1)
    await harness.blocks.sweep()
    await harness.blocks.delivered(letterbox)
    assert harness.notifier.said == []


async def test_a_settled_trouble_is_no_reminder(harness: BlockHarness, letterbox: int) -> None:
    """Reminders of troubles that are over by other means are dropped unseen."""
    await harness.store.set_note(f"told block {letterbox}", None)
    assert await harness.reminders.collect(PERSON) == ()
    assert await harness.store.note(f"reminders {PERSON}") is None
