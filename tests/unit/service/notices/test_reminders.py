"""What people read when they next use a command, because no direct message reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.fakes import CHANNEL, PERSON
from tests.unit.service.notices.block_harness import NO_POSTS

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


async def test_a_settled_trouble_is_no_reminder(harness: BlockHarness) -> None:
    """Reminders of troubles that are over by other means are dropped unseen."""
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    await harness.store.set_note(f"told block {CHANNEL}", None)
    assert await harness.reminders.collect(PERSON) == ()
    assert await harness.store.note(f"reminders {PERSON}") is None
