"""Fixtures for the tests of delivery."""

import pytest

from bot.domain.ports import Store
from tests.support.fakes import Clock, subscribe, subscription
from tests.unit.service.deliver.harness import DeliveryHarness


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    await subscribe(store, subscription())
    return DeliveryHarness(store, now)
