"""The use-cases round subscriptions, on the real store."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import ConflictError, NotReadyError
from bot.domain.ports import PollCommit
from bot.domain.subscription import Block, BlockCause
from bot.query import parse
from bot.service.subscriptions.rules import DuplicateSubscriptionError, SubscriptionLimitError
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.support.fakes import CHANNEL, DAY, PERSON, SERVER, Clock, destination, sighting, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.search.past import PastIndex

OLD = sighting("2511.00001", title="Diffusion", day=DAY.replace(day=1))
NEW = sighting("2511.00002", title="More diffusion", upvotes=1)
NEW_HOT = sighting("2511.00003", title="Diffusion again", upvotes=7)


def draft(query: str = "diffusion", *, channel: int = CHANNEL, **changes: Any) -> Draft:
    return Draft(query=parse(query), destination=destination(channel), creator_id=PERSON, **changes)


async def commit(store: Store, *sightings: Sighting) -> None:
    """What a poll would have stored."""
    version = (await store.subscriptions()).version
    await store.commit_poll(
        PollCommit(source="huggingface", at=Clock()(), sightings=sightings, subscriptions_version=version)
    )


class RacingStore:
    """The real store with a poll that comes in between: before each of the first `races` saves."""

    def __init__(self, store: Store, races: int) -> None:
        self._store = store
        self._races = races

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save_subscription(self, *args: Any, **options: Any) -> None:
        if self._races:
            self._races -= 1
            await commit(self._store, sighting(f"2511.1{self._races:04}", title="Diffusion in a hurry"))
        await self._store.save_subscription(*args, **options)


async def test_baseline_is_everything_listed_that_matches(store: Store, now: Clock) -> None:
    """All papers that match, of lists that may be read again, are in the baseline; others are not."""
    last = DAY - timedelta(days=21)
    days = {"2510.00001": last, "2510.00002": last - timedelta(days=1)}
    earlier = [sighting(number, title="Diffusion", day=day) for number, day in days.items()]
    await commit(store, OLD, NEW, sighting("2511.00009", title="Trees"), *earlier)
    now.forward(days=80)  # as a wrong clock may be: what is on the lists does not depend on it
    made = await Subscriptions(store, now).save(draft())
    expected = {OLD.paper.id, NEW.paper.id, "arxiv:2510.00001"}
    assert (await store.subscriptions()).baselines[made.id] == expected
    await commit(store, *earlier)
    changed = await Subscriptions(store, now).save(draft("diffusion OR flow", replaces=made))
    assert (await store.subscriptions()).baselines[changed.id] == expected


async def test_a_baseline_without_papers_is_empty(store: Store, now: Clock) -> None:
    """Also when it is computed anew."""
    made = await Subscriptions(store, now).save(draft())
    changed = await Subscriptions(store, now).save(draft("trees", replaces=made))
    assert (await store.subscriptions()).baselines[changed.id] == frozenset()


async def test_a_poll_in_between_is_in_the_baseline(store: Store, now: Clock) -> None:
    """Papers that arrive while a baseline is computed are read again: what is saved is complete."""
    made = await Subscriptions(RacingStore(store, races=2), now).save(draft())
    assert (await store.subscriptions()).baselines[made.id] == {"arxiv:2511.10000", "arxiv:2511.10001"}


async def test_endless_polls_end_in_a_sentence(store: Store, now: Clock) -> None:
    """When papers never stop arriving nothing is saved and the person is asked to try again."""
    with pytest.raises(ConflictError, match="try again in a minute"):
        await Subscriptions(RacingStore(store, races=1000), now).save(draft())
    assert (await store.subscriptions()).subscriptions == ()


async def test_simultaneous_saves_keep_the_rules(store: Store, now: Clock) -> None:
    """Of two people who save the same at once one is refused, and a limit holds however many come at once."""
    subscriptions = Subscriptions(store, now, per_channel=3)
    twice = await asyncio.gather(subscriptions.save(draft()), subscriptions.save(draft()), return_exceptions=True)
    assert [type(r) for r in twice if isinstance(r, Exception)] == [DuplicateSubscriptionError]
    many = await asyncio.gather(*(subscriptions.save(draft(f"word{n}")) for n in range(5)), return_exceptions=True)
    assert sum(isinstance(r, SubscriptionLimitError) for r in many) == 3
    assert len((await store.subscriptions()).subscriptions) == 3


async def test_limits_are_arguments(store: Store, now: Clock) -> None:
    """The guild's limit counts over channels and is the one given."""
    subscriptions = Subscriptions(store, now, per_guild=1)
    await subscriptions.save(draft())
    with pytest.raises(SubscriptionLimitError, match="This server already has 1"):
        await subscriptions.save(draft(channel=CHANNEL + 1))


