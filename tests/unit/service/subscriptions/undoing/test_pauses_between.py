"""A pause between a change and Undo of it: it is none of what is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState
from tests.support.fakes import CHANNEL, SERVER, destination, sighting, subscribe, subscription
from tests.support.interrupted import Interrupted
from tests.support.makers import add_alerts
from tests.unit.service.subscriptions.undoing.changing import (
    NEW,
    OURS,
    TREE_DRAFT,
    WAITS,
    change,
    list_papers,
    managed,
    posted,
    undo,
)

if TYPE_CHECKING:
    from tests.unit.service.deliver.harness import DeliveryHarness


async def test_a_pause_in_between_stays_a_pause(harness: DeliveryHarness) -> None:
    """What matched the earlier query before it and after it is owed, what did in it is not."""
    before, during, after = (sighting(f"2511.0001{n}", title="Diffusion") for n in range(3))
    await add_alerts(harness.store, [WAITS], harness.now())
    edited = await change(harness)
    await list_papers(harness.store, harness.now, before)
    await managed(harness).pause(SERVER, OURS.id)
    await list_papers(harness.store, harness.now, during)
    await managed(harness).resume(SERVER, OURS.id)
    await list_papers(harness.store, harness.now, after)
    assert (await undo(harness, edited.key)).became == OURS
    assert sorted(await posted(harness)) == [WAITS.paper.id, before.paper.id, after.paper.id]


async def test_what_is_paused_stays_paused(harness: DeliveryHarness) -> None:
    """Until the moment that was chosen, which comes by itself; what matched before the pause waits for it."""
    before, during = (sighting(f"2511.0001{n}", title="Diffusion") for n in range(2))
    edited = await change(harness)
    await list_papers(harness.store, harness.now, before)
    until = harness.now() + timedelta(minutes=30)
    await managed(harness).pause(SERVER, OURS.id, until=until)
    await list_papers(harness.store, harness.now, during)
    back = (await undo(harness, edited.key)).became
    assert back == replace(OURS, paused=True, paused_until=until)
    assert await posted(harness) == []
    harness.now.forward(minutes=31)
    await managed(harness).end_pause(OURS.id)
    assert await posted(harness) == [before.paper.id]


@pytest.mark.parametrize("by_itself", [True, False])
async def test_what_was_paused_before_goes_on(harness: DeliveryHarness, *, by_itself: bool) -> None:
    """A pause that is over since stays over: what matches from its end on is owed."""
    during, after = (sighting(f"2511.0001{n}", title="Diffusion") for n in range(2))
    await managed(harness).pause(SERVER, OURS.id, until=harness.now() + timedelta(minutes=5))
    edited = await change(harness)
    await list_papers(harness.store, harness.now, during)
    harness.now.forward(minutes=6)
    await (managed(harness).end_pause(OURS.id) if by_itself else managed(harness).resume(SERVER, OURS.id))
    await list_papers(harness.store, harness.now, after)
    assert (await undo(harness, edited.key)).became == OURS
    assert await posted(harness) == [after.paper.id]


async def test_what_an_admin_dropped_before_stays_dropped(harness: DeliveryHarness) -> None:
    """A pause makes nothing of it that waits."""
    await add_alerts(harness.store, [WAITS], harness.now(), state=AlertState.DROPPED)
    harness.now.forward(seconds=1)
    edited = await change(harness)
    for act in (managed(harness).pause, managed(harness).resume):
        await act(SERVER, OURS.id)
    await undo(harness, edited.key)
    assert await posted(harness) == []


async def test_the_pause_of_another_one_is_its_own(harness: DeliveryHarness) -> None:
    """What matched in it is owed to us; where nothing was changed nothing is noted."""
    other = subscription("bbbbb", "forests", channel=CHANNEL + 1)
    await subscribe(harness.store, other)
    silent = Interrupted(harness.store, "set_note")
    await managed(harness, silent).pause(SERVER, other.id)
    await managed(harness, silent).resume(SERVER, other.id)
    edited = await change(harness)
    theirs = await change(harness, replace(TREE_DRAFT, destination=destination(CHANNEL + 1)), other.id)
    await list_papers(harness.store, harness.now, NEW, sighting("2511.00006", title="Forests"))
    for key in (other.id, OURS.id):
        await managed(harness).pause(SERVER, key)
        await managed(harness).resume(SERVER, key)
    await managed(harness).pause(SERVER, other.id)
    for key in (edited.key, theirs.key):
        await undo(harness, key)
    assert await posted(harness) == [NEW.paper.id]


@pytest.mark.parametrize("for_another", ["nobody", "waits", "dropped"])
async def test_what_matched_before_it_is_ours_whatever_others_did(
    harness: DeliveryHarness, for_another: str
) -> None:
    """It was there for nobody, waits for another subscription, or was dropped with the end of that."""
    await subscribe(harness.store, subscription("bbbbb", "meanwhile"))
    edited = await change(harness)
    await add_alerts(
        harness.store,
        [NEW],
        harness.now(),
        keys=("bbbbb",),
        due=harness.now() + timedelta(minutes=1),
        channel=1 if for_another == "nobody" else CHANNEL,
    )
    if for_another == "dropped":
        await managed(harness).unsubscribe(SERVER, "bbbbb")
        harness.now.forward(minutes=2)
        assert await posted(harness) == []
    for act in (managed(harness).pause, managed(harness).resume):
        await act(SERVER, OURS.id)
    await undo(harness, edited.key)
    if for_another != "dropped":
        await managed(harness).unsubscribe(SERVER, "bbbbb")
    harness.now.forward(minutes=2)
    assert await posted(harness) == [NEW.paper.id]
