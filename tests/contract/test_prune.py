"""Data that pruning deletes, and data that it keeps."""

from datetime import timedelta

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.ports import Store
from bot.service.papers.saved import MOST_SAVED, Saved
from tests.contract.makers import (
    NOW,
    THERE,
    TODAY,
    alert,
    channel,
    claimed,
    message,
    paper_name,
    planned,
    polled,
    sighting,
    subscribed,
    subscription,
)

DAY = timedelta(days=1)
_MANY = 201  # subscriptions: more than any engine's batch
EARLIER = TODAY - 22 * DAY
KEYS = ("aaaaa", "bbbbb", "ccccc", "ddddd")


async def test_papers_not_listed_for_ninety_days_go(store: Store):
    """Papers of the last ninety days stay, older ones are deleted."""
    await polled(store, sightings=(sighting(1, day=TODAY - 91 * DAY), sighting(2, day=TODAY - 90 * DAY)))
    assert await store.prune(NOW) == 1
    assert set(await store.sightings([paper_name(1), paper_name(2)])) == {paper_name(2)}
    assert await store.prune(NOW) == 0


async def test_papers_that_are_to_be_kept_stay(store: Store):
    """Papers that the caller names stay, whether they are stored or not."""
    await polled(store, sightings=tuple(sighting(n, day=TODAY - 200 * DAY) for n in (1, 2)))
    assert await store.prune(NOW, kept={paper_name(1), "arxiv:unknown"}) == 1
    assert set(await store.sightings([paper_name(n) for n in (1, 2)])) == {paper_name(1)}


async def test_saved_papers_stay(store: Store):
    """The longest list of a person is stored whole, and keeps its papers."""
    saved = Saved(store, lambda: NOW)
    await polled(store, sightings=tuple(sighting(n, day=TODAY - 200 * DAY) for n in (1, MOST_SAVED)))
    await saved.add(7, *map(paper_name, range(MOST_SAVED)))
    assert set(await saved.newest(7)) == set(map(paper_name, range(MOST_SAVED)))
    assert await store.prune(NOW, kept=await saved.papers()) == 1
    assert set(await store.sightings([paper_name(n) for n in (1, MOST_SAVED)])) == {paper_name(1)}


async def test_papers_that_an_open_alert_needs_stay(store: Store):
    """Papers of pending and planned alerts stay."""
    old = TODAY - 200 * DAY
    await polled(store, alert(1), sightings=tuple(sighting(n, day=old) for n in (1, 2, 3)))
    await planned(store, message(2, to=THERE))
    assert await store.prune(NOW) == 1
    assert set(await store.sightings([paper_name(n) for n in (1, 2, 3)])) == {paper_name(1), paper_name(2)}


async def test_the_payload_of_a_posted_message_goes_after_a_week(store: Store):
    """A posted message loses its payload after a week and keeps its key and id."""
    leased = await claimed(store, 1)
    await store.mark_sent(leased.key, leased.claim, 5, NOW)
    assert await store.prune(NOW + 7 * DAY) == 0
    assert (await store.messages([MessageState.SENT]))[0].payload == leased.payload
    assert await store.prune(NOW + 8 * DAY) == 0
    (sent,) = await store.messages([MessageState.SENT])
    assert (sent.payload, sent.message_id, sent.paper_ids) == ({}, 5, leased.paper_ids)


@pytest.mark.parametrize("state", [MessageState.DEAD, MessageState.UNCERTAIN])
async def test_a_message_that_can_be_queued_again_keeps_its_payload(store: Store, state: MessageState):
    """A dead letter keeps its payload, so that an admin can retry it later."""
    leased = await claimed(store, 1)
    await store.finish(leased.key, leased.claim, state, "x", NOW)
    await store.prune(NOW + 30 * DAY)
    assert await store.requeue(leased.key, NOW + 30 * DAY)
    assert (await store.messages([MessageState.READY]))[0].payload == leased.payload


async def test_what_was_posted_is_remembered_for_400_days(store: Store):
    """A posted paper is not alerted again within 400 days; after that its alert is deleted."""
    leased = await claimed(store, 1)
    await store.mark_sent(leased.key, leased.claim, 5, NOW)
    await store.prune(NOW + 400 * DAY)
    assert await polled(store, alert(1)) == ()
    assert await store.prune(NOW + 401 * DAY) == 1
    assert (await store.counts()).alerts[AlertState.SENT] == 0


async def test_baselines_lose_what_is_read_no_more(store: Store):
    """Papers older than `baselines_begin` are deleted once they are half of a baseline, and no version changes."""
    old, new = (
        [sighting(n, day=day) for n in range(first, first + 2)] for first, day in ((1, EARLIER), (3, TODAY))
    )
    await polled(store, sightings=(*old, *new))
    papers = [
        frozenset(paper_name(number) for number in numbers) for numbers in ((1, 2, 3, 4), (1, 3, 4), (1, 9), ())
    ]
    for key, baseline in zip(KEYS, papers, strict=True):
        version = await store.papers_version()
        await store.save_subscription(subscription(key), channel(), baseline=baseline, papers_version=version)
    before = await store.subscriptions()
    assert await store.prune(NOW) == 0
    assert (await store.subscriptions()).version == before.version
    await subscribed(store, "zzzzz")  # at the latest with the next change everybody sees it
    baselines = (await store.subscriptions()).baselines
    assert [baselines[key] for key in KEYS] == [{paper_name(3), paper_name(4)}, papers[1], frozenset(), papers[3]]


async def test_one_call_prunes_every_old_baseline(store: Store):
    """More baselines than an engine rewrites in one transaction are all pruned by one call."""
    await polled(store, sightings=(sighting(1, day=EARLIER), sighting(2, day=TODAY)))
    old = frozenset({paper_name(1)})
    for number in range(_MANY):
        await store.save_subscription(
            subscription(f"s{number}"), channel(), baseline=old, papers_version=await store.papers_version()
        )
    await store.prune(NOW)
    await subscribed(store, "zzzzz")
    assert not any((await store.subscriptions()).baselines.values())


async def test_what_is_still_read_counts_from_the_newest_list(store: Store):
    """A clock that is a year ahead deletes nothing from a baseline that the next list could repeat."""
    await polled(store, sightings=(sighting(1, day=TODAY),))
    known = frozenset({paper_name(1)})
    await store.save_subscription(subscription(), channel(), baseline=known, papers_version=1)
    await store.prune(NOW + 80 * DAY)
    await subscribed(store, "zzzzz")
    assert (await store.subscriptions()).baselines["aaaaa"] == known
