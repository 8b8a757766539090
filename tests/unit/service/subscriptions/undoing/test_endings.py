"""Ending a subscription and taking that back, on the real store with the real delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError, TryLaterError
from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from bot.query import parse
from bot.service.subscriptions.rules import DuplicateSubscriptionError
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from bot.service.subscriptions.undoing.endings import Endings
from bot.service.subscriptions.undoing.undoable import UndoError
from tests.support.fakes import CHANNEL, PERSON, SERVER, destination, sighting, subscribe, subscription
from tests.support.interrupted import Interrupted
from tests.support.makers import add_alerts
from tests.unit.service.deliver.harness import DeliveryHarness
from tests.unit.service.subscriptions.undoing.changing import allowed

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

OLD = sighting("2511.00001", title="Diffusion before")
WAITS = sighting("2511.00002", title="Diffusion that waits")
NEW = sighting("2511.00003", title="Diffusion meanwhile")
OURS = subscription()


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    """A subscription whose baseline has one paper."""
    await add_alerts(store, [OLD], now(), keys=(), state=AlertState.DROPPED, channel=1)
    await subscribe(store, OURS, baseline=frozenset({OLD.paper.id}))
    return DeliveryHarness(store, now)


def endings(harness: DeliveryHarness, store: Any = None) -> Endings:
    store = store or harness.store
    return Endings(store, Subscriptions(store, harness.now), harness.now)


async def list_papers(harness: DeliveryHarness, *papers: Any) -> None:
    """A poll that finds nobody who wants them."""
    await add_alerts(harness.store, papers, harness.now(), keys=(), state=AlertState.DROPPED, channel=1)


async def posted(harness: DeliveryHarness) -> list[str]:
    await harness.run()
    return [payload["card"] for payload in harness.notifier.posted]


async def test_it_is_as_it_was(harness: DeliveryHarness) -> None:
    """Id, settings and baseline come back; nothing that matched before it was made is posted."""
    before = (await harness.store.subscriptions()).baselines
    assert await endings(harness).end(SERVER, "diffusion") == OURS
    assert (await harness.store.subscriptions()).subscriptions == ()
    harness.now.forward(minutes=59)
    assert await endings(harness).undo(SERVER, OURS.id, allowed) == OURS
    book = await harness.store.subscriptions()
    assert book.subscriptions == (OURS,)
    assert book.baselines == before
    assert await posted(harness) == []


async def test_what_came_meanwhile_is_posted_once(harness: DeliveryHarness) -> None:
    """A stream reads its papers once: what it brought in between is made up for, and not posted twice."""
    await endings(harness).end(SERVER, OURS.id)
    await list_papers(harness, NEW)
    await endings(harness).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == [NEW.paper.id]
    await add_alerts(harness.store, [NEW], harness.now())
    assert await posted(harness) == [NEW.paper.id]


@pytest.mark.parametrize("dropped", [True, False])
async def test_what_waited_is_posted(harness: DeliveryHarness, *, dropped: bool) -> None:
    """Whether or not delivery has given it up meanwhile, as nobody wanted it."""
    await add_alerts(harness.store, [WAITS], harness.now())
    await endings(harness).end(SERVER, OURS.id)
    if dropped:
        assert await posted(harness) == []
        found = await harness.store.find_alert(CHANNEL, WAITS.paper.id)
        assert found is not None
        assert found[0].state is AlertState.DROPPED
    await endings(harness).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == [WAITS.paper.id]


async def test_what_was_planned_is_posted(harness: DeliveryHarness) -> None:
    """A message that waits for its next try is dropped as nobody wants it, and made again."""
    await add_alerts(harness.store, [WAITS], harness.now())
    harness.notifier.script.append(TryLaterError("Not now.", in_doubt=False, retry_after=5.0))
    await harness.run()
    assert await harness.states() == {MessageState.READY: 1}
    await endings(harness).end(SERVER, OURS.id)
    harness.now.forward(minutes=10)
    assert await posted(harness) == []
    await endings(harness).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == [WAITS.paper.id]


async def test_what_was_posted_stays_posted(harness: DeliveryHarness) -> None:
    """Nothing comes a second time, be it from this subscription or another one."""
    await add_alerts(harness.store, [WAITS], harness.now())
    assert await posted(harness) == [WAITS.paper.id]
    await subscribe(harness.store, subscription("bbbbb", "meanwhile"))
    await endings(harness).end(SERVER, OURS.id)
    await add_alerts(harness.store, [NEW], harness.now(), keys=("bbbbb",))
    assert await posted(harness) == [WAITS.paper.id, NEW.paper.id]
    await endings(harness).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == [WAITS.paper.id, NEW.paper.id]


async def test_what_an_admin_dropped_before_stays_dropped(harness: DeliveryHarness) -> None:
    """Undo takes back the end, and nothing else."""
    await add_alerts(harness.store, [WAITS], harness.now(), state=AlertState.DROPPED)
    harness.now.forward(seconds=1)
    await endings(harness).end(SERVER, OURS.id)
    await endings(harness).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == []


async def test_a_paused_one_comes_back_paused(harness: DeliveryHarness) -> None:
    """What it held it still holds; what began to match during the pause is not owed."""
    await harness.store.remove_subscription(OURS.id)
    paused = replace(OURS, paused=True, paused_until=harness.now().replace(day=20), mode=Mode.DAILY)
    await subscribe(harness.store, paused)
    await add_alerts(harness.store, [WAITS], harness.now())
    await endings(harness).end(SERVER, OURS.id)
    await list_papers(harness, NEW)
    assert await posted(harness) == []
    assert await endings(harness).undo(SERVER, OURS.id, allowed) == paused
    pending = await harness.store.pending(CHANNEL)
    assert [alert.paper_id for alert in pending] == [WAITS.paper.id]
    assert pending[0].due > harness.now()


@pytest.mark.parametrize("verb", ["set_note", "remove_subscription"])
async def test_killed_while_it_ends(harness: DeliveryHarness, verb: str) -> None:
    """Then it goes on, or it is ended again; either way it can be taken back."""
    with pytest.raises(OSError, match="before it was written"):
        await endings(harness, Interrupted(harness.store, verb)).end(SERVER, OURS.id)
    assert (await harness.store.subscriptions()).subscriptions == (OURS,)
    await endings(harness).end(SERVER, OURS.id)
    await endings(harness).undo(SERVER, OURS.id, allowed)
    assert (await harness.store.subscriptions()).subscriptions == (OURS,)


@pytest.mark.parametrize("verb", ["save_subscription", "commit_poll", "set_note"])
async def test_killed_while_it_is_taken_back(harness: DeliveryHarness, verb: str) -> None:
    """Pressed again it is done, with everything that came meanwhile, and once."""
    await endings(harness).end(SERVER, OURS.id)
    await list_papers(harness, NEW)
    with pytest.raises(OSError, match="before it was written"):
        await endings(harness, Interrupted(harness.store, verb)).undo(SERVER, OURS.id, allowed)
    await endings(harness).undo(SERVER, OURS.id, allowed)
    assert (await harness.store.subscriptions()).subscriptions == (OURS,)
    assert await posted(harness) == [NEW.paper.id]


async def test_changed_after_it_was_half_taken_back(harness: DeliveryHarness) -> None:
    """Pressed again it would owe what is asked for no more; a pause since holds what waits."""
    await add_alerts(harness.store, [WAITS], harness.now())
    await endings(harness).end(SERVER, OURS.id)
    assert await posted(harness) == []
    with pytest.raises(OSError, match="before it was written"):
        await endings(harness, Interrupted(harness.store, "commit_poll")).undo(SERVER, OURS.id, allowed)
    subscriptions = Subscriptions(harness.store, harness.now)
    draft = Draft(query=parse("trees"), destination=destination(), creator_id=PERSON, replaces=OURS)
    changed = await subscriptions.save(draft)
    with pytest.raises(UndoError, match="changed again"):
        await endings(harness).undo(SERVER, OURS.id, allowed)
    await subscriptions.save(replace(draft, query=parse("diffusion"), replaces=changed))
    paused = await subscriptions.pause(SERVER, OURS.id)
    await list_papers(harness, NEW)
    assert await endings(harness).undo(SERVER, OURS.id, allowed) == paused
    assert await posted(harness) == []
    await subscriptions.resume(SERVER, OURS.id)
    assert await posted(harness) == [WAITS.paper.id]


@pytest.mark.parametrize("verb", ["save_subscription", "commit_poll"])
async def test_polls_in_between(harness: DeliveryHarness, verb: str) -> None:
    """Who is slower than a poll tries again, and gives up with a sentence when that never ends."""
    await endings(harness).end(SERVER, OURS.id)
    await list_papers(harness, NEW)
    with pytest.raises(ConflictError):
        await endings(harness, Interrupted(harness.store, verb, 99, ConflictError)).undo(SERVER, OURS.id, allowed)
    await endings(harness, Interrupted(harness.store, verb, 2, ConflictError)).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == [NEW.paper.id]


async def test_after_an_hour_it_is_over(harness: DeliveryHarness) -> None:
    """The person is told so; what was kept goes by itself, and is no longer there for others' ends."""
    await endings(harness).end(SERVER, OURS.id)
    await endings(harness, Interrupted(harness.store, "set_note")).forget_old()  # nothing is written in vain
    assert await harness.store.note("ended subscriptions")
    harness.now.forward(hours=1, seconds=1)
    with pytest.raises(UndoError, match="cannot be undone any more"):
        await endings(harness).undo(SERVER, OURS.id, allowed)
    await endings(harness).forget_old()
    assert await harness.store.notes("ended subscriptions") == {}


