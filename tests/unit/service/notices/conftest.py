"""Fixtures for the tests of notices."""

import pytest

from bot.domain.ports import Store
from tests.support.fakes import Clock, subscribe, subscription
from tests.unit.service.notices.block_harness import OTHER, BlockHarness


@pytest.fixture
async def harness(store: Store, now: Clock) -> BlockHarness:
    """Two channels of one server with alerts."""
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb", channel=OTHER))
    return BlockHarness(store, now)
