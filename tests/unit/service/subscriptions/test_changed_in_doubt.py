"""Changes of a subscription while one of its posts is in doubt."""

import pytest

from bot.domain.errors import TryLaterError
from bot.domain.ports import Store
from bot.service.subscriptions.subscriptions import Subscriptions
from tests.support.fakes import SERVER, Clock, subscribe, subscription
from tests.support.makers import add_alerts
from tests.unit.service.deliver.harness import DeliveryHarness
from tests.unit.service.subscriptions.test_what_waits import DIFFUSION, FOLDING, OTHER, B, edit


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    await subscribe(store, subscription(query="proteins"))
    return DeliveryHarness(store, now)


async def _edit_in_doubt(harness: DeliveryHarness, store: Store, now: Clock):
    """A post in doubt that the edited query excludes is dropped after its refusal; another paper is posted."""
    harness.notifier.script.append(TryLaterError("503", in_doubt=True))
    await add_alerts(store, [DIFFUSION], now())
    await harness.run()
    await edit(store, now, "folding")
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=600))
    now.forward(minutes=5)
    await harness.run()
    await add_alerts(store, [FOLDING], now())


async def test_what_was_edited_away_in_doubt_does_not_move(harness: DeliveryHarness, store: Store, now: Clock):
    """The edit leaves a post in doubt alone; after its refusal, the new channel does not get it."""
    await _edit_in_doubt(harness, store, now)
    await edit(store, now, "folding", channel=OTHER)
    now.forward(minutes=15)
    await harness.run()
    assert [(where, payload["card"]) for where, _, payload in harness.notifier.history] == [(OTHER, B)]


async def test_what_was_edited_away_in_doubt_does_not_outlive_a_pause(
    harness: DeliveryHarness, store: Store, now: Clock
):
    """A refused paper that no longer matches is not posted by a pause or its end; matching papers are."""
    await _edit_in_doubt(harness, store, now)
    await Subscriptions(store, now).pause(SERVER, "aaaaa")
    now.forward(minutes=15)
    await harness.run()
    await Subscriptions(store, now).resume(SERVER, "aaaaa")
    await harness.run()
    assert [payload["card"] for _, _, payload in harness.notifier.history] == [B]
