"""The store of these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fakes import subscribe
from tests.unit.service.deliver.harness import DeliveryHarness
from tests.unit.service.subscriptions.undoing.changing import OLD, OURS, list_papers

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    """A subscription whose baseline has one paper that is stored, and one that is no more."""
    await list_papers(store, now, OLD)
    await subscribe(store, OURS, baseline=frozenset({OLD.paper.id, "arxiv:2401.00001"}))
    return DeliveryHarness(store, now)
