"""Use cases of subscriptions, on the real store."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit, Store
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.subscriptions.rules import DuplicateSubscriptionError, Limits, SubscriptionLimitError
from bot.service.subscriptions.subscriptions import Draft, Setup, Subscriptions
from bot.store.opening import open_store
from tests.support.databases import Databases
from tests.support.fakes import CHANNEL, DAY, PERSON, Clock, destination, sighting
from tests.support.meanwhile import Meanwhile, Through

OLD = sighting("2511.00001", title="Diffusion", day=DAY.replace(day=1))
NEW = sighting("2511.00002", title="More diffusion", upvotes=1)


def draft(query: str = "diffusion", *, channel: int = CHANNEL, **changes: Any) -> Draft:
    return Draft(query=parse(query), destination=destination(channel), creator_id=PERSON, **changes)


async def commit(store: Store, *sightings: Sighting):
    """Store papers as a poll does."""
    version = (await store.subscriptions()).version
    await store.commit_poll(
        PollCommit(source="huggingface", at=Clock()(), sightings=sightings, subscriptions_version=version)
    )


class RacingStore(Through):
    """The real store with a poll before each of the first `races` saves."""

    def __init__(self, store: Store, races: int):
        super().__init__(store)
        self._races = races

    async def save_subscription(self, *args: Any, **options: Any):
        if self._races:
            self._races -= 1
            await commit(self._store, sighting(f"2511.1{self._races:04}", title="Diffusion in a hurry"))
        await self._store.save_subscription(*args, **options)


async def test_baseline_is_everything_listed_that_matches(store: Store, now: Clock):
    """The baseline has all matching papers of list days that may be polled again, and no others."""
    last = DAY - timedelta(days=21)
    days = {"2510.00001": last, "2510.00002": last - timedelta(days=1)}
    earlier = [sighting(number, title="Diffusion", day=day) for number, day in days.items()]
    await commit(store, OLD, NEW, sighting("2511.00009", title="Trees"), *earlier)
    now.forward(days=80)  # as a wrong clock may be: what is on the lists does not depend on it
    made = (await Subscriptions(store, now).save(draft())).subscription
    expected = {OLD.paper.id, NEW.paper.id, "arxiv:2510.00001"}
    assert (await store.subscriptions()).baselines[made.id] == expected
    await commit(store, *earlier)
    changed = (await Subscriptions(store, now).save(draft("diffusion OR flow", replaces=made))).subscription
    assert (await store.subscriptions()).baselines[changed.id] == expected


async def test_a_poll_in_between_is_in_the_baseline(store: Store, now: Clock):
    """Papers that arrive while a baseline is computed are in it."""
    made = (await Subscriptions(RacingStore(store, races=2), now).save(draft())).subscription
    assert (await store.subscriptions()).baselines[made.id] == {"arxiv:2511.10000", "arxiv:2511.10001"}


async def test_endless_polls_end_in_a_sentence(store: Store, now: Clock):
    """If papers never stop arriving, nothing is saved and the person is asked to try again."""
    with pytest.raises(ConflictError, match="Try again in a minute"):
        await Subscriptions(RacingStore(store, races=1000), now).save(draft())
    assert (await store.subscriptions()).subscriptions == ()


async def test_simultaneous_saves_keep_the_rules(store: Store, now: Clock):
    """Of two equal requests at once, one is refused; a limit holds for simultaneous ones."""
    subscriptions = Subscriptions(store, now, Setup(limits=Limits(per_channel=3)))
    twice = await asyncio.gather(subscriptions.save(draft()), subscriptions.save(draft()), return_exceptions=True)
    assert [type(r) for r in twice if isinstance(r, Exception)] == [DuplicateSubscriptionError]
    many = await asyncio.gather(*(subscriptions.save(draft(f"word{n}")) for n in range(5)), return_exceptions=True)
    assert sum(isinstance(r, SubscriptionLimitError) for r in many) == 3
    assert len((await store.subscriptions()).subscriptions) == 3


async def test_replicas_keep_the_rules(databases: Databases, now: Clock):
    """A subscription that another replica saves at the same moment counts for a new one and for an edit."""
    url = await databases.new()
    async with open_store(url) as one, open_store(url) as two:
        setup = Setup(limits=Limits(per_channel=3))
        other = Subscriptions(two, now, setup)

        def beside(query: str) -> Subscriptions:
            racing: Any = Meanwhile(one, "save_subscription", lambda: other.save(draft(query)))
            return Subscriptions(racing, now, setup)

        with pytest.raises(DuplicateSubscriptionError):
            await beside("diffusion").save(draft())
        made = (await other.save(draft("trees"))).subscription
        with pytest.raises(DuplicateSubscriptionError):
            await beside("birds").save(draft("birds", replaces=made))
        await other.delete(made.owner, made.id)
        with pytest.raises(SubscriptionLimitError):
            await beside("flow").save(draft("rivers"))
        queries = {found.query for found in (await one.subscriptions()).subscriptions}
        assert queries == {"diffusion", "birds", "flow"}


async def test_a_baseline_is_the_same_with_an_index(store: Store, past: PastIndex, now: Clock):
    """A baseline has the present matches, numbers included, with and without the index."""
    papers = [
        sighting(f"2511.{n:05}", title="Diffusion" if n % 2 else "Trees", upvotes=n, day=DAY - timedelta(days=n))
        for n in range(20)
    ]
    await commit(store, *papers)
    one = await Subscriptions(store, now, Setup(past=past)).save(draft("diffusion upvotes:>=5"))
    other = await Subscriptions(store, now).save(draft("diffusion upvotes:>=5 OR galaxies"))
    baselines = (await store.subscriptions()).baselines
    assert baselines[one.subscription.id] == baselines[other.subscription.id] == {s.paper.id for s in papers[5::2]}
