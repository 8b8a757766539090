"""Fixtures for the tests of delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fakes import subscribe, subscription
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    await subscribe(store, subscription())
    return DeliveryHarness(store, now)
