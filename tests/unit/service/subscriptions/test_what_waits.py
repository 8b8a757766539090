"""Pending alerts of a subscription that is changed, from the service to the posts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import ConflictError, RefusedError, RejectedError, TryLaterError
from bot.domain.ports import Store
from bot.domain.subscription import Mode, Subscription
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.support.fakes import CHANNEL, PERSON, SERVER, Clock, destination, sighting, subscribe, subscription
from tests.support.makers import add_alerts, forget_tombstones
from tests.support.meanwhile import Meanwhile
from tests.unit.service.deliver.harness import DeliveryHarness

OTHER = CHANNEL + 7
DIFFUSION = sighting("2511.00001", title="Diffusion of proteins", upvotes=25)
FOLDING = sighting("2511.00002", title="Folding proteins", upvotes=25)
A, B = DIFFUSION.paper.id, FOLDING.paper.id


async def edit(store: Store, now: Clock, query: str, *, channel: int = CHANNEL, **changes: Any) -> Subscription:
    """Edit the subscription aaaaa as `/alerts edit` does."""
    (old,) = (s for s in (await store.subscriptions()).subscriptions if s.id == "aaaaa")
    fields = {"name": old.name, "mode": old.mode, "replaces": old} | changes
    where = destination(channel)
    draft = Draft(query=parse(query), destination=where, creator_id=PERSON, **fields)
    return (await Subscriptions(store, now).save(draft)).subscription


def papers(harness: DeliveryHarness) -> list[str]:
    """The posted papers, in order."""
    return [p for payload in harness.notifier.posted for p in payload.get("digest", [payload.get("card")])]


def matched(harness: DeliveryHarness) -> list[tuple[str, ...]]:
    """The names under "Matched" of each card."""
    return [tuple(name for name, _ in payload["matched"]) for payload in harness.notifier.posted]


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    await subscribe(store, subscription(query="proteins"))
    return DeliveryHarness(store, now)


async def test_papers_of_a_former_query_are_not_posted(harness: DeliveryHarness, store: Store, now: Clock):
    """A pending or planned paper that the new query excludes is dropped; the others are posted."""
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=60))
    await add_alerts(store, [DIFFUSION], now())
    await harness.run()
    await add_alerts(store, [FOLDING], now())
    await edit(store, now, "proteins -diffusion")
    now.forward(minutes=2)
    await harness.run()
    assert papers(harness) == [B]
    await forget_tombstones(store)
    assert await store.find_alert(CHANNEL, A) is None


async def test_alerts_name_only_matching_subscriptions(harness: DeliveryHarness, store: Store, now: Clock):
    """After an edit or a pause, the alert names only its other subscription."""
    await subscribe(store, subscription("bbbbb", "diffusion"))
    await add_alerts(store, [DIFFUSION], now(), keys=("aaaaa", "bbbbb"))
    await edit(store, now, "proteins -diffusion")
    await subscribe(store, subscription("ccccc", "diffusion of"))
    await add_alerts(store, [DIFFUSION], now(), keys=("ccccc",))
    await Subscriptions(store, now).pause(SERVER, "ccccc")
    await harness.run()
    assert matched(harness) == [("diffusion",)]


@pytest.mark.usefixtures("harness")
async def test_a_reached_minimum_stays_reached(store: Store, now: Clock):
    """Falling upvotes do not drop a pending paper of an unchanged minimum; a higher minimum does."""
    await edit(store, now, "proteins upvotes:>=20")
    await add_alerts(store, [DIFFUSION, FOLDING], now())
    fallen = replace(FOLDING, signals=replace(FOLDING.signals, upvotes=19))
    await add_alerts(store, [fallen, B], now())
    await edit(store, now, "proteins -diffusion upvotes:>=20")
    await forget_tombstones(store)
    assert [alert.paper_id for alert in await store.pending(CHANNEL)] == [B]
    await edit(store, now, "proteins upvotes:>=50")
    await forget_tombstones(store)
    assert await store.pending(CHANNEL) == ()


@pytest.mark.usefixtures("harness")
async def test_a_lower_minimum_alerts_no_old_paper(store: Store, now: Clock):
    """Papers below the old minimum that reach the new one are in the baseline."""
    await edit(store, now, "proteins upvotes:>=50")
    await add_alerts(store, [DIFFUSION], now(), keys=("nobody",))
    await edit(store, now, "proteins upvotes:>=20")
    assert (await store.subscriptions()).baselines["aaaaa"] == {A}


async def test_an_unreadable_query_can_be_changed(store: Store, now: Clock):
    """A stored query that cannot be parsed has no pending papers."""
    await subscribe(store, subscription(query="(broken"))
    await add_alerts(store, [DIFFUSION], now(), keys=())
    await edit(store, now, "proteins")
    assert (await store.subscriptions()).baselines["aaaaa"] == {A}


async def test_a_moved_weekly_digest_keeps_its_time(harness: DeliveryHarness, store: Store, now: Clock):
    """A weekly digest moved before it is due keeps its time; moved after that, it is posted at once."""
    monday = now() + timedelta(days=3)
    await edit(store, now, "proteins", mode=Mode.WEEKLY)
    await add_alerts(store, [DIFFUSION], now(), due=monday)
    await edit(store, now, "proteins", channel=OTHER)
    (waiting,) = await store.pending(OTHER)
    times_later = waiting.due
    assert times_later - now() <= timedelta(days=7)
    harness.notifier.script.append(RefusedError("No."))
    now.at = times_later
    await harness.run()
    now.forward(hours=30)
    await edit(store, now, "proteins", channel=CHANNEL)
    await harness.run()
    assert [(where, payload["digest"]) for where, _, payload in harness.notifier.history] == [(CHANNEL, [A])]


async def move_while_in_doubt(harness: DeliveryHarness, store: Store, now: Clock):
    """A digest for two subscriptions is in doubt while one of them moves to another channel."""
    await subscribe(store, subscription("bbbbb", "folding"))
    harness.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=60))
    (old,) = (s for s in (await store.subscriptions()).subscriptions if s.id == "bbbbb")
    await subscribe(store, replace(old, mode=Mode.DAILY))
    await edit(store, now, "diffusion", mode=Mode.DAILY)
    await add_alerts(store, [DIFFUSION], now(), keys=("aaaaa",))
    await add_alerts(store, [FOLDING], now(), keys=("bbbbb",))
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}
    await edit(store, now, "diffusion", channel=OTHER)


async def test_a_post_in_doubt_is_split_in_its_channel(harness: DeliveryHarness, store: Store, now: Clock):
    """The halves of a refused digest still have the papers of the subscription that moved away."""
    await move_while_in_doubt(harness, store, now)
    harness.notifier.script.append(RejectedError("refused"))
    for _ in range(3):
        now.forward(minutes=2)
        await harness.run()
    assert sorted(papers(harness)) == [A, B]
    assert {where for where, *_ in harness.notifier.history} == {CHANNEL}


async def test_a_post_in_doubt_is_planned_again_in_its_channel(harness: DeliveryHarness, store: Store, now: Clock):
    """A digest planned again after the other's change keeps the papers of the one that moved away."""
    await move_while_in_doubt(harness, store, now)
    harness.notifier.script.append(RefusedError("no permission"))
    now.forward(minutes=2)
    await harness.run()
    assert await harness.states() == {MessageState.READY: 1}
    await Subscriptions(store, now).pause(SERVER, "bbbbb")
    await store.set_block(CHANNEL, None)
    for _ in range(3):
        now.forward(minutes=2)
        await harness.run()
    assert papers(harness) == [A]
    assert {where for where, *_ in harness.notifier.history} == {CHANNEL}


