"""The store of the tests that import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.fakes import subscribe
from tests.unit.service.alerts_file.importing import OLD, OURS, list_papers
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    """A subscription whose baseline has the one paper that is stored."""
    await list_papers(store, now, OLD)
    await subscribe(store, OURS, baseline=frozenset({OLD.paper.id}))
    return DeliveryHarness(store, now)
