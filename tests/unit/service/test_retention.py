"""Old data is deleted if two clocks agree; a block drops papers that it has held for a week."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.alert import Alert, AlertState
from bot.domain.errors import RefusedError
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import BlockCause, Mode
from bot.service.retention import forget_old
from bot.service.subscriptions.subscriptions import Subscriptions
from bot.service.trusted_clock import TrustedClock
from bot.store.opening import open_store
from tests.contract.makers import polled
from tests.support.fakes import CHANNEL, SERVER, START, Clock, destination, sighting, subscribe, subscription
from tests.support.makers import add_alerts, blocks_of
from tests.support.meanwhile import Meanwhile
from tests.unit.service.deliver.harness import DeliveryHarness

BEGIN = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
STEP = timedelta(hours=3)
STEPS = 8 * 30  # thirty days
WEEK = timedelta(days=7)
LISTED = date(2025, 7, 1)  # more than 90 days before START
NO_POSTS = RefusedError("I may not post there: allow Send Messages.")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The times of papers, pauses and blocks, in steps."""

    mode: Mode
    preferences: Preferences
    papers: tuple[int, ...]
    pause: tuple[int, int]
    block: tuple[int, int]


def drawn(seed: int) -> Scene:
    rng = random.Random(seed)

    def period(*lengths: int) -> tuple[int, int]:
        begin = rng.randrange(STEPS - 8 * 12)
        return begin, min(begin + rng.choice(lengths) + rng.randrange(24), STEPS - 8 * 8)

    at = rng.choice([None, 0, 6, 20])
    quiet: dict[str, Any] = (
        {} if at is None else {"quiet_from": time(at), "quiet_until": time((at + rng.randrange(1, 9)) % 24)}
    )
    return Scene(
        mode=rng.choice(list(Mode)),
        preferences=Preferences(**quiet),
        papers=tuple(sorted(rng.sample(range(STEPS - 8 * 10), 12))),
        pause=rng.choice([(0, 0), period(1, 40, 70, 130)]),
        block=period(1, 48, 60, 80, 110),
    )


class Run:
    """One month of a channel; `ends` has the state of each paper, `posted` the time of its post."""

    def __init__(self, store: Store, scene: Scene, *, blocked: bool):
        self.scene = scene
        self.now = Clock(BEGIN)
        self.harness = DeliveryHarness(store, self.now)
        self.subscriptions = Subscriptions(store, self.now)
        self.block = scene.block if blocked else (-1, -1)
        self.posted: dict[str, datetime] = {}

    async def month(self) -> Mapping[str, Alert]:
        store, scene = self.harness.store, self.scene
        await subscribe(store, subscription(mode=scene.mode))
        await store.set_preferences(CHANNEL, scene.preferences, due={})
        for step in range(STEPS):
            self.now.at = BEGIN + step * STEP
            await self._change(step)
            if step in scene.papers:
                await self._paper(step)
            await self.harness.blocks.sweep()
            await self.harness.run()
            await self._look(step)
        return {number: (await self._alert(number)) for number in map(_number, scene.papers)}

    async def _change(self, step: int):
        begin, end = self.scene.pause
        if begin < end and step == begin:
            await self.subscriptions.pause(SERVER, "aaaaa")
        if begin < end and step == end:
            await self.subscriptions.resume(SERVER, "aaaaa")
        if step == self.block[0]:
            self.harness.notifier.problems[CHANNEL] = NO_POSTS
        if step == self.block[1]:
            self.harness.notifier.problems.clear()

    async def _paper(self, step: int):
        """Add an alert as a poll does; a poll skips paused subscriptions, so it is made before the pause."""
        due = schedule_of(self.scene.preferences, DigestTimes()).due(self.scene.mode, self.now())
        paper = sighting(_number(step), title="Diffusion", day=self.now().date())
        await add_alerts(self.harness.store, [paper], self.now(), due=due)

    async def _look(self, step: int):
        listed = (_number(at) for at in self.scene.papers if at <= step)
        for number in (one for one in listed if one not in self.posted):
            found = await self.harness.store.find_alert(CHANNEL, f"arxiv:{number}")
            if found is not None and found[0].state is AlertState.SENT:
                self.posted[number] = self.now()

    async def _alert(self, number: str) -> Alert:
        found = await self.harness.store.find_alert(CHANNEL, f"arxiv:{number}")
        assert found is not None
        return found[0]

    @property
    def told(self) -> int:
        """The number of papers reported as skipped."""
        told = [text for _, text in self.harness.notifier.told]
        return sum(int(found[1]) for text in told if (found := re.search(r"(\d+) papers? w\w+ skipped", text)))


def _number(step: int) -> str:
    return f"2511.{step:05}"