@pytest.mark.parametrize("days", [-365, 0, 365])
async def test_a_moved_subscription_repeats_no_post(harness: DeliveryHarness, store: Store, now: Clock, days: int):
    """A moved subscription repeats no post, even after falling upvotes or with a clock a year off."""
    await edit(store, now, "proteins upvotes:>=20")
    await add_alerts(store, [DIFFUSION], now())
    await harness.run()
    fallen = replace(DIFFUSION, signals=replace(DIFFUSION.signals, upvotes=19))
    await add_alerts(store, [fallen, A], now())
    now.forward(days=days)
    await edit(store, now, "proteins upvotes:>=20", channel=OTHER)
    assert A in (await store.subscriptions()).baselines["aaaaa"]


async def test_a_pause_holds_pending_alerts(harness: DeliveryHarness, store: Store, now: Clock):
    """Planned and due alerts are held during a pause and posted when it ends."""
    subscriptions = Subscriptions(store, now)
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=60))
    await add_alerts(store, [DIFFUSION], now())
    await harness.run()
    await add_alerts(store, [FOLDING], now())
    await subscriptions.pause(SERVER, "aaaaa", until=now() + timedelta(days=3))
    for _ in range(3):
        now.forward(hours=20)
        await harness.run()
    assert papers(harness) == []
    now.forward(hours=12)
    await subscriptions.end_pause(await subscriptions.get(SERVER, "aaaaa"))
    await harness.run()
    assert sorted(papers(harness)) == [A, B]


