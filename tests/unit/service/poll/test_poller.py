"""Polling: what is read, learned, alerted, and what a failure leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ConflictError, SourceError, StoreError
from bot.domain.subscription import Mode
from bot.service.poll.list_days import days_to_read
from bot.service.poll.poller import Poller
from bot.service.poll.source_health import SourceState
from tests.support.fakes import DAY, START, FakeSource, sighting, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.ports import PollCommit, Store
    from tests.support.fakes import Clock

YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def poller(store: Store, source: FakeSource, now: Clock) -> Poller:
    return Poller(store, source, now)


async def learned(poller: Poller, source: FakeSource) -> None:
    await poller.poll()
    source.reads.clear()


async def test_first_run_learns_a_week_without_alerts(poller: Poller, source: FakeSource, store: Store) -> None:
    """The first run records the last seven list days and owes nobody anything."""
    await subscribe(store, subscription())
    source.days[DAY] = [sighting(title="Diffusion")]
    report = await poller.poll()
    assert report.learned
    assert report.alerts == ()
    assert source.reads == [DAY - timedelta(days=n) for n in (6, 5, 4, 3, 2, 1, 0)]
    assert await store.position("huggingface") == YESTERDAY


async def test_what_was_learned_is_never_alerted(poller: Poller, source: FakeSource, store: Store) -> None:
    """A subscription that existed before the first run has the learned papers as its baseline."""
    await subscribe(store, subscription())
    source.days[DAY] = [sighting(title="Diffusion")]
    await poller.poll()
    assert (await poller.poll()).alerts == ()


async def test_learning_that_failed_starts_again(poller: Poller, source: FakeSource, store: Store) -> None:
    """A week that could not be read whole is learned again, so that nobody is flooded by the rest of it."""
    await subscribe(store, subscription())
    source.days[DAY - timedelta(days=3)] = [sighting(title="Diffusion", day=DAY - timedelta(days=3))]
    source.faults[DAY - timedelta(days=3)].append(SourceError("It is down."))
    with pytest.raises(SourceError):
        await poller.poll()
    assert await store.position("huggingface") is None
    assert (await poller.poll()).alerts == ()


async def test_new_match_makes_one_alert_per_destination(poller: Poller, source: FakeSource, store: Store) -> None:
    """Two subscriptions of one channel share an alert, which keeps both of their ids."""
    await learned(poller, source)
    await subscribe(
        store, subscription("aaaaa"), subscription("bbbbb", "paper"), subscription("ccccc", channel=2001)
    )
    source.days[DAY] = [sighting(title="A diffusion paper")]
    report = await poller.poll()
    found = {alert.destination_id: set(alert.subscriptions) for alert in report.alerts}
    assert found == {2000: {"aaaaa", "bbbbb"}, 2001: {"ccccc"}}
    assert (await poller.poll()).alerts == ()


async def test_alert_is_due_at_the_earliest_mode(poller: Poller, source: FakeSource, store: Store) -> None:
    """A `now` match in the same channel does not wait for the digest."""
    await learned(poller, source)
    await subscribe(store, subscription("aaaaa", mode=Mode.DAILY), subscription("bbbbb", "paper"))
    source.days[DAY] = [sighting("2511.00001", title="Diffusion"), sighting("2511.00002", title="Diffusion paper")]
    due = {alert.paper_id: alert.due for alert in (await poller.poll()).alerts}
    assert due == {"arxiv:2511.00001": START.replace(day=13, hour=9), "arxiv:2511.00002": START}


async def test_heat_alerts_once_when_the_paper_gets_there(
    poller: Poller, source: FakeSource, store: Store, now: Clock
) -> None:
    """A heat rule is read again at every poll and alerts on the poll at which it first holds."""
    await learned(poller, source)
    await subscribe(store, subscription(query="diffusion upvotes:>=20"))
    counts = []
    for upvotes in (5, 19, 20, 35):
        source.days[DAY] = [sighting(title="Diffusion", upvotes=upvotes)]
        counts.append(len((await poller.poll()).alerts))
        now.forward(minutes=15)
    assert counts == [0, 0, 1, 0]


async def test_paused_subscription_does_not_match(poller: Poller, source: FakeSource, store: Store) -> None:
    """Paused by a person means that nothing matches."""
    await learned(poller, source)
    await subscribe(store, subscription(paused=True))
    source.days[DAY] = [sighting(title="Diffusion")]
    assert (await poller.poll()).alerts == ()


async def test_baseline_silences_its_own_subscription_only(
    poller: Poller, source: FakeSource, store: Store
) -> None:
    """What matched before a subscription was made still alerts its neighbour."""
    await learned(poller, source)
    await subscribe(store, subscription("aaaaa"), baseline=frozenset({"arxiv:2511.00001"}))
    await subscribe(store, subscription("bbbbb", "diffusion paper"))
    source.days[DAY] = [sighting(title="Diffusion paper")]
    assert [alert.subscriptions for alert in (await poller.poll()).alerts] == [("bbbbb",)]


async def test_outage_is_caught_up(poller: Poller, source: FakeSource, store: Store, now: Clock) -> None:
    """After three days away, every list day since the last closed one is read, and each match alerts once."""
    await learned(poller, source)
    await subscribe(store, subscription())
    now.forward(days=3)
    for n in range(4):
        day = DAY + timedelta(days=n)
        source.days[day] = [sighting(f"2511.0000{n}", title="Diffusion", day=day)]
    report = await poller.poll()
    assert {alert.paper_id for alert in report.alerts} == {f"arxiv:2511.0000{n}" for n in range(4)}
    assert await store.position("huggingface") == DAY + timedelta(days=2)


async def test_catching_up_ends_after_a_fortnight(poller: Poller, source: FakeSource, now: Clock) -> None:
    """No more than fourteen closed days are caught up."""
    await learned(poller, source)
    now.forward(days=40)
    await poller.poll()
    assert min(source.reads) == now().date() - timedelta(days=14)


async def test_position_never_passes_a_day_that_failed(
    poller: Poller, source: FakeSource, store: Store, now: Clock
) -> None:
    """A day that could not be read is read again next time, while the days after it are not held up."""
    await learned(poller, source)
    await subscribe(store, subscription())
    now.forward(days=3)
    source.faults[DAY + timedelta(days=1)].append(SourceError("It answered 500."))
    source.days[DAY + timedelta(days=1)] = [sighting(title="Diffusion", day=DAY + timedelta(days=1))]
    source.days[now().date()] = [sighting("2511.00009", title="Diffusion", day=now().date())]
    with pytest.raises(SourceError):
        await poller.poll()
    assert await store.position("huggingface") == DAY
    assert len(await store.due_alerts(now(), 10)) == 1
    assert len((await poller.poll()).alerts) == 1
    assert await store.position("huggingface") == DAY + timedelta(days=2)


async def test_rate_limit_ends_the_poll_at_once(poller: Poller, source: FakeSource, now: Clock) -> None:
    """A source that names a Retry-After is not asked again in the same poll."""
    await learned(poller, source)
    now.forward(days=3)
    source.faults[DAY].append(SourceError("Too many requests.", retry_after=60))
    with pytest.raises(SourceError):
        await poller.poll()
    assert source.reads[-1] == DAY


async def test_older_days_are_read_once_an_hour(poller: Poller, source: FakeSource, now: Clock) -> None:
    """Today and yesterday at every poll, the five days before once an hour."""
    await learned(poller, source)
    await poller.poll()
    assert source.reads == [YESTERDAY, DAY]
    now.forward(minutes=61)
    source.reads.clear()
    await poller.poll()
    assert len(source.reads) == 7


async def test_paper_on_two_days_alerts_once(poller: Poller, source: FakeSource, store: Store) -> None:
    """Identity is the paper, not the day, and the newer list gives its place."""
    await learned(poller, source)
    await subscribe(store, subscription())
    source.days[YESTERDAY] = [sighting(title="Diffusion", day=YESTERDAY, rank=9, upvotes=8)]
    source.days[DAY] = [sighting(title="Diffusion", day=DAY, rank=1, upvotes=8)]
    assert len((await poller.poll()).alerts) == 1
    await poller.poll()
    stored = (await store.sightings(["arxiv:2511.00001"]))["arxiv:2511.00001"]
    assert (stored.signals.list_day, stored.signals.rank) == (DAY, 1)


async def test_late_detail_is_kept_when_it_vanishes(poller: Poller, source: FakeSource, store: Store) -> None:
    """A gist that a later reading misses stays, and so does the first-seen time."""
    await learned(poller, source)
    source.days[DAY] = [sighting(tldr="A gist.")]
    await poller.poll()
    source.days[DAY] = [sighting()]
    await poller.poll()
    stored = (await store.sightings(["arxiv:2511.00001"]))["arxiv:2511.00001"]
    assert (stored.paper.tldr, stored.signals.first_seen) == ("A gist.", START)


class _Interrupting:
    """A store in which somebody subscribes between the match and the write, once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.conflicts = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def commit_poll(self, commit: PollCommit) -> object:
        if commit.alerts and not self.conflicts:
            await subscribe(self._store, subscription("zzzzz", "paper", channel=2005))
        try:
            return await self._store.commit_poll(commit)
        except ConflictError:
            self.conflicts += 1
            raise


