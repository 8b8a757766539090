"""Fixtures for the tests of polling."""

import pytest

from bot.domain.ports import Store
from bot.service.poll.poller import Poller
from tests.support.fakes import Clock, FakeSource


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def poller(store: Store, source: FakeSource, now: Clock) -> Poller:
    return Poller(store, source, now)
