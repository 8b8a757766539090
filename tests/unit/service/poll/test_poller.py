"""Polling lists: what is read, stored and alerted."""

from datetime import timedelta

from bot.domain.ports import Store
from bot.query import parse
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.support.fakes import (
    CHANNEL,
    DAY,
    PERSON,
    Clock,
    FakeSource,
    destination,
    sighting,
    subscribe,
    subscription,
)
from tests.support.meanwhile import Meanwhile
from tests.unit.service.poll.learning import learned

YESTERDAY = DAY - timedelta(days=1)


async def test_first_run_learns_a_week_without_alerts(poller: Poller, source: FakeSource, store: Store):
    """The first poll stores seven list days and makes no alerts."""
    await subscribe(store, subscription())
    source.days[DAY] = [sighting(title="Diffusion")]
    report = await poller.poll()
    assert report.learned
    assert report.alerts == ()
    assert source.reads == [DAY - timedelta(days=n) for n in (6, 5, 4, 3, 2, 1, 0)]
    assert await store.position("huggingface") == YESTERDAY


async def test_papers_listed_again_are_not_alerted_again(
    poller: Poller, source: FakeSource, store: Store, now: Clock
):
    """A paper that a list shows again after months is alerted only where it did not match before."""
    source.days[DAY] = [sighting(title="Diffusion", upvotes=30)]
    await poller.poll()
    now.forward(days=40)
    source.days[now().date()] = [sighting("2511.00002", day=now().date())]
    await poller.poll()
    cache = Subscriptions(store, now)
    for number, query in enumerate(("diffusion", "diffusion upvotes:>=50")):
        await cache.save(Draft(query=parse(query), destination=destination(CHANNEL + number), creator_id=PERSON))
    source.days[now().date()].append(sighting(title="Diffusion", upvotes=50, day=now().date()))
    assert [alert.destination_id for alert in (await poller.poll()).alerts] == [CHANNEL + 1]
    now.forward(minutes=15)
    assert (await poller.poll()).alerts == ()


async def test_older_days_are_read_once_an_hour(poller: Poller, source: FakeSource, now: Clock):
    """Today and yesterday at every poll, the five days before once an hour."""
    await learned(poller, source)
    await poller.poll()
    assert source.reads == [YESTERDAY, DAY]
    now.forward(minutes=61)
    source.reads.clear()
    await poller.poll()
    assert len(source.reads) == 7


async def test_subscription_made_meanwhile_is_matched(
    poller: Poller, source: FakeSource, store: Store, now: Clock
):
    """A subscription made between match and write is included."""
    await learned(poller, source)
    await subscribe(store, subscription())
    source.days[DAY] = [sighting(title="Diffusion paper")]
    late = subscription("zzzzz", "paper", channel=2005)
    meanwhile = Meanwhile(
        store, "commit_poll", lambda: subscribe(store, late), after=6
    )  # today's list is the last
    report = await Poller(meanwhile, source, now).poll()  # pyright: ignore[reportArgumentType] - it delegates the rest
    assert {alert.destination_id for alert in report.alerts} == {2000, 2005}
