"""Importing and taking that back, on the real store with the real delivery, each time as after a restart."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import Mode
from bot.service.subscriptions.undoing.undoable import UndoError
from tests.support.fakes import CHANNEL, GUILD, PERSON, SERVER, sighting, subscribe, subscription
from tests.support.interrupted import Interrupted
from tests.support.makers import add_alerts
from tests.unit.service.alerts_file.importing import (
    CHANGED,
    NEW,
    OURS,
    SAME,
    TREES,
    WAITS,
    allowed,
    import_,
    list_papers,
    managed,
    of_a_process,
    posted,
    there,
    undo,
)

if TYPE_CHECKING:
    from tests.unit.service.deliver.harness import DeliveryHarness


@pytest.mark.parametrize(
    "entries",
    [[SAME | {"paused": True}], [CHANGED | {"paused": True}], [CHANGED], []],
    ids=["paused", "changed and paused", "changed", "ended"],
)
async def test_no_paper_is_lost_or_comes_twice(harness: DeliveryHarness, entries: list[dict[str, Any]]) -> None:
    """What waited and what came meanwhile is posted, as if nothing had been imported, and nothing older."""
    await add_alerts(harness.store, [WAITS], harness.now(), due=harness.now() + timedelta(minutes=1))
    done = await import_(harness, *entries, end_missing=True)
    await list_papers(harness.store, harness.now, NEW, TREES)
    harness.now.forward(minutes=2)
    assert await posted(harness) == []
    back = await undo(harness, done)
    assert (back.troubles, back.waiting) == ((), 2)
    assert await harness.store.find_alert(CHANNEL, TREES.paper.id) is None  # not even for a moment
    assert await there(harness) == (OURS,)
    assert await posted(harness) == [WAITS.paper.id, NEW.paper.id]
    await add_alerts(harness.store, [NEW, WAITS], harness.now())
    assert len(await posted(harness)) == 2


async def test_what_an_import_resumed_is_paused_again(harness: DeliveryHarness) -> None:
    """What waited before is held again; nothing else comes, until somebody resumes it."""
    await add_alerts(harness.store, [WAITS], harness.now(), due=harness.now() + timedelta(minutes=1))
    until = harness.now() + timedelta(days=3)
    before = await managed(harness).pause(SERVER, OURS.id, until=until)
    done = await import_(harness, CHANGED | {"paused": False})
    await list_papers(harness.store, harness.now, NEW, TREES)
    await undo(harness, done)
    harness.now.forward(minutes=2)
    assert await there(harness) == (before,)
    assert await posted(harness) == []
    await managed(harness).resume(SERVER, OURS.id)
    assert await posted(harness) == [WAITS.paper.id]


async def test_one_import_after_the_other_is_taken_back(harness: DeliveryHarness) -> None:
    """The last one first: what one paused and the next one resumed has never been paused then."""
    paused = await import_(harness, SAME | {"paused": True})
    await list_papers(harness.store, harness.now, NEW)
    resumed = await import_(harness, SAME)
    for done in (resumed, paused):
        assert (await undo(harness, done)).troubles == ()
    assert await there(harness) == (OURS,)
    assert await posted(harness) == [NEW.paper.id]


async def test_a_pause_whose_end_is_past_does_not_come_back(harness: DeliveryHarness) -> None:
    """Nor is one that has come to its end by itself taken for a change."""
    await subscribe(harness.store, subscription("bbbbb", "ice"))
    soon = harness.now() + timedelta(minutes=30)
    await managed(harness).pause(SERVER, OURS.id, until=soon)
    ends = {"paused": True, "paused_until": soon.isoformat()}
    done = await import_(harness, SAME, {"id": "bbbbb", "query": "ice", **ends}, {"query": "birds", **ends})
    assert (done.added, done.changed) == (1, 2)
    harness.now.forward(minutes=31)
    for one in await there(harness):
        await managed(harness).end_pause(one.id)
    back = await undo(harness, done)
    assert (back.added, back.changed, back.troubles) == (1, 2, ())
    assert {one.id: one.paused for one in await there(harness)} == {OURS.id: False, "bbbbb": False}


async def test_a_pause_of_somebody_since_stays(harness: DeliveryHarness) -> None:
    """With a sentence."""
    done = await import_(harness, SAME | {"paused": True})
    await managed(harness).pause(SERVER, OURS.id, until=harness.now() + timedelta(days=1))
    back = await undo(harness, done)
    assert back.is_nothing
    (trouble,) = back.troubles
    assert trouble == (
        "diffusion: That subscription was paused or resumed again since, and stays so: look at `/alerts list`."
    )
    (one,) = await there(harness)
    assert one.paused


@pytest.mark.parametrize(
    ("verb", "after"),
    [
        ("remove_subscription", 0),
        ("set_preferences", 0),
        ("save_subscription", 0),
        ("save_subscription", 1),
        ("commit_poll", 0),
        *(("set_note", number) for number in range(5)),  # with the last one all was done
    ],
)
async def test_killed_while_it_is_taken_back(harness: DeliveryHarness, verb: str, after: int) -> None:
    """Pressed again the rest is done, without troubles that are none; what came meanwhile is posted once."""
    gone = subscription("bbbbb", "noise")
    await subscribe(harness.store, gone)
    done = await import_(harness, CHANGED, {"query": "agents"}, end_missing=True, settings={"most_a_day": 3})
    await list_papers(harness.store, harness.now, NEW, TREES)
    with pytest.raises(OSError, match="before it was written"):
        await undo(harness, done, Interrupted(harness.store, verb, after=after))
    back = await undo(harness, done)
    assert back.troubles == ()
    assert set(await there(harness)) == {OURS, gone}
    place = await harness.store.destination(CHANNEL)
    assert place is not None
    assert place.preferences == Preferences()
    assert await posted(harness) == [NEW.paper.id]
    assert await harness.store.notes("imports") == {}


async def test_pressed_twice_at_once_it_is_done_once(harness: DeliveryHarness) -> None:
    """Whoever comes second is told that it is over."""
    done = await import_(harness, CHANGED)
    imports = of_a_process(harness)[1]
    presses = (imports.undo(SERVER, GUILD, done.key, allowed) for _ in range(2))
    first, second = await asyncio.gather(*presses, return_exceptions=True)
    assert not isinstance(first, BaseException)
    assert isinstance(second, UndoError)
    assert await there(harness) == (OURS,)


@pytest.mark.parametrize("place", [GUILD + 1, CHANNEL])
async def test_it_is_undone_where_it_was_done(harness: DeliveryHarness, place: int) -> None:
    """Another server's key does nothing, nor does anybody's own."""
    done = await import_(harness, CHANGED)
    with pytest.raises(UndoError, match="cannot be undone any more"):
        await of_a_process(harness)[1].undo(SERVER, place, done.key, allowed)
    (one,) = await there(harness)
    assert one.query == "trees"


async def test_what_nobody_has_put_right_is_left_to_take_back(harness: DeliveryHarness) -> None:
    """An import of which all has ended, or is back, is not offered any more; one that cannot be known is not."""
    done = await import_(harness, {"query": "birds"}, end_missing=True)
    imports = of_a_process(harness)[1]
    left = await imports.left(SERVER, done.key)
    assert left is not None
    assert (left.added, left.changed, left.ended, left.channels) == (1, 0, 1, 0)
    (birds,) = await there(harness)
    await managed(harness).unsubscribe(SERVER, birds.id)
    assert await imports.left(SERVER, done.key) is not None
    await subscribe(harness.store, OURS)
    assert await imports.left(SERVER, done.key) is None
    assert await imports.left(SERVER, "0" * 16) is None


async def test_it_is_forgotten_with_its_place(harness: DeliveryHarness) -> None:
    """And it never says who made what."""
    done = await import_(harness, CHANGED, {"query": "birds"})
    notes = await harness.store.notes("imports")
    assert all(str(PERSON) not in text for text in notes.values())
    await of_a_process(harness)[1].forget({GUILD + 1})
    assert await harness.store.notes("imports") == notes
    await of_a_process(harness)[1].forget({GUILD})
    assert await harness.store.notes("imports") == {}
    with pytest.raises(UndoError):
        await undo(harness, done)


@pytest.mark.parametrize("before", list(Mode))
async def test_what_waits_is_due_by_its_mode(harness: DeliveryHarness, before: Mode) -> None:
    """What waits for the end of quiet hours comes with the digest that the import says, and again as before."""
    quiet = Preferences(quiet_from=time(11), quiet_until=time(15))
    await harness.store.set_preferences(CHANNEL, quiet, due={})
    one = subscription("bbbbb", "robots", mode=before)
    await subscribe(harness.store, one)
    schedule = schedule_of(quiet, DigestTimes())
    robots = sighting("2511.00007", title="Robots")
    due = schedule.due(before, harness.now())
    await add_alerts(harness.store, [robots], harness.now(), keys=(one.id,), due=due)
    for after in (mode for mode in Mode if mode is not before):
        done = await import_(harness, {"id": one.id, "query": "robots", "deliver": after.value})
        (alert,) = await harness.store.pending(CHANNEL)
        assert alert.due == schedule.due(after, harness.now())
        await undo(harness, done)
        (alert,) = await harness.store.pending(CHANNEL)
        assert alert.due == due