async def test_what_is_back_is_not_said_to_be_over(harness: DeliveryHarness) -> None:
    """A second press is told that it goes on, not to subscribe again; others learn nothing of it."""
    await endings(harness).end(SERVER, OURS.id)
    await endings(harness).undo(SERVER, OURS.id, allowed)
    with pytest.raises(UndoError, match="goes on already"):
        await endings(harness).undo(SERVER, OURS.id, allowed)
    with pytest.raises(UndoError, match="an ended subscription is kept for an hour"):
        await endings(harness).undo(replace(SERVER, guild_id=9), OURS.id, allowed)


async def test_what_stands_in_its_way(harness: DeliveryHarness) -> None:
    """Another owner, the same query anew, and a channel that is gone each get a sentence."""
    await endings(harness).end(SERVER, OURS.id)
    assert await endings(harness).left(SERVER, OURS.id) == OURS
    assert await endings(harness).left(replace(SERVER, guild_id=9), OURS.id) is None
    with pytest.raises(UndoError):
        await endings(harness).undo(replace(SERVER, guild_id=9), OURS.id, allowed)
    await subscribe(harness.store, subscription("bbbbb"))
    with pytest.raises(DuplicateSubscriptionError):
        await endings(harness).undo(SERVER, OURS.id, allowed)
    await harness.store.forget_destination(CHANNEL)
    assert await endings(harness).left(SERVER, OURS.id) is None
    with pytest.raises(UndoError, match="channel is gone"):
        await endings(harness).undo(SERVER, OURS.id, allowed)


