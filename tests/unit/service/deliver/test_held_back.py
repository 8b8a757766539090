"""A block drops what it has held for a week itself, and nothing that waited for something else."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState
from bot.domain.errors import RefusedError
from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import Mode
from bot.service.subscriptions.subscriptions import Subscriptions
from bot.store.opening import open_store
from tests.support.fakes import CHANNEL, SERVER, Clock, sighting, subscribe, subscription
from tests.support.makers import add_alerts
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.alert import Alert
    from bot.domain.ports import Store

BEGIN = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
STEP = timedelta(hours=3)
STEPS = 8 * 30  # thirty days
WEEK = timedelta(days=7)
NO_POSTS = RefusedError("I may not post there: allow Send Messages.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """When papers come, and from when until when all is paused or the channel is closed, in steps."""

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
    quiet = {} if at is None else {"quiet_from": time(at), "quiet_until": time((at + rng.randrange(1, 9)) % 24)}
    return Scene(
        mode=rng.choice(list(Mode)),
        preferences=Preferences(**quiet),
        papers=tuple(sorted(rng.sample(range(STEPS - 8 * 10), 12))),
        pause=rng.choice([(0, 0), period(1, 40, 70, 130)]),
        block=period(1, 48, 60, 80, 110),
    )


class Run:
    """One month of a channel; `ends` has what became of each paper, and `posted` when it was."""

    def __init__(self, store: Store, scene: Scene, *, blocked: bool) -> None:
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
            await self._look()
        return {number: (await self._alert(number)) for number in map(_number, scene.papers)}

    async def _change(self, step: int) -> None:
        begin, end = self.scene.pause
        if begin < end and step == begin:
            await self.subscriptions.pause(SERVER, "aaaaa")
        if begin < end and step == end:
            await self.subscriptions.resume(SERVER, "aaaaa")
        if step == self.block[0]:
            self.harness.notifier.problems[CHANNEL] = NO_POSTS
        if step == self.block[1]:
            self.harness.notifier.problems.clear()

    async def _paper(self, step: int) -> None:
        """As a poll makes its alert, which passes over what is paused: then it was made a moment before."""
        due = schedule_of(self.scene.preferences, DigestTimes()).due(self.scene.mode, self.now())
        paper = sighting(_number(step), title="Diffusion", day=self.now().date())
        await add_alerts(self.harness.store, [paper], self.now(), due=due)

    async def _look(self) -> None:
        for number in map(_number, self.scene.papers):
            found = await self.harness.store.find_alert(CHANNEL, f"arxiv:{number}")
            if found is not None and found[0].state is AlertState.SENT:
                self.posted.setdefault(number, self.now())

    async def _alert(self, number: str) -> Alert:
        found = await self.harness.store.find_alert(CHANNEL, f"arxiv:{number}")
        assert found is not None
        return found[0]

    @property
    def told(self) -> int:
        """How many papers people were told of as skipped."""
        told = [text for _, text in self.harness.notifier.told]
        return sum(int(found[1]) for text in told if (found := re.match(r"(\d+) papers? w\w+ skipped", text)))


def _number(step: int) -> str:
    return f"2511.{step:05}"


@pytest.mark.parametrize("seed", range(24))
async def test_only_what_the_block_held_for_a_week_goes(store: Store, tmp_path: Path, seed: int) -> None:
    """The block holds a paper from the moment at which it is posted in the same month without a block."""
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