@pytest.mark.parametrize("seed", range(24))
async def test_only_what_the_block_held_for_a_week_goes(store: Store, tmp_path: Path, seed: int):
    """A block drops the papers that would have been posted a week ago without it."""
    scene = drawn(seed)
    async with open_store(f"tinydb://{tmp_path / 'free'}") as other:
        free = Run(other, scene, blocked=False)
        without = await free.month()
    blocked = Run(store, scene, blocked=True)
    ends = await blocked.month()
    assert {one.state for one in without.values()} == {AlertState.SENT}
    lifted = BEGIN + scene.block[1] * STEP
    dropped = {number for number, one in ends.items() if one.state is AlertState.DROPPED}
    held = {number: lifted - free.posted[number] for number in ends}
    began = BEGIN + scene.block[0] * STEP
    assert all(ends[number].state is AlertState.SENT for number in ends if number not in dropped)
    too_long = {n for n, time_held in held.items() if time_held >= WEEK and free.posted[n] >= began}
    assert dropped <= too_long
    pause_end = BEGIN + scene.pause[1] * STEP
    assert dropped >= {n for n in too_long if pause_end <= free.posted[n]}, "a pause in between holds all anew"
    assert blocked.told == len(dropped)


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    await subscribe(store, subscription())
    return DeliveryHarness(store, now)


async def test_what_was_skipped_for_a_trial_is_told_after_it(harness: DeliveryHarness):
    """If only a post proves the end of a block, all skipped papers are reported at once, even after a crash."""
    await harness.add_alerts(2)
    harness.notifier.script.append(RefusedError("Allow Send Messages."))
    await harness.run()
    harness.now.forward(days=8)
    await harness.blocks.sweep()
    await harness.run()
    assert (await harness.store.counts()).alerts[AlertState.DROPPED] == 2
    assert len(harness.notifier.told) == 1
    again = DeliveryHarness(harness.store, harness.now)  # the process was killed before it could tell anybody
    await add_alerts(again.store, [sighting("2511.00009")], again.now())
    await again.run()
    assert len(again.notifier.posted) == 1
    assert [text for _, text in again.notifier.told if "skipped" in text] == [
        f"<#{CHANNEL}>: 2 papers were skipped because I couldn't post for over 7 days."
    ]


async def test_what_was_listed_since_is_no_stale_news(harness: DeliveryHarness):
    """A clock that was behind made an alert look old: no block drops a paper before it is listed."""
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.add_alerts()
    await harness.run()
    harness.now.forward(days=8)
    listed = [sighting("2511.00008", day=harness.now().date()), sighting("2511.00009")]
    await add_alerts(harness.store, listed, harness.now() - timedelta(days=365))
    harness.notifier.problems.clear()
    await harness.blocks.sweep()
    await harness.run()
    assert [post["card"] for post in harness.notifier.posted] == ["arxiv:2511.00008"]


async def test_nothing_is_dropped_where_a_block_was_found_otherwise(harness: DeliveryHarness):
    """A block that has changed in between is not lifted: no paper is dropped or reported."""
    await harness.add_alerts(2)
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.run()
    harness.now.forward(days=8)
    harness.notifier.problems.clear()

    async def another():
        where = await harness.store.destination(CHANNEL)
        assert where is not None
        assert where.block is not None
        await harness.store.set_block(CHANNEL, replace(where.block, cause=BlockCause.GONE))

    store, now = Meanwhile(harness.store, "set_block", another), harness.now
    await blocks_of(store, harness.notifier, now).unblock(CHANNEL)
    assert (await harness.store.counts()).alerts[AlertState.DROPPED] == 0
    assert [text for _, text in harness.notifier.told if "skipped" in text] == []


@pytest.mark.parametrize(
    ("elsewhere", "gone"),
    [
        pytest.param(START, 1, id="the same"),
        pytest.param(START - timedelta(days=1), 1, id="a day behind"),
        pytest.param(START - timedelta(days=1, seconds=1), 0, id="more than a day behind"),
        pytest.param(START + timedelta(days=9), 1, id="ahead: by ours less is old"),
        pytest.param(None, 0, id="not known"),
    ],
)
async def test_clocks_must_agree(
    store: Store, now: Clock, caplog: pytest.LogCaptureFixture, elsewhere: datetime | None, gone: int
):
    """Nothing is deleted if the host's clock is more than a day ahead of Discord's, or Discord's is unknown."""
    await polled(store, sightings=(sighting(day=LISTED),))
    assert await forget_old(store, TrustedClock(now, lambda: elsewhere)) == gone
    assert (await store.counts()).papers == 1 - gone
    assert ("Nothing is deleted until you correct it" in caplog.text) is (elsewhere is not None and gone == 0)


async def test_the_picks_of_a_deleted_subscription_are_forgotten(store: Store, now: Clock):
    """The last picks of a deleted subscription are deleted once Undo has expired; those of others stay."""
    await store.save_subscription(
        subscription("kept"), destination(), baseline=frozenset(), papers_version=await store.papers_version()
    )
    for key in ("kept", "gone"):
        await store.set_note(f"cursor picks {key}", "{}")
    await forget_old(store, TrustedClock(now, lambda: START))
    assert [*await store.notes("cursor picks")] == ["cursor picks kept"]


async def test_papers_stay_as_long_as_the_host_says(store: Store, now: Clock):
    """Papers are kept for 90 days by default, or as set."""
    await polled(store, sightings=(sighting(day=LISTED),))
    trusted = TrustedClock(now, lambda: START)
    assert await forget_old(store, trusted, timedelta(days=200)) == 0
    assert await forget_old(store, trusted, timedelta(days=100)) == 1