async def test_subscription_made_meanwhile_is_matched(store: Store, source: FakeSource, now: Clock) -> None:
    """A subscription made between match and write causes a new match, which counts it."""
    interrupting = _Interrupting(store)
    poller = Poller(interrupting, source, now)  # pyright: ignore[reportArgumentType] - it delegates the rest
    await learned(poller, source)
    await subscribe(store, subscription())
    source.days[DAY] = [sighting(title="Diffusion paper")]
    report = await poller.poll()
    assert interrupting.conflicts == 1
    assert {alert.destination_id for alert in report.alerts} == {2000, 2005}


async def test_state_tells_of_trouble_and_clears_itself(poller: Poller, source: FakeSource, now: Clock) -> None:
    """An hour of failures is reported in words, and the next good poll ends the report."""
    await learned(poller, source)
    for _ in range(3):
        source.faults[now().date()].append(SourceError("It answered 500."))
        with pytest.raises(SourceError):
            await poller.poll()
        now.forward(minutes=31)
    assert "It answered 500." in (poller.state.trouble(now()) or "")
    await poller.poll()
    assert poller.state.trouble(now()) is None


def test_silence_is_reported_after_five_days() -> None:
    """Weekends and holidays are normal; five days without anything new are not."""
    state = SourceState(name="Hugging Face", started=START)
    state.succeeded(START, new=True, skipped=0)
    assert state.trouble(START + timedelta(days=4)) is None
    assert "nothing new" in (state.trouble(START + timedelta(days=5)) or "")


