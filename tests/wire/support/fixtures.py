"""Fixtures that several folders of tests take over in their conftest."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.support.harness import Harness, open_harness
from tests.wire.support.scenario import Scenario, open_scenario

__all__ = ["harness", "scenario"]


@pytest.fixture
async def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    """The application in this process, connected."""
    async with open_harness(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
async def scenario(tmp_path: Path) -> AsyncIterator[Scenario]:
    """The real process, not started yet."""
    async with open_scenario(tmp_path) as opened:
        yield opened
