"""The deliverer: changed settings, planning, and what the observer gets."""

import math
from collections.abc import Sequence
from datetime import time
from typing import Any

import pytest

from bot.domain.alert import Alert, Message, MessageKind, MessageState
from bot.domain.errors import DeliveryError, RejectedError, TryLaterError
from bot.domain.ports import Observer, Store
from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes
from bot.service.deliver import planner
from bot.service.preferences.preferences import ChannelPreferences
from tests.support.fakes import CHANNEL, Clock
from tests.support.meanwhile import Meanwhile, Through
from tests.unit.service.deliver.harness import DeliveryHarness


@pytest.mark.parametrize("during", ["plan", "set_preferences"])
async def test_ended_quiet_hours_hold_nothing(harness: DeliveryHarness, during: str):
    """If quiet hours are turned off during planning, or planning runs while they are, alerts are posted."""
    quiet = Preferences(quiet_from=time(11), quiet_until=time(18))
    await harness.store.set_preferences(CHANNEL, quiet, due={})
    await harness.add_alerts()

    async def end(store: Any = harness.store):
        chosen = ChannelPreferences(store, DigestTimes(), harness.now)
        await chosen.change(CHANNEL, quiet_from=None, quiet_until=None)

    store: Any = Meanwhile(harness.store, during, end if during == "plan" else harness.deliverer.step)
    await (DeliveryHarness(store, harness.now).deliverer.step() if during == "plan" else end(store))
    assert store.is_done
    await harness.run()
    assert len(harness.notifier.posted) == 1


class _Recording(Through):
    """A store that records the number of papers of each plan and claim."""

    def __init__(self, store: Store):
        super().__init__(store)
        self.turns: list[int | str] = []

    async def plan(self, messages: Sequence[Message], dropped: Sequence[Alert], *more: Any, **named: Any):
        self.turns.append(sum(len(message.paper_ids) for message in messages))
        await self._store.plan(messages, dropped, *more, **named)

    async def claim_due(self, *arguments: Any, **named: Any) -> tuple[Message, ...]:
        self.turns.append("claim")
        return await self._store.claim_due(*arguments, **named)


@pytest.mark.parametrize(("seconds", "planned"), [(math.inf, [20, 20, 20, 10]), (0.0, [1] * 70)])
async def test_planned_messages_are_claimed_before_more_planning(
    harness: DeliveryHarness,
    store: Store,
    now: Clock,
    monkeypatch: pytest.MonkeyPatch,
    *,
    seconds: float,
    planned: list[int],
):
    """Of 70 channels with due alerts, the first are posted before the others are rendered: 20, or a slice's."""
    monkeypatch.setattr(planner, "_SLICE_SECONDS", seconds)  # however fast the machine is
    recording = _Recording(store)
    for number in range(70):
        await harness.add_alerts(channel=CHANNEL + number)
    deliverer = DeliveryHarness(recording, now).deliverer  # pyright: ignore[reportArgumentType] - it delegates the rest
    await deliverer.step()
    assert recording.turns == ["claim", *(turn for papers in planned for turn in (papers, "claim"))]
    await deliverer.drain(5)


async def test_very_many_alerts_become_digests_only(harness: DeliveryHarness, store: Store):
    """Very many alerts of one channel are planned as digests, without single cards."""
    harness.deliverer = harness.worker(plan_limit=10)
    await harness.add_alerts(43)
    await harness.run()
    sent = await store.messages([MessageState.SENT])
    assert {message.kind for message in sent} == {MessageKind.DIGEST}
    assert len({paper for message in sent for paper in message.paper_ids}) == 43


class Recorder(Observer):
    """An observer that records its calls."""

    def __init__(self):
        self.told: list[tuple[Any, ...]] = []

    def post_failed(self, error: DeliveryError):
        self.told.append((type(error),))

    def message_finished(self, kind: MessageKind, state: MessageState, waited: Sequence[float]):
        self.told.append((kind, state, list(waited)))


async def test_a_post_is_observed_with_its_wait(harness: DeliveryHarness):
    """The reported wait counts from the match, not from the due time."""
    observer = Recorder()
    harness.deliverer = harness.worker(observer=observer)
    await harness.add_alerts(minutes=2)
    harness.now.forward(minutes=3)
    await harness.run()
    assert observer.told == [(MessageKind.CARD, MessageState.SENT, [180.0])]


async def test_each_failure_and_each_end_is_observed(harness: DeliveryHarness):
    """A retried post is reported as hindered, a rejected one also as ended."""
    harness.notifier.script.append(TryLaterError("Later.", in_doubt=False))
    harness.notifier.script.append(RejectedError("Never."))
    observer = Recorder()
    harness.deliverer = harness.worker(observer=observer)
    await harness.add_alerts()
    await harness.run()
    harness.now.forward(minutes=10)
    await harness.run()
    assert observer.told == [(TryLaterError,), (RejectedError,), (MessageKind.CARD, MessageState.DEAD, [600.0])]