async def test_newest_match_is_of_the_newest_day_and_hottest(store: Store, past: PastIndex, now: Clock) -> None:
    """The newest match is the most upvoted matching paper of the newest list day; None without a match."""
    await commit(store, OLD, NEW, NEW_HOT)
    subscriptions = Subscriptions(store, now, past=past)
    assert await subscriptions.newest_match(subscription(query="diffusion")) == NEW_HOT
    assert await subscriptions.newest_match(subscription(query="trees")) is None


async def test_pausing_twice_writes_once(store: Store, now: Clock) -> None:
    """Pausing what is paused changes nothing, not even the book's version."""
    subscriptions = Subscriptions(store, now)
    made = await subscriptions.save(draft())
    await subscriptions.pause(SERVER, made.id)
    version = (await store.subscriptions()).version
    assert not (await subscriptions.pause(SERVER, made.id)).key
    assert (await store.subscriptions()).version == version


async def test_destination_of_an_ended_subscription(store: Store, now: Clock) -> None:
    """A subscription that ended meanwhile has no destination, and a sentence says so."""
    with pytest.raises(ConflictError, match="ended meanwhile"):
        await Subscriptions(store, now).destination(subscription())


async def test_a_channel_forgotten_while_they_are_listed(store: Store, now: Clock) -> None:
    """Its subscriptions are still listed, of which nothing is known to be blocked."""

    class Racing(RacingStore):
        async def destinations_by_id(self, ids: Any) -> Any:
            await store.forget_destination(CHANNEL + 1)
            return await store.destinations_by_id(ids)

    await subscribe(store, subscription("aaaaa"), subscription("bbbbb", channel=CHANNEL + 1))
    for channel in (CHANNEL, CHANNEL + 1):
        await store.set_block(channel, Block(cause=BlockCause.GONE, reason="Gone.", since=now()))
    racing: Any = Racing(store, 0)
    listed = await Subscriptions(racing, now).of(SERVER)
    assert [(one.subscription.id, one.block and one.block.reason) for one in listed] == [
        ("aaaaa", "Gone."),
        ("bbbbb", None),
    ]


async def test_reading_lets_others_run(store: Store, now: Clock) -> None:
    """Where nothing finds a baseline quickly, papers are read with breaks: other work goes on meanwhile."""
    await commit(store, *(sighting(f"2511.{n:05}", title="Diffusion") for n in range(200)))
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(count())
    made = await Subscriptions(store, now).save(draft())
    other.cancel()
    assert turns >= 5
    assert len((await store.subscriptions()).baselines[made.id]) == 200


async def test_a_baseline_is_the_same_with_an_index(store: Store, past: PastIndex, now: Clock) -> None:
    """Found or read: what matches at the moment, numbers included."""
    papers = [
        sighting(f"2511.{n:05}", title="Diffusion" if n % 2 else "Trees", upvotes=n, day=DAY - timedelta(days=n))
        for n in range(20)
    ]
    await commit(store, *papers)
    one = await Subscriptions(store, now, past=past).save(draft("diffusion upvotes:>=5"))
    other = await Subscriptions(store, now).save(draft("diffusion upvotes:>=5 OR galaxies"))
    baselines = (await store.subscriptions()).baselines
    assert baselines[one.id] == baselines[other.id] == {s.paper.id for s in papers[5::2]}


async def test_the_newest_match_cannot_be_told_without_an_index(store: Store, now: Clock) -> None:
    """It says so."""
    with pytest.raises(NotReadyError):
        await Subscriptions(store, now).newest_match(subscription(query="trees"))
