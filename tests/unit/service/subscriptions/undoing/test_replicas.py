"""Two processes of one store remember what was done, neither of which knows what the other is about to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.service.subscriptions.subscriptions import Subscriptions
from bot.service.subscriptions.undoing.endings import Endings
from bot.service.subscriptions.undoing.undoable import KEPT, UndoError
from tests.support.fakes import PERSON, SERVER
from tests.unit.service.subscriptions.undoing.changing import OURS, allowed, change, edits, posted

if TYPE_CHECKING:
    from tests.unit.service.deliver.harness import DeliveryHarness

CHANGES, ENDS = "changed subscriptions", "ended subscriptions"


async def test_what_the_list_of_another_misses_is_taken_back(harness: DeliveryHarness) -> None:
    """The other one wrote its list over ours; each change is found all the same, once."""
    edited = await change(harness)
    await harness.store.set_note(CHANGES, "{}")
    assert (await edits(harness).undo(SERVER, edited.key, allowed)).became == OURS
    with pytest.raises(UndoError):
        await edits(harness).undo(SERVER, edited.key, allowed)
    endings = Endings(harness.store, Subscriptions(harness.store, harness.now), harness.now)
    await endings.end(SERVER, OURS.id)
    await harness.store.set_note(ENDS, "{}")
    assert await endings.undo(SERVER, OURS.id, allowed) == OURS
    assert await posted(harness) == []


async def test_it_is_let_go_when_its_time_is_over_and_not_before(harness: DeliveryHarness) -> None:
    """What no list has is tidied away by its own age, and a person's wish to be forgotten reaches it."""
    await change(harness)
    endings = Endings(harness.store, Subscriptions(harness.store, harness.now), harness.now)
    await endings.end(SERVER, OURS.id)
    for note in (CHANGES, ENDS):
        await harness.store.set_note(note, "{}")
    await edits(harness).forget_old()
    await endings.forget_old()
    assert len(await harness.store.notes(f"{CHANGES} ")) == len(await harness.store.notes(f"{ENDS} ")) == 1
    assert [one.subscription.id for one in await endings.of_person(PERSON)] == [OURS.id]
    await edits(harness).forget([OURS.id])
    assert not await harness.store.notes(CHANGES)
    harness.now.forward(seconds=KEPT.total_seconds() + 1)
    await endings.forget_old()
    assert not await harness.store.notes(ENDS)
