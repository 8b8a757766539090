"""What delivery tells its observer, and what its lines carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.alert import MessageKind, MessageState
from bot.domain.errors import DeliveryError, RejectedError, TryLaterError
from bot.domain.ports import Observer
from tests.support.fakes import subscribe, subscription
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import Store
    from tests.support.fakes import Clock


class Recorder(Observer):
    """Remembers what delivery tells."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def hindered(self, error: DeliveryError) -> None:
        self.told.append((type(error),))

    def ended(self, kind: MessageKind, state: MessageState, waited: Sequence[float]) -> None:
        self.told.append((kind, state, list(waited)))


@pytest.fixture
def observer() -> Recorder:
    return Recorder()


@pytest.fixture
async def harness(store: Store, now: Clock, observer: Recorder) -> DeliveryHarness:
    await subscribe(store, subscription())
    made = DeliveryHarness(store, now)
    made.deliverer = made.worker(observer=observer)
    return made


async def test_a_post_is_told_with_its_wait(harness: DeliveryHarness, observer: Recorder) -> None:
    """The seconds run from the match, not from the moment that it was due."""
    await harness.add_alerts(minutes=2)
    harness.now.forward(minutes=3)
    await harness.run()
    assert observer.told == [(MessageKind.CARD, MessageState.SENT, [180.0])]


async def test_each_hindrance_and_each_end_is_told(harness: DeliveryHarness, observer: Recorder) -> None:
    """What is tried again is told as a hindrance alone; what is refused for good as an end too."""
    harness.notifier.script.append(TryLaterError("Later.", in_doubt=False))
    harness.notifier.script.append(RejectedError("Never."))
    await harness.add_alerts()
    await harness.run()
    harness.now.forward(minutes=10)
    await harness.run()
    assert observer.told == [(TryLaterError,), (RejectedError,), (MessageKind.CARD, MessageState.DEAD, [600.0])]
