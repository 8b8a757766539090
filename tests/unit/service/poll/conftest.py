"""Fixtures for the tests of polling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.service.poll.poller import Poller
from tests.support.fakes import FakeSource

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def poller(store: Store, source: FakeSource, now: Clock) -> Poller:
    return Poller(store, source, now)