async def test_other_subscriptions_do_not_wait_for_a_pause(harness: DeliveryHarness, store: Store, now: Clock):
    """Another subscription of a held alert gets it on its own schedule."""
    await subscribe(store, subscription("bbbbb", "folding", mode=Mode.WEEKLY))
    await add_alerts(store, [FOLDING], now(), keys=("aaaaa", "bbbbb"))
    await Subscriptions(store, now).pause(SERVER, "aaaaa")
    await harness.run()
    assert papers(harness) == []
    now.forward(days=7)
    await harness.run()
    assert papers(harness) == [B]


async def test_deleted_subscriptions_leave_planned_digests(harness: DeliveryHarness, store: Store, now: Clock):
    """A planned digest is planned again without the papers of a deleted subscription."""
    await edit(store, now, "proteins", mode=Mode.DAILY)
    await subscribe(store, subscription("bbbbb", "folding", mode=Mode.DAILY))
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=60))
    await add_alerts(store, [DIFFUSION], now())
    await add_alerts(store, [FOLDING], now(), keys=("bbbbb",))
    await harness.run()
    await Subscriptions(store, now).delete(SERVER, "aaaaa")
    now.forward(minutes=2)
    await harness.run()
    assert papers(harness) == [B]


async def test_changed_and_paused_together(harness: DeliveryHarness, store: Store, now: Clock):
    """Changed and paused at once, papers of both queries are held, and the rest is dropped."""
    await add_alerts(store, [DIFFUSION, FOLDING], now())
    await edit(store, now, "folding", pause=(True, None))
    await harness.run()
    assert papers(harness) == []
    await edit(store, now, "folding OR diffusion", pause=(False, None))
    await harness.run()
    assert papers(harness) == [B]


@pytest.mark.usefixtures("harness")
async def test_a_change_while_it_is_planned(store: Store, now: Clock):
    """A plan made before a pause is not stored after it."""
    await add_alerts(store, [DIFFUSION], now())
    racing: Any = Meanwhile(store, "plan", lambda: Subscriptions(store, now).pause(SERVER, "aaaaa"))
    await DeliveryHarness(racing, now).deliverer.step()
    assert racing.is_done
    assert [alert.paper_id for alert in await store.pending(CHANNEL)] == [A]


async def test_a_simultaneous_change_is_not_overwritten(store: Store, now: Clock):
    """Of two simultaneous changes, the second is refused and nothing of it is written."""
    await subscribe(store, subscription())
    racing: Any = Meanwhile(store, "save_subscription", lambda: subscribe(store, subscription(name="Theirs")))
    with pytest.raises(ConflictError, match="changed or deleted"):
        await Subscriptions(racing, now).pause(SERVER, "aaaaa")
    assert [s.name for s in (await store.subscriptions()).subscriptions] == ["Theirs"]