def test_days_are_never_in_the_future() -> None:
    """A position ahead of today (a clock set back) still reads the previous and the open day."""
    assert days_to_read(date(2025, 11, 12), date(2025, 11, 20), widely=False) == [YESTERDAY, DAY]


async def test_unreadable_days_do_not_starve_today(
    poller: Poller, source: FakeSource, store: Store, now: Clock
) -> None:
    """However many older lists cannot be read, today's and yesterday's are."""
    await learned(poller, source)
    await subscribe(store, subscription())
    now.forward(days=6)
    for n in range(4):
        source.faults[DAY + timedelta(days=n)].extend([SourceError("It answered 500.")] * 9)
    source.days[now().date()] = [sighting(title="Diffusion", day=now().date())]
    with pytest.raises(SourceError):
        await poller.poll()
    assert len(await store.due_alerts(now(), 10)) == 1
    assert len(source.reads) == 4
    assert await store.position("huggingface") == YESTERDAY


async def test_slow_learning_loses_nothing_of_the_days_it_takes(
    poller: Poller, source: FakeSource, store: Store, now: Clock
) -> None:
    """While one old list cannot be read, papers of days after the first run's are alerted, older ones never."""
    await subscribe(store, subscription())
    bad = DAY - timedelta(days=4)
    source.faults[bad].extend([SourceError("It answered 500.")] * 2)
    source.days[DAY] = [sighting("2511.00001", title="Diffusion")]
    with pytest.raises(SourceError):
        await poller.poll()
    now.forward(days=1)
    source.days[now().date()] = [sighting("2511.00002", title="Diffusion", day=now().date())]
    with pytest.raises(SourceError):
        await poller.poll()
    assert [a.paper_id for a in await store.due_alerts(now(), 10)] == ["arxiv:2511.00002"]
    source.days[bad] = [sighting("2511.00003", title="Diffusion", day=bad)]
    assert (await poller.poll()).alerts == ()
    assert await store.position("huggingface") == now().date() - timedelta(days=1)


async def test_store_that_cannot_write_is_trouble_too(store: Store, source: FakeSource, now: Clock) -> None:
    """Whatever hinders polls for an hour is reported, not the source's failures alone."""

    class Full:
        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def commit_poll(self, _commit: PollCommit) -> object:
            raise StoreError("No space is left on the disk: make some.")

    poller = Poller(Full(), source, now)  # pyright: ignore[reportArgumentType] - it delegates the rest
    for _ in range(3):
        with pytest.raises(StoreError):
            await poller.poll()
        now.forward(minutes=31)
    assert "No space is left" in (poller.state.trouble(now()) or "")
