"""What delivery tells its observer, and what its lines carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.alert import MessageKind, MessageState
from bot.domain.errors import DeliveryError, RejectedError, TryLaterError
from bot.domain.ports import Unobserved
from bot.domain.subscription import Mode
from tests.support.fakes import PlainRenderer, subscribe, subscription
from tests.support.makers import deliverer_of
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item, Payload
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


class Recorder(Unobserved):
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
    return observed(store, now, observer)


def observed(store: Store, now: Clock, observer: Recorder) -> DeliveryHarness:
    made = DeliveryHarness(store, now)
    made.deliverer = deliverer_of(store, made.notifier, now, observer=observer)
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


async def test_a_half_that_cannot_be_rendered_is_told_of(
    store: Store, now: Clock, observer: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused digest is split; one paper of it is more than the renderer can bear, and the other is posted."""
    await subscribe(store, subscription(mode=Mode.DAILY))
    harness = observed(store, now, observer)
    await harness.add_alerts(2)
    digest = PlainRenderer.digest

    def fragile(self: PlainRenderer, items: Sequence[Item], marker: str, *chosen: Any) -> Payload:
        if len(items) == 1 and items[0].sighting.paper.number.endswith("1"):
            raise ValueError("odd")
        return digest(self, items, marker, *chosen)

    monkeypatch.setattr(PlainRenderer, "digest", fragile)
    harness.notifier.script.append(RejectedError("AutoMod."))
    await harness.run()
    assert (MessageKind.DIGEST, MessageState.DEAD, []) in observer.told
    assert [payload["digest"] for payload in harness.notifier.posted] == [["arxiv:2511.00000"]]
