"""Undo of an import while somebody changes what it is about."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.domain.preferences import Preferences
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.support.fakes import CHANNEL, GUILD, PERSON, SERVER, destination
from tests.support.importing import imports_of
from tests.support.meanwhile import Held, turns
from tests.unit.service.alerts_file.importing import SAME, allowed, import_, there

if TYPE_CHECKING:
    from bot.service.preferences.preferences import ChannelPreferences
    from tests.unit.service.deliver.harness import DeliveryHarness


async def test_what_is_being_changed_does_not_end(harness: DeliveryHarness) -> None:
    """A change that is on its way when Undo is pressed counts: it is told, and what was changed stays."""
    done = await import_(harness, SAME, {"query": "birds"})
    (added,) = (one for one in await there(harness) if one.query == "birds")
    held: Any = Held(harness.store, "save_subscription")
    subscriptions = Subscriptions(held, harness.now)
    draft = Draft(query=parse("trees"), destination=destination(), creator_id=PERSON, replaces=added)
    changing = asyncio.create_task(subscriptions.save(draft))
    await held.reached.wait()
    undo = imports_of(held, harness.now, subscriptions).undo(SERVER, GUILD, done.key, allowed)
    undoing = asyncio.create_task(undo)
    await turns()
    held.go.set()
    (trouble,) = (await undoing).troubles
    assert trouble.startswith("birds: That subscription was changed again since")
    assert await changing in await there(harness)


async def test_a_setting_that_is_being_changed_stays(harness: DeliveryHarness) -> None:
    """A choice that is on its way when Undo is pressed is not written over; what the import set else goes back."""
    done = await import_(harness, SAME, settings={"most_a_day": 3, "look": "compact"})
    held: Any = Held(harness.store, "set_preferences")
    subscriptions = Subscriptions(held, harness.now)
    imports = imports_of(held, harness.now, subscriptions)
    preferences: ChannelPreferences = imports._by.preferences
    changing = asyncio.create_task(preferences.change(CHANNEL, most_a_day=7))
    await held.reached.wait()
    undoing = asyncio.create_task(imports.undo(SERVER, GUILD, done.key, allowed))
    await turns()
    held.go.set()
    await changing
    (trouble,) = (await undoing).troubles
    assert "`most_a_day` was changed again since" in trouble
    place = await harness.store.destination(CHANNEL)
    assert place is not None
    assert place.preferences == Preferences(most_a_day=7)
