"""Undo of an import where the person may not ask for all of it, on the real store with the real delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import StoreError
from bot.domain.preferences import Look, Preferences
from bot.service.alerts_file.imported import Denied
from bot.service.subscriptions.undoing.undoable import KEPT, UndoError
from tests.support.fakes import CHANNEL, SERVER, destination, subscribe, subscription
from tests.unit.service.alerts_file.importing import (
    CHANGED,
    NEW,
    OURS,
    SAME,
    import_,
    list_papers,
    managed,
    posted,
    there,
    undo,
)

if TYPE_CHECKING:
    from bot.service.alerts_file.imported import Done, GoesBack
    from tests.unit.service.deliver.harness import DeliveryHarness

ELSEWHERE = CHANNEL + 1
ICE = subscription("bbbbb", "ice", channel=ELSEWHERE)
NO = "You may not post there."


class Asked:
    """Who is asked, and says no to these channels, or to mentions in them."""

    def __init__(self, *channels: int, mentions: tuple[int, ...] = ()) -> None:
        self.denied = Denied(
            channels=dict.fromkeys(channels, NO), mentions=dict.fromkeys(mentions, "You may not mention it.")
        )
        self.about: list[GoesBack] = []

    async def __call__(self, back: GoesBack) -> Denied:
        self.about.append(back)
        return self.denied


async def _both_ended(harness: DeliveryHarness) -> Done:
    """One in each of two channels; the import adds a third."""
    await subscribe(harness.store, ICE)
    return await import_(harness, {"query": "birds"}, end_missing=True)


async def test_the_person_is_asked_for_where_it_goes_back_to(harness: DeliveryHarness) -> None:
    """Channels where something comes again, and a role that is mentioned again."""
    await harness.store.set_preferences(CHANNEL, Preferences(role_id=5), due={})
    done = await import_(harness, {"query": "birds"}, end_missing=True, settings={"look": "compact"})
    ask = Asked()
    await undo(harness, done, ask=ask)
    assert [(back.channels, back.mentions) for back in ask.about] == [({CHANNEL}, {CHANNEL: 5})]
    assert await there(harness) == (OURS,)


async def test_what_is_denied_in_one_channel_is_left_alone(harness: DeliveryHarness) -> None:
    """The rest is taken back; asked again, and allowed, that is, too, and what came meanwhile comes once."""
    done = await _both_ended(harness)
    await list_papers(harness.store, harness.now, NEW)
    back = await undo(harness, done, ask=Asked(CHANNEL))
    assert (back.added, back.ended, back.troubles) == (1, 1, (NO,))
    assert back.key == done.key
    assert back.until == harness.now() + KEPT
    assert await there(harness) == (ICE,)
    assert await posted(harness) == []
    ask = Asked()
    back = await undo(harness, done, ask=ask)
    assert [one.channels for one in ask.about] == [{CHANNEL}]
    assert (back.added, back.ended, back.troubles, back.key, back.until) == (0, 1, (), "", None)
    assert set(await there(harness)) == {OURS, ICE}
    assert await posted(harness) == [NEW.paper.id]
    with pytest.raises(UndoError):
        await undo(harness, done)


async def test_what_is_left_is_kept_as_long_as_all_of_it(harness: DeliveryHarness) -> None:
    """An hour from the import on, not from the last Undo."""
    done = await _both_ended(harness)
    harness.now.forward(minutes=50)
    back = await undo(harness, done, ask=Asked(CHANNEL))
    assert back.until is not None
    harness.now.forward(minutes=11)
    assert back.until < harness.now()
    with pytest.raises(UndoError):
        await undo(harness, done)


@pytest.mark.parametrize("paused", [True, False])
async def test_all_changes_of_one_that_moved_are_left_together(harness: DeliveryHarness, *, paused: bool) -> None:
    """Each goes back to what the one before it made; what somebody else has is back at once."""
    await subscribe(harness.store, ICE)
    before = OURS if paused else await managed(harness).pause(SERVER, OURS.id)
    changes = (CHANGED | {"paused": paused}, {"id": ICE.id, "query": "snow"})
    done = await import_(harness, *changes, to=destination(ELSEWHERE))
    assert (done.changed, done.troubles) == (2, ())
    moved = next(one for one in await there(harness) if one.id == OURS.id)
    assert (moved.destination_id, moved.paused) == (ELSEWHERE, paused)
    back = await undo(harness, done, ask=Asked(CHANNEL))
    assert (back.changed, back.troubles) == (1, (NO,))
    assert set(await there(harness)) == {moved, ICE}
    back = await undo(harness, done)
    assert (back.changed, back.troubles, back.key) == (1, (), "")
    assert set(await there(harness)) == {before, ICE}


async def test_a_role_that_is_denied_is_left_alone(harness: DeliveryHarness) -> None:
    """The other settings of that channel go back; so does the role once it may be mentioned."""
    chosen = Preferences(role_id=5, most_a_day=3)
    await harness.store.set_preferences(CHANNEL, chosen, due={})
    done = await import_(harness, SAME, settings={"look": "compact"})
    back = await undo(harness, done, ask=Asked(mentions=(CHANNEL,)))
    assert (back.channels, back.troubles) == (1, ("You may not mention it.",))
    place = await harness.store.destination(CHANNEL)
    assert place is not None
    assert place.preferences == Preferences(most_a_day=3)
    back = await undo(harness, done)
    assert (back.channels, back.troubles, back.key) == (1, (), "")
    place = await harness.store.destination(CHANNEL)
    assert place is not None
    assert place.preferences == chosen
    assert place.preferences.look is not Look.COMPACT


class _Full:
    """A store that takes no subscription for a while."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._store, verb)

    async def save_subscription(self, *_: Any, **__: Any) -> None:
        raise StoreError("The disk is full.")


async def test_what_cannot_be_done_at_this_moment_can_be_later(harness: DeliveryHarness) -> None:
    """It is told, and left for another Undo."""
    done = await _both_ended(harness)
    back = await undo(harness, done, _Full(harness.store))
    assert (back.added, back.ended, back.key) == (1, 0, done.key)
    assert all("The disk is full." in trouble for trouble in back.troubles)
    assert (await undo(harness, done)).troubles == ()
    assert set(await there(harness)) == {OURS, ICE}


async def test_killed_after_a_change_and_a_pause_were_taken_back(harness: DeliveryHarness) -> None:
    """Before it was written down that they are: pressed again nothing is told that is none."""
    done = await import_(harness, CHANGED | {"paused": True})
    writes = 0

    class _Dies:
        def __getattr__(self, verb: str) -> Any:
            return getattr(harness.store, verb)

        async def set_note(self, name: str, text: str | None) -> None:
            nonlocal writes
            if name.startswith("imports"):
                raise OSError("killed")
            writes += 1
            await harness.store.set_note(name, text)

    with pytest.raises(OSError, match="killed"):
        await undo(harness, done, _Dies())
    assert writes
    back = await undo(harness, done)
    assert (back.troubles, back.key) == ((), "")
    assert await there(harness) == (OURS,)
