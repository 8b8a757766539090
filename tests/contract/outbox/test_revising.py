"""Pending alerts follow a changed subscription."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.alert import AlertState, MessageState
from bot.domain.ports import Revision, Store
from bot.domain.subscription import Subscription
from tests.contract.makers import (
    HERE,
    NOW,
    THERE,
    alert,
    channel,
    claimed,
    message,
    minutes,
    paper_name,
    polled,
    subscribed,
    subscription,
)

BOTH = ("aaaaa", "bbbbb")
LATER = NOW + minutes(90)


def later(_: datetime) -> datetime:
    """Return when a match would be posted in all of these tests."""
    return LATER


async def change(store: Store, old: Subscription, new: Subscription, **more: Any):
    """Save the subscription with a revision; without `baseline` its baseline stays."""
    baseline = more.pop("baseline", None)
    revision = Revision(replaces=old, at=NOW, due_of=later, **more)
    version = await store.papers_version()
    where = channel(new.destination_id)
    await store.save_subscription(new, where, baseline=baseline, papers_version=version, revision=revision)


async def moved(store: Store, **more: Any):
    """Move subscription aaaaa from HERE to THERE."""
    await change(store, subscription(), subscription(to=THERE), **more)


async def baseline(store: Store) -> frozenset[str]:
    return (await store.subscriptions()).baselines["aaaaa"]


async def test_what_others_want_stays_too(store: Store):
    """An alert of two subscriptions stays for the other one, and is also made where the moved one goes."""
    await subscribed(store)
    await subscribed(store, "bbbbb")
    await polled(store, alert(1, subscriptions=BOTH))
    await moved(store)
    assert await store.pending(HERE) == (alert(1, subscriptions=["bbbbb"]),)
    assert await store.pending(THERE) == (alert(1, THERE),)


async def test_alerts_that_are_there_already_merge(store: Store):
    """A pending alert there gains the subscription; a posted one is not posted again."""
    await subscribed(store)
    await subscribed(store, "bbbbb", THERE)
    sent = await claimed(store, 1, to=THERE)
    await store.mark_sent(sent.key, sent.claim, 77, NOW)
    await polled(store, alert(1), alert(2), alert(2, THERE, subscriptions=["bbbbb"]))
    await moved(store)
    assert await store.pending(THERE) == (alert(2, THERE, subscriptions=["bbbbb", "aaaaa"]),)
    assert await store.pending(HERE) == ()
    posted = await store.find_alert(THERE, paper_name(1))
    assert posted is not None
    assert posted[0].state is AlertState.SENT


async def test_what_may_be_posted_stays(store: Store):
    """A message that was retried after doubt stays in its destination and is not repeated in the new one."""
    await subscribed(store)
    doubtful = await claimed(store, 1)
    await store.mark_sending(doubtful.key, doubtful.claim, first_attempt=NOW, after=7)
    await store.finish(doubtful.key, doubtful.claim, MessageState.UNCERTAIN, "x", NOW)
    await store.requeue(doubtful.key, NOW)
    await polled(store, alert(2, due=NOW + minutes(1)))
    await moved(store)
    assert [m.key for m in await store.messages([MessageState.READY])] == [doubtful.key]
    assert await baseline(store) == {paper_name(1)}
    assert [a.paper_id for a in await store.pending(THERE)] == [paper_name(2)]


async def test_what_was_posted_there_is_not_posted_here(store: Store):
    """Papers that had an alert in the former destination join the baseline."""
    await subscribed(store)
    sent = await claimed(store, 1)
    await store.mark_sent(sent.key, sent.claim, 77, NOW)
    await polled(store, alert(2))
    known = frozenset(map(paper_name, [1, 2, 3]))
    await moved(store, maybe_alerted=known, baseline=frozenset({paper_name(9)}))
    assert await baseline(store) == {paper_name(9), paper_name(1)}


async def test_what_waits_there_for_others_was_not_theirs(store: Store):
    """An open alert that does not name the subscription does not count: it is due in the new destination."""
    await subscribed(store)
    await subscribed(store, "bbbbb")
    await polled(store, alert(1, subscriptions=["bbbbb"]))
    await moved(store, maybe_alerted=frozenset({paper_name(1)}), baseline=frozenset({paper_name(9)}))
    assert await baseline(store) == {paper_name(9)}


async def test_what_is_not_wanted_any_more_is_dropped(store: Store):
    """Alerts that no longer match are dropped, or stay for other subscriptions; matching ones stay unchanged."""
    await subscribed(store)
    await subscribed(store, "bbbbb")
    await polled(store, alert(1), alert(2, subscriptions=BOTH), alert(3), alert(4, subscriptions=["bbbbb"]))
    await store.plan([message(1, 2, 3)], [], NOW)
    await change(store, subscription(), subscription(query="other"), matching=frozenset({paper_name(3)}))
    assert await store.pending(HERE) == (
        alert(2, subscriptions=["bbbbb"]),
        alert(3),
        alert(4, subscriptions=["bbbbb"]),
    )
    dropped = await store.find_alert(HERE, paper_name(1))
    assert dropped is not None
    assert (dropped[0].state, dropped[0].subscriptions) == (AlertState.DROPPED, ("aaaaa",))


async def test_what_was_posted_is_not_made_up_for(store: Store):
    """A paper that was posted there for another subscription is not posted again."""
    for key in BOTH:
        await subscribed(store, key)
    sent = await claimed(store, 1)
    await store.mark_sent(sent.key, sent.claim, 1, NOW)
    other = replace(subscription("bbbbb"), paused=True)
    await change(
        store, subscription("bbbbb"), other, without_alert=frozenset({paper_name(1)}), baseline=frozenset()
    )
    assert await store.pending(HERE) == ()


async def test_a_name_alone_changes_nothing_that_waits(store: Store):
    """A new name changes neither planned messages nor the baseline, even if papers arrived since."""
    await subscribed(store)
    await polled(store, alert(1), baselines={"aaaaa": frozenset({paper_name(8)})})
    await store.plan([message(1)], [], NOW)
    version = (await store.subscriptions()).version
    revision = Revision(replaces=subscription(), at=NOW, due_of=later)
    named = subscription(name="Mine")
    await store.save_subscription(named, channel(), baseline=None, papers_version=-1, revision=revision)
    assert [m.key for m in await store.messages([MessageState.READY])] == [message(1).key]
    assert await baseline(store) == {paper_name(8)}
    cache = await store.subscriptions()
    assert cache.subscriptions == (named,)
    assert cache.version > version
