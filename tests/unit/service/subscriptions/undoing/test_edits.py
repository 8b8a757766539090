"""Changing a subscription and taking that back, on the real store with the real delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState
from bot.domain.subscription import Mode, Owner
from bot.query import parse
from bot.service.subscriptions.channel_pauses import ChannelPauses
from bot.service.subscriptions.rules import DuplicateSubscriptionError
from bot.service.subscriptions.undoing.edits import Edited
from bot.service.subscriptions.undoing.endings import Endings
from bot.service.subscriptions.undoing.undoable import UndoError
from tests.support.fakes import CHANNEL, PERSON, SERVER, destination, sighting, subscribe, subscription
from tests.support.interrupted import Interrupted
from tests.support.makers import add_alerts
from tests.unit.service.subscriptions.undoing.changing import (
    NEW,
    OLD,
    OURS,
    TREE_DRAFT,
    TREES,
    WAITS,
    allowed,
    change,
    edits,
    list_papers,
    managed,
    posted,
    undo,
)

if TYPE_CHECKING:
    from tests.unit.service.deliver.harness import DeliveryHarness


async def test_it_is_as_it_was(harness: DeliveryHarness) -> None:
    """Query, name, delivery, sources and channel come back; nothing that matched before is posted."""
    draft = replace(TREE_DRAFT, destination=destination(CHANNEL + 1), sources=("arxiv",))
    edited = await change(harness, draft)
    assert edited.was == OURS
    assert (edited.became.query, edited.became.name, edited.became.mode) == ("trees", "trees", Mode.DAILY)
    harness.now.forward(minutes=60)
    assert (await undo(harness, edited.key)).became == OURS
    assert (await harness.store.subscriptions()).subscriptions == (OURS,)
    assert await posted(harness) == []


async def test_what_the_change_let_go_of_is_posted_once(harness: DeliveryHarness) -> None:
    """What waited, and what only the earlier query matched meanwhile; what was posted is not posted again."""
    await add_alerts(harness.store, [OLD], harness.now(), state=AlertState.SENT)
    await add_alerts(harness.store, [WAITS], harness.now())
    edited = await change(harness)
    await list_papers(harness.store, harness.now, NEW, TREES)
    assert await posted(harness) == []
    await undo(harness, edited.key)
    assert sorted(await posted(harness)) == [WAITS.paper.id, NEW.paper.id]
    await add_alerts(harness.store, [NEW, WAITS], harness.now())
    assert len(await posted(harness)) == 2


async def test_what_moved_away_comes_back(harness: DeliveryHarness) -> None:
    """What waits goes along both ways, and is posted in the first channel once."""
    await add_alerts(harness.store, [WAITS], harness.now())
    moved = replace(TREE_DRAFT, query=parse("diffusion"), destination=destination(CHANNEL + 1))
    edited = await change(harness, moved)
    assert [alert.paper_id for alert in await harness.store.pending(CHANNEL + 1)] == [WAITS.paper.id]
    await undo(harness, edited.key)
    assert await harness.store.pending(CHANNEL + 1) == ()
    assert [alert.paper_id for alert in await harness.store.pending(CHANNEL)] == [WAITS.paper.id]


async def test_what_a_move_let_go_of_comes_back(harness: DeliveryHarness) -> None:
    """Though its channel is another one meanwhile; what came there does not come again."""
    both = sighting("2511.00005", title="Diffusion in trees")
    await add_alerts(harness.store, [WAITS], harness.now())
    edited = await change(harness, replace(TREE_DRAFT, mode=Mode.NOW, destination=destination(CHANNEL + 1)))
    await list_papers(harness.store, harness.now, NEW)
    await add_alerts(harness.store, [both], harness.now(), channel=CHANNEL + 1)
    assert await posted(harness) == [both.paper.id]
    await undo(harness, edited.key)
    assert sorted(await posted(harness)) == [WAITS.paper.id, NEW.paper.id, both.paper.id]


@pytest.mark.parametrize("paused", [True, False])
async def test_what_no_source_had_waits_again(harness: DeliveryHarness, *, paused: bool) -> None:
    """Other sources let go of it without a trace, and its list day is long over: it is owed all the same."""
    old = sighting("2510.00001", title="Old diffusion", day=OLD.signals.list_day - timedelta(days=90))
    await add_alerts(harness.store, [old], harness.now())
    edited = await change(harness, replace(TREE_DRAFT, query=parse("diffusion"), sources=("arxiv",)))
    assert await harness.store.find_alert(CHANNEL, old.paper.id) is None
    if paused:
        await managed(harness).pause(SERVER, OURS.id)
        await managed(harness).resume(SERVER, OURS.id)
    await undo(harness, edited.key)
    assert await posted(harness) == [old.paper.id]


async def test_what_waits_for_another_one_too_is_ours_again(harness: DeliveryHarness) -> None:
    """Both are paused, so that nothing but what waited says so: it comes for us when the other one has ended."""
    await subscribe(harness.store, subscription("bbbbb", "waits"))
    await add_alerts(harness.store, [WAITS], harness.now(), keys=(OURS.id, "bbbbb"))
    for key in (OURS.id, "bbbbb"):
        await managed(harness).pause(SERVER, key)
    edited = await change(harness)
    await undo(harness, edited.key)
    await managed(harness).unsubscribe(SERVER, "bbbbb")
    await managed(harness).resume(SERVER, OURS.id)
    assert await posted(harness) == [WAITS.paper.id]


async def test_the_person_is_asked_for_where_it_goes_back_to(harness: DeliveryHarness) -> None:
    """Who may not have it changed so cannot undo; then nothing is changed."""
    edited = await change(harness, replace(TREE_DRAFT, destination=destination(CHANNEL + 1)))

    async def refused(channel_id: int) -> None:
        raise UndoError(f"Not in {channel_id}.")

    with pytest.raises(UndoError, match=f"Not in {CHANNEL}"):
        await edits(harness).undo(SERVER, edited.key, refused)
    assert (await harness.store.subscriptions()).subscriptions == (edited.became,)


async def test_the_person_is_asked_for_where_it_posts_again(harness: DeliveryHarness) -> None:
    """Taking back a pause, an end, or the pause of a channel begins posts; taking back a resume begins none."""
    asked: list[int] = []

    async def may_post(channel_id: int) -> None:
        asked.append(channel_id)

    paused = await edits(harness).pause(SERVER, OURS.id, allowed, paused=True)
    await edits(harness).undo(SERVER, paused.key, may_post)
    channel = ChannelPauses(harness.store, managed(harness), harness.now)
    all_paused = await channel.pause(SERVER, CHANNEL, allowed)
    await channel.undo(SERVER, all_paused.key, may_post)
    endings = Endings(harness.store, managed(harness), harness.now)
    await endings.end(SERVER, OURS.id)
    await endings.undo(SERVER, OURS.id, may_post)
    assert asked == [CHANNEL] * 3
    await edits(harness).pause(SERVER, OURS.id, allowed, paused=True)
    resumed = await edits(harness).pause(SERVER, OURS.id, allowed, paused=False)
    await edits(harness).undo(SERVER, resumed.key, may_post)
    assert asked == [CHANNEL] * 3


_HOURS = (None, 1, 2)  # until a pause ends; None for no end


@pytest.mark.parametrize("first", _HOURS)
@pytest.mark.parametrize("then", _HOURS)
@pytest.mark.parametrize("whole", [True, False], ids=["channel", "one"])
async def test_the_person_is_asked_for_an_earlier_end(
    harness: DeliveryHarness, first: int | None, then: int | None, *, whole: bool
) -> None:
    """Of two ends of a pause the earlier is asked for: when it is set, and when it comes back by Undo."""
    asked: list[int] = []
    pauses = ChannelPauses(harness.store, managed(harness), harness.now)
    ends = [None if hours is None else harness.now() + timedelta(hours=hours) for hours in (first, then)]

    async def may_post(channel_id: int) -> None:
        asked.append(channel_id)

    await managed(harness).pause(SERVER, OURS.id, until=ends[0])
    if first == then or (whole and then is None):
        return  # changes nothing
    if whole:
        key = (await pauses.pause(SERVER, CHANNEL, may_post, ends[1])).key
    else:
        key = (await edits(harness).pause(SERVER, OURS.id, may_post, paused=True, until=ends[1])).key
    sooner = (then or 9) < (first or 9)
    assert asked == [CHANNEL] * sooner
    await (pauses if whole else edits(harness)).undo(SERVER, key, may_post)
    assert asked == [CHANNEL]


@pytest.mark.parametrize("verb", ["save_subscription", "commit_poll", "set_note"])
async def test_killed_while_it_is_taken_back(harness: DeliveryHarness, verb: str) -> None:
    """Pressed again it is done, with everything that came meanwhile, and once."""
    edited = await change(harness)
    await list_papers(harness.store, harness.now, NEW)
    with pytest.raises(OSError, match="before it was written"):
        await edits(harness, Interrupted(harness.store, verb)).undo(SERVER, edited.key, allowed)
    assert (await undo(harness, edited.key)).became == OURS
    assert await posted(harness) == [NEW.paper.id]


@pytest.mark.parametrize("meanwhile", ["changed", "ended", "late", "undone", "another server", "channel gone"])
async def test_what_cannot_be_taken_back_says_why(harness: DeliveryHarness, meanwhile: str) -> None:
    """Changed or ended since, too late, undone already, none of theirs, or there is nowhere to go back to.

    So it is not offered any more, either.
    """
    moved = replace(TREE_DRAFT, destination=destination(CHANNEL + 1))
    edited, owner, told = await change(harness, moved), SERVER, "cannot be undone any more"
    assert await edits(harness).left(SERVER, edited.key) == edited.became
    match meanwhile:
        case "changed":
            await change(harness, replace(moved, name="Another"))
            told = "changed again since, so it stays as it is"
        case "ended":
            await managed(harness).unsubscribe(SERVER, OURS.id)
            told = "ended meanwhile"
        case "late":
            harness.now.forward(minutes=61)
        case "undone":
            await undo(harness, edited.key)
        case "channel gone":
            await harness.store.forget_destination(CHANNEL)
        case _:
            owner = Owner(guild_id=1, user_id=PERSON)
    assert await edits(harness).left(owner, edited.key) is None
    before = (await harness.store.subscriptions()).subscriptions
    with pytest.raises(UndoError, match=told):
        await undo(harness, edited.key, owner)
    assert (await harness.store.subscriptions()).subscriptions == before


async def test_the_last_of_several_changes_is_taken_back_first(harness: DeliveryHarness) -> None:
    """Then the one before can be, too."""
    first = await change(harness)
    second = await change(harness, replace(TREE_DRAFT, name="Another"))
    assert (await undo(harness, second.key)).became == first.became
    assert (await undo(harness, first.key)).became == OURS


async def test_what_was_changed_back_by_hand_is_not_offered(harness: DeliveryHarness) -> None:
    """Undo would change nothing; that second change can be taken back itself."""
    first = await change(harness)
    by_hand = await change(harness, replace(TREE_DRAFT, query=parse(OURS.query), name=OURS.name, mode=OURS.mode))
    assert by_hand.became == OURS
    assert await edits(harness).left(SERVER, first.key) is None
    assert await edits(harness).left(SERVER, by_hand.key) == OURS


async def test_no_change_is_none(harness: DeliveryHarness) -> None:
    """Nothing is written, and there is nothing to take back."""
    same = replace(TREE_DRAFT, query=parse("diffusion"), name="Mine", mode=Mode.NOW)
    assert await change(harness, same) == Edited(was=OURS, became=OURS)
    assert await harness.store.notes("changed subscriptions") == {}


async def test_the_place_was_taken_meanwhile(harness: DeliveryHarness) -> None:
    """Its channel has the earlier query from another subscription by now: it stays as it is."""
    edited = await change(harness)
    await subscribe(harness.store, subscription("bbbbb"))
    with pytest.raises(DuplicateSubscriptionError, match="already has this query"):
        await undo(harness, edited.key)


async def test_what_is_remembered_is_let_go(harness: DeliveryHarness) -> None:
    """After an hour, or when the subscription's maker is forgotten; it never names who made it."""
    await change(harness)
    noted = await harness.store.notes("changed subscriptions")
    assert noted
    assert str(PERSON) not in "".join(noted.values())
    nothing_written = edits(harness, Interrupted(harness.store, "set_note"))
    await nothing_written.forget({"another"})
    await nothing_written.forget_old()
    assert await harness.store.notes("changed subscriptions") == noted
    await edits(harness).forget({OURS.id})
    assert await harness.store.notes("changed subscriptions") == {}
    await change(harness, replace(TREE_DRAFT, name="Another"))
    harness.now.forward(minutes=61)
    await edits(harness).forget_old()
    assert await harness.store.notes("changed subscriptions") == {}


async def test_what_is_younger_than_an_hour_is_not_let_go(harness: DeliveryHarness) -> None:
    """Also when something else is."""
    await change(harness)
    harness.now.forward(minutes=40)
    later = await change(harness, replace(TREE_DRAFT, name="Another"))
    harness.now.forward(minutes=30)
    await edits(harness).forget_old()
    assert (await undo(harness, later.key)).became.name == "trees"
