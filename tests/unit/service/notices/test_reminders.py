"""Reminders at the next command, for people who get no direct message."""

import asyncio

from bot.service.notices.records import Reminders
from bot.store.opening import open_store
from tests.support.databases import Databases
from tests.support.fakes import CHANNEL, PERSON, Clock
from tests.unit.service.notices.block_harness import NO_POSTS, BlockHarness


async def test_unreached_people_are_reminded_at_a_command(harness: BlockHarness):
    """A person without direct messages gets a reminder, until a direct message reaches them."""
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    (text,) = await harness.reminders.collect(PERSON)
    assert "Allow Send Messages." in text
    harness.notifier.tellable = True
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert await harness.reminders.collect(PERSON) == ()


async def test_a_settled_trouble_is_no_reminder(harness: BlockHarness):
    """Reminders of troubles that have ended are deleted unseen."""
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    await harness.store.set_note(f"told block {CHANNEL}", None)
    assert await harness.reminders.collect(PERSON) == ()
    assert await harness.store.note(f"reminders {PERSON}") is None


async def test_two_replicas_remind_of_two_troubles(databases: Databases, now: Clock):
    """Reminders that two replicas set at the same moment are all shown."""
    url = await databases.new()
    async with open_store(url) as one, open_store(url) as other:
        for name in ("told a", "told b"):
            await one.set_note(name, "{}")
        reminders = [Reminders(store, now) for store in (one, other)]
        for person in range(10):
            await asyncio.gather(reminders[0].put(person, "told a", "a"), reminders[1].put(person, "told b", "b"))
            assert sorted(await reminders[0].collect(person)) == ["a", "b"]
