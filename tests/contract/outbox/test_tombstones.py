"""Tombstones of deleted or changed subscriptions, and their restoration by Undo."""

from dataclasses import replace

from bot.domain.alert import AlertState
from bot.domain.ports import Revision, Store
from bot.domain.subscription import Owner, Subscription, earlier_id
from tests.contract.engines import Reopening
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    alert,
    channel,
    message,
    minutes,
    paper_name,
    polled,
    subscribed,
    subscription,
)

EARLIER = earlier_id("aaaaa")
LATER = NOW + minutes(5)
OWNER = Owner(guild_id=9, user_id=5)


async def change(store: Store, old: Subscription, new: Subscription, *, papers: frozenset[str] | None = None):
    """Change the subscription; `papers` are the pending ones that the new query matches."""
    known = (await store.subscriptions()).baseline(old.id)
    moment = new.ended or NOW
    revision = Revision(replaces=old, at=NOW, due_of=lambda _: NOW, tombstone_at=moment, matching=papers)
    version = await store.papers_version()
    to = channel(new.destination_id)
    await store.save_subscription(new, to, baseline=known, papers_version=version, revision=revision)


async def end(store: Store) -> Subscription:
    """Delete aaaaa and return its tombstone."""
    (old,) = [one for one in (await store.subscriptions()).subscriptions if one.id == "aaaaa"]
    await change(store, old, gone := replace(old, ended=NOW))
    return gone


async def undo(store: Store, key: str = EARLIER):
    await store.restore_subscription((await store.subscriptions()).by_id[key], at=LATER, due=LATER, dropped_at=NOW)


async def named(store: Store, number: int, to: int = HERE) -> tuple[str, ...]:
    found = await store.find_alert(to, paper_name(number))
    return () if found is None else found[0].subscriptions


async def test_an_ended_one_is_there_for_matching_alone(store: Store, reopening: Reopening):
    """A tombstone keeps its baseline and is found by id, also after a restart, but is in no list or count."""
    made = await subscribed(store)
    await store.save_subscription(made, channel(), baseline=frozenset({"x"}), papers_version=0)
    gone = await end(store)
    for _ in range(2):
        cache = await store.subscriptions()
        assert (cache.by_id, cache.baseline("aaaaa")) == ({"aaaaa": gone}, {"x"})
        assert cache.tombstones == (gone,)
        assert (cache.get("aaaaa"), cache.subscriptions, cache.at(HERE), cache.of(OWNER)) == (None, (), (), ())
        assert (await store.counts()).subscriptions == 0
        store = await reopening.again()


async def test_what_waits_for_an_ended_one_stays_and_is_due_when_it_is_back(store: Store):
    """Planned and pending alerts, and new matches, are due after Undo; nothing posted since is repeated."""
    made = await subscribed(store)
    await subscribed(store, "bbbbb")
    await polled(store, alert(1), alert(2, subscriptions=("aaaaa", "bbbbb")))
    await store.plan([message(1)], [], NOW)
    await end(store)
    await polled(store, alert(3, due=NOW + minutes(90)), already_stored=frozenset())
    await store.plan([message(2)], [], NOW)
    (taken,) = await store.claim_due(NOW, LEASE, 9)
    await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=None)
    await store.mark_sent(taken.key, taken.claim, 7, NOW)
    await undo(store, "aaaaa")
    assert (await store.subscriptions()).get("aaaaa") == made
    assert {one.paper_id: one.due for one in await store.pending(HERE)} == {
        paper_name(1): LATER,
        paper_name(3): LATER,
    }


async def test_a_move_is_undone_but_for_what_came_there(store: Store):
    """Alerts that may be posted in the other channel stay there; the rest is due in the former one."""
    made = await subscribed(store)
    await polled(store, alert(1), alert(2))
    await change(store, made, replace(made, destination_id=THERE))
    assert [one.subscriptions for one in await store.pending(HERE)] == [(EARLIER,)] * 2
    assert [one.subscriptions for one in await store.pending(THERE)] == [("aaaaa",)] * 2
    await store.plan([message(1, to=THERE)], [], NOW)
    (taken,) = await store.claim_due(NOW, LEASE, 1)
    await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=None)
    await undo(store)
    assert [await named(store, n) for n in (1, 2)] == [(), ("aaaaa",)]
    assert [await named(store, n, THERE) for n in (1, 2)] == [("aaaaa",), ()]


async def test_a_move_back_is_undone_but_for_what_an_earlier_move_left_there(store: Store):
    """A post in doubt stays when its subscription moves. Refused and split, it waits there for its own sake.

    So when the subscription moves back there, and that is undone, the post is planned again, and only what
    matched since is removed.
    """
    made = await subscribed(store)
    await polled(store, alert(1), alert(2))
    await store.plan([message(1, 2)], [], NOW)
    (whole,) = await store.claim_due(NOW, LEASE, 9)
    await store.mark_sending(whole.key, whole.claim, first_attempt=NOW, after=None)
    await change(store, made, away := replace(made, destination_id=THERE))
    await store.split(whole.key, whole.claim, [message(1), message(2)], reason="refused", at=NOW)
    await change(store, away, made)
    await polled(store, alert(3), already_stored=frozenset())
    await undo(store)
    assert (await store.subscriptions()).get("aaaaa") == away
    assert [(one.paper_id, one.subscriptions) for one in await store.pending(HERE)] == [
        (paper_name(1), ("aaaaa",)),
        (paper_name(2), ("aaaaa",)),
    ]


async def test_what_is_paused_again_waits(store: Store):
    """Undoing a resume keeps matches from before it pending, and removes later ones of this subscription alone."""
    made = await subscribed(store, paused=True)
    await polled(store, alert(1, due=NOW + minutes(60)))
    await change(store, made, subscription())
    await polled(store, alert(2))
    await undo(store)
    assert [(one.paper_id, one.due, one.state) for one in await store.pending(HERE)] == [
        (paper_name(1), NOW, AlertState.PENDING)
    ]