async def test_several_are_kept_apart(harness: DeliveryHarness) -> None:
    """Each can be taken back, in any order; a note that nobody can read is none."""
    other = subscription("bbbbb", "trees", channel=77)
    await subscribe(harness.store, other)
    await harness.store.set_preferences(77, Preferences(living=False), due={})
    for key in (OURS.id, other.id):
        await endings(harness).end(SERVER, key)
    await endings(harness).undo(SERVER, OURS.id, allowed)
    await endings(harness).undo(SERVER, other.id, allowed)
    assert set((await harness.store.subscriptions()).subscriptions) == {OURS, other}
    assert (await harness.store.destination(77)) == replace(destination(77), preferences=Preferences(living=False))
    await harness.store.set_note("ended subscriptions", "nonsense")
    with pytest.raises(UndoError):
        await endings(harness).undo(SERVER, OURS.id, allowed)


async def test_what_is_kept_of_a_person(harness: DeliveryHarness) -> None:
    """It is found, and forgotten: a server's subscription comes back without the name, their own not at all."""
    own = subscription("ddddd", "own", channel=88, guild_id=None)
    await subscribe(harness.store, own, subscription("eeeee", "others", channel=99, creator_id=7))
    for key in (OURS.id, "eeeee"):
        await endings(harness).end(SERVER, key)
    await endings(harness).end(replace(SERVER, guild_id=None), own.id)
    assert {one.subscription.id for one in await endings(harness).of_person(PERSON)} == {OURS.id, own.id}
    await endings(harness).forget_person(PERSON)
    await endings(harness).forget_person(PERSON)
    assert await endings(harness).of_person(PERSON) == ()
    assert str(PERSON) not in "".join((await harness.store.notes("ended subscriptions")).values())
    assert await endings(harness).undo(SERVER, OURS.id, allowed) == replace(OURS, creator_id=0)
    with pytest.raises(UndoError):
        await endings(harness).undo(replace(SERVER, guild_id=None), own.id, allowed)


async def test_a_query_that_cannot_be_read_comes_back(harness: DeliveryHarness) -> None:
    """It matches nothing, as before."""
    broken = replace(OURS, id="bbbbb", query="(", destination_id=77)
    await subscribe(harness.store, broken)
    await endings(harness).end(SERVER, broken.id)
    assert await endings(harness).undo(SERVER, broken.id, allowed) == broken


async def test_its_sources_come_back(harness: DeliveryHarness) -> None:
    """What it listened to it listens to again."""
    one = replace(OURS, id="ccccc", query="trees", sources=("lists", "arxiv"))
    await subscribe(harness.store, one)
    await endings(harness).end(SERVER, one.id)
    assert await endings(harness).undo(SERVER, one.id, allowed) == one


async def test_what_waits_for_others_is_theirs(harness: DeliveryHarness) -> None:
    """A message under way that only another subscription wants is none of what comes back."""
    await subscribe(harness.store, subscription("bbbbb", "before"))
    await add_alerts(harness.store, [WAITS], harness.now(), keys=("bbbbb",))
    harness.notifier.script.append(TryLaterError("Not now.", in_doubt=False, retry_after=5.0))
    await harness.run()
    await endings(harness).end(SERVER, OURS.id)
    (kept,) = await endings(harness).of_person(PERSON)
    assert kept.waiting == ()
