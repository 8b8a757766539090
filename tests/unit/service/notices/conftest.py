"""Fixtures for the tests of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fakes import subscribe, subscription
from tests.unit.service.notices.block_harness import OTHER, BlockHarness

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


@pytest.fixture
async def harness(store: Store, now: Clock) -> BlockHarness:
    """Two channels of one server with alerts."""
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb", channel=OTHER))
    return BlockHarness(store, now)
